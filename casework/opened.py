"""Who opened the cases of a unit without being responsible for them: what a supervisor reads every week (security.md T1)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from base import dates
from base.models import AccessEvent, User
from base.roles import Scope
from minors import access
from minors.models import Child, Grant
from minors.unusual import LOOKED

SUNDAY = 6  # the first day of the working week (domain.md 2.5), as Python counts


@dataclass
class Visitor:
    """One person with the cases that were opened, in code, and how often."""

    person: User
    codes: dict[str, int]

    @property
    def times(self) -> int:
        return sum(self.codes.values())


def last_week(today: date | None = None) -> date:
    """The Sunday on which the last whole week began."""
    today = today or dates.today()
    return today - timedelta(days=(today.weekday() - SUNDAY) % 7 + 7)


def unit_of(supervisor: User):
    """The children whose responsible team is this person's unit, less those shut to this person."""
    if Scope(supervisor.role.scope) != Scope.UNIT:
        return Child.objects.none()
    return access.children_of(supervisor).filter(supervisor.unit())


def visitors(supervisor: User, week: date) -> list[Visitor]:
    """Everybody but the responsible workers of that time and the supervisor, who opened a case of the unit; who opened most comes first."""
    since, until = dates.midnight(week), datetime.combine(week + timedelta(days=6), time.max, dates.DJIBOUTI)
    codes = dict(unit_of(supervisor).order_by().values_list("pk", "code"))
    events = AccessEvent.objects.filter(kind__in=LOOKED, at__range=(since, until), child_id__in=list(codes))
    rows: Any = events.exclude(person=supervisor).order_by().values_list("person", "child_id", "at")
    responsible: dict[tuple[int | None, UUID], list[Grant]] = defaultdict(list)
    for grant in Grant.objects.filter(child__in=list(codes), purpose=Grant.Purpose.RESPONSIBLE).order_by():
        responsible[grant.user_id, grant.child_id].append(grant)
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for person, child, at in rows:
        held = any(one.starts_at <= at and (one.ends_at is None or one.ends_at > at) for one in responsible[person, child])
        if not held:
            found[person][codes[child]] += 1
    people = User.objects.select_related("role", "institution").in_bulk(list(found))
    return sorted(
        (Visitor(people[key], dict(seen)) for key, seen in found.items()), key=lambda one: (-one.times, one.person.name)
    )
