// The session locks when nobody works (security.md 23). Typed text is kept on the server as a draft, never in the browser.
// Typing is work: a draft that is sent counts as a sign of life.
const { idleSeconds, draftUrl, stayUrl } = document.body.dataset;
const limit = Number(idleSeconds) * 1000;
const warning = Math.min(60000, limit / 2);
const dialog = document.getElementById("idle");
const LAST = "himaya-last-contact"; // a time, shared by the tabs; nothing else is stored in the browser
let lastContact = Date.now();

function token() {
  return JSON.parse(document.body.getAttribute("hx-headers"))["x-csrftoken"];
}

function contact() {
  lastContact = Date.now();
  try { localStorage.setItem(LAST, String(lastContact)); } catch { /* a browser without storage: each tab counts for itself */ }
  if (dialog?.open) dialog.close();
}

function newestContact() {
  try { return Math.max(lastContact, Number(localStorage.getItem(LAST)) || 0); } catch { return lastContact; }
}

// What may be kept: neither passwords and files, nor what belongs to one sending (key, version, token).
function draftOf(form) {
  const data = new FormData();
  data.append("path", new URL(form.getAttribute("action") || location.href, location.href).pathname);
  const secret = new Set([...form.querySelectorAll("input[type=password], input[type=file], input[type=hidden]")].map((input) => input.name));
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && !secret.has(name)) data.append(name, value);
  }
  return data;
}

async function send(form) {
  const answer = await fetch(draftUrl, { method: "POST", body: draftOf(form), headers: { "x-csrftoken": token() }, keepalive: true, redirect: "error" });
  if (!answer.ok) throw new Error(String(answer.status));
  contact();
}

async function stay() {
  const answer = await fetch(stayUrl, { cache: "no-store" }).catch(() => null);
  if (answer?.ok) contact();
  else location.reload();
}

const changed = new Set();

async function keepDrafts() {
  for (const form of [...changed]) {
    if (!form.isConnected || form.dataset.sent) { changed.delete(form); continue; }
    changed.delete(form);
    try {
      await send(form);
      const note = form.querySelector("[data-draft-note]");
      const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", numberingSystem: "latn" });
      if (note) note.textContent = note.dataset.words.replace("{time}", time);
    } catch {
      changed.add(form); // no network: try again in ten seconds
    }
  }
}

async function look() {
  const rest = newestContact() + limit - Date.now();
  if (rest <= 0) {
    await keepDrafts();
    location.reload();
  } else if (rest <= warning && dialog && !dialog.open) {
    await keepDrafts();
    if (newestContact() + limit - Date.now() <= warning) dialog.showModal();
  } else if (rest > warning && dialog?.open) {
    dialog.close();
  }
}

if (limit > 0) {
  contact();
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (form && draftUrl) changed.add(form);
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) keepDrafts(); });
  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) contact(); });
  dialog?.querySelector("[data-stay]").addEventListener("click", stay);
  if (draftUrl) setInterval(keepDrafts, 10000);
  setInterval(look, Math.min(5000, limit / 4));
}
