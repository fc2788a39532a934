"""From what was typed to what can be drawn: cleaned, joined (Arabic), each character with its direction.

The rules of the Unicode bidirectional algorithm come from bidi.algorithm, applied to the whole paragraph before lines are cut.
Two it lacks are here: paired brackets (rule N0), and telephone numbers and dates kept in one piece.
"""

import re
import unicodedata
from typing import Any

from arabic_reshaper import ArabicReshaper
from bidi import algorithm
from bidi.mirror import MIRRORED

from base.pdf.fonts import family_of, name_of

ARABIC = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_RTL = re.compile(f"[{ARABIC}]")
# A name in Arabic letters inside a left-to-right line, with what stands between its words.
_ARABIC_RUN = re.compile(f"[{ARABIC}](?:[^A-Za-z\u00c0-\u024f\u1200-\u139f\n]*[{ARABIC}])?")
_ONE_PIECE = re.compile(r"\+\d[\d \u00a0.-]*\d|\b\d{4}-\d{2}(?:-\d{2})?\b|\b\d{2}(?:[ \u00a0]\d{2}){2,}\b")
_LRM = "\u200e"
_JOINERS = "\u200c\u200d"  # they say how Arabic letters join; gone once the letters are joined
_RESHAPER = ArabicReshaper({"delete_harakat": False, "support_zwj": True})
_OPENING = {"(": ")", "[": "]", "{": "}"}


def clean(text: str) -> str:
    """Without control, override and other invisible characters; line ends become \\n, other white space a space."""
    text = re.sub(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]", "\n", unicodedata.normalize("NFC", text)).replace("\t", " ")
    return "".join(character for character in text if not _invisible(character))


def _invisible(character: str) -> bool:
    if character == "\n" or character in _JOINERS:
        return False
    if "\u0600" <= character <= "\u06dd":  # the Arabic number signs are format characters that one sees
        return False
    return unicodedata.category(character) in ("Cc", "Cf") or "\ufe00" <= character <= "\ufe0f"


def legible(text: str) -> str:
    """The text with each character that no font has spelt out, as [U+4E2D]: for free text that must print whatever was typed."""
    return "".join(c if c == "\n" or c in _JOINERS or family_of(c) else f"[{name_of(c).split()[0]}]" for c in clean(text))


def joined(text: str) -> str:
    """Arabic letters replaced by the forms they take next to each other; still in the order of reading.

    The parts of a telephone number are held together by spaces that do not break.
    """
    text = _ONE_PIECE.sub(lambda piece: piece[0].replace(" ", "\u00a0"), text)
    if _RTL.search(text):
        text = _RESHAPER.reshape(text)
    return text.replace("\u200c", "").replace("\u200d", "")


def reads_rtl(text: str, otherwise: bool = False) -> bool:
    """Is most of the text written from right to left? `otherwise` when it has no letters, or as many of each."""
    strong = [unicodedata.bidirectional(character) for character in text]
    rtl, ltr = sum(kind in ("R", "AL") for kind in strong), strong.count("L")
    return otherwise if rtl == ltr else rtl > ltr


def levels(text: str, rtl: bool) -> list[int]:
    """The embedding level of each character of one paragraph (no \\n); an odd one is drawn from right to left."""
    if not rtl and not _RTL.search(text):
        return [0] * len(text)
    if not rtl:
        # As <bdi> does: what follows a name in Arabic letters (its brackets, an age) is not drawn into it.
        text = _ARABIC_RUN.sub(lambda run: run[0] + _LRM, text)
    storage = algorithm.get_empty_storage()
    storage["base_level"], storage["base_dir"] = int(rtl), "LR"[rtl]
    algorithm.get_embedding_levels(text, storage)
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    characters = storage["chars"]
    for piece in _ONE_PIECE.finditer(text):
        for character in characters[piece.start() : piece.end()]:
            character["type"] = "L"
    _resolve_brackets(characters, "LR"[rtl])
    algorithm.resolve_neutral_types(storage, False)
    algorithm.resolve_implicit_levels(storage, False)
    return [character["level"] for character in characters if character["ch"] != _LRM]


def _resolve_brackets(characters: list[dict[str, Any]], base: str) -> None:
    """Rule N0: both brackets of a pair get one direction, that of what they enclose."""
    opened: list[int] = []
    pairs = []
    for at, character in enumerate(characters):
        if character["type"] != "ON":
            continue
        if character["ch"] in _OPENING:
            opened.append(at)
            continue
        partners = [o for o in opened if _OPENING[characters[o]["ch"]] == character["ch"]]
        if partners:
            pairs.append((partners[-1], at))
            del opened[opened.index(partners[-1]) :]
    for start, end in sorted(pairs):
        inside = {_strong(character) for character in characters[start + 1 : end]} - {""}
        if not inside:
            continue
        before = next((found for c in reversed(characters[:start]) if (found := _strong(c))), base)
        chosen = base if base in inside else before
        characters[start]["type"] = characters[end]["type"] = chosen


def _strong(character: dict[str, Any]) -> str:
    kind = character["type"]
    return kind if kind in ("L", "R") else "R" if kind in ("AN", "EN", "AL") else ""


def visual(start: int, end: int, levels: list[int]) -> list[int]:
    """The positions start..end-1 of one line in the order they are drawn, from left to right (rule L2)."""
    order = list(range(start, end))
    highest = max(levels[start:end], default=0)
    for level in range(highest, 0, -1):
        at = 0
        while at < len(order):
            until = at
            while until < len(order) and levels[order[until]] >= level:
                until += 1
            order[at:until] = order[at:until][::-1]
            at = max(until, at + 1)
    return order


def mirrored(character: str, level: int) -> str:
    """The bracket that faces the other way, where text runs from right to left."""
    return MIRRORED.get(character, character) if level % 2 and unicodedata.mirrored(character) else character
