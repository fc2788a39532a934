"""Protection concerns and levels of risk entered at contacts. Each child has dice of its own, so nothing else changes."""

from collections.abc import Iterator
from datetime import datetime
from random import Random

from base import chance as source
from base import dates
from casework import concerns, intake, risk
from casework.models import Concern, Risk, RiskLevel
from casework.models.risk import ORDER
from minors.models import Child

from .deeds import File
from .schedule import Story, at_the_office
from .words import Voice, chance, days, listed, one_of

ONE_IN = 3  # so many children have a concern that was written down
SEEN = 4  # one in so many is seen again and again


def stories(file: File) -> Iterator[tuple[Story, datetime]]:
    """What worries the team about this child, and what it finds at each contact: (story, when)."""
    dice = Random(f"concerns of {file.child.code}")
    if dice.randrange(ONE_IN) == 0:
        yield _worry(file, dice), at_the_office(dice, dates.now() + days(dice, 0.2, 20))
    dice = Random(f"contacts with {file.child.code}")
    if dice.randrange(SEEN) == 0:
        yield _contacts(file, dice), at_the_office(dice, dates.now() + days(dice, 8, 20))


def _worry(file: File, dice: Random) -> Story:
    if not file.present:
        return
    texts, voice = listed("concerns"), _voice(file, dice)
    kinds = texts["kinds"]
    kind = one_of(dice, {**kinds["any"], **kinds.get(file.profile.route, {})})
    with source.seeded(dice.getrandbits(60)):
        concern = concerns.record(
            file.child,
            kind=kind,
            severity=one_of(dice, texts["severity"]),
            source=one_of(dice, texts["sources"]),
            told_words=voice.say(texts["words"]),
            starts_raw=f"{dates.now() - days(dice, 20, 400):%m/%Y}",
            by=file.owner,
        )
        raise_to_floor(file, dice)
    yield at_the_office(dice, dates.now() + days(dice, 3, 25))
    with source.seeded(dice.getrandbits(60)):
        if chance(dice, 45) and file.present:
            concerns.report(concern, to=dice.choice(texts["reported_to"]), by=file.owner)
        if chance(dice, 40) and file.present:
            concerns.confirm(concern, confirmed_by=dice.choice(texts["confirmed_by"]), by=file.owner)
    yield at_the_office(dice, dates.now() + days(dice, 10, 80))
    if chance(dice, 55) and file.present:
        why = dice.choice(list(texts["resolution"]))
        with source.seeded(dice.getrandbits(60)):
            said = voice.say(texts["resolution"][why])
            concerns.resolve(Concern.objects.get(pk=concern.pk), why=why, resolution=said, by=file.owner)


def _contacts(file: File, dice: Random) -> Story:
    """The level is entered again at each contact; a few times the supervisor allows a lower one than the facts call for."""
    texts, voice = listed("concerns"), _voice(file, dice)
    for _contact in range(dice.randint(2, 7)):
        if not file.present or file.case.status != "open":
            return
        with source.seeded(dice.getrandbits(60)):
            lowest = _lowest(file.child)
            level = dice.choice(ORDER[ORDER.index(lowest) :])
            said = voice.say(texts["seen"])
            if lowest == Risk.HIGH and chance(dice, 35):
                because = dice.choice(texts["below"])
                _enter(
                    file, Risk.MEDIUM, said, by=file.supervisor, source=RiskLevel.Source.SUPERVISOR, below_floor_because=because
                )
            else:
                _enter(file, level, said, by=file.owner)
        yield at_the_office(dice, dates.now() + days(dice, 9, 34))


def raise_to_floor(file: File, dice: Random) -> None:
    """What was written down may call for a higher level."""
    case = file.case
    if case.status != "open" or case.risk == Risk.HIGH:
        return
    lowest = _lowest(file.child)
    if risk.is_below(case.risk, lowest):
        _enter(file, lowest, dice.choice(listed("assessments")["risk_reasons"][lowest]["any"]), by=file.owner)


def _enter(file: File, level: str, reasons: str, **more) -> None:
    voice = _voice(file, Random(reasons))
    intake.set_risk(file.case, level, reasons=voice.say([reasons]), **more)
    file.risk = level


def _lowest(child: Child) -> Risk:
    return risk.floor(child) or Risk.LOW


def _voice(file: File, dice: Random) -> Voice:
    return Voice(
        dice, girl=file.profile.sex == "F", tag=file.tag, lieu=file.voice.slots["lieu"], langue=file.voice.slots["langue"]
    )
