// Somebody is looking over the shoulder: Escape twice, or the button, and the page is gone (security.md T14).
const button = document.querySelector("[data-hide]");
let lastEscape = -Infinity;

function hideAtOnce() {
  document.title = "…";
  document.body.classList.add("h-gone");
  location.replace(button.href);
}

if (button) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    hideAtOnce();
  });
  // Capture, so that an open dialog or menu cannot swallow the key.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat) return;
    if (event.timeStamp - lastEscape < 800) hideAtOnce();
    lastEscape = event.timeStamp;
  }, true);
}
