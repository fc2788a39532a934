"""Closing a case with a reason and an approval, and reopening it under the same code (domain.md 2.1, 3.18 F20)."""

from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from base import dates
from base.workflow import Refused
from casework.care import end
from casework.intake import begin_episode
from casework.models import BestInterestsAssessment, Case, ClosureRequest, Placement, RapidAssessment
from casework.workflow import CASE, CLOSURE
from minors import clocks, joined
from referrals.models import Referral


@dataclass(frozen=True)
class Obstacle:
    """One thing that still stands open: the sentence, and the page where it is settled."""

    sentence: str
    url: str

    def __str__(self):
        return self.sentence


def obstacles(case: Case) -> list[Obstacle]:
    """What still stands open: referrals, assessments, the placement. Empty means: may be closed."""
    child, found = case.child, []
    for referral in Referral.objects.still_open().filter(child=child).select_related("service__institution"):
        values = {"service": referral.service, "status": referral.get_status_display()}
        sentence = _("The referral to “%(service)s” is still open (%(status)s).") % values
        found.append(Obstacle(sentence, referral.get_absolute_url()))
    for bia in BestInterestsAssessment.objects.unfinished().filter(child=child):
        values = {"number": bia, "status": bia.get_status_display()}
        sentence = _("The assessment %(number)s is not approved (%(status)s).") % values
        found.append(Obstacle(sentence, bia.get_absolute_url()))
    if not RapidAssessment.objects.filter(child=child).exists():
        url = reverse("casework:assess_rapidly", args=[child.pk])
        found.append(Obstacle(_("No rapid assessment was ever signed."), url))
    for placement in Placement.objects.current().filter(child=child, provider__isnull=False).select_related("provider"):
        url = reverse("casework:end_placement", args=[placement.pk])
        found.append(Obstacle(_("The placement at “%(place)s” has not ended.") % {"place": placement}, url))
    return found


def _refuse_while_open(case: Case):
    still_open = obstacles(case)
    if still_open:
        intro = ngettext(
            "The case cannot be closed yet, one thing is still open:",
            "The case cannot be closed yet, %(count)s things are still open:",
            len(still_open),
        ) % {"count": len(still_open)}
        raise Refused("\n".join([intro, *map(str, still_open)]))


@transaction.atomic
def request(case: Case, *, reason: str, statement: str, way_back: str, by) -> ClosureRequest:
    """Ask for closure. Raises `Refused` with every obstacle in one text."""
    _refuse_while_open(case)
    # The move comes first: it locks the case, so that a second request meets a closed door and not a constraint.
    CASE.move(case, "request_closure", by=by, reason=statement)
    asked = ClosureRequest(
        episode=case.episode, reason=reason, statement=statement, way_back=way_back, requested_by=by, requested_at=dates.now()
    )
    return CLOSURE.begin(asked, "request", by=by, reason=statement)


@transaction.atomic
def approve(asked: ClosureRequest, *, by, decision: str = "") -> Case:
    """Close the case and its episode; the place of the night, if any is left, ends with it.

    Raises `Refused` for the person who asked, and for what was opened since the request.
    """
    case = _decide(asked, "approve", by, decision or asked.statement)
    _refuse_while_open(case)
    episode = case.episode
    for placement in Placement.objects.tonight(joined.files_of(case.child)):
        end(placement, end_reason="other", by=by)
    episode.closed_at, episode.closing_reason = dates.now(), asked.reason
    episode.save(by=by, reason=asked.statement, update_fields=["closed_at", "closing_reason"])
    CASE.move(case, "close", by=by, reason=asked.statement)
    clocks.settle(case.child, by=by)
    return case


@transaction.atomic
def refuse(asked: ClosureRequest, *, by, decision: str) -> Case:
    """Keep the case open, with the reason why."""
    if not decision.strip():
        raise Refused(_("Say why the case has to stay open."), field="decision")
    return CASE.move(_decide(asked, "refuse", by, decision), "refuse_closure", by=by, reason=decision)


def _decide(asked, move, by, decision) -> Case:
    if asked.requested_by_id == by.pk:
        raise Refused(_("Nobody approves their own work. Another supervisor has to decide."))
    CLOSURE.move(asked, move, by=by, reason=decision, decided_by=by, decision=decision)
    return Case.objects.select_related("child").get(pk=asked.episode.case_id)


@transaction.atomic
def reopen(case: Case, *, reason: str, explanation: str, risk: str, by) -> Case:
    """Begin a new episode of a closed case (reason: code of list L23)."""
    CASE.move(case, "reopen", by=by, reason=explanation, risk=risk, risk_reasons=explanation)
    begin_episode(case, risk=risk, at=dates.now(), by=by, reason=explanation, reopening_reason=reason)
    clocks.settle(case.child, by=by)
    return case
