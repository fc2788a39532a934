"""Sealing a file: from then on only the people named for it know of it (domain.md 7.2)."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from base import dates
from base.models import User
from base.workflow import Refused
from minors import access
from minors.models import SEALING, Child, Grant, SealedFile

NAMED_FOR = 12  # months: the supervisor who sealed a file is named for it that long, and can be named again


def named_in(child: Child):
    """The accesses that would name somebody: given to a person, and not in an emergency."""
    return Grant.objects.in_force().filter(child=child, team=None).exclude(purpose__in=Grant.IN_EMERGENCY).select_related("user")


@transaction.atomic
def seal(child: Child, *, keep: Iterable[Grant], reason: str, by: User) -> SealedFile:
    """Seal the file for the responsible worker, `by`, and the people of the accesses in `keep`. Every other access ends.

    Raises `Refused` when it is sealed already.
    """
    Child.objects.select_for_update().get(pk=child.pk)
    if SealedFile.objects.holding(child).exists():
        raise Refused(_("This case is sealed already."))
    kept = {grant.pk for grant in keep}
    for grant in _others(child):
        if grant.pk not in kept:
            access.revoke(grant, by=by, reason=reason)
    if not named_in(child).filter(user=by).exists():
        until = dates.midnight(dates.add_months(dates.today(), NAMED_FOR))
        access.give(child, user=by, levels=access.FULL, purpose=Grant.Purpose.REVIEW, by=by, reason=reason, ends_at=until)
    return SEALING.begin(SealedFile(child=child, reason=reason, sealed_by=by), "seal", by=by, reason=reason)


def _others(child: Child):
    found = Grant.objects.in_force().filter(child=child).exclude(purpose=Grant.Purpose.RESPONSIBLE)
    return found.select_related("user", "team__group", "team__institution")


def lift(sealed: SealedFile, *, by: User, reason: str) -> SealedFile:
    """Let the file be seen again by the unit, in search and in every list. Raises `Refused` when it was lifted."""
    return SEALING.move(sealed, "lift", by=by, reason=reason, lifted_at=dates.now())
