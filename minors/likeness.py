"""How likely two files are about one child: the table of points of domain.md 4.5, with the reasons as people read them.

A further part is one line of `PARTS`: its name, its points, how the two sides are compared (1 the same, 0 says nothing, -1 and less speaks
against, None when one side does not tell), and the sentence.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz

from base import dates
from minors import matching, names
from minors.models import Child, ChildName

PROBABLE, POSSIBLE = 60, 40
TOLD_ENOUGH = 80  # points: where less is known on both sides, the score is counted as if this much were (docs/decisions.md)
OTHER_NAME, SAME_NAME = 70, 92  # likeness below which a name is another one, and from which it is the same
AGAINST = 2.0  # a name that is told on both sides and is another one takes up to twice its points away
VOWELS = 0.35
YEAR = timedelta(days=366)


@dataclass(frozen=True)
class Heard:
    """A part of a name: its skeletons (readings separated by commas) and its sound with vowels."""

    key: str
    heard: str

    @classmethod
    def of(cls, text: str, orthography: str = "") -> "Heard | None":
        key = matching.key_of([text], orthography)
        return cls(key, names.heard(text)) if key else None


Name = dict[str, Heard | None]


@dataclass(frozen=True)
class Known:
    """What is known of one child, as far as the score asks. `called` has each of its names, `mothers` each spelling of the mother's."""

    called: list[Name] = field(default_factory=list)
    mothers: list[Name] = field(default_factory=list)
    sex: str = ""
    birth: tuple | None = None
    language: str = ""


@dataclass(frozen=True)
class Reason:
    """One line of the score: the part, the points it gave, and for names how alike they are."""

    part: str
    points: int
    percent: int | None = None

    @property
    def words(self) -> str:
        return str(_part(self.part).sentence(self))

    def kept(self) -> dict:
        return {"part": self.part, "points": self.points, "percent": self.percent}


@dataclass(frozen=True)
class Part:
    name: str
    points: int
    compare: Callable[[Any, Any], tuple[float, int | None] | None]
    for_it: str | Promise
    against: str | Promise = ""
    alike: str | Promise = ""

    def sentence(self, reason: Reason) -> str:
        if reason.points * (1 if self.points > 0 else -1) < 0:
            return str(self.against)
        if self.alike and reason.percent is not None and reason.percent < 100:
            return str(self.alike) % {"percent": reason.percent}
        return str(self.for_it)


def _names(part: str):
    """Compare one part of the names: from 1 (the same) to -1 (another name); None when one side does not tell it."""

    def compare(one: Name, other: Name):
        a, b = one.get(part), other.get(part)
        return None if a is None or b is None else _worth(alike(a, b))

    return compare


def _mother(one: Name, other: Name):
    """Her own name, and her father's where both sides tell it."""
    own, others = one.get("own"), other.get("own")
    if own is None or others is None:
        return None
    percent, father, others_father = alike(own, others), one.get("father"), other.get("father")
    value, percent = _worth((3 * percent + 2 * alike(father, others_father)) / 5 if father and others_father else percent)
    return max(-1.0, value), percent  # a child may know two names of its mother


def _worth(percent: float) -> tuple[float, int]:
    return max(-AGAINST, min(1.0, (percent - OTHER_NAME) / (SAME_NAME - OTHER_NAME))), round(percent)


def alike(a: Heard, b: Heard) -> float:
    """Consonants first, vowels where both scripts write them: Hassan is not Hussein."""
    consonants = matching.alike(a.key, b.key)
    if not (a.heard and b.heard):
        return consonants
    return (1 - VOWELS) * consonants + VOWELS * fuzz.ratio(a.heard.replace(" ", ""), b.heard.replace(" ", ""))


def _birth(one: Known, other: Known):
    """Overlapping intervals speak for it, more than a year between them against it."""
    if not one.birth or not other.birth:
        return None
    gap = max(one.birth[0] - other.birth[1], other.birth[0] - one.birth[1])
    return (1.0 if gap <= timedelta(0) else -1.0 if gap > YEAR else 0.0), None


