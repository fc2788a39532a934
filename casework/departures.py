"""Reunification and return (domain.md 3.13, F13; 9.15): one check for each child, which nobody overrides.

Every way by which a child leaves, alone or in a group, asks `obstacles`: when it is planned, sent, approved, put on the list of a
group, and on the day itself. What happened without asking is only told afterwards, by a supervisor.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base import dates, limits
from base.roles import Verb
from base.workflow import Refused
from casework import approvals, bid_triggers, care, carrying_out
from casework.models import (
    DEPARTURE,
    TRACING,
    TRAVEL,
    Approval,
    BestInterestsAssessment,
    Case,
    Departure,
    Determination,
    GroupTravel,
    PanelDecision,
    Placement,
    TracingRequest,
    Verification,
)
from minors import clocks, joined, ledger
from minors.models import Child, Fear, Wish, Wishes

WORDS = gettext_noop("The words stand with the departure.")
LEAVES = ["reunification_djibouti", "reunification_origin", "reunification_third", "return_care"]  # of L19: the child leaves us
TOLD_TO_FAMILY, ACROSS = "share_family", "share_tracing_iom_cross_border"  # scopes of L28 without which nobody receives the child
RESTS = ["fear_of_return", "verification", "assessment", "panel_decision"]  # what is kept of what was checked


@dataclass(frozen=True)
class Basis:
    """What a departure rests on: who was verified, and the decision in the child's best interests."""

    verification: Verification | None
    assessment: BestInterestsAssessment | None
    decision: PanelDecision | None


def basis(child: Child) -> Basis:
    """The last positive verification, the approved assessment that still holds (T09), and the decision of the panel in force."""
    files = joined.files_of(child)
    verification = Verification.objects.positive().filter(child__in=files).order_by("-decided_at").first()
    approved = BestInterestsAssessment.objects.filter(child__in=files, status="approved", reviewed_at__isnull=False)
    assessment = approved.order_by("-reviewed_at").first()
    if assessment and assessment.reviewed_at:
        [risk] = Case.objects.filter(child=files[0]).values_list("risk", flat=True)
        until = limits.due("bia.revalidate", risk, assessment.reviewed_at)
        if until and until < dates.now():
            assessment = None
    return Basis(verification, assessment, carrying_out.in_force(files))


def obstacles(
    child: Child, *, cross_border: bool = True, found: Basis | None = None, departure: Departure | None = None
) -> list[str]:
    """Everything that keeps this child here, as sentences. Empty: it may leave. There is no way around it (domain.md 9.15)."""
    found, files = found or basis(child), joined.files_of(child)
    told, wishes = [], list(Wishes.objects.filter(child__in=files))
    fears = {one.fear_of_return for one in wishes}
    if fears & {Fear.YES, Fear.UNSURE}:
        told.append(_("The child is afraid to return, or is not sure."))
    elif fears != {Fear.NO}:
        told.append(_("The child was not asked whether it is afraid to return, or did not answer."))
    if {one.wants_reunification for one in wishes} != {Wish.YES_NOW}:
        told.append(_("The child does not say that it wants to live with the family now."))
    for scope in [TOLD_TO_FAMILY, *([ACROSS] if cross_border else [])]:
        answer = ledger.allows(child, scope)
        if not answer:
            told.append(
                _("The child’s consent is missing: %(scope)s. %(why)s") % {"scope": answer.scope_label, "why": answer.why}
            )
    if found.verification is None:
        told.append(_("No verification was concluded on which the child could go."))
    if found.assessment is None and found.decision is None:
        told.append(_("No approved best-interests assessment (EIS) or decision of the panel (DIS) holds today."))
    return told + _of_the_panel(files, found, departure)


def obstacles_of(departure: Departure, found: Basis | None = None) -> list[str]:
    """The same for a departure that is planned: where it leads, and to whom, counts too."""
    return obstacles(departure.child, cross_border=departure.cross_border, found=found, departure=departure)


