"""Back from hospital, and brothers and sisters who sleep apart (domain.md 3.9, 3.19, 9.2); what else a placement owes (F09)."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import dates, limits
from base.roles import Verb
from casework import apart
from casework.limits.assessments import episodes_of
from casework.models import (
    Absence,
    CareAgreement,
    Determination,
    Episode,
    Placement,
    PlacementDecision,
    Review,
)
from minors.clocks import Rule, Run, declare, read
from minors.models import Child, Clock, SiblingLink, TieStatus


def _closed(child: Child):
    """When the last episode was closed, if the case is."""
    episodes = episodes_of(child)
    return episodes[-1].closed_at if episodes else None


def _returns(child, hospital: bool):
    """From leaving the bed until the child is back, due on the day for which it is expected."""
    for one in read(child, Absence):
        if (one.kind == Absence.Kind.HOSPITAL) == hospital:
            yield Run(one.pk, since=one.starts_at, ended_at=one.ends_at, due_at=one.expected_at)


def _decisions(child):
    """Overdue from the moment at which a stay in hospital ended without anybody deciding where the child sleeps."""
    closed_at = _closed(child)
    for one in read(child, PlacementDecision):
        if one.decided_at or not closed_at:
            yield Run(one.pk, since=one.asked_at, ended_at=one.decided_at, due_at=one.asked_at)
        else:
            ended_at = max(closed_at, one.asked_at)
            yield Run(one.pk, since=one.asked_at, ended_at=ended_at, outcome=Clock.Outcome.DROPPED, due_at=one.asked_at)


def _current(child: Child) -> tuple[Placement, datetime] | None:
    """Where the child of this file sleeps, and since when apart from a brother or sister; None when that is not so."""
    linked = [one for one in read(child, SiblingLink) if one.status != TieStatus.DISPROVED]
    own = next((one for one in read(child, Placement) if one.ends_at is None), None)
    if not linked or own is None or _closed(child):
        return None
    gone = next((one for one in read(child, Absence) if one.placement_id == own.pk and one.ends_at is None), None)
    vars(own).update(away_kind=gone.kind if gone else "", away_since=gone and gone.starts_at)
    since = apart.since(own, [one.sibling_id for one in linked])
    return (own, since) if since else None


def _unexplained(child):
    """Six hours after they were separated, until somebody says why, how they meet, and how they come together again."""
    found = _current(child)
    if found:
        own, since = found
        told = own.siblings == Placement.Siblings.SEPARATED and own.apart_plan
        yield Run(own.pk, since=since, ended_at=max(dates.now(), since) if told else None, due_at=since + apart.ALERT)


def _for_the_panel(child):
    """Seven days after they were separated: does the panel have to decide? A review says no and why, or a determination is begun."""
    found = _current(child)
    if found:
        own, since = found
        reviews = [one for one in read(child, Review) if one.placement_id == own.pk]
        since = max([since, *(one.done_at for one in reviews if one.bid_needed == "no")])
        begun = [one.begun_at for one in read(child, Determination) if one.begun_at >= since or one.status in one.RUNNING]
        asked = [one.done_at for one in reviews if one.bid_needed == "yes" and one.done_at >= since]
        ended_at = min([*begun, *asked], default=None)
        yield Run(
            own.pk, since=since, ended_at=ended_at and max(ended_at, since), due_at=since + apart.HELPER,
            stage="review" if own.provider_id else "",
        )  # fmt: skip


def _panel_page(clock: Clock) -> str:
    if clock.stage == "review":
        return reverse("casework:review_placement", args=[clock.subject_id])
    return reverse("casework:begin_bid", args=[clock.child_id])


def _planned_ends(child):
    """The day for which the end was planned has passed, and the child is still there: until it ends or is reviewed."""
    for one in (stay for stay in read(child, Placement) if stay.planned_end):
        due_at = dates.midnight(one.planned_end + timedelta(days=1))
        looked = [review.done_at for review in read(child, Review) if review.placement_id == one.pk and review.done_at >= due_at]
        yield Run(one.pk, since=one.starts_at, ended_at=min([*looked, *filter(None, [one.ends_at])], default=None), due_at=due_at)


def _agreements(child):
    """A family that takes a child in signs what it takes on; with the first visit at the latest (T17)."""
    signed: dict = {}
    for one in read(child, CareAgreement):
        signed.setdefault(one.placement_id, []).append(one.recorded_at)
    for stay in read(child, Placement):
        if stay.care_type == "foster" and stay.provider_id:
            due_at = limits.due("placement.first_visit", "medium", stay.starts_at)
            at = min(signed.get(stay.pk, []), default=None)
            ended_at = max(at, stay.starts_at) if at else stay.ends_at
            outcome = Clock.Outcome.DONE if at else Clock.Outcome.DROPPED
            yield Run(stay.pk, since=stay.starts_at, ended_at=ended_at, outcome=outcome, due_at=due_at)


def _back(clock: Clock) -> str:
    return reverse("casework:absence", args=[clock.subject_id])


declare(
    Rule(
        "F09", "hospital.return", _("Expected back from hospital: where does the child sleep?"), Verb.PLACE,
        (Absence,), lambda child: _returns(child, hospital=True), _back, by_limit=False, goes_on=True, urgent=True,
        starts=_("the day for which the child is expected back"),
    ),
    Rule(
        "F09", "absence.return", _("Expected back: is the child there?"), Verb.PLACE,
        (Absence,), lambda child: _returns(child, hospital=False), _back, by_limit=False, goes_on=True,
        starts=_("the day for which the child is expected back"),
    ),
    Rule(
        "F09", "hospital.decision", _("Decide where the child sleeps"), Verb.PLACE,
        (PlacementDecision, Episode), _decisions,
        lambda clock: reverse("casework:placement_decision", args=[clock.subject_id]),
        by_limit=False, goes_on=True, urgent=True, starts=_("the moment at which the child, or a brother or sister, left hospital"),
    ),
    Rule(
        "F09", "siblings.apart", _("Brothers and sisters apart: say why, and how they meet"), Verb.PLACE,
        (Placement, SiblingLink, Absence, Episode), _unexplained,
        lambda clock: reverse("casework:explain_apart", args=[clock.subject_id]),
        field_class="C2", by_limit=False, starts=_("six hours after they were separated"),
    ),
    Rule(
        "F09", "siblings.panel", _("Brothers and sisters apart for a week: does the panel (BID) have to decide?"), Verb.ASSESS,
        (Placement, SiblingLink, Absence, Episode, Review, Determination), _for_the_panel, _panel_page,
        field_class="C2", by_limit=False, starts=_("seven days after they were separated"),
    ),
    Rule(
        "F09", "placement.planned_end", _("The planned end of the placement has passed"), Verb.ASSESS,
        (Placement, Review), _planned_ends,
        lambda clock: reverse("casework:review_placement", args=[clock.subject_id]),
        by_limit=False, goes_on=True, starts=_("the day for which the end was planned"),
    ),
    Rule(
        "F09", "placement.agreement", _("Agreement with the family: have it signed"), Verb.PLACE,
        (Placement, CareAgreement), _agreements,
        lambda clock: reverse("casework:sign_agreement", args=[clock.subject_id]),
        by_limit=False, goes_on=True, starts=_("the start of the placement, as for the first visit (T17)"),
    ),
)  # fmt: skip
