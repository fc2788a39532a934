"""Registering a child: the child, its name, its consent, and the registering worker's access."""

from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base import dates
from base.workflow import Refused
from minors import access, names
from minors import consent as consents
from minors.models import REGISTRATION, Child, ChildName, Grant


@transaction.atomic
def register(
    *,
    name: dict,
    child: dict,
    birth: dates.PartialDate | None,
    consent: dict,
    by,
    mother: dict | None = None,
    reason: str | None = None,
) -> Child:
    """Create the child with a permanent code and make `by` responsible for it.

    `name` has own, father, grandfather, further; `mother` own and father of her name; `child` the fields of `Child` that were asked; `birth` what was told; `consent`
    the fields of `Consent`. Raises `Refused` when the person belongs to no team (nobody would answer for the child).
    """
    if by.team is None:
        raise Refused(_("You belong to no team yet, so nobody would answer for this child. Ask your administrator."))
    reason = reason or gettext_noop("Registration")
    new = Child(institution=by.team.institution, team=by.team, **child, **_birth_columns(birth))
    new.region_id = new.region_id or new.found_place.region_id or by.team.region_id
    REGISTRATION.begin(new, "register", by=by, reason=reason, happened_at=new.registered_at)
    status = ChildName.Status.UNKNOWN if names.is_unknown(name["own"]) else ChildName.Status.KNOWN
    ChildName(child=new, kind=ChildName.Kind.MAIN, status=status, **name).save(by=by, reason=reason)
    if mother and mother["own"]:
        ChildName(child=new, kind=ChildName.Kind.MOTHER, **mother).save(by=by, reason=reason)
    consents.record(new, by=by, reason=reason, **consent)
    access.give(new, user=by, levels=access.FULL, purpose=Grant.Purpose.RESPONSIBLE, by=by, reason=reason)
    return new


def _birth_columns(birth: dates.PartialDate | None) -> dict:
    if birth is None:
        return {}
    return {f"birth_{column}": value for column, value in asdict(birth).items()}