def _of_the_panel(files: list[Child], found: Basis, departure: Departure | None) -> list[str]:
    """A determination that is not decided, a decision for something else, and none where one is needed (domain.md 2.3.2)."""
    for running in Determination.objects.running().filter(child__in=files).exclude(status=Determination.Status.URGENT):
        return [_("The determination %(number)s is not decided yet.") % {"number": running}]
    if found.decision is None:
        why = bid_triggers.needed_for_departure(files[0], found.assessment, departure)
        return [_("The panel (BID) has to decide first. %(why)s") % {"why": why}] if why else []
    if found.decision.solution not in LEAVES:
        chosen = found.decision.solution_label if found.decision.solution else found.decision.get_value_display()
        values = {"number": found.decision.determination, "solution": chosen}
        return [_("The panel decided otherwise (%(number)s: %(solution)s). Ask it to look again.") % values]
    return []


def _must_be_free(departure: Departure) -> Basis:
    """Raises `Refused` with the first obstacle, and when what the departure rests on has changed meanwhile."""
    found = basis(departure.child)
    for sentence in obstacles_of(departure, found):
        raise Refused(sentence)
    return found


@transaction.atomic
def plan(case: Case, *, by, **facts) -> Departure:
    """Plan a departure. Raises `Refused` for any obstacle, for a child who does not agree, and while another one is planned."""
    child = Child.objects.select_for_update(of=["self"]).get(pk=case.child_id)
    episode = Case.objects.get(pk=case.pk).episode
    if episode is None:
        raise Refused(_("The case is closed. Reopen it first."))
    if Departure.objects.filter(child=child, status__in=["planned", "submitted", "approved"]).exists():
        raise Refused(_("A departure of this child is planned already."))
    departure = Departure(child=child, episode=episode, number=_next_number(child), author=by, **facts)
    _check(departure)
    _rest(departure, _must_be_free(departure))
    return DEPARTURE.begin(departure, "plan", by=by, reason=WORDS)


@transaction.atomic
def write(departure: Departure, *, by, **facts) -> Departure:
    """Change what is planned. Raises `Stale` when another save came first, and `Refused` as `plan` does, or when it was sent already."""
    if not DEPARTURE.allows(departure, "submit"):
        raise Refused(_("This departure can no longer be changed. Cancel it, and plan another one."))
    for name, value in facts.items():
        setattr(departure, name, value)
    _check(departure)
    _rest(departure, _must_be_free(departure))
    departure.save(by=by, reason=WORDS, update_fields=[*facts, *RESTS])
    return departure


def _next_number(child: Child) -> int:
    return 1 + Departure.objects.filter(child=child).count()


def _check(departure: Departure) -> None:
    if departure.child_agrees != Departure.Agrees.YES or not departure.child_says.strip():
        raise Refused(_("Nobody leaves without wanting to. Ask the child, and write what it says."), field="child_agrees")
    if not departure.same_adult and not departure.other_adult_because.strip():
        raise Refused(_("Say why another adult than the verified one receives the child."), field="other_adult_because")
    if departure.cross_border and not departure.receiving_authority.strip():
        raise Refused(_("Say which service receives the child on the other side."), field="receiving_authority")


def _rest(departure: Departure, found: Basis) -> None:
    """Keep with the departure what was checked: the database refuses a row that says otherwise."""
    departure.fear_of_return = Fear.NO
    departure.verification, departure.assessment = found.verification, found.assessment
    departure.panel_decision = found.decision


@transaction.atomic
def submit(departure: Departure, *, by) -> Departure:
    """Send it to the supervisor. Raises `Refused` for any obstacle, and while child or family were not prepared."""
    _rest(departure, _must_be_free(departure))
    for name in ("prepared_child", "prepared_family"):
        if not getattr(departure, name).strip():
            raise Refused(_("Write how the child and the family were prepared."), field=name)
    kept = {name: getattr(departure, name) for name in RESTS}
    DEPARTURE.move(departure, "submit", by=by, reason=WORDS, **kept)
    approvals.ask(departure, by=by)
    return departure


