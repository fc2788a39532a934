// A file is sent in parts while the form is being filled in: a cut loses nothing, it goes on from the last part that arrived.
// Without this script the form sends the file itself, in one piece.
import { keep, kept, forget } from "./waiting.js";

const EDGE = 2000; // points along the longer edge; the server keeps no more either
const LIGHT = 380_000; // bytes a photo should need on the way
const PATIENCE = [1, 2, 4, 8, 15, 30]; // seconds between two tries

const box = document.querySelector("[data-upload]");
const words = box?.dataset ?? {};
const form = box?.querySelector("form");
const inputs = [...(form?.querySelectorAll("input[type=file]") ?? [])];
const upload = form?.querySelector("input[name=upload]");
const note = box?.querySelector("[data-upload-note]");
const token = form?.querySelector("[name=csrfmiddlewaretoken]")?.value;
let turn = 0; // a file chosen later replaces the one on its way
let sending = false;
let submitting = false;

class Refused extends Error {}

function say(text, wrong = false) {
  note.textContent = text;
  note.classList.toggle("h-upload-wrong", wrong);
}

function told(text, values) {
  return text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
}

function progress(received, size) {
  const kilobytes = (bytes) => Math.ceil(bytes / 1024).toLocaleString(document.documentElement.lang, { numberingSystem: "latn" });
  say(told(words.progress, { received: kilobytes(received), size: kilobytes(size) }));
}

// A photo of twelve megapixels becomes a light JPEG, upright, before it leaves the phone. What cannot be drawn is sent as it is.
async function lighter(file) {
  if (!file.type.startsWith("image/") && !/\.(heic|heif)$/i.test(file.name)) return file;
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
  if (!picture) return file;
  for (const [edge, quality] of [[EDGE, 0.82], [EDGE, 0.7], [EDGE, 0.55], [1600, 0.6], [1280, 0.6], [1024, 0.5]]) {
    const share = Math.min(1, edge / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * share);
    canvas.height = Math.round(picture.height * share);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "white";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const drawn = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
    if (drawn && (drawn.size <= LIGHT || edge === 1024)) return drawn.size < file.size ? drawn : file;
  }
  return file;
}

async function digestOf(bytes) {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// One request, tried until there is an answer. The server's refusal is not tried again.
async function ask(url, body, mine) {
  for (let tries = 0; ; tries += 1) {
    try {
      const answer = await fetch(url, { method: "POST", body, headers: { "x-csrftoken": token }, redirect: "manual" });
      if (answer.type === "opaqueredirect") { location.reload(); throw new Refused(words.locked); } // locked: the password opens it again
      if (answer.ok || answer.status === 409) return await answer.json();
      if (answer.status < 500) throw new Refused(answer.status === 422 ? (await answer.json()).sentence : words.lost);
    } catch (problem) {
      if (problem instanceof Refused) throw problem;
    }
    if (mine !== turn) return null;
    say(words.offline);
    await pause(PATIENCE[Math.min(tries, PATIENCE.length - 1)]);
  }
}

function pause(seconds) {
  return new Promise((done) => {
    const timer = setTimeout(done, seconds * 1000);
    window.addEventListener("online", () => { clearTimeout(timer); done(); }, { once: true });
  });
}

async function sendParts(bytes, state, mine) {
  while (state.received < bytes.byteLength) {
    progress(state.received, bytes.byteLength);
    const part = bytes.slice(state.received, state.received + state.part);
    const answer = await ask(`${state.url}?at=${state.received}`, new Blob([part], { type: "application/octet-stream" }), mine);
    if (mine !== turn || !answer) return;
    state.received = answer.received;
  }
  await forget(state.upload);
  arrived(state);
}

function arrived(state) {
  upload.value = state.upload;
  sending = false;
  for (const input of inputs) { input.value = ""; input.required = false; }
  say(told(words.arrived, { size: Math.ceil(state.size / 1024) }));
  if (submitting) { submitting = false; form.requestSubmit(); }
}

function stop(problem) {
  sending = submitting = false;
  say(problem instanceof Refused ? problem.message : words.lost, true);
}

async function chosen(event) {
  const file = event.target.files[0];
  for (const input of inputs) if (input !== event.target) input.value = "";
  const mine = ++turn;
  upload.value = "";
  if (!file) { sending = false; say(""); return; }
  sending = true;
  try {
    say(words.preparing);
    const bytes = await (await lighter(file)).arrayBuffer();
    if (mine !== turn) return;
    const about = new URLSearchParams({ size: bytes.byteLength, digest: await digestOf(bytes) });
    const state = await ask(words.begin, about, mine);
    if (mine !== turn || !state) return;
    await keep(state, bytes);
    await sendParts(bytes, state, mine);
  } catch (problem) {
    if (mine === turn) stop(problem);
  }
}

// After a reload: what was on its way for this child goes on, if this phone still has it.
async function goOn() {
  const states = JSON.parse(document.getElementById("waiting")?.textContent ?? "[]");
  for (const state of states) {
    if (upload.value) return;
    if (state.received === state.size) { arrived(state); return; }
    const bytes = await kept(state);
    if (!bytes || sending) continue;
    const mine = ++turn;
    sending = true;
    try { await sendParts(bytes, state, mine); } catch (problem) { stop(problem); }
    return;
  }
}

// The form waits for its file, and goes by itself when that has arrived.
function holdBack(event) {
  if (!sending) {
    if (upload.value) for (const input of inputs) input.disabled = true;
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  submitting = true;
  box.querySelector("[data-upload-wait]").hidden = false;
}

if (form && upload && window.crypto?.subtle) {
  for (const input of inputs) input.addEventListener("change", chosen);
  window.addEventListener("submit", holdBack, true); // before anything else marks the form as sent
  window.addEventListener("pageshow", () => { for (const input of inputs) input.disabled = false; });
  goOn();
}
