"""Closing a case with a reason and an approval, and reopening it under the same code (domain.md 2.1, 3.18 F20)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from base import dates, limits
from base.roles import Verb
from base.workflow import Refused
from casework import approvals, contact, missing
from casework.care import be_somewhere, end
from casework.intake import begin_episode, set_risk
from casework.models import (
    OPEN_MATCH,
    Approval,
    BestInterestsAssessment,
    CarePlan,
    Case,
    ClosureRequest,
    Departure,
    Determination,
    FamilyMatch,
    LeftOpen,
    Placement,
    RapidAssessment,
    RiskLevel,
    TracingRequest,
    Transfer,
)
from casework.workflow import CASE, CLOSURE
from minors import clocks, joined
from referrals.models import Referral

NOT_CONTACTABLE = "not_contactable"
Kind = LeftOpen.Kind


@dataclass(frozen=True)
class Obstacle:
    """One thing that still stands open: the sentence, and the page where it is settled.

    With a `kind` and the id of the `thing` it may stay open for a reason of its own; without, it has to be settled.
    """

    sentence: str
    url: str
    kind: str = ""
    thing: UUID | None = None

    def __str__(self):
        return self.sentence

    @property
    def key(self) -> tuple[str, str]:
        return str(self.kind), str(self.thing)


def obstacles(case: Case) -> list[Obstacle]:
    """What still stands open: referrals, assessments, the placement, an offer of the case. Empty means: may be closed."""
    child, found = case.child, []
    for referral in Referral.objects.still_open().filter(child=child).select_related("service__institution"):
        values = {"service": referral.service, "status": referral.get_status_display()}
        sentence = _("The referral to “%(service)s” is still open (%(status)s).") % values
        found.append(Obstacle(sentence, referral.get_absolute_url(), Kind.REFERRAL, referral.pk))
    for bia in BestInterestsAssessment.objects.unfinished().filter(child=child):
        values = {"number": bia, "status": bia.get_status_display()}
        sentence = _("The assessment %(number)s is not approved (%(status)s).") % values
        found.append(Obstacle(sentence, bia.get_absolute_url(), Kind.BIA, bia.pk))
    for bid in Determination.objects.running().filter(child=child):
        values = {"number": bid, "status": bid.get_status_display()}
        found.append(
            Obstacle(
                _("The determination %(number)s is not decided (%(status)s).") % values, bid.get_absolute_url(), Kind.BID, bid.pk
            )
        )
    for plan in CarePlan.objects.filter(child=child, status=CarePlan.Status.SUBMITTED):
        sentence = _("The care plan %(number)s waits for the supervisor.") % {"number": plan}
        found.append(Obstacle(sentence, plan.get_absolute_url(), Kind.PLAN, plan.pk))
    if not RapidAssessment.objects.filter(child=child).exists():
        url = reverse("casework:assess_rapidly", args=[child.pk])
        found.append(Obstacle(_("No rapid assessment was ever signed."), url, Kind.RAPID, child.pk))
    for placement in Placement.objects.current().filter(child=child, provider__isnull=False).select_related("provider"):
        url = reverse("casework:end_placement", args=[placement.pk])
        sentence = _("The placement at “%(place)s” has not ended.") % {"place": placement}
        found.append(Obstacle(sentence, url, Kind.PLACEMENT, placement.pk))
    found += _of_the_family(child)
    for offer in Transfer.objects.waiting().filter(case=case).select_related("new"):
        values = {"person": offer.new}
        found.append(
            Obstacle(_("The case is offered to %(person)s, who has not answered yet.") % values, offer.get_absolute_url())
        )
    return found


def _of_the_family(child) -> list[Obstacle]:
    """Searches, families that look for the child, and departures that are not at their end."""
    found = []
    for search in TracingRequest.objects.going_on().filter(child=child):
        sentence = _("The search for the family %(number)s goes on. Close it, and say what came of it.") % {"number": search}
        found.append(Obstacle(sentence, search.get_absolute_url()))
    for match in FamilyMatch.objects.filter(child=child, status__in=OPEN_MATCH):
        sentence = _("A family looks for the child (%(number)s). Write the child’s answer, or say why it is not the family.")
        found.append(Obstacle(sentence % {"number": match}, match.get_absolute_url()))
    for departure in Departure.objects.filter(child=child, status__in=["planned", "submitted", "approved"]):
        sentence = _("The departure %(number)s is planned. Complete or cancel it.") % {"number": departure}
        found.append(Obstacle(sentence, departure.get_absolute_url()))
    return found


def too_early(case: Case, reason: str) -> Obstacle | None:
    """Why a child out of contact keeps an open case: the wait since the last contact is not over (T32); None when nothing forbids.

    A missing child is out of contact whatever reason is given, and stays so until it is found.
    """
    report = missing.now_missing(case.child)
    if report is None and reason != NOT_CONTACTABLE:
        return None
    last = contact.last_contact(case)
    until = limits.due("closure.not_contactable", case.risk, last)
    if until is None or until <= dates.now():
        return None
    days = (dates.local_date(until) - dates.local_date(last)).days
    values = {"days": days, "seen": dates.day_in_words(last), "day": dates.day_in_words(until)}
    if report:
        words = ngettext(
            "The child is missing, and %(days)s day since last contact (%(seen)s) has not passed. Not before %(day)s.",
            "The child is missing, and %(days)s days since last contact (%(seen)s) have not passed. Not before %(day)s.",
            days,
        )
    else:
        words = ngettext(
            "“No longer contactable” means %(days)s day since last contact (%(seen)s). Not before %(day)s.",
            "“No longer contactable” means %(days)s days since last contact (%(seen)s). Not before %(day)s.",
            days,
        )
    return Obstacle(words % values, report.get_absolute_url() if report else case.get_absolute_url())


def out_of_contact(case: Case) -> Obstacle | None:
    """The wait that a missing child keeps going, whatever the reason will be; None when the child is not missing."""
    return too_early(case, "")


def explained(asked: ClosureRequest) -> list[tuple[str, str]]:
    """(what stays open, why it may), for who decides and who reads it later."""
    sentences = {one.key: str(one) for one in obstacles(asked.episode.case)}
    left = asked.left_open.all()
    return [(sentences.get((one.kind, str(one.thing_id)), one.get_kind_display()), one.why) for one in left]


def unexplained(asked: ClosureRequest) -> list[Obstacle]:
    """What stands in the way of approval: opened since the request, or too early."""
    case, said = asked.episode.case, justified_in(asked)
    early = too_early(case, asked.reason)
    return [*([early] if early else []), *(one for one in obstacles(case) if one.key not in said)]


def _refuse_while_open(case: Case, reason: str, justified: Collection[tuple[str, str]]):
    early = too_early(case, reason)
    if early:
        raise Refused(str(early), field="reason")
    still_open = [one for one in obstacles(case) if one.key not in justified]
    if still_open:
        intro = ngettext(
            "The case cannot be closed yet, one thing is still open:",
            "The case cannot be closed yet, %(count)s things are still open:",
            len(still_open),
        ) % {"count": len(still_open)}
        raise Refused("\n".join([intro, *map(str, still_open)]))


@transaction.atomic
def request(
    case: Case,
    *,
    reason: str,
    statement: str,
    way_back: str,
    by,
    justified: Mapping[tuple[str, str], str] | None = None,
    **checks,
) -> ClosureRequest:
    """Ask for closure. `justified` says why a thing may stay open: {key of the obstacle: sentence}; `checks` are fields of the form F20.

    Raises `Refused` with every obstacle that has no such sentence in one text, and before the end of the wait for a child out of contact.
    """
    reasons = {key: why.strip() for key, why in (justified or {}).items() if why.strip()}
    _refuse_while_open(case, reason, reasons)
    # The move comes first: it locks the case, so that a second request meets a closed door and not a constraint.
    CASE.move(case, "request_closure", by=by, reason=statement)
    asked = ClosureRequest(
        episode=case.episode,
        reason=reason,
        statement=statement,
        way_back=way_back,
        requested_by=by,
        requested_at=dates.now(),
        **checks,
    )
    CLOSURE.begin(asked, "request", by=by, reason=statement)
    for one in obstacles(case):
        LeftOpen(request=asked, kind=one.kind, thing_id=one.thing, why=reasons[one.key]).save(by=by, reason=reasons[one.key])
    approvals.ask(asked, by=by)
    return asked


def justified_in(asked: ClosureRequest) -> dict[tuple[str, str], str]:
    """Why each thing may stay open, as the request says: {key of the obstacle: sentence}."""
    return {(one.kind, str(one.thing_id)): one.why for one in asked.left_open.all()}


def approve(asked: ClosureRequest, *, by, decision: str = "") -> Case:
    """Close the case and its episode; the place of the night, if any is left, and the search for a missing child end with it.

    Raises `Refused` for the person who asked, and for what was opened since the request.
    """
    approvals.approve(approvals.asked_for(asked), version=asked.version, by=by, comment=decision)
    return asked.episode.case


def refuse(asked: ClosureRequest, *, by, decision: str) -> Case:
    """Keep the case open, with the reason why."""
    if not decision.strip():
        raise Refused(_("Say why the case has to stay open."), field="decision")
    approvals.send_back(approvals.asked_for(asked), version=asked.version, by=by, comment=decision)
    return asked.episode.case


def _approved(asked: ClosureRequest, approval: Approval):
    by = approval.decided_by
    CLOSURE.move(asked, "approve", by=by, reason=approval.comment or asked.statement, **_signed(approval))
    case = _case_of(asked)
    _refuse_while_open(case, asked.reason, justified_in(asked))
    missing.end_with_the_case(case, by=by, reason=asked.statement)
    episode = case.episode
    for placement in Placement.objects.tonight(joined.files_of(case.child)):
        end(placement, end_reason="other", by=by, afterwards=None)
    episode.closed_at, episode.closing_reason = dates.now(), asked.reason
    episode.save(by=by, reason=asked.statement, update_fields=["closed_at", "closing_reason"])
    CASE.move(case, "close", by=by, reason=asked.statement)
    clocks.settle(case.child, by=by)


def _refused(asked: ClosureRequest, approval: Approval):
    CLOSURE.move(asked, "refuse", by=approval.decided_by, reason=approval.comment, **_signed(approval))
    CASE.move(_case_of(asked), "refuse_closure", by=approval.decided_by, reason=approval.comment)


def _signed(approval: Approval) -> dict:
    return {"decided_by": approval.decided_by, "decision": approval.comment}


def _case_of(asked: ClosureRequest) -> Case:
    """The case as it stands now, whatever the request was opened with."""
    asked.episode.case = Case.objects.select_related("child").get(pk=asked.episode.case_id)
    return asked.episode.case


approvals.declare(
    approvals.Approvable(
        key="closure",
        model=ClosureRequest,
        verb=Verb.APPROVE_CLOSURE,
        title=lambda number: _("Closure of the case"),
        deciding=lambda number: _("Decide on the closure"),
        page="casework:decide_closure",
        for_deciders=True,
        content=("reason", "statement", "way_back"),
        approved=_approved,
        returned=_refused,
    )
)


@transaction.atomic
def reopen(case: Case, *, reason: str, explanation: str, risk: str, by, tonight: str = "unknown") -> Case:
    """Begin a new episode of a closed case (reason: code of list L23). `tonight` is where the child sleeps (L11), until it is placed.

    Raises `Refused` for a level of risk below what the facts call for.
    """
    CASE.move(case, "reopen", by=by, reason=explanation)
    set_risk(case, risk, reasons=explanation, by=by, source=RiskLevel.Source.REOPENING)
    begin_episode(case, risk=risk, at=dates.now(), by=by, reason=explanation, reopening_reason=reason)
    be_somewhere(case.child, care_type=tonight or "unknown", starts_at=dates.now(), reason=explanation, by=by)
    clocks.settle(case.child, by=by)
    return case
