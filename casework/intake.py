"""Opening a case: the child is registered, has an owner, a level of risk and a place for tonight, in one transaction."""

from django.db import transaction
from django.utils.translation import gettext_noop

from base import limits
from casework import care
from casework.models import Case, Episode
from casework.workflow import CASE
from minors import duplicates, registration


@transaction.atomic
def open_case(
    *, name: dict, child: dict, birth, consent: dict, tonight: dict, risk: str, risk_reasons: str, by, mother=None, similar=None
) -> Case:
    """Register the child and open its case. `tonight` has care_type and, for a centre or a family, provider.

    `similar` is (candidates, {id: decision}): the files that look alike, and what the worker decided about those shown.

    The due dates of the first episode come from the limits in force now (T04, T08) and stay as they are. Raises `Refused`
    when no bed is free where the child should sleep.
    """
    minor = registration.register(name=name, mother=mother, child=child, birth=birth, consent=consent, by=by)
    if similar:
        duplicates.decided_at_registration(minor, *similar, by=by)
    case = Case(child=minor, owner=by, risk=risk, risk_reasons=risk_reasons)
    CASE.begin(case, "open", by=by, reason="Registration", happened_at=minor.registered_at)
    begin_episode(case, risk=risk, at=minor.registered_at, identified_at=minor.identified_at, by=by, reason="Registration")
    night = {"starts_at": minor.registered_at, "reason": tonight.get("reason") or gettext_noop("First night"), "by": by}
    if tonight.get("provider"):
        care.place(minor, provider=tonight["provider"], **night)
    else:
        care.settle(minor, care_type=tonight["care_type"], provider=None, **night)
    return case


def begin_episode(case: Case, *, risk: str, at, by, reason: str, identified_at=None, reopening_reason: str = "") -> Episode:
    """A new stretch of work with its own due dates. Limits count from identification, or from reopening."""
    episode = Episode(
        case=case,
        number=case.episodes.count() + 1,
        opened_at=at,
        risk_at_opening=risk,
        reopening_reason=reopening_reason,
        rapid_assessment_due_at=limits.due("rapid_assessment", risk, identified_at or at),
        bia_due_at=limits.due("bia.comprehensive", risk, at),
    )
    episode.save(by=by, reason=reason)
    return episode


def set_risk(case: Case, risk: str, *, reasons: str, by) -> Case:
    """Write the level of risk found at a contact. The earlier levels stay in history; nothing is averaged (domain.md 4.1)."""
    if (case.risk, case.risk_reasons) == (risk, reasons):
        return case
    case.risk, case.risk_reasons = risk, reasons
    case.save(by=by, reason=reasons, update_fields=["risk", "risk_reasons"])
    return case
