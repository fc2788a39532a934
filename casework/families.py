"""Families that take children in: who they are, where they live, and whether they were screened (domain.md 3.9)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base import dates, limits
from base.workflow import Refused
from casework.models import SCREENING, CareAddress, Caregiver, CaregiverScreening, CareProvider, Placement

TOLD = gettext_noop("What is known of the family was written down")
DECIDED = gettext_noop("It was decided whether the family may take children in")


def refuse_unscreened(provider: CareProvider) -> None:
    """The rule for a placement outside an emergency. Raises `Refused` for a family without an approved screening that is valid today."""
    if provider.kind == CareProvider.Kind.FAMILY and not is_screened(provider):
        raise Refused(
            _(
                "“%(place)s” has no valid approved screening. Have the family screened first, or, if the child cannot wait, "
                "place it as an emergency."
            )
            % {"place": provider},
            field="provider",
        )


def is_screened(provider: CareProvider) -> bool:
    return CaregiverScreening.objects.valid().filter(provider=provider).exists()


def screen_by(placement: Placement, risk: str) -> datetime | None:
    """Until when a family that took a child in as an emergency has to be screened: the end of the emergency (T20); None when it is."""
    provider = placement.provider
    if provider is None or provider.kind != CareProvider.Kind.FAMILY or is_screened(provider):
        return None
    return limits.due("placement.emergency_max", risk, placement.starts_at)


@transaction.atomic
def describe(provider: CareProvider, *, by, version: int | None = None, **facts) -> Caregiver:
    """Write who the caregiver is and who lives there. Raises `Stale` when somebody else wrote meanwhile."""
    return _write(Caregiver, provider, version, facts, by)


@transaction.atomic
def locate(provider: CareProvider, *, by, version: int | None = None, **facts) -> CareAddress:
    """Write where a family or a safe shelter is: secret (C4). Raises `Stale` when somebody else wrote meanwhile."""
    return _write(CareAddress, provider, version, facts, by)


def _write(model, provider: CareProvider, version: int | None, facts: dict, by):
    CareProvider.objects.select_for_update(of=["self"]).get(pk=provider.pk)
    record = model.objects.filter(provider=provider).first() or model(provider=provider)
    if version is not None:
        record.version = version
    for name, value in facts.items():
        setattr(record, name, value)
    record.save(by=by, reason=TOLD)
    return record


@transaction.atomic
def screen(provider: CareProvider, *, by, **answers) -> CaregiverScreening:
    """Write what was found at the family. Raises `Refused` for a centre, for a day to come, and while another one waits for a decision."""
    CareProvider.objects.select_for_update(of=["self"]).get(pk=provider.pk)
    if provider.kind != CareProvider.Kind.FAMILY:
        raise Refused(_("Only a family is screened in this way."))
    if answers["visited_on"] > dates.today():
        raise Refused(_("This day has not come yet."), field="visited_on")
    if CaregiverScreening.objects.filter(provider=provider, status="asked").exists():
        raise Refused(_("A screening of this family waits for a decision already."))
    return SCREENING.begin(CaregiverScreening(provider=provider, written_by=by, **answers), "write", by=by, reason=TOLD)


@transaction.atomic
def decide(
    screening: CaregiverScreening, *, result: str, by, decision: str = "", valid_until: date | None = None
) -> CaregiverScreening:
    """Say whether the family may take children in: "approve", "condition" or "refuse".

    Raises `Refused` for one's own screening, for an approval before the checks of behaviour and the code of conduct are answered with
    yes or without a day until which it holds, and for another result without its reasons.
    """
    if screening.written_by_id == by.pk:
        raise Refused(_("Nobody approves their own work. A colleague has to decide."))
    if result == "approve":
        if (screening.behaviour_check, screening.code_signed) != ("yes", "yes"):
            words = _("A family is approved when nothing is known against anybody in the home and the code of conduct is signed.")
            raise Refused(words, field="result")
        if valid_until is None or valid_until <= dates.today():
            raise Refused(_("Say until which day to come the approval holds."), field="valid_until")
    elif not decision.strip():
        raise Refused(_("Give the reasons, or the condition."), field="decision")
    until = valid_until if result == "approve" else None
    signed = {"decided_by": by, "decision": decision.strip(), "valid_until": until}
    return SCREENING.move(screening, result, by=by, reason=DECIDED, **signed)
