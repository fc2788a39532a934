"""Opening a case: the child is registered, has an owner, a level of risk and a place for tonight, in one transaction."""

from django.db import transaction
from django.utils.translation import gettext_noop

from base import dates
from casework import care
from casework.facts import Facts
from casework.models import Case, Episode, RiskLevel
from casework.risk import enter
from casework.workflow import CASE
from minors import clocks, duplicates, registration
from minors.models import Child


@transaction.atomic
def open_case(
    *, name: dict, child: dict, birth, consent: dict, tonight: dict, risk: str, risk_reasons: str, by, mother=None, similar=None
) -> Case:
    """Register the child and open its case. `tonight` has care_type and, for a centre or a family, provider.

    `similar` is (candidates, {id: decision}): the files that look alike, and what the worker decided about those shown.

    Of a paper file the place of tonight is known from its entry on (domain.md 9.16). Raises `Refused` when no bed is free where the
    child should sleep, and for a level of risk below what is known already calls for.
    """
    minor = registration.register(name=name, mother=mother, child=child, birth=birth, consent=consent, by=by)
    if similar:
        duplicates.decided_at_registration(minor, *similar, by=by)
    case = Case(child=minor, owner=by, risk=risk, risk_reasons=risk_reasons)
    CASE.begin(case, "open", by=by, reason="Registration", happened_at=minor.registered_at)
    entered = dates.now() if minor.entry == Child.Entry.PAPER else None
    since = minor.registered_at
    begin_episode(case, risk=risk, at=since, by=by, reason="Registration")
    why = gettext_noop("Told when the paper file was entered") if entered else gettext_noop("First night")
    night = {"starts_at": entered or since, "reason": tonight.get("reason") or why, "by": by}
    if tonight.get("provider"):
        care.place(minor, provider=tonight["provider"], override_reason=tonight.get("override_reason", ""), **night)
    else:
        care.settle(minor, care_type=tonight["care_type"], provider=None, **night)
    enter(case, risk, reasons=risk_reasons, by=by, source=RiskLevel.Source.REGISTRATION, at=since)
    clocks.settle(minor, after=(Child, Case, Episode), by=by)  # those of the place and of consent have begun with them
    return case


def begin_episode(case: Case, *, risk: str, at, by, reason: str, reopening_reason: str = "") -> Episode:
    """A new stretch of work."""
    episode = Episode(
        case=case,
        number=case.episodes.count() + 1,
        opened_at=at,
        risk_at_opening=risk,
        reopening_reason=reopening_reason,
    )
    episode.save(by=by, reason=reason)
    return episode


@transaction.atomic
def set_risk(
    case: Case,
    risk: str,
    *,
    reasons: str,
    by,
    source: str = RiskLevel.Source.CONTACT,
    at=None,
    facts: Facts | None = None,
    below_floor_because: str = "",
) -> Case:
    """Enter the level of risk found at a contact (`source`), also when it is the one before (domain.md 4.1).

    Another level moves the dates of what is due: the limits of that level count from where each clock started (domain.md 2.4).
    `at` is when it was found, `facts` what is known beyond the records (the answers that are being signed). Raises `Refused` with
    field "risk" for a level below what the facts call for, unless a supervisor says why it may be lower.
    """
    enter(case, risk, reasons=reasons, by=by, source=source, at=at, facts=facts, below_floor_because=below_floor_because)
    if (case.risk, case.risk_reasons) == (risk, reasons):
        return case
    moves_dates = case.risk != risk
    case.risk, case.risk_reasons = risk, reasons
    case.save(by=by, reason=reasons, update_fields=["risk", "risk_reasons"])
    if moves_dates:
        clocks.move(case.child, by=by)
    return case
