"""Keeping the child's names out of free text: each known spelling becomes "the child" (domain.md 8.4).

Words are compared whole, without case, accents, vowel marks and the variants of Arabic letters. A name that is spelt as none of
the known ones stays: the sheet before printing asks the person to read the pages.
"""

import re
import unicodedata
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from minors.models import ChildName, Merge, Person

_LETTER = r"[^\W\d_]"
_MARKS = "\u0300-\u036f\u0640\u064b-\u065f\u0670"
WORD = re.compile(f"{_LETTER}(?:{_LETTER}|[{_MARKS}])*")
_BETWEEN = re.compile(r"[\s\-‐‑–'’‘ʼ.]{1,3}")
_FOLDED = str.maketrans({"ى": "ي", "ة": "ه", "\u0640": None})
# What Arabic and Amharic write together with a name: "and", "to", "with"; "for", "of", "from", "by", "until", and endings.
_ARABIC_BEFORE, _GEEZ_BEFORE, _GEEZ_AFTER = "وفبلك", "ለየበከእ", "ንምናስ"

Spelling = tuple[str, ...]


def fold(word: str) -> str:
    """A word for comparing."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    return bare.casefold().translate(_FOLDED)


def spelling(name: str) -> Spelling:
    """A name as the words it consists of, for comparing."""
    return tuple(fold(word[0]) for word in WORD.finditer(name))


class Hiding:
    """Known spellings of one child: `own` names become "the child", the other ones (father's, grandfather's) alone "[name withheld]"."""

    def __init__(self, own: Iterable[str], others: Iterable[str]) -> None:
        self.own = self._sorted(own)
        self.every = self._sorted([*own, *others])

    @staticmethod
    def _sorted(names: Iterable[str]) -> list[Spelling]:
        """The longest first, single letters left out."""
        found = {one for name in names if len("".join(one := spelling(name))) > 1}
        return sorted(found, key=lambda one: (-len(one), one))

    def __call__(self, text: str) -> str:
        """The text without the names."""
        words = [(found.start(), found.end(), fold(found[0])) for found in WORD.finditer(text)]
        written, at, number = "", 0, 0
        while number < len(words):
            count, before = self._run(text, words, number)
            if not count:
                number += 1
                continue
            start, end = words[number][0], words[number + count - 1][1]
            is_child = any(self._starts(text, words, number, one)[0] for one in self.own)
            written += text[at:start] + text[start : start + before]
            written += self._instead(text[start + before : end], is_child, begins=_begins(written) and not before)
            at, number = end, number + count
        return _elided(written + text[at:])

    def _run(self, text: str, words: list, number: int) -> tuple[int, int]:
        """(how many words of the text are names from here on, letters before the first one that are no part of it)."""
        count, before = 0, 0
        while number + count < len(words) and (not count or _together(text, words, number + count)):
            fits = [self._starts(text, words, number + count, one) for one in self.every]
            found = max(fits, key=lambda fit: fit[0], default=(0, 0))
            if not found[0]:
                break
            before = found[1] if not count else before
            count += found[0]
        return count, before

    @staticmethod
    def _starts(text: str, words: list, number: int, name: Spelling) -> tuple[int, int]:
        """(words of this name that stand here: all of them or 0, letters before it)."""
        part = words[number : number + len(name)]
        if len(part) < len(name) or any(not _together(text, words, number + at) for at in range(1, len(name))):
            return 0, 0
        found = [word for _start, _end, word in part]
        if tuple(found) == name:
            return len(name), 0
        if found[0][0] in _ARABIC_BEFORE and (found[0][1:], *found[1:]) == name and len(name[0]) > 2:
            return len(name), 1
        if "\u1200" <= name[0][0] <= "\u139f" and len(name[0]) > 1 and _in_amharic(found, name):
            return len(name), 0
        return 0, 0

    @staticmethod
    def _instead(name: str, is_child: bool, *, begins: bool) -> str:
        """In the language of what stands around it, as far as its script tells."""
        first = name[0]
        language = get_language() or "fr"
        if "\u0600" <= first <= "\u06ff":
            language = "ar"
        elif language == "ar" and first < "\u0250":
            language = "fr"
        with override(language):
            told = _("the child") if is_child else _("[name withheld]")
        if "\u1200" <= first <= "\u139f":
            return f"[{told.strip('[]')}]"
        return told[:1].upper() + told[1:] if begins else told


def _together(text: str, words: list, number: int) -> bool:
    return bool(_BETWEEN.fullmatch(text[words[number - 1][1] : words[number][0]]))


def _in_amharic(found: list[str], name: Spelling) -> bool:
    first = {found[0], found[0][1:] if found[0][0] in _GEEZ_BEFORE else found[0]}
    if len(name) == 1:
        first |= {word[:-1] for word in first if word[-1:] in _GEEZ_AFTER}
        return name[0] in first
    last = {found[-1], found[-1][:-1] if found[-1][-1] in _GEEZ_AFTER else found[-1]}
    return name[0] in first and tuple(found[1:-1]) == name[1:-1] and name[-1] in last


def _begins(before: str) -> bool:
    """Whether a sentence begins after this text."""
    return before.rstrip(" \u00a0\n«“\"'’—–-•")[-1:] in ("", ".", "!", "?", "።", "؟") or before.endswith("\n")


def _elided(text: str) -> str:
    """French after a name that began with a vowel: d’Aicha, qu’Aicha; Arabic: to the child."""
    text = re.sub(r"\b([dDqQ]u?)['’](?=l['’]enfant)", lambda found: found[1] + "e ", text)
    return text.replace("لالطفل", "للطفل")


def hiding_of(child_id: UUID) -> Hiding:
    """All spellings of the child and of its family. Those that were recorded later count too: rather hidden once too often.

    So do the names in every other file of the child, whoever may open it.
    """
    files = Merge.objects.filter(Q(kept=child_id) | Q(other=child_id)).values_list("kept", "other")
    every = {child_id, *(one for pair in files for one in pair)}
    written = ChildName.history.filter(child__in=every)
    rows = list(written.values_list("kind", "own", "father", "grandfather", "further"))
    own = {row[1] for row in rows if row[0] != ChildName.Kind.MOTHER}
    family = Person.history.filter(child__in=every).values_list("own", "father", "grandfather")
    others = {name for row in rows for name in row[1:] if name} | {name for row in family for name in row if name}
    return Hiding(own, others - own)