def approve(departure: Departure, *, by, version: int | None, comment: str = "") -> Departure:
    """The supervisor agrees. Raises `Refused` for one's own work, for another version, and for any obstacle, whoever asks."""
    return approvals.approve(approvals.asked_for(departure), version=version, by=by, comment=comment).record


def send_back(departure: Departure, *, by, version: int | None, comment: str) -> Departure:
    return approvals.send_back(approvals.asked_for(departure), version=version, by=by, comment=comment).record


def _approved(departure: Departure, approval: Approval) -> None:
    _must_be_free(departure)
    said: dict[str, Any] = {"decided_by": approval.decided_by, "decision": approval.comment}
    DEPARTURE.move(departure, "approve", by=approval.decided_by, reason=approvals.DECIDED, **said)


def _returned(departure: Departure, approval: Approval) -> None:
    DEPARTURE.move(departure, "return", by=approval.decided_by, reason=approvals.DECIDED, decision=approval.comment)


approvals.declare(
    approvals.Approvable(
        key="departure",
        model=Departure,
        verb=Verb.APPROVE,
        title=lambda number: _("Reunification or return %(number)s") % {"number": f"REUN-{number}"},
        deciding=lambda number: _("Decide on %(number)s") % {"number": f"REUN-{number}"},
        page="casework:departure",
        content=("kind", "how", "place_safe", "child_agrees", "child_says", "adult_name", "adult_relation", "same_adult",
                 "other_adult_because", "address", "handover_place", "planned_on", "cross_border", "route", "receiving_authority",
                 "prepared_child", "prepared_family", "support", "followed_by"),
        approved=_approved,
        returned=_returned,
    )
)  # fmt: skip


@transaction.atomic
def complete(departure: Departure, *, left_at: datetime, signed_by: list[str], documents: str = "", by) -> Departure:
    """The child was handed over. Raises `Refused` for any obstacle of today, before the approval, and without the certificate."""
    _must_be_free(departure)
    if left_at > dates.now():
        raise Refused(_("This moment has not come yet."), field="left_at")
    if set(Departure.SIGNERS) - set(signed_by):
        raise Refused(_("The adult, the social worker and a witness sign the handover certificate."), field="signed_by")
    said = {"left_at": left_at, "signed_by": signed_by, "documents": documents}
    DEPARTURE.move(departure, "complete", by=by, reason=WORDS, happened_at=left_at, **said)
    _with_the_family(departure, by)
    return departure


@transaction.atomic
def happened(case: Case, *, left_at: datetime, supervisor_note: str, by, **facts) -> Departure:
    """A child went without the procedure: told after the fact, by a supervisor with a note. Nothing is checked, nothing is excused.

    Raises `Refused` for a moment to come, before the opening of the case, and without the note.
    """
    child = Child.objects.select_for_update(of=["self"]).get(pk=case.child_id)
    episode = Case.objects.get(pk=case.pk).episode
    if episode is None:
        raise Refused(_("The case is closed. Reopen it first."))
    if left_at > dates.now():
        raise Refused(_("A departure without the procedure is only recorded after it happened."), field="left_at")
    if left_at < episode.opened_at.replace(second=0, microsecond=0):
        raise Refused(_("This is before the case was opened. Check the day and the time."), field="left_at")
    if not supervisor_note.strip():
        raise Refused(
            _("Write what happened, why the procedure was not followed, and what is done now."), field="supervisor_note"
        )
    for other in Departure.objects.filter(child=child, status__in=["planned", "submitted", "approved"]):
        cancel(other, why=_("The child has gone already."), by=by)
    departure = Departure(
        child=child, episode=episode, number=_next_number(child), author=by, decided_by=by, spontaneous=True, how="informal",
        planned_on=dates.local_date(left_at), left_at=left_at, supervisor_note=supervisor_note.strip(), **facts,
    )  # fmt: skip
    DEPARTURE.begin(departure, "happen", by=by, reason=WORDS, happened_at=left_at)
    _with_the_family(departure, by)
    return departure