def _language(one: Known, other: Known):
    return (float(one.language == other.language), None) if one.language and other.language else None


def _sex(one: Known, other: Known):
    """Only a girl beside a boy is a difference; nothing else is known."""
    return (1.0, None) if {one.sex, other.sex} == {"F", "M"} else None


NAMES = [
    Part("own", 30, _names("own"), _("own name the same"), _("another own name"), _("own name alike (%(percent)d %%)")),
    Part("father", 20, _names("father"), _("father's name the same"), _("another father's name"), _("father's name alike (%(percent)d %%)")),
    Part(
        "grandfather",
        10,
        _names("grandfather"),
        _("grandfather's name the same"),
        _("another grandfather's name"),
        _("grandfather's name alike (%(percent)d %%)"),
    ),
]  # fmt: skip
MOTHER = Part(
    "mother",
    15,
    _mother,
    _("mother's name the same"),
    _("another mother's name"),
    _("mother's name alike (%(percent)d %%)"),
)
PARTS = [
    Part("birth", 10, _birth, _("births overlap"), _("births more than a year apart")),
    Part("language", 5, _language, _("the same first language")),
    Part("sex", -25, _sex, _("a girl and a boy")),
]


def _part(name: str) -> Part:
    return next(part for part in [*NAMES, MOTHER, *PARTS] if part.name == name)


def score(one: Known, other: Known, further: Sequence[Part] = PARTS) -> tuple[int, list[Reason]]:
    """(0 to 100, reasons): the points gained, of those that could be gained by what both sides tell. `further` are the parts beside names."""
    called = [[(part, part.compare(a, b)) for part in NAMES] for a in one.called for b in other.called]
    mothers = [[(MOTHER, MOTHER.compare(a, b))] for a in one.mothers for b in other.mothers]
    lines = [*_best(called), *_best(mothers), *((part, part.compare(one, other)) for part in further)]
    told = [(part, *found) for part, found in lines if found is not None]
    gained = sum(part.points * value for part, value, _percent in told)
    known = sum(part.points for part, _value, _percent in told if part.points > 0)
    reasons = [
        Reason(part.name, round(part.points * value), percent) for part, value, percent in told if round(part.points * value)
    ]
    return max(0, min(100, round(100 * gained / max(known, TOLD_ENOUGH)))), reasons


def _best(lines: list) -> list:
    """Of several spellings of a name those that fit best."""
    return max(lines, key=lambda line: sum(part.points * found[0] for part, found in line if found), default=[])


def known_of(child: Child, rows: list[ChildName]) -> Known:
    """What the file tells. `rows` are its names. A name that nobody knows yet says nothing."""
    birth = (child.birth_earliest, child.birth_latest) if child.birth_earliest else None
    called = [_stored(row) for row in rows if row.kind != ChildName.Kind.MOTHER]
    mothers = [_stored(row) for row in rows if row.kind == ChildName.Kind.MOTHER]
    return Known(called, mothers, child.sex, birth, child.language)


def known_from(name: dict, *, mother: dict | None = None, sex="", birth: dates.PartialDate | None = None, language="") -> Known:
    """What was typed in a registration."""
    called = {part: Heard.of(name.get(part, "")) for part in ("own", "father", "grandfather")}
    if names.is_unknown(name.get("own", "")):
        called["own"] = None
    mothers = [{part: Heard.of(mother.get(part, "")) for part in ("own", "father")}] if mother and mother.get("own") else []
    told = (birth.earliest, birth.latest) if birth and birth.earliest else None
    return Known([called], mothers, sex, told, language)


def _stored(row: ChildName) -> Name:
    parts = dict(zip(("own", "father", "grandfather"), [*row.key.split("/"), "", ""], strict=False))
    found = {part: Heard(key, names.heard(getattr(row, part))) if key else None for part, key in parts.items()}
    if row.status == ChildName.Status.UNKNOWN:
        found["own"] = None
    return found
