"""Accesses given to people for a purpose, and what ends them besides their day: the consent they rest on, and a suspension (security.md 8)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from base.models import Institution, User
from base.workflow import Refused
from minors import access, consent, origin
from minors.models import Child, Grant
from minors.relying import Relying


@transaction.atomic
def give(child: Child, *, user: User, purpose: str, ends_at: datetime, by: User, reason: str, levels: list[str], scope: str = ""):
    """Give somebody access for a purpose until a day. Help by another institution needs a consent in force that reaches it.

    Raises `Refused` without that consent, for another purpose in another institution, and for whoever works for an embassy.
    """
    origin.refuse_embassy(user.institution, field="person")
    if purpose != Grant.Purpose.PARTNER:
        if user.institution_id != by.institution_id:
            raise Refused(_("Somebody of another institution helps with consent only: choose that purpose."), field="purpose")
        return access.give(child, user=user, levels=levels, purpose=purpose, by=by, reason=reason, ends_at=ends_at)
    if not scope:
        raise Refused(_("Say which consent this access rests on."), field="scope")
    answer = consent.allows(child, scope, recipient=user.institution)
    if not answer:
        raise Refused(f"{_('No consent covers this.')} {answer.why}", field="scope")
    return access.give(child, user=user, levels=levels, purpose=purpose, by=by, reason=reason, ends_at=ends_at, scope=scope)


def end_with_suspension(person: User, *, by: User, reason: str) -> None:
    """With a suspension every access that somebody gave ends. The cases stay where they are until the supervisor hands them over."""
    given = Grant.objects.in_force().filter(user=person).exclude(purpose__in=(Grant.Purpose.RESPONSIBLE, Grant.Purpose.OFFER))
    for grant in given.select_related("user"):
        access.revoke(grant, by=by, reason=reason)


def _resting_on(child: Child, scopes: set[str], recipient: Institution | None) -> list[Grant]:
    found = (
        Grant.objects.in_force().filter(child=child, scope__in=scopes).select_related("user__institution", "team__institution")
    )
    return [one for one in found if recipient is None or _house(one).pk == recipient.pk]


def _house(grant: Grant) -> Institution:
    holder = grant.user or grant.team
    assert holder  # the database has one of them
    return holder.institution


def pull(child: Child, scopes: set[str], recipient: Institution | None, *, by, reason: str) -> int:
    """With the scope that they rest on, accesses end at once, in the transaction of the withdrawal."""
    found = _resting_on(child, scopes, recipient)
    for grant in found:
        access.revoke(grant, by=by, reason=reason)
    return len(found)


def holders(child: Child, scopes: set[str], recipient: Institution | None) -> set[Institution]:
    """The institutions whose people could read on these scopes, also those whose access was ended by `pull`: they have to be told."""
    given = Grant.objects.filter(child=child, scope__in=scopes).select_related("user__institution", "team__institution")
    return {_house(one) for one in given if recipient is None or _house(one).pk == recipient.pk}


ACCESSES = Relying(pull=pull, holders=holders)
