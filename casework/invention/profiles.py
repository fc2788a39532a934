"""Who the invented children are: the profile of the caseload of domain.md 0.4 and 4.4, with names made by chance."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from base import calendars, dates

from .boats import Boat
from .words import chance, days, hours, listed, one_of

AGES = {(15, 17): 76, (12, 14): 16, (5, 11): 7, (0, 4): 1}
SCRIPTS = {"am": 2, "ti": 2, "ar": 2}  # where the spelling in its own script stands


@dataclass(frozen=True)
class Name:
    """Own, father's and grandfather's name: places in the list of one language, so that they can be spelled in several ways."""

    language: str
    sex: str
    parts: tuple[int, int, int]

    def spelled(self, ways: tuple[int, int, int]) -> dict[str, str]:
        lists = listed("names")[self.language]
        rows = [lists[sex][part] for sex, part in zip((self.sex, "M", "M"), self.parts, strict=True)]
        spelled = [row[way % len(row)] for row, way in zip(rows, ways, strict=True)]
        return dict(zip(("own", "father", "grandfather"), spelled, strict=True))

    @property
    def script(self) -> int | None:
        return SCRIPTS.get(self.language)


@dataclass(frozen=True)
class Profile:
    """A child at the moment of being found."""

    route: str
    unit: str
    found_at: datetime
    place: str
    found_by: str
    sex: str
    age: int
    nationality: str
    language: str
    name: Name
    ways: tuple[int, int, int]
    accompanied: bool = False  # by a brother or sister of the group
    boat: Boat | None = None  # with which it came

    @property
    def small(self) -> bool:
        return self.age < 6


def somebody(dice: Random, route: str, found_at: datetime, unit: str = "") -> Profile:
    """A child of that route, found at that moment, for the team `unit` or one that works on that route."""
    facts = listed("world")["routes"][route]
    age = _age(dice, route)
    girls = facts["girls"] if age > 5 or facts["girls"] > 50 else 50
    nationality = one_of(dice, facts["nations"])
    language = one_of(dice, listed("world")["peoples"][nationality])
    sex = "F" if chance(dice, girls) else "M"
    name, ways = _name(dice, language, sex)
    return Profile(
        route=route,
        unit=unit or one_of(dice, facts["team"]),
        found_at=found_at,
        place=one_of(dice, facts["places"]),
        found_by=one_of(dice, facts["found_by"]),
        sex=sex,
        age=age,
        nationality=nationality,
        language=language,
        name=name,
        ways=ways,
    )


def companion(dice: Random, first: Profile, *, related: bool = False) -> Profile:
    """Another child of the same night, or a younger brother or sister of the first."""
    other = somebody(dice, first.route, first.found_at + timedelta(minutes=dice.randint(0, 40)), first.unit)
    other = replace(other, place=first.place, found_by=first.found_by)
    if not related:
        return other
    own = _pick(dice, first.name.language, other.sex)
    while other.sex == first.sex and own == first.name.parts[0]:
        own = _pick(dice, first.name.language, other.sex)
    parts = (own, *first.name.parts[1:])
    return replace(
        other,
        age=max(1, first.age - dice.randint(2, 7)),
        nationality=first.nationality,
        language=first.language,
        name=Name(first.name.language, other.sex, parts),
        ways=first.ways,
        accompanied=True,
    )


def same_again(dice: Random, first: Profile) -> Profile:
    """The same child registered a second time, weeks later, elsewhere, under another spelling (domain.md 9.4)."""
    found_at = first.found_at + days(dice, 12, 45)
    elsewhere = somebody(dice, "loyada" if first.unit != "caena" else "street", found_at)
    own, father, grandfather = ((way + 1) % 2 for way in first.ways)
    return replace(
        elsewhere,
        age=max(first.age - dice.randint(0, 1), 7),
        sex=first.sex,
        nationality=first.nationality,
        language=first.language,
        name=first.name,
        ways=(own, father, grandfather),
    )


def can_be_mistaken(profile: Profile) -> bool:
    """Whether this child's name is spelled in two Latin ways that look like two children."""
    return profile.name.language in ("om", "so", "am") and profile.age >= 9 and 2 not in profile.ways


def birth(dice: Random, profile: Profile, on: date) -> dates.PartialDate | None:
    """The birth as it was told on that day: mostly an age, sometimes an Ethiopian year, seldom a document (domain.md 4.6)."""
    told, age = dice.random(), profile.age
    source = dates.Source.RELATIVE if profile.small and profile.accompanied else dates.Source.CHILD
    if profile.small and not profile.accompanied:
        source = dates.Source.ASSESSOR
    born = on - timedelta(days=age * 365 + age // 4 + dice.randint(20, 340))
    if profile.small or told < 0.70:
        return dates.from_age(age, on, source=source)
    if told < 0.90 and profile.nationality in ("ET", "ER"):
        year, month, _day = calendars.gregorian_to_ethiopic(born)
        return dates.from_parts("ethiopic", year, month if told > 0.85 else None, on=on)
    if told < 0.93 and profile.nationality == "YE":
        return dates.from_parts("gregorian", born.year, born.month, on=on)
    if told < 0.95:
        # A refugee office writes 1 January when it knows the year only.
        day = date(born.year, 1, 1) if told > 0.94 and age < 17 else born
        return dates.from_parts("gregorian", day.year, day.month, day.day, source=dates.Source.DOCUMENT, on=on)
    return None if told > 0.985 else dates.from_age(age, on, source=source, raw=f"environ {age} ans")


def _age(dice: Random, route: str) -> int:
    least, most = dice.choices(list(AGES), list(AGES.values()))[0]
    if route in ("domestic", "sea_out"):
        least, most = max(least, 11), max(most, 14)
    # Among the oldest and the youngest, the older ones are more.
    return max(dice.randint(least, most), dice.randint(least, most))


def _name(dice: Random, language: str, sex: str) -> tuple[Name, tuple[int, int, int]]:
    like = listed("world")["named_like"].get(language, language)
    father = _pick(dice, like, "M")
    grandfather = _pick(dice, like, "M")
    while grandfather == father:
        grandfather = _pick(dice, like, "M")
    own = _pick(dice, like, sex)
    while sex == "M" and own in (father, grandfather):
        own = _pick(dice, like, sex)
    name = Name(like, sex, (own, father, grandfather))
    latin = len(listed("names")[like]["spellings"]) - (name.script is not None)
    way = dice.randrange(latin)
    if name.script is not None and chance(dice, 5):
        return name, (name.script, name.script, name.script)
    mixed = (way, way if chance(dice, 80) else dice.randrange(latin), way if chance(dice, 80) else dice.randrange(latin))
    return name, mixed


def _pick(dice: Random, language: str, sex: str) -> int:
    return dice.randrange(len(listed("names")[language][sex]))


def found_on(dice: Random, route: str, day: date) -> datetime:
    """A moment of that day, or of the night that follows, at which children of this route are found."""
    least, most = listed("world")["routes"][route]["hours"]
    return datetime.combine(day, datetime.min.time(), dates.DJIBOUTI) + hours(dice, least, most)
