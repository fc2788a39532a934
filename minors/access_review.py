"""Who still needs what: the review of accesses every quarter, and accounts that lock by themselves (domain.md 2.4 T38, 7.2; security.md T4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q

from base import dates, limits, people
from base.models import TimeLimit, User
from base.roles import Scope, Verb
from minors.clocks import ESCALATES
from minors.models import Grant

KEY = "access.review"
UNUSED = timedelta(days=30)


@dataclass(frozen=True)
class Line:
    """One person, what they hold, and until when somebody confirms it."""

    person: User
    cases: int
    accesses: int
    due_at: datetime

    @property
    def is_late(self) -> bool:
        return self.due_at < dates.now()


def reviewed_by(user: User):
    """Whose accesses this person reviews: a supervisor those of the institution, an administrator everybody's. Never one's own."""
    others = User.objects.at_work().exclude(pk=user.pk).select_related("role", "team__institution", "institution", "confirmed_by")
    if not user.can(Verb.REVIEW_ACCESS):
        return others.none()
    return others.filter(institution=user.institution_id) if Scope(user.role.scope) == Scope.UNIT else others


def lines(user: User) -> list[Line]:
    """Everybody whom this person reviews, the first one due first. Three queries however many they are."""
    everybody = list(reviewed_by(user))
    held = {
        row["user"]: row
        for row in Grant.objects.in_force()
        .filter(user__in=everybody)
        .order_by()
        .values("user")
        .annotate(
            cases=Count("pk", filter=Q(purpose=Grant.Purpose.RESPONSIBLE)),
            accesses=Count("pk", filter=~Q(purpose=Grant.Purpose.RESPONSIBLE)),
        )
    }
    rows = _limits()
    none = {"cases": 0, "accesses": 0}
    found = [Line(one, *(held.get(one.pk, none)[name] for name in none), due_at=_due(one, rows)) for one in everybody]
    return sorted(found, key=lambda line: (line.due_at, line.person.name))


def _limits() -> list[TimeLimit]:
    return list(TimeLimit.objects.filter(key=KEY).order_by("valid_from"))


def _due(person: User, rows: list[TimeLimit], times: float = 1) -> datetime:
    """When the review of this account is due: so long after the last one, or after the account was opened."""
    since = person.confirmed_at or person.date_joined
    day = dates.local_date(since)
    valid = [one for one in rows if one.valid_from <= day and not (one.valid_to and one.valid_to <= day)]
    limit = limits.choose(valid, "medium")
    assert limit
    reached = limits.moment(limit, since=since)
    assert reached
    return since + (reached - since) * times


@transaction.atomic
def lock_idle() -> tuple[int, int]:
    """Lock accounts that nobody used for 30 days, and those that nobody confirmed when half of the time has passed again.

    How many were looked at and locked. The last administrator at work is never locked: nobody could unlock anybody. A
    demonstration that rests for a month locks nobody.
    """
    everybody, rows, now = list(User.objects.at_work().select_related("role")), _limits(), dates.now()
    locked = 0
    for person in [] if settings.DEMO else sorted(everybody, key=lambda one: one.quiet_since):
        because = "unused" if person.quiet_since + UNUSED < now else "unconfirmed" if _due(person, rows, ESCALATES) < now else ""
        if not because or people.is_last_administrator(person):
            continue
        people.lock(person, because=because)
        locked += 1
    return len(everybody), locked
