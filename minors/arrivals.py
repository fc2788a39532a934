"""Reporting an arrival and correcting what was counted at night (domain.md 9.1)."""

from django.db import transaction
from django.utils.translation import gettext as _

from base import dates
from base.workflow import Refused
from minors.models import ArrivalEvent


@transaction.atomic
def report(*, event: dict, by, reason: str) -> ArrivalEvent:
    """Keep an arrival, for which the team of `by` answers. `event` has the fields of `ArrivalEvent`.

    Raises `Refused` when the person belongs to no team, for a moment to come, and for parts that are more than the whole.
    """
    if by.team is None:
        raise Refused(_("You belong to no team yet, so nobody would answer for this arrival. Ask your administrator."))
    arrival = ArrivalEvent(team=by.team, institution=by.team.institution, **event)
    return _save(arrival, by=by, reason=reason)


@transaction.atomic
def correct(arrival: ArrivalEvent, *, event: dict, by, reason: str) -> ArrivalEvent:
    """Write what is known better now. What was said before stays in history. Raises `Stale` when somebody changed it meanwhile."""
    for name, value in event.items():
        setattr(arrival, name, value)
    return _save(arrival, by=by, reason=reason, update_fields=[*event, "region"])


def _save(arrival: ArrivalEvent, **save) -> ArrivalEvent:
    if arrival.arrived_at > dates.now():
        raise Refused(_("This moment has not come yet."), field="arrived_at")
    counted = [arrival.women, arrival.men, arrival.minors]
    if arrival.persons is not None and sum(one or 0 for one in counted) > arrival.persons:
        raise Refused(_("Women, men and children together are more than the persons who arrived. Check the numbers."), "persons")
    arrival.region_id = arrival.place.region_id or arrival.team.region_id
    arrival.save(**save)
    return arrival
