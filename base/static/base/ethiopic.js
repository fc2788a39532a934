// Beside a Gregorian date: the same day of the Ethiopian calendar, as the browser knows it. A help for the eye, never stored.
const words = document.body.dataset.ethiopicWords;
const inWords = new Intl.DateTimeFormat(`${document.documentElement.lang}-u-ca-ethiopic-nu-latn`, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const inAmharic = new Intl.DateTimeFormat("am-u-ca-ethiopic", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

function withoutEra(format, day) {
  const parts = format.formatToParts(day).filter((part) => part.type !== "era");
  return parts.map((part) => part.value).join("").replace(/[\s,،]+$/u, "").trim();
}

function isolated(text, lang) {
  const part = document.createElement("bdi");
  if (lang) part.lang = lang;
  part.textContent = text;
  return part;
}

function describe(hint, text) {
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  hint.replaceChildren();
  if (!text || Number.isNaN(day.getTime())) return;
  hint.append(`${words}: `, isolated(withoutEra(inWords, day)), " · ", isolated(withoutEra(inAmharic, day), "am"));
}

function addHint(element, read) {
  if (element.nextElementSibling?.matches(".h-ethiopic")) return;
  const hint = document.createElement("span");
  hint.className = "h-ethiopic";
  element.after(hint);
  describe(hint, read());
  element.addEventListener("input", () => describe(hint, read()));
}

function addHints(part) {
  for (const time of part.querySelectorAll("time[data-ethiopic]")) addHint(time, () => time.dateTime);
  for (const input of part.querySelectorAll("input[type=date][data-ethiopic]")) addHint(input, () => input.value);
}

addHints(document);
document.addEventListener("htmx:afterSettle", (event) => addHints(event.target));
