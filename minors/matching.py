"""Finding one name among many thousands: the keys that are stored with it, and how alike a stored name and an asked one are.

A stored name has a `key`, its parts as skeletons ("ns/tsfj/bkl", readings of one part separated by commas), and `keys`, numbers
that an index finds: each word, each pair of words, and both with one consonant left out, so that one slip of the pen still meets
(performance.md 4). Order does not count, titles do not count, script does not count.
"""

import itertools
import zlib
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction
from rapidfuzz import fuzz, process

from minors import names

MOST_KEYS = 400
JOINED = 90  # of 100: from here on, two words asked for are one stored name
UNTOLD = 5
_APART = str.maketrans("/,", "  ")
SHORT = 2  # consonants: what is shorter says too little to be found by


def key_of(parts: list[str], orthography: str = "") -> str:
    """The parts of a name as skeletons, in their order; a part that nobody told stays empty."""
    return "/".join(",".join(names.skeletons(part, orthography)) for part in parts).rstrip("/")


def keys_of(key: str) -> list[int]:
    """The numbers to index for a `key`."""
    parts = [[_words(reading) for reading in part.split(",") if reading] for part in key.split("/")]
    return sorted(_numbers(parts, singles=True))[:MOST_KEYS]


@dataclass(frozen=True)
class Asked:
    """A name somebody asks for, in any order and script. `pairs` find what has two of its words, `singles` what has one."""

    words: list[list[str]]  # for each word its readings
    heard: str
    pairs: list[int]
    singles: list[int]

    def likeness(self, key: str) -> float:
        """How well the words asked for are found in a stored name, 0 to 100, whatever their order."""
        stored = [word for part in key.split("/") for reading in part.split(",") for word in _words(reading)]
        if not stored or not self.words:
            return 0.0
        found = [max(_ratio(one, other) for one in word for other in stored) for word in self.words]
        parts = key.count("/") + 1
        for place, (one, other) in enumerate(itertools.pairwise(self.words)):
            joined = max(_ratio(a + b, whole) for a in one for b in other for whole in stored)
            if joined >= JOINED and joined > (found[place] + found[place + 1]) / 2:
                found[place] = found[place + 1] = joined
                parts += 1
        # A stored name may have fewer parts than were asked for: what it does not tell is a small difference, not another name.
        told = min(len(found), max(2, parts))
        return sum(sorted(found)[-told:]) / told - UNTOLD * (len(found) - told)

    def begins_alike(self, key: str) -> bool:
        """Whether the first word asked for is the own name: order does not exclude anybody, but it decides who comes first."""
        own = [word for reading in key.split("/")[0].split(",") for word in _words(reading)]
        return max((_ratio(one, other) for one in self.words[0] for other in own), default=0) >= JOINED

    def nearest(self, rows: list, most: int) -> list:
        """At most `most` of the rows (each with its key as the second value), roughly chosen: the exact likeness is slower."""
        if len(rows) <= most:
            return rows
        said, stored = " ".join(word[0] for word in self.words), [row[1].translate(_APART) for row in rows]
        chosen = process.extract(said, stored, scorer=fuzz.token_set_ratio, limit=most)
        return [rows[place] for _text, _score, place in chosen]


def asked(term: str) -> Asked:
    """What to look for when somebody typed this."""
    typed = names.strip_titles(term).split()
    words = [readings for readings in map(names.skeletons, typed) if readings]
    together = [names.skeletons(f"{one} {other}") for one, other in itertools.pairwise(typed)]
    whole = [[[word] for word in readings] for readings in words]
    compounds = [[[joined] for joined in {reading.replace(" ", "") for reading in readings}] for readings in together]
    pairs = _numbers([*whole, *compounds], singles=False)
    if len(words) == 2:  # a compound may have been written as two words
        pairs |= {_number("1", joined) for readings in together for joined in {one.replace(" ", "") for one in readings}}
    singles = {_number("1", near) for readings in [*words, *together] for one in readings for near in _near(one.replace(" ", ""))}
    return Asked(words, names.heard(term), sorted(pairs), sorted(singles))


@contextmanager
def by_index():
    """Inside, the stored keys are found by their index.

    PostgreSQL cannot guess how few names share one of a hundred numbers and would read every name: seconds instead of 20 ms among 100,000.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        yield
        cursor.execute("set local enable_seqscan = on")


def alike(one: str, other: str) -> int:
    """How alike two parts sound, 0 to 100, by their stored skeletons (readings separated by commas)."""
    return round(
        max((_ratio(a.replace(" ", ""), b.replace(" ", "")) for a in one.split(",") for b in other.split(",")), default=0)
    )


def _words(reading: str) -> list[str]:
    """The words of one reading, and two that stand together as one."""
    words = reading.split()
    return [*words, *(one + other for one, other in itertools.pairwise(words))]


def _numbers(parts: list[list[list[str]]], *, singles: bool) -> set[int]:
    found = set()
    if singles:
        found |= {_number("1", near) for part in parts for reading in part for word in reading for near in _near(word)}
    for one, other in itertools.combinations(parts, 2):
        for a, b in itertools.product({w for r in one for w in r}, {w for r in other for w in r}):
            found |= _pair(a, b)
    for reading in itertools.chain.from_iterable(parts):
        for a, b in itertools.combinations(reading, 2):
            found |= _pair(a, b)
    return found


def _pair(one: str, other: str) -> set[int]:
    """Numbers of two words in either order: as they are, and with one slip in one of the two."""
    exact = [(one, near) for near in _near(other)] + [(near, other) for near in _near(one)]
    return {_number("2", *sorted(two)) for two in exact}


def _near(word: str) -> list[str]:
    """The skeleton, and what is left of it when one consonant is left out."""
    shorter = [word[:place] + word[place + 1 :] for place in range(len(word))] if len(word) > SHORT else []
    return list(dict.fromkeys([word, *shorter]))


def _number(*words: str) -> int:
    """A number of four bytes, as the index keeps it."""
    return zlib.crc32(" ".join(words).encode()) - 2**31


def _ratio(one: str, other: str) -> float:
    return fuzz.ratio(one, other)
