"""The night's work: what nobody does by day, piece by piece. One that fails stops no other, and what came of it is kept and shown."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from base import dates, drafts, people
from base.models import Night
from casework import bed_board, queues
from casework.models import Case
from minors import access, access_review, clocks, conflicts, unusual
from minors.models import Child

logger = logging.getLogger("himaya.nightly")


class NightFailed(Exception):
    """A piece of the night's work broke, or found what must not be."""


@dataclass
class Result:
    """How much was looked at or done, the children somebody may want to look at, and whether all is as it must be."""

    counted: int
    children: list[UUID] = field(default_factory=list)
    well: bool = True


@dataclass(frozen=True)
class Piece:
    key: str
    title: Promise
    do: Callable[[], Result]


def everybody_in_a_queue() -> Result:
    """Every open case is in somebody's queue (domain.md 9.6; features.md 46). The children are those of cases that are in none."""
    cases = Case.objects.still_open()
    found = list(queues.orphans().order_by("child__code").values_list("child", flat=True))
    return Result(cases.count(), found, well=not found)


def everybody_has_a_place() -> Result:
    """Every open case says where the child sleeps tonight (domain.md 3.9). The children are those of whom no file says it."""
    found = bed_board.without_a_place()
    return Result(Case.objects.still_open().count(), found, well=not found)


def clocks_settled() -> Result:
    """What no deed sets off: a day that came, a pause that ended. The children are those of whom a time limit moved."""
    moved, broken = [], 0
    by = people.machine()
    open_files = Child.objects.filter(case__in=Case.objects.still_open()).select_related("arrival").order_by("code")
    looked_at = 0
    for child in open_files.iterator(chunk_size=200):
        looked_at += 1
        try:
            if clocks.settle(child, by=by):
                moved.append(child.pk)
        except Exception:
            logger.exception("clocks_not_settled")
            broken += 1
    return Result(looked_at, moved, well=not broken)


def drafts_swept() -> Result:
    """Texts that were typed and never sent, and that nobody touched for a month."""
    return Result(drafts.sweep())


def accounts_locked() -> Result:
    """Accounts that nobody used for a month, or confirmed in the review of accesses (security.md T4)."""
    return Result(access_review.lock_idle()[0])


def relatives_compared() -> Result:
    """Declared relatives against the files that came since. The children are those whose file was shut to somebody."""
    looked_at, found = conflicts.look_everywhere(lambda author: access.readable_by(author, "C2"))
    return Result(looked_at, found)


def sessions_swept() -> Result:
    """Sessions that are over."""
    return Result(Session.objects.filter(expire_date__lt=dates.now()).delete()[0])


def unusual_looking() -> Result:
    """Who looked at files in an unusual way since the last night (domain.md 7.7). Alerts are read by those who may, not here."""
    last = Night.objects.order_by("-began_at").values_list("began_at", flat=True).first()
    return Result(len(unusual.notice(unusual.since_last(last), by=people.machine())))


WORK = [
    Piece("queues", _("Every open case is in somebody's queue"), everybody_in_a_queue),
    Piece("places", _("Every open case has a place tonight"), everybody_has_a_place),
    Piece("clocks", _("Time limits compared with the records"), clocks_settled),
    Piece("looking", _("Unusual looking noticed"), unusual_looking),
    Piece("drafts", _("Old drafts removed"), drafts_swept),
    Piece("accounts", _("Accounts that nobody uses or confirms locked"), accounts_locked),
    Piece("relatives", _("Declared relatives compared with the files"), relatives_compared),
    Piece("sessions", _("Sessions that are over removed"), sessions_swept),
]
BY_KEY = {piece.key: piece for piece in WORK}


def run() -> Night:
    """Do all of it and keep what came of it. Never raises: the night that went wrong says so by `well`."""
    began_at = dates.now()
    outcome = [_done(piece) for piece in WORK]
    well = all(one["well"] for one in outcome)
    if not well:
        logger.error("night_went_wrong")
    return Night.objects.create(began_at=began_at, ended_at=dates.now(), outcome=outcome, well=well)


def _done(piece: Piece) -> dict:
    """What came of one piece. Of an error its kind is kept, for its words may quote what people typed."""
    try:
        with transaction.atomic():
            result = piece.do()
    except Exception as problem:
        logger.exception("night_piece_failed")
        return {"piece": piece.key, "counted": 0, "children": [], "well": False, "wrong": type(problem).__name__}
    return {
        "piece": piece.key,
        "counted": result.counted,
        "children": [str(child) for child in result.children],
        "well": result.well,
        "wrong": "",
    }
