// The session locks when nobody works (security.md 23). Typed text is kept on the server as a draft (drafts.js).
// Typing is work: a draft that is sent counts as a sign of life.
import { keepDrafts, watch } from "./drafts.js";

const { idleSeconds, stayUrl } = document.body.dataset;
const limit = Number(idleSeconds) * 1000;
const warning = Math.min(60000, limit / 2);
const dialog = document.getElementById("idle");
const LAST = "himaya-last-contact"; // a time, shared by the tabs; nothing else is stored in the browser
let lastContact = Date.now();

function contact() {
  lastContact = Date.now();
  try { localStorage.setItem(LAST, String(lastContact)); } catch { /* a browser without storage: each tab counts for itself */ }
  if (dialog?.open) dialog.close();
}

function newestContact() {
  try { return Math.max(lastContact, Number(localStorage.getItem(LAST)) || 0); } catch { return lastContact; }
}

async function stay() {
  const answer = await fetch(stayUrl, { cache: "no-store" }).catch(() => null);
  if (answer?.ok) contact();
  else location.reload();
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
  watch(contact);
  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) contact(); });
  dialog?.querySelector("[data-stay]").addEventListener("click", stay);
  setInterval(look, Math.min(5000, limit / 4));
}
