"""Some nights away from a bed that is kept: in hospital, at court, with relatives (domain.md 3.9, 9.2). Who is missing is not away."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from base import dates
from base.workflow import Refused
from casework import apart, hospital
from casework.models import ABSENCE, Absence, Placement


@transaction.atomic
def leave(placement: Placement, *, kind: str, starts_at, note: str, by, expected_at=None) -> Absence:
    """The child is away for some nights, and its bed is kept (domain.md 3.9, 9.2).

    Raises `Refused` outside the stay, in the future, without a bed of ours, and while the child is away already.
    """
    family = apart.locked_family(placement.child)
    Placement.objects.select_for_update(of=["self"]).get(pk=placement.pk)
    if placement.provider_id is None or not Placement.objects.current().filter(pk=placement.pk).exists():
        raise Refused(_("The child has no bed here that could be kept."))
    if starts_at < placement.starts_at:
        raise Refused(_("The child was not yet in this place at that moment."), field="starts_at")
    if starts_at > dates.now():
        raise Refused(_("This moment has not come yet."), field="starts_at")
    if expected_at and expected_at <= starts_at:
        raise Refused(_("The child comes back after it left."), field="expected_at")
    rows = Absence.objects.filter(placement=placement)
    if rows.filter(Q(ends_at=None) | Q(ends_at__gt=starts_at)).exists():
        raise Refused(_("The child was away already at that moment. Say first when it came back."), field="starts_at")
    away = Absence(placement=placement, kind=kind, starts_at=starts_at, expected_at=expected_at, note=note)
    ABSENCE.begin(away, "leave", by=by, reason=note, happened_at=starts_at)
    apart.settle(family, by=by)
    return away


@transaction.atomic
def expect(absence: Absence, *, expected_at, note: str, by) -> Absence:
    """It takes longer: another day, and why. Raises `Refused` for a day that has passed, without a word, and when the child is back."""
    if expected_at <= dates.now():
        raise Refused(_("Say on which day to come the child is expected."), field="expected_at")
    if not note.strip():
        raise Refused(_("Say why it takes longer, and who said so."), field="note")
    return ABSENCE.move(absence, "expect", by=by, reason=note, expected_at=expected_at, note=note.strip())


@transaction.atomic
def come_back(absence: Absence, *, ends_at, by) -> Absence:
    """The child sleeps in its bed again. Raises `Refused` for a moment before it left or in the future, and when it is back already.

    After a stay in hospital it has to be decided whether this bed is still right, for the child and for brothers and sisters who
    sleep elsewhere (`casework.hospital`): until somebody does, that is overdue.
    """
    child = absence.placement.child
    family = apart.locked_family(child)
    if ends_at <= absence.starts_at:
        raise Refused(_("Choose a moment after the one at which the child left."), field="ends_at")
    if ends_at > dates.now():
        raise Refused(_("This moment has not come yet."), field="ends_at")
    ABSENCE.move(absence, "return", by=by, reason=_("The child is back."), happened_at=ends_at, ends_at=ends_at)
    if absence.kind == Absence.Kind.HOSPITAL:
        hospital.ask(child, family, by=by, absence=absence)
    apart.come_together(child, family, by=by)
    apart.settle([child, *family], by=by)
    return absence


def end_with(placement: Placement, *, ends_at, by) -> None:
    """Who was away is away from no bed any more. One that began later than the stay ends was told wrong and has to be settled first."""
    for one in Absence.objects.filter(placement=placement).filter(Q(ends_at=None) | Q(ends_at__gt=ends_at)):
        if one.starts_at >= ends_at or one.ends_at:
            raise Refused(_("The child was away from this bed later than that. Correct the moment."), field="ends_at")
        ABSENCE.move(one, "end", by=by, reason=_("The placement ended."), happened_at=ends_at, ends_at=ends_at)
