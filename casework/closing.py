"""Closing a case with a reason and an approval, and reopening it under the same code (domain.md 2.1, 3.18 F20)."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from base import dates
from base.workflow import Refused
from casework.care import end
from casework.intake import begin_episode
from casework.models import Case, ClosureRequest
from casework.workflow import CASE, CLOSURE


def obstacles(case: Case) -> list[str]:
    """What still stands open, each as a sentence: referrals, assessments, the placement. Empty means: may be closed."""
    child, found = case.child, []
    for referral in child.referrals.still_open().select_related("service__institution"):
        found.append(
            _("The referral to “%(service)s” is still open (%(status)s).")
            % {"service": referral.service, "status": referral.get_status_display()}
        )
    for bia in child.best_interests_assessments.unfinished():
        found.append(
            _("The assessment %(number)s is not approved (%(status)s).") % {"number": bia, "status": bia.get_status_display()}
        )
    if not child.rapid_assessments.exists():
        found.append(_("No rapid assessment was ever signed."))
    for placement in child.placements.current().filter(provider__isnull=False).select_related("provider"):
        found.append(_("The placement at “%(place)s” has not ended.") % {"place": placement})
    return found


@transaction.atomic
def request(case: Case, *, reason: str, statement: str, way_back: str, by) -> ClosureRequest:
    """Ask for closure. Raises `Refused` with every obstacle in one text."""
    still_open = obstacles(case)
    if still_open:
        intro = ngettext(
            "The case cannot be closed yet, one thing is still open:",
            "The case cannot be closed yet, %(count)s things are still open:",
            len(still_open),
        ) % {"count": len(still_open)}
        raise Refused("\n".join([intro, *still_open]))
    asked = ClosureRequest(
        episode=case.episode, reason=reason, statement=statement, way_back=way_back, requested_by=by, requested_at=dates.now()
    )
    CLOSURE.begin(asked, "request", by=by, reason=statement)
    CASE.move(case, "request_closure", by=by, reason=statement)
    return asked


@transaction.atomic
def approve(asked: ClosureRequest, *, by, decision: str = "") -> Case:
    """Close the case and its episode; the place of the night, if any is left, ends with it."""
    case = _decide(asked, "approve", by, decision or asked.statement)
    episode = case.episode
    for placement in case.child.placements.current():
        end(placement, end_reason="other", by=by)
    episode.closed_at, episode.closing_reason = dates.now(), asked.reason
    episode.save(by=by, reason=asked.statement, update_fields=["closed_at", "closing_reason"])
    return CASE.move(case, "close", by=by, reason=asked.statement)


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
    CASE.move(case, "reopen", by=by, reason=explanation)
    case.risk, case.risk_reasons = risk, explanation
    case.save(by=by, reason=explanation, update_fields=["risk", "risk_reasons"])
    begin_episode(case, risk=risk, at=dates.now(), by=by, reason=explanation, reopening_reason=reason)
    return case
