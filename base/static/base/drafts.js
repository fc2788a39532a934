// Nothing typed is lost: what is typed goes to the server within two seconds, to its author's drafts, never into the browser.
// Where the network fails it is tried again every three seconds, and at once when it comes back.
const SOON = 2000;
const AGAIN = 3000;
const MOST = 60000; // characters that a browser still sends while its page goes away

const { draftUrl } = document.body.dataset;
const changed = new Set();
let timer = 0;
let running = null;
let whenKept = () => {};

function token() {
  return JSON.parse(document.body.getAttribute("hx-headers"))["x-csrftoken"];
}

// What is kept: neither passwords and files, nor what the page wrote itself, but for the version and the key of the form.
function draftOf(form) {
  const data = new FormData();
  const left = [...form.querySelectorAll("input[type=password], input[type=file], input[type=hidden]")].map((input) => input.name);
  const secret = new Set(left.filter((name) => name !== "version" && name !== "key"));
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && !secret.has(name)) data.append(name, value);
  }
  data.set("path", new URL(form.getAttribute("action") || location.href, location.href).pathname);
  data.set("draft-page", location.pathname);
  data.set("draft-title", document.title.split(" · ")[0]);
  if (performance.getEntriesByType("navigation")[0]?.type === "back_forward" || form.dataset.back) data.set("draft-again", "1");
  return data;
}

function say(form, words, time = "") {
  const note = form.querySelector("[data-draft-note]");
  if (note) note.textContent = (note.dataset[words] ?? "").replace("{time}", time);
}

async function send(form) {
  const body = draftOf(form);
  const size = [...body.values()].reduce((sum, value) => sum + value.length, 0);
  const keepalive = document.hidden && size < MOST;
  const answer = await fetch(draftUrl, { method: "POST", body, headers: { "x-csrftoken": token() }, keepalive, redirect: "error" });
  if (answer.status === 413) return "long";
  if (!answer.ok) throw new Error(String(answer.status));
  return "words";
}

async function keepAll() {
  let failed = false;
  for (const form of [...changed]) {
    changed.delete(form);
    if (!form.isConnected || form.dataset.sent) continue;
    try {
      const words = await send(form);
      whenKept();
      say(form, words, new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", numberingSystem: "latn" }));
    } catch {
      changed.add(form);
      say(form, "fails");
      failed = true;
    }
  }
  if (changed.size) plan(failed ? AGAIN : SOON);
}

function plan(delay) {
  if (!timer) timer = setTimeout(() => { timer = 0; keepDrafts(); }, delay);
}

// One sending at a time: a later text never arrives before an earlier one.
export async function keepDrafts() {
  if (running) await running;
  running = keepAll();
  await running;
  running = null;
}

function noticed(event) {
  const form = event.target.closest?.("form[data-draft]");
  if (!form) return;
  changed.add(form);
  plan(SOON);
}

// Without a network a browser would show its own page in place of the form: the form stays, and says why.
function stayWithoutNetwork(event) {
  const form = event.target;
  if (navigator.onLine || !form.matches("form[data-draft]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  changed.add(form);
  plan(AGAIN);
  say(form, "offline");
}

export function watch(kept) {
  whenKept = kept;
  if (!draftUrl) return;
  document.addEventListener("input", noticed);
  document.addEventListener("change", noticed);
  document.addEventListener("visibilitychange", () => { if (document.hidden) keepDrafts(); });
  window.addEventListener("submit", stayWithoutNetwork, true);
  window.addEventListener("online", keepDrafts);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of document.querySelectorAll("form[data-draft]")) form.dataset.back = "yes";
  });
}
