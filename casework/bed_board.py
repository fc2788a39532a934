"""The beds of each centre on one night: how many, taken, free, and who sleeps in them (domain.md 3.9).

Numbers are counted over all children; a child is named, by its code, only to who may open its file.
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery

from base import dates
from base.models import User
from casework.models import Absence, CareProvider, Case, Placement, ProviderPlaces
from minors import access
from minors.models import Child
from referrals.models import Referral

AHEAD = 7  # days for which the appointments of a house are shown


@dataclass
class Kind:
    """Beds of one kind on that night."""

    places: ProviderPlaces
    taken: int
    beds: int  # on that night

    @property
    def free(self) -> int:
        return self.beds - self.taken


@dataclass
class House:
    """One centre or family. `sleepers` is everybody whose place it is; `extra` of them have no bed, `away` are not there that night."""

    provider: CareProvider
    name: str
    kinds: list[Kind] = field(default_factory=list)
    sleepers: int = 0
    away: int = 0

    @property
    def beds(self) -> int:
        return sum(kind.beds for kind in self.kinds)

    @property
    def taken(self) -> int:
        return sum(kind.taken for kind in self.kinds)

    @property
    def free(self) -> int:
        return self.beds - self.taken

    @property
    def extra(self) -> int:
        return self.sleepers - self.taken

    @property
    def expected(self) -> int:
        """Heads that a roll-call should count."""
        return self.sleepers - self.away

    def free_for(self, sex: str) -> int:
        return sum(kind.free for kind in self.kinds if kind.places.sex == sex)


@dataclass(frozen=True)
class Sleeper:
    """One child in the house, for who may open its file."""

    placement: Placement
    away: Absence | None

    @property
    def child(self) -> Child:
        return self.placement.child


def night_of(day: date) -> datetime:
    """The moment for which a day's board is made: now for today, the end of a day that is over."""
    return dates.now() if day >= dates.today() else datetime.combine(day, time(23, 59, 59), dates.DJIBOUTI)


def stays_at(moment: datetime):
    """The placements that run at that moment."""
    return Placement.objects.filter(Q(ends_at=None) | Q(ends_at__gt=moment), starts_at__lte=moment)


def houses(providers, *, reader: User, day: date) -> list[House]:
    """The board of these providers (a queryset from `seen_by`) on that night."""
    moment = night_of(day)
    found = {one.pk: House(one, _name(one, reader)) for one in providers.select_related("region").order_by("kind", "label")}
    stays = stays_at(moment).filter(provider__in=found)
    taken: Counter = Counter()
    for provider, places in stays.values_list("provider", "places"):
        found[provider].sleepers += 1
        taken[places] += 1
    for places in ProviderPlaces.objects.on(day).as_of(moment).filter(provider__in=found).exclude(beds_then=0):
        found[places.provider_id].kinds.append(Kind(places, taken[places.pk], places.beds_then))
    for provider in (
        Absence.objects.at(moment).filter(placement__in=stays).order_by().values_list("placement__provider", flat=True)
    ):
        found[provider].away += 1
    return list(found.values())


def _name(provider: CareProvider, reader: User) -> str:
    """The name of a shelter may say where it is: it is for readers of the identity, others read its code."""
    return provider.label if "C2" in reader.role.classes else provider.code


def sleepers(provider: CareProvider, *, reader: User, day: date) -> list[Sleeper]:
    """Who sleeps there that night, as far as this person may open the files."""
    moment = night_of(day)
    running = Absence.objects.at(moment)
    seen = access.visible_to(reader, Placement).filter(pk__in=stays_at(moment).filter(provider=provider).order_by().values("pk"))
    rows = list(seen.select_related("child", "places").order_by("child__code"))
    away = {one.placement_id: one for one in running.filter(placement__in=rows)}
    return [Sleeper(one, away.get(one.pk)) for one in rows]


def appointments(children: Collection[Child], *, day: date) -> dict[UUID, list[Referral]]:
    """The appointments of these children, who are known to be in the reader's reach, from that day on for a week.

    Where the child sleeps people read `appointment_label` and the hour of each, and nothing else of it (domain.md 9.12).
    """
    since, found = dates.midnight(day), defaultdict(list)
    rows = Referral.objects.filter(child__in=children).expecting(since, since + timedelta(days=AHEAD))
    for row in rows.only("child", "kind", "appointment_at"):
        found[row.child_id].append(row)
    return found


def without_a_place() -> list[UUID]:
    """Children of open cases of whom no file says where they sleep tonight. There must be none: the database refuses it, the night looks."""
    own = Placement.objects.current().filter(child=OuterRef("child"))
    joined = Placement.objects.current().filter(child__merged_into__kept=OuterRef("child"), child__merged_into__unmerged_at=None)
    cases = Case.objects.still_open().annotate(own=Subquery(own.values("pk")[:1]), joined=Subquery(joined.values("pk")[:1]))
    return list(cases.filter(own=None, joined=None).order_by("child__code").values_list("child", flat=True))
