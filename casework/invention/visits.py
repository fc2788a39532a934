"""Visits and calls of the invented year: often while the case is open at its end, more rarely before.

Everything here is drawn from dice of its own, made from the child's code: the rest of the year stays as it was.
"""

from datetime import datetime, timedelta
from random import Random

from base import chance as source
from base import dates
from casework import follow_up
from casework.models import Case, FollowUp

from . import concerns
from .deeds import File
from .schedule import Story, at_the_office
from .words import Voice, chance, days, listed

RHYTHM = {"high": 4.0, "medium": 11.0, "low": 24.0}  # days
IN_CARE = 6.5  # days between two visits to a place of care
LATELY = timedelta(days=30)  # so long before the end nothing is left out
GIVES_UP = 4  # tries to find a child who has gone


def story(file: File, end: datetime) -> Story:
    """From the first days to the closing. A child who has gone is looked for some times."""
    dice = Random(f"visits {file.child.code}")
    yield at_the_office(dice, dates.now() + days(dice, 1.5, 3.5))
    tries = 0
    while tries < GIVES_UP:
        gone = not file.present
        if not gone or _vanished(file):
            write(file, dice, seen="absent" if gone or chance(dice, 6) else "")
        tries += gone
        placed = file.placement is not None and file.placement.provider_id is not None
        rhythm = min(RHYTHM[file.risk], IN_CARE) if placed else RHYTHM[file.risk]
        pause = days(dice, rhythm * 0.7, rhythm * (1.2 if chance(dice, 15) else 0.97))
        yield at_the_office(dice, dates.now() + pause * (1 if end - dates.now() < LATELY else 5))


def at_the_place(file: File) -> None:
    """Somebody went to see whether the place suits, and met the child there."""
    write(file, Random(f"place {file.child.code} {dates.now()}"), kind=FollowUp.IN_CARE)


def write(file: File, dice: Random, *, seen: str = "", kind: str = "") -> None:
    """A follow-up at which the level of risk stays as it is."""
    if file.case.status == Case.Status.CLOSED:
        return
    concerns.raise_to_floor(file, dice)
    case = file.case
    voice = Voice(dice, girl=file.profile.sex == "F", tag=file.tag)
    texts = listed("visits")
    answers = {"kind": kind or _kind(file, dice), "risk": case.risk}
    answers["seen"] = seen or dice.choice(["alone", "alone", "alone", "not_alone"])
    if seen:
        answers["matters"] = voice.say(texts["absent"])
    else:
        answers["matters"] = voice.say(texts["matters"], most=2)
        answers |= {name: voice.say(texts[name]) for name in FollowUp.TEXTS if name in texts and chance(dice, 35)}
    with source.seeded(f"visit {file.child.code} {dates.now()}"):
        follow_up.sign(case, answers=answers, by=file.owner)


def _kind(file: File, dice: Random) -> str:
    if chance(dice, 18) and not file.profile.small:
        return FollowUp.PHONE
    placement = file.placement
    return FollowUp.IN_CARE if placement and placement.provider_id else "community"


def _vanished(file: File) -> bool:
    last = file.child.placements.order_by("-starts_at").first()
    return last is not None and last.end_reason == "missing"
