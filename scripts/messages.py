"""The catalogues of translations: bring them up to date with the source, or check that nothing is missing (`--check`).

Python files and templates are read with Babel and Django alone, so no gettext tools have to be installed.
"""

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("base", "minors", "referrals", "casework", "plan", "templates")
PLURALS = {
    "fr": (2, "(n > 1)"),
    "ar": (
        6,
        "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5)",
    ),
}
# Which argument is what: positions of the texts, and of the context ("c").
ARGUMENTS: dict[str, Any] = {"gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3)}
KEYWORDS = {name + ending: arguments for name, arguments in ARGUMENTS.items() for ending in ("", "_lazy")}
KEYWORDS |= {"_": None, "_now": None, "gettext_noop": None}
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sdrif]|\{\w*\}")


FRENCH_SPACE = re.compile(r"(?<=\S) (?=[:;?!»](?:\s|$|[^\w/]))|(?<=«) (?=\S)")


class PlainCatalogue(Catalog):
    """A catalogue whose head never changes by itself: no dates, no versions, no names."""

    def __init__(self, language: str) -> None:
        super().__init__(language, domain="django", fuzzy=False, header_comment="")
        self.language = language
        self._num_plurals, self._plural_expr = PLURALS[language]  # type: ignore[assignment]

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The head, as (name, value)."""
        count, rule = PLURALS[self.language]
        return [
            ("Language", self.language),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", f"nplurals={count}; plural={rule};"),
        ]


def path_of(language: str) -> Path:
    """Where a catalogue lies."""
    return ROOT / "base/locale" / language / "LC_MESSAGES/django.po"


def source() -> Iterator[tuple[str | tuple[str, ...], str | None, list[str]]]:
    """Every translatable string of the project: (text or (singular, plural), context, comments for translators)."""
    for folder in FOLDERS:
        for file in sorted((ROOT / folder).rglob("*")):
            if "migrations" in file.parts or file.suffix not in (".py", ".html", ".txt"):
                continue
            text = file.read_text("utf-8")
            if file.suffix != ".py":
                # Indentation means nothing in a template, but would stop Python's tokenizer.
                text = re.sub(r"(?m)^[ \t]+", "", templatize(text, origin=str(file)))
            found = extract("python", BytesIO(text.encode()), KEYWORDS, ["Translators:"], {"encoding": "utf-8"})
            for _line, message, comments, context in found:
                yield message, context, comments


def existing(language: str) -> Catalog:
    """The catalogue as it is stored, empty where there is none."""
    path = path_of(language)
    if not path.exists():
        return PlainCatalogue(language)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain="django")


def updated(language: str) -> PlainCatalogue:
    """The source's strings with the translations there are. Nothing is guessed, nothing obsolete is kept."""
    catalogue, old = PlainCatalogue(language), existing(language)
    for message, context, comments in source():
        catalogue.add(message, context=context, auto_comments=comments)
    for wanted in catalogue:
        known = old.get(wanted.id, wanted.context) if wanted.id else None
        if known and isinstance(known.id, str) == isinstance(wanted.id, str):
            wanted.user_comments, wanted.flags = known.user_comments, known.flags | wanted.flags
            wanted.string = spaced(known.string) if language == "fr" else known.string
    return catalogue


def spaced(value: Any) -> Any:
    """French sets a space that no line ends at before : ; ? ! » and after «. Nobody types it, so it is set here."""
    if isinstance(value, list | tuple):
        return type(value)(spaced(text) for text in value)
    return FRENCH_SPACE.sub("\u00a0", value) if value else value


def texts(value: object) -> list[str]:
    """A message's one text or its several forms."""
    return [text or "" for text in value] if isinstance(value, list | tuple) else [str(value or "")]


def fault(message: Message, forms: int) -> str:
    """What is wrong with one translation, or nothing."""
    ids, strings = texts(message.id), texts(message.string)
    if message.fuzzy:
        return "is marked fuzzy"
    if not all(strings) or (len(ids) > 1 and len(strings) != forms):
        return "is not translated"
    wanted = set(PLACEHOLDER.findall(ids[-1]))
    # "no child", "one child", "two children" may do without the number; the last form is the general one.
    if set(PLACEHOLDER.findall(strings[-1])) != wanted:
        return "has other placeholders than its translation"
    if any(set(PLACEHOLDER.findall(string)) - wanted for string in strings):
        return "has a translation with an unknown placeholder"
    return ""


def faults(language: str) -> list[str]:
    """Every string that a reader of this language would not get right."""
    catalogue = updated(language)
    found = [(message, fault(message, PLURALS[language][0])) for message in catalogue if message.id]
    return [f"{language}: {texts(message.id)[0]!r} {what}" for message, what in found if what]


def write(language: str) -> None:
    """Store the catalogue, if it changed (its date is what make looks at)."""
    out = BytesIO()
    write_po(out, updated(language), width=0, no_location=True, sort_output=True, ignore_obsolete=True)
    path, text = path_of(language), out.getvalue().strip() + b"\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_bytes() != text:
        path.write_bytes(text)


def main(arguments: list[str]) -> None:
    """Update both catalogues, or with --check end with the list of faults."""
    if "--check" not in arguments:
        for language in PLURALS:
            write(language)
    found = [line for language in PLURALS for line in faults(language)]
    print("\n".join([*found, f"{len(found)} translations to mend."]) if found else "Every string is translated.")
    if found and "--check" in arguments:
        sys.exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
