"""What a case file consists of: plain words, put in order. The drawing sees nothing else (architecture.md 6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

SEMICOLONS = {"ar": "؛ ", "fr": "\u00a0; "}


def together(items: Iterable) -> str:
    """Several things in one cell, with the semicolon of the language."""
    return SEMICOLONS.get(get_language() or "", "; ").join(map(str, items))


@dataclass(frozen=True)
class Facts:
    """(label, value) rows."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """`shares`: the widths of the columns, as parts of their sum."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[float, ...]


@dataclass(frozen=True)
class Words:
    """A free text under its label. `quoted`: somebody's own words, kept in the language they were said in."""

    label: str
    text: str
    quoted: bool = False


@dataclass(frozen=True)
class Heading:
    """What the following pieces are about."""

    text: str


@dataclass(frozen=True)
class Remark:
    """Something to know before reading on. With a title it is a box that is seen first."""

    text: str
    title: str = ""


Piece = Facts | Table | Words | Heading | Remark


@dataclass(frozen=True)
class Section:
    """A titled part. `new_page`: it begins one."""

    title: str
    pieces: tuple[Piece, ...]
    new_page: bool = False


@dataclass(frozen=True)
class Dossier:
    """A case as known at one moment, for one reader, in one language; who prints it and why is the `Stamp`.

    `identity` stands on a page of its own and is the only part with names; None when the reader may not or did not want to
    have it. `signatories` are the functions that sign on paper; `certificate` is the sentence above their lines.
    """

    language: str
    code: str
    title: str
    subtitle: str
    as_of: str
    cover: tuple[tuple[str, str], ...]
    classes: tuple[str, ...]
    front: tuple[Section, ...]
    identity: Section | None
    sections: tuple[Section, ...]
    signed: Table
    signatories: tuple[str, ...]
    certificate: str


@dataclass(frozen=True)
class Stamp:
    """One copy on paper: for whom, why, when, and its number in the access log. Staff by function and number, no names.

    `fingerprint` is the digest of the dossier: equal for two copies that say the same.
    """

    function: str
    number: str
    institution: str
    reason: str
    when: str
    copy: str
    created: datetime
    fingerprint: str
