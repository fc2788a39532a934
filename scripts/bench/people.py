"""A labelled set: invented children, and each of them registered again under other spellings, by one who did not know (domain.md 9.4).

Half of the children are for tuning (`dev`), half stay unseen (`held_out`). The same seed gives the same set.
"""

from dataclasses import dataclass, replace
from datetime import date
from random import Random
from typing import Any

from base import dates
from scripts.bench import spelling

TODAY = date(2026, 9, 1)
NATIONS = {"so": ["SO", "DJ", "ET"], "om": ["ET"], "am": ["ET"], "ti": ["ER", "ET"], "ar": ["YE"]}
SHARES = {"om": 42, "so": 20, "am": 14, "ti": 10, "ar": 14}  # domain.md 4.4
KINDS = ["typing", "orthography", "script", "missing part", "wrong sex", "wrong age"]
PARTS = ("own", "father", "grandfather", "mother")


@dataclass(frozen=True)
class Person:
    """A child as sounds: what the spellings are made from."""

    tradition: str
    sounds: dict[str, list[str]]  # own, father, grandfather, mother
    sex: str
    age: int
    nationality: str


@dataclass(frozen=True)
class Told:
    """One registration: what somebody wrote down. `mother` is her own name; empty where nobody told."""

    child: int  # the place of the person in the set: the label
    kind: str  # how it differs from the first registration; "" for the first
    own: str
    father: str
    grandfather: str
    mother: str
    sex: str
    birth: dates.PartialDate | None
    language: str
    nationality: str

    @property
    def full(self) -> str:
        return " ".join(filter(None, [self.own, self.father, self.grandfather]))


@dataclass(frozen=True)
class Labelled:
    """First registrations, one for each child, and the later ones; `held_out` are the later ones of children kept unseen."""

    first: list[Told]
    dev: list[Told]
    held_out: list[Told]


def labelled(children: int, seed: int = 1) -> Labelled:
    """`children` children with six later registrations each, one of every kind."""
    dice = Random(seed)
    people, first = _registered(dice, children)
    again: list[list[Told]] = [[], []]
    for number, person in enumerate(people):
        again[dice.randrange(2)] += [_again(dice, person, first[number], kind) for kind in KINDS]
    return Labelled(first, *again)


def many(children: int, seed: int) -> list[Told]:
    """So many first registrations and nothing else: a crowd to search among."""
    return _registered(Random(seed), children)[1]


def _registered(dice: Random, children: int) -> tuple[list[Person], list[Told]]:
    people = persons(dice, children)
    return people, [told(dice, number, person, "", _way(dice, person, native=False)) for number, person in enumerate(people)]


def persons(dice: Random, number: int) -> list[Person]:
    """Every twelfth child is a younger brother or sister of an earlier one: the same father, grandfather and mother, another own name."""
    made: list[Person] = []
    for place in range(number):
        if place % 12 == 11:
            elder = dice.choice(made)
            sex = dice.choice("MMF")
            own = name(dice, elder.tradition, sex)
            if own != elder.sounds["own"]:
                made.append(
                    replace(elder, sounds={**elder.sounds, "own": own}, sex=sex, age=max(3, elder.age - dice.randint(1, 5)))
                )
                continue
        tradition = dice.choices(list(SHARES), list(SHARES.values()))[0]
        sex = "F" if dice.random() < 0.25 else "M"
        parts = dict(zip(PARTS, (name(dice, tradition, one) for one in (sex, "M", "M", "F")), strict=True))
        age = dice.choices([*range(6, 18)], [1, 1, 1, 1, 1, 2, 4, 6, 10, 24, 26, 24])[0]
        made.append(Person(tradition, parts, sex, age, dice.choice(NATIONS[tradition])))
    return made


def name(dice: Random, tradition: str, sex: str) -> list[str]:
    """Some names are much more common than others."""
    names = spelling.SOUNDS[tradition][sex == "F"].split()
    return spelling.sounds(dice.choices(names, [1 / (rank + 6) for rank in range(len(names))])[0])


def _way(dice: Random, person: Person, *, native: bool) -> str:
    return dice.choice(spelling.SCRIPTS[person.tradition] if native else spelling.LATIN[person.tradition])


def told(dice: Random, number: int, person: Person, kind: str, way: str, age: int | None = None) -> Told:
    """What is written down when this child is registered by somebody who spells that way. Not everybody tells everything."""
    spelled = {part: spelling.WRITERS[way](sounds, dice) for part, sounds in person.sounds.items()}
    if dice.random() < 0.4:
        spelled["mother"] = ""
    if dice.random() < 0.2:
        spelled["grandfather"] = ""
    birth = None if dice.random() < 0.08 else dates.from_age(person.age if age is None else age, TODAY)
    return Told(number, kind, **spelled, sex=person.sex, birth=birth, language=person.tradition, nationality=person.nationality)


def _again(dice: Random, person: Person, first: Told, kind: str) -> Told:
    number, ways = first.child, spelling.LATIN[person.tradition]
    if kind == "script":
        return told(dice, number, person, kind, _way(dice, person, native=True))
    said = told(dice, number, person, kind, dice.choice(ways))
    match kind:
        case "typing":  # the worker spells as the first one did, and slips
            parts: dict[str, Any] = {part: getattr(first, part) for part in PARTS}
            slips = {
                part: spelling.slip(parts[part], dice)
                for part in dice.sample(["own", "father", "grandfather"], dice.randint(1, 2))
            }
            return replace(said, **{**parts, **slips})
        case "missing part":
            gone = dice.choice(["father", "grandfather", "grandfather"])
            missing: dict[str, Any] = {"mother": "", gone: ""}
            return replace(said, **missing)
        case "wrong sex":
            return replace(said, sex="F" if person.sex == "M" else "M")
        case "wrong age":
            off = dice.choice([-3, -2, -1, 1, 2, 3])
            return replace(said, birth=dates.from_age(max(1, person.age + off), TODAY))
    return said
