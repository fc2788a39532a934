"""Families of the invented children: separation, journey, relatives, wishes, siblings. Each child has dice of its own, so nothing else changes."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from base import chance as source
from base import dates
from casework.models import Placement
from minors import (
    filing,
    relatives,
    siblings,
)
from minors.models import SiblingLink, SiblingsHere
from minors.sections import SECTIONS

from .deeds import File
from .schedule import Story
from .words import Voice, chance, listed, one_of

ONE_IN = 5  # so many children have a family that was asked about
SHOWN_TO = "aicha"  # whoever tries the demo signs in as her first
TOGETHER = timedelta(hours=12)


def stories(file: File, earlier: list[File]) -> Iterator[tuple[Story, datetime]]:
    """What this child tells of the family some days after the registration, and links with siblings who came before: (story, when)."""
    dice = Random(f"family of {file.child.code}")
    moment = dates.now() + timedelta(days=1, hours=dice.randint(1, 60))
    if dice.randrange(ONE_IN) == 0 and not file.profile.small:
        yield _told(file, dice), moment
    for other in earlier:
        if _of_one_father(file, other):
            dice = Random(f"siblings {other.child.code} {file.child.code}")
            yield _linked(other, file, dice), dates.now() + timedelta(hours=dice.randint(2, 30))


def _told(file: File, dice: Random) -> Story:
    with source.seeded(dice.getrandbits(60)):
        _file(file, dice)
    yield from ()


def _linked(one: File, other: File, dice: Random) -> Story:
    reason = dice.choice(listed("families")["siblings"])
    with source.seeded(dice.getrandbits(60)):
        _link(one, other, kind="full", reason=reason, verified=chance(dice, 40))
    yield from ()


def _link(one: File, other: File, **said) -> None:
    """Who had said that there is nobody here is asked once more before."""
    for denied in SiblingsHere.objects.filter(child__in=[one.child, other.child], siblings_here="none").order_by("pk"):
        file = one if denied.child_id == one.child.pk else other
        _write(file, "siblings", siblings_here="unknown")
    siblings.link([one.child, other.child], by=one.owner, **said)


def _of_one_father(one: File, other: File) -> bool:
    """Children of one father who came in one night; also those whom different teams took in, so that some sleep apart."""
    mine, theirs = one.profile, other.profile
    same = mine.name.language == theirs.name.language and mine.name.parts[1:] == theirs.name.parts[1:]
    return same and abs(mine.found_at - theirs.found_at) <= TOGETHER


def _file(file: File, dice: Random) -> None:
    texts = listed("families")
    profile = file.profile
    voice = Voice(dice, girl=profile.sex == "F", tag=file.tag)
    homes = texts["places"].get(profile.nationality, texts["places"]["ET"])
    home = dice.choice(homes)
    found = profile.found_at.date()
    left = found - timedelta(days=dice.randint(40, 500))
    told = [f"{left.month:02}/{left.year}", str(left.year), dice.choice(texts["told"])]
    _write(
        file,
        "separation",
        separated_raw=dice.choice(told),
        cause=one_of(dice, texts["causes"]),
        story=voice.say(texts["stories"]),
        origin_address=f"{home}. {dice.choice(texts['landmarks'])}",
        country=profile.nationality,
        left_with_consent=dice.choice(["yes", "no", "no", "unknown"]),
        accompanied="yes" if file.child.category == "sc" else "no",
        destination=dice.choice(["saudi_arabia", "saudi_arabia", "djibouti", "other_gulf", "europe"]),
    )
    for start, stop in [[home, "Galafi"], *texts["way"]][: dice.randint(2, 4)]:
        events = dice.sample(sorted(texts["events"]), dice.randint(1, 2))
        events = ["none"] if "none" in events else events
        _write(file, "journey", from_place=start, to_place=stop, mode=one_of(dice, texts["modes"]), events=events)
    _parents(file, dice)
    for _each in range(dice.randint(0, 3)):
        _relative(file, dice, one_of(dice, texts["kinds"]))
    fear = one_of(dice, texts["fears"])
    wish: dict[str, Any] = {
        name: one_of(dice, texts["wishes"]) for name in ("wants_contact", "wants_tracing", "wants_reunification")
    }
    _write(file, "wishes", **wish, fear_of_return=fear, fear_why=dice.choice(texts["why_fear"]) if fear == "yes" else "")
    if chance(dice, 18):
        threats = dice.choice(["yes", "no", "unknown"])
        _write(
            file,
            "debts",
            kind="debt",
            open="yes",
            threats=threats,
            threats_what=voice.say(texts["threats"]) if threats == "yes" else "",
            amount=dice.randint(5, 40) * 1000,
            currency="ETB",
            owed_to=dice.choice(texts["owed_to"]),
        )


def _write(file: File, key: str, **values):
    return filing.write(SECTIONS[key], file.child, values=values, silences={}, by=file.owner)


def _parents(file: File, dice: Random) -> None:
    """Father and mother as the child tells of them; some are verified by a call."""
    names = file.profile.name.spelled(file.profile.ways)
    for part, asked in (("father", 92), ("mother", 90)):
        if not chance(dice, asked):
            continue
        alive = one_of(
            dice, {"alive": 70, "dead": 18, "unknown": 12} if part == "father" else {"alive": 84, "dead": 8, "unknown": 8}
        )
        said = {"alive": alive, "own": names["father"] if part == "father" else _name(file, dice, "F")}
        if part == "father":
            said["father"] = names["grandfather"]
        if alive == "alive":
            said |= {"where": "there", "country": file.profile.nationality, "in_contact": dice.choice(["yes", "no", "no"])}
        if alive == "dead" and chance(dice, 60):
            said["death_raw"] = str(dates.today().year - dice.randint(1, 9))
        if part == "mother" and alive == "alive":
            said |= {"rank": "first", "cared_before": "yes"}
        person = _write(file, part, **said)
        if alive == "alive" and chance(dice, 25):
            _decide(file, dice, person.ties.get(), relatives.verify, "verified", "tracing")


def _relative(file: File, dice: Random, kind: str) -> None:
    girl = kind.startswith(("aunt", "grandmother", "sister"))
    companion = kind == "travel_companion" or (file.child.category == "sc" and kind.startswith("uncle"))
    said = {
        "own": _name(file, dice, "F" if girl else "M"),
        "sex": "F" if girl else "M",
        "alive": "alive",
        "where": "here" if companion else dice.choice(["there", "there", "elsewhere"]),
    }
    if companion:
        said["accompanies"] = "yes"
    side = dice.choice(["father", "mother"]) if kind.startswith("grand") else ""
    section = SECTIONS["relatives"]
    person = relatives.add(section, file.child, values=said, silences={}, kind=kind, source="child", side=side, by=file.owner)
    tie = person.ties.get(other=None)
    if companion and chance(dice, 45):
        _decide(file, dice, tie, relatives.disprove, "disproved", "tracing")
    elif chance(dice, 30):
        _decide(file, dice, tie, relatives.verify, "verified", "relative")


def _decide(file: File, dice: Random, tie, deed, words: str, source: str) -> None:
    voice = Voice(dice, girl=tie.person.sex == "F", tag=file.tag)
    deed(tie, source=source, by=file.owner, reason=voice.say(listed("families")[words]))


def _name(file: File, dice: Random, sex: str) -> str:
    rows = listed("names")[file.profile.name.language][sex]
    row = dice.choice(rows)
    return row[file.profile.ways[0] % len(row)]


def one_pair_apart(told: list[File], until: datetime) -> None:
    """Two children of one mother whom two houses took in, whatever chance made of the others: the warning has to be seen."""
    files = {file.child.pk: file for file in told}
    beds = {stay.child_id: stay for stay in Placement.objects.current().exclude(provider=None).select_related("child")}
    linked = set(SiblingLink.objects.values_list("child", flat=True))
    free = [key for key in beds if key in files and key not in linked]
    stays = [beds[key] for key in sorted(free, key=lambda key: (files[key].owner.username != SHOWN_TO, beds[key].child.code))]
    elsewhere = [stay for stay in stays if stay.provider_id != stays[0].provider_id]
    if not elsewhere:
        return
    one, other = files[stays[0].child_id], files[elsewhere[0].child_id]
    with dates.at(until - timedelta(seconds=20)), source.seeded(7):
        _link(one, other, kind="half_mother", reason=listed("families")["siblings"][1], verified=True)