def _with_the_family(departure: Departure, by) -> None:
    """The place of care ends where the child left it; a search that goes on has reached its end; the follow-ups begin (T31)."""
    child, why = departure.child, "return" if departure.kind == Departure.Kind.RETURN else "reunified"
    lives_with = "parents" if departure.adult_relation in ("mother", "father") else "kinship"  # L11
    for placement in Placement.objects.tonight(joined.files_of(child)):
        if placement.starts_at < departure.left_at:
            care.end(placement, end_reason=why, ends_at=departure.left_at, by=by, afterwards=lives_with)
    for search in TracingRequest.objects.going_on().filter(child=child):
        TRACING.move(search, "reunify", by=by, reason=WORDS)
    clocks.settle(child, by=by)


@transaction.atomic
def cancel(departure: Departure, *, why: str, by) -> Departure:
    """Give it up; the reason stands beside the decision. Raises `Refused` without one."""
    if not why.strip():
        raise Refused(_("Say why it is given up."), field="why")
    asked = approvals.waiting_for(departure)
    if asked:
        approvals.withdraw(asked, by=by, reason=WORDS)
    return DEPARTURE.move(departure, "cancel", by=by, reason=WORDS, decision=why.strip(), travel=None)


# ------------------------------------------------------------------------------------------------------------------------- groups


@transaction.atomic
def plan_travel(*, by, **facts) -> GroupTravel:
    """Plan a travel for several children, for which the team of `by` answers. Raises `Refused` for a day that has passed."""
    if by.team is None:
        raise Refused(_("You belong to no team yet, so nobody would answer for this travel. Ask your administrator."))
    if facts["travels_on"] < dates.today():
        raise Refused(_("This day has passed."), field="travels_on")
    made = GroupTravel(team=by.team, institution=by.team.institution, region=by.team.region, **facts)
    return TRAVEL.begin(made, "plan", by=by, reason=WORDS)


@transaction.atomic
def join(departure: Departure, travel: GroupTravel, *, by) -> Departure:
    """Put a child on the list. Raises `Refused` for any obstacle, before its own approval, and when the list was closed."""
    if travel.status != GroupTravel.Status.PLANNED:
        raise Refused(_("This list was closed."), field="travel")
    if departure.status != Departure.Status.APPROVED:
        raise Refused(_("Only an approved departure is put on the list of a group."), field="travel")
    _must_be_free(departure)
    departure.travel = travel
    departure.save(by=by, reason=WORDS, update_fields=["travel"])
    return departure


@transaction.atomic
def leave_group(departure: Departure, *, by) -> Departure:
    """Take a child off the list; its own departure stays."""
    departure.travel = None
    departure.save(by=by, reason=WORDS, update_fields=["travel"])
    return departure


def manifest(departures) -> tuple[list[Departure], list[Departure]]:
    """(who may travel, who may not any more): asked anew each time, so that a child with an obstacle of today is on no list."""
    free: list[Departure] = []
    kept_back: list[Departure] = []
    for one in departures:
        gone = one.status == Departure.Status.COMPLETED
        open_now = one.status == Departure.Status.APPROVED and not obstacles_of(one)
        (free if gone or open_now else kept_back).append(one)
    return free, kept_back


@transaction.atomic
def close_travel(travel: GroupTravel, *, by) -> GroupTravel:
    """Close the list: children with an obstacle of today are taken off it first (domain.md 9.15)."""
    on_it = list(Departure.objects.filter(travel=travel).select_related("child"))
    for one in manifest(on_it)[1]:
        leave_group(one, by=by)
    return TRAVEL.move(travel, "close", by=by, reason=WORDS)
