// Small conveniences of every page. Each is optional: without scripts the page does the same with one more click.
const root = document.documentElement;
root.classList.add("h-js");

// A refused form or a stale save takes the focus: by autofocus in a new page, by this when htmx put it there.
function focusOn(part) {
  part.querySelector?.("[data-focus]")?.focus();
}

// The list of errors leads to a field; a group of choices takes the focus at its first answer.
function followToField(event) {
  const link = event.target.closest(".h-errors a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  const input = field?.matches("input, select, textarea") ? field : field?.querySelector("input, select, textarea");
  if (!input) return;
  event.preventDefault();
  input.focus();
  input.scrollIntoView({ block: "center" });
}

// The answer of such a form is a paper, and the page stays: what it said of the last try would stand there for ever.
// If it is refused once more, the page comes anew and says so.
function settleRefusal(form) {
  for (const told of form.querySelectorAll(".h-errors, .h-error")) told.hidden = true;
  for (const field of form.querySelectorAll(".h-field-wrong")) field.classList.remove("h-field-wrong");
}

// One click, one deed: a form that is on its way is not sent a second time.
function sendOnce(event) {
  const form = event.target;
  if (form.method === "post" && form.hasAttribute("data-again")) settleRefusal(form);
  if (form.method !== "post" || form.hasAttribute("data-again")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.dataset.sent = "yes";
  for (const button of form.querySelectorAll("button[type=submit], button:not([type])")) button.setAttribute("aria-disabled", "true");
  setTimeout(() => allowAgain(form), 15000); // a lost connection must not lock the form
}

function allowAgain(part) {
  const forms = part.matches?.("form") ? [part] : part.querySelectorAll("form[data-sent]");
  for (const form of forms) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
  }
}

// Who changes an answer that two people wrote has chosen: the own text, as it stands now.
function chooseMine(event) {
  for (const choice of event.target.form?.querySelectorAll("[data-merge]") ?? []) {
    if (choice.dataset.merge.split(" ").includes(event.target.name)) choice.checked = true;
  }
}

function closeMenus(event) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    const escaped = event.type === "keydown" && event.key === "Escape";
    if (escaped) menu.querySelector("summary").focus();
    if (escaped || (event.type === "click" && !menu.contains(event.target))) menu.open = false;
  }
}

function printPage(event) {
  if (event.target.closest("[data-print]")) window.print();
}

document.addEventListener("click", followToField);
document.addEventListener("click", closeMenus);
document.addEventListener("click", printPage);
document.addEventListener("input", chooseMine);
document.addEventListener("keydown", closeMenus);
document.addEventListener("submit", sendOnce, true);
document.addEventListener("htmx:afterRequest", (event) => allowAgain(event.target.closest("form") ?? document));
document.addEventListener("htmx:afterSettle", (event) => focusOn(event.target));
window.addEventListener("pageshow", () => allowAgain(document));
