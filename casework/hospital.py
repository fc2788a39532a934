"""After a stay in hospital it is decided anew where the child sleeps, and where its brothers and sisters do (domain.md 9.2).

Here the question is put and answered; the answers themselves are deeds of `casework.care`.
"""

from collections.abc import Iterable

from django.utils.translation import gettext_noop

from base import dates
from casework import apart
from casework.models import PLACE_AGAIN, Absence, Case, Placement, PlacementDecision
from minors import joined
from minors.models import Child

ASKED = gettext_noop("A stay in hospital has ended.")
SIBLING_ASKED = gettext_noop("A brother or sister gets a place.")
ANSWERED = gettext_noop("The child was placed.")
HOSPITAL = "hospital"  # a kind of absence, and a kind of care (L11)


def in_hospital(stays: Iterable[Placement]) -> bool:
    """Whether the child of these placements is in hospital now: with its bed kept, or without a bed of ours."""
    stays = list(stays)
    kept = Absence.objects.filter(placement__in=stays, kind=HOSPITAL, ends_at=None)
    return any(one.care_type == HOSPITAL for one in stays) or (bool(stays) and kept.exists())


def ask(child: Child, family: list[Child], *, by, absence: Absence | None = None) -> None:
    """The stay in hospital is over and nobody placed the child: ask where it sleeps, and where those of `family` who sleep elsewhere do."""
    _ask(child, PlacementDecision.Cause.DISCHARGE, by=by, reason=ASKED, absence=absence)
    ask_family(child, family, by=by)


def ask_family(child: Child, family: list[Child], *, by) -> None:
    """The same for the brothers and sisters alone, where the child itself got a place."""
    for one in family:
        theirs = apart.with_absence(Placement.objects.current().filter(child=one, provider__isnull=False)).first()
        if theirs and apart.since(theirs, [child]):
            _ask(one, PlacementDecision.Cause.SIBLING, by=by, reason=SIBLING_ASKED)


def _ask(child: Child, cause: str, *, by, reason: str, absence: Absence | None = None) -> None:
    files = joined.files_of(child)
    asked = PlacementDecision.objects.filter(child__in=files, status="asked").exists()
    if not asked and Case.objects.still_open().filter(child=files[0]).exists():
        question = PlacementDecision(child=files[0], cause=cause, absence=absence, asked_at=dates.now())
        PLACE_AGAIN.begin(question, "ask", by=by, reason=reason)


def answer(files: list[Child], placement: Placement, *, by) -> None:
    """Whoever places the child has decided."""
    for asked in PlacementDecision.objects.filter(child__in=files, status="asked"):
        decide(asked, PlacementDecision.Decision.MOVES, placement, by=by, reason=ANSWERED)


def decide(
    asked: PlacementDecision, decision: str, placement: Placement, *, by, reason: str, because: str = ""
) -> PlacementDecision:
    signed = {"decided_at": dates.now(), "decided_by": by, "placement": placement, "because": because}
    return PLACE_AGAIN.move(asked, "decide", by=by, reason=reason, decision=decision, **signed)
