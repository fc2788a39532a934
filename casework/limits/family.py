"""Looking for the family, and after the child went to it: T13, T14 and T31 (domain.md 2.4, 3.11, 3.13)."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base.roles import Verb
from casework.limits.assessments import episodes_of
from casework.models import Departure, Episode, FollowUp, TracingAction, TracingRequest
from minors import ledger
from minors.clocks import Rule, Run, declare, read
from minors.models import Child, ConsentStatement, Wish, Wishes

AFTERWARDS = ["after_reunification", FollowUp.AFTER_CLOSURE]  # codes of list F10: the case may be closed meanwhile


def _openings(child: Child) -> Iterable[Run]:
    """Since the child allowed it, until a search is opened; owed by nobody once that is withdrawn or the child does not want it."""
    episodes, lines = episodes_of(child), read(child, ConsentStatement)
    if not episodes or episodes[-1].closed_at or any(one.wants_tracing == Wish.NO for one in read(child, Wishes)):
        return
    answers = [ledger.decide(lines, scope, adult_on=ledger.grown_on(child)) for scope in TracingRequest.Scope.values]
    allowed = [one.statement.happened_at for one in answers if one and one.statement]
    if allowed:
        since = max(min(allowed), episodes[-1].opened_at)
        opened = [one.opened_at for one in read(child, TracingRequest)]
        yield Run(child.pk, since=since, ended_at=max(since, min(opened)) if opened else None)


def _updates(child: Child) -> Iterable[Run]:
    """Again after each step that was done, while somebody is looked for."""
    actions = read(child, TracingAction)
    for request in read(child, TracingRequest):
        if request.status in ("open", "in_progress", "located"):
            done = [one.done_at for one in actions if one.request_id == request.pk and one.done_at]
            yield Run(request.pk, since=max([request.opened_at, *done]))


def _afterwards(child: Child) -> Iterable[Run]:
    """At each step after the departure; a follow-up of that kind answers it. A family that fails begins a new episode."""
    seen = [one.done_at for one in read(child, FollowUp) if one.kind in AFTERWARDS]
    left = sorted((one for one in read(child, Departure) if one.left_at), key=lambda one: one.left_at)
    for one in left[-1:]:
        later = [moment for moment in seen if moment > one.left_at]
        yield Run(one.pk, since=max([one.left_at, *later]), origin=one.left_at)


declare(
    Rule(
        "T13",
        "tracing.open",
        _("Open the search for the family"),
        Verb.ASSESS,
        (ConsentStatement, Wishes, TracingRequest, Episode),
        _openings,
        lambda clock: reverse("casework:open_tracing", args=[clock.child_id]),
        starts=_("the child’s consent to the search"),
    ),
    Rule(
        "T14",
        "tracing.update",
        _("Search for the family: what was done?"),
        Verb.ASSESS,
        (TracingRequest, TracingAction),
        _updates,
        lambda clock: reverse("casework:tracing_request", args=[clock.subject_id]),
        starts=_("the opening of the search, then its last step"),
        goes_on=True,
    ),
    Rule(
        "T31",
        "reunif.followup",
        _("Follow-up after the reunification or return"),
        Verb.ASSESS,
        (Departure, FollowUp),
        _afterwards,
        lambda clock: reverse("casework:visit", args=[clock.child_id]),
        pauses=False,  # it goes on abroad, through whoever receives the child there
        starts=_("the handover of the child"),
    ),
)  # fmt: skip
