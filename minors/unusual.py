"""Unusual looking, found at night in the access log: each a hint for a human, with its reason (domain.md 7.7; security.md T1, T2).

Many files in a day, files that are not entrusted, after a hand-over, at night, a child with the same family name.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_noop

from base import dates
from base.models import AccessEvent, User
from base.roles import Scope
from minors import names
from minors.models import ALERT, Child, ChildName, Grant, LookingAlert

Kind = LookingAlert.Kind
LOOKED = ("opened", "revealed", "downloaded", "printed", "exported")  # what shows a file; lists and searches show codes
NIGHT = (22, 5)  # hours in Djibouti: from, until
NEW = timedelta(hours=24)  # a child who was registered this lately is still being received
NOTICED = gettext_noop("Found in the access log")


@dataclass(frozen=True)
class Look:
    """One person looked at one file, or was refused."""

    person: int
    child: UUID
    at: datetime
    refused: bool

    @property
    def day(self) -> date:
        return dates.local_date(self.at)

    @property
    def night(self) -> date | None:
        """The day on which this night began; None by day."""
        local = self.at.astimezone(dates.DJIBOUTI)
        begins, ends = NIGHT
        return (local - timedelta(hours=ends)).date() if local.hour >= begins or local.hour < ends else None


@transaction.atomic
def notice(since: datetime, *, by: User) -> list[LookingAlert]:
    """Write an alert for everything unusual of the days from `since` on; what was noticed before is not noticed twice."""
    first = dates.local_date(since)
    looks = list(_looks(dates.midnight(first)))
    known = set(LookingAlert.objects.filter(day__gte=first - timedelta(days=1)).values_list("kind", "person", "child", "day"))
    known |= {(Kind.SAME_NAME, person, child, None) for person, child in _named_before()}
    written = []
    for alert in _Facts(looks).alerts():
        key = (alert.kind, alert.person_id, alert.child_id)
        if (*key, alert.day) not in known and (*key, None) not in known:
            written.append(ALERT.begin(alert, "notice", by=by, reason=NOTICED))
    return written


def _looks(since: datetime) -> Iterator[Look]:
    rows = AccessEvent.objects.filter(at__gte=since, kind__in=[*LOOKED, AccessEvent.Kind.TURNED_AWAY], child_id__isnull=False)
    for person, child, at, kind in rows.order_by("at", "id").values_list("person", "child_id", "at", "kind").iterator():
        assert child  # of this question
        yield Look(person, child, at, kind == AccessEvent.Kind.TURNED_AWAY)


def _named_before() -> Iterable[tuple[int, UUID]]:
    return LookingAlert.objects.filter(kind=Kind.SAME_NAME).values_list("person", "child")


class _Facts:
    """What the looks of some days are measured by: four questions, however many there are."""

    def __init__(self, looks: list[Look]):
        people, children = {one.person for one in looks}, {one.child for one in looks}
        self.people = User.objects.select_related("role", "team").in_bulk(people)
        self.children = Child.objects.in_bulk(children)
        self.looks = [one for one in looks if one.child in self.children]
        self.grants: dict[UUID, list[Grant]] = defaultdict(list)
        for grant in Grant.objects.filter(child__in=children).order_by("starts_at"):
            self.grants[grant.child_id].append(grant)
        self.names = _family_names(children)

    def alerts(self) -> Iterator[LookingAlert]:
        """Every alert of these looks, the first look of each telling its day."""
        yield from self._counted()
        tried: Counter = Counter()
        seen = set()
        for one in self.looks:
            after = self._after_handover(one)
            if after and (one.person, one.child, one.day) not in seen:
                seen.add((one.person, one.child, one.day))
                yield self._alert(Kind.AFTER_HANDOVER, one, refused=one.refused)
            if one.refused and not after and not self._entrusted(one):
                tried[one.person, one.child, one.day] += 1
        for (person, child, day), count in tried.items():
            yield LookingAlert(kind=Kind.UNASSIGNED, person_id=person, child_id=child, day=day, count=count, refused=True)
        named = set()
        for one in self.looks:
            if (one.person, one.child) not in named and self._same_name(one):
                named.add((one.person, one.child))
                yield self._alert(Kind.SAME_NAME, one, refused=one.refused)

    def _counted(self) -> Iterator[LookingAlert]:
        many, strange, nightly = defaultdict(set), defaultdict(set), defaultdict(set)
        for one in self.looks:
            if one.refused:
                continue
            many[one.person, one.day].add(one.child)
            if not self._entrusted(one):
                strange[one.person, one.day].add(one.child)
            if one.night and not self._on_duty(one) and one.at - self.children[one.child].registered_at > NEW:
                nightly[one.person, one.night].add(one.child)
        figures = (
            (Kind.VOLUME, many, settings.LOOKS_A_DAY),
            (Kind.UNASSIGNED, strange, settings.STRANGE_LOOKS_A_DAY),
            (Kind.AT_NIGHT, nightly, 1),
        )
        for kind, found, figure in figures:
            for (person, day), children in found.items():
                if len(children) >= figure:
                    yield LookingAlert(kind=kind, person_id=person, day=day, count=len(children), figure=figure)

    @staticmethod
    def _alert(kind: str, one: Look, **more) -> LookingAlert:
        return LookingAlert(kind=kind, person_id=one.person, child_id=one.child, day=one.day, **more)

    def _of(self, one: Look) -> list[Grant]:
        """The accesses that this person, or the person's team, had at that moment."""
        team = self.people[one.person].team_id
        return [
            grant
            for grant in self.grants[one.child]
            if (grant.user_id == one.person or (team and grant.team_id == team))
            and grant.starts_at <= one.at
            and (grant.ends_at is None or grant.ends_at > one.at)
        ]

    def _entrusted(self, one: Look) -> bool:
        """Whether somebody gave the file to this person: by an access, with the unit, or by a referral, which the door let through."""
        referred = not one.refused and Scope(self.people[one.person].role.scope) == Scope.REFERRAL
        return referred or bool(self._of(one)) or self._in_unit(one)

    def _in_unit(self, one: Look) -> bool:
        person, child = self.people[one.person], self.children[one.child]
        if Scope(person.role.scope) != Scope.UNIT:
            return False
        return child.team_id == person.team_id if person.team_id else child.institution_id == person.institution_id

    def _after_handover(self, one: Look) -> bool:
        """Was responsible once, is not any more, and nobody gave another access."""
        had = any(
            grant.user_id == one.person
            and grant.purpose == Grant.Purpose.RESPONSIBLE
            and grant.ends_at is not None
            and grant.ends_at <= one.at
            for grant in self.grants[one.child]
        )
        return had and not self._entrusted(one)

    def _on_duty(self, one: Look) -> bool:
        duty = any(grant.purpose == Grant.Purpose.DUTY for grant in self._of(one))
        return duty or self.people[one.person].role_id == "night_duty"

    def _same_name(self, one: Look) -> bool:
        words = self.people[one.person].name.split()
        own = set(names.skeletons(words[-1])) if len(words) > 1 else set()  # one word is no family name
        return bool(own & self.names.get(one.child, set()))


def _family_names(children: Iterable[UUID]) -> dict[UUID, set[str]]:
    """The keys of the last name of each child: the grandfather's where it is known, else the father's."""
    found: dict[UUID, set[str]] = defaultdict(set)
    rows = ChildName.objects.filter(child__in=children, kind=ChildName.Kind.MAIN).order_by()
    for child, father, grandfather in rows.values_list("child", "father", "grandfather"):
        words = (grandfather or father).split()
        found[child] |= {key for word in words[-1:] for key in names.skeletons(word) if len(key) > 1}
    return found


def since_last(last: datetime | None) -> datetime:
    """From when on the log is looked at: a little before the last night's work, and never more than a month back."""
    now = dates.now()
    earliest = datetime.combine(dates.today() - timedelta(days=31), time(), dates.DJIBOUTI)
    return max(earliest, last - timedelta(hours=1)) if last else max(earliest, now - timedelta(days=7))
