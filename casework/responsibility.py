"""What being responsible for a case brings and takes away: the owner, the team, and the accesses that go with them (domain.md 9.6).

These are steps of the deeds in `casework.handover`, which say what may happen; nothing here asks.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from base import dates
from base.models import User
from casework import queues
from casework.distribution import Row
from casework.models import HandOver, Transfer
from minors import access
from minors.models import Grant

GRACE_DAYS = 7
OFFER_DAYS = 30  # an offer that nobody answers stops to be readable then
READ = ["read_c1", "read_c2", "read_c3"]


@dataclass
class Accesses:
    """Accesses given and ended in one deed; guardian's rows are written once, at its end."""

    by: User
    reason: str
    touched: dict[User, set[UUID]] = field(default_factory=lambda: defaultdict(set))

    def give(self, child, user: User, levels: list[str], purpose: str, ends_at: datetime | None = None) -> UUID:
        self.touched[user].add(child.pk)
        given = {"levels": levels, "purpose": purpose, "ends_at": ends_at}
        return access.give(child, user=user, by=self.by, reason=self.reason, write=False, **given).pk

    def end(self, grant: Grant) -> UUID:
        assert grant.user
        self.touched[grant.user].add(grant.child_id)
        return access.end(grant, by=self.by, reason=self.reason).pk

    def limit(self, grant: Grant, ends_at: datetime | None) -> None:
        assert grant.user
        self.touched[grant.user].add(grant.child_id)
        access.limit(grant, ends_at, by=self.by, reason=self.reason)

    def write(self) -> None:
        for user, children in self.touched.items():
            access.write_permissions(children, user=user)


def standing(keys: Iterable[UUID]) -> list[Grant]:
    return list(Grant.objects.in_force().filter(pk__in=list(keys)).select_related("user"))


def responsible(rows: Iterable[Row]) -> dict[tuple, list[Grant]]:
    """The accesses with which owners hold these cases now: {(child, owner): grants}."""
    pairs = {(row.case.child_id, row.case.owner_id) for row in rows}
    grants = Grant.objects.in_force().filter(child__in=[child for child, _owner in pairs], purpose=Grant.Purpose.RESPONSIBLE)
    found: dict[tuple, list[Grant]] = {pair: [] for pair in pairs}
    for grant in grants.filter(user__in={owner for _child, owner in pairs}).select_related("user"):
        if (grant.child_id, grant.user_id) in found:
            found[grant.child_id, grant.user_id].append(grant)
    return found


def offer(transfer: Transfer, accesses: Accesses) -> list[UUID]:
    """The addressee reads the case in code until the answer; so does the supervisor of another team."""
    child, until = transfer.case.child, transfer.sent_at + timedelta(days=OFFER_DAYS)
    given = [accesses.give(child, transfer.new, ["read_c1"], Grant.Purpose.OFFER, until)]
    if transfer.new_team != transfer.previous_team:
        for person in queues.supervisors_of(transfer.new_team):
            given.append(accesses.give(child, person, ["read_c1"], Grant.Purpose.OFFER, until))
    return given


def change_owner(transfer: Transfer, held: list[Grant], accesses: Accesses) -> None:
    """The new social worker becomes responsible, with everything that goes with it; the previous one stops to be."""
    case, child = transfer.case, transfer.case.child
    transfer.ended = [*transfer.ended, *[accesses.end(grant) for grant in held]]
    transfer.given = [accesses.give(child, transfer.new, access.FULL, Grant.Purpose.RESPONSIBLE)]
    readers = [transfer.previous] if transfer.grace_days else []
    if transfer.new_team != transfer.previous_team:
        _change_team(transfer, accesses)
        readers += queues.supervisors_of(transfer.previous_team)
    until = dates.now() + timedelta(days=transfer.grace_days or GRACE_DAYS)
    for person in readers:
        levels = READ if person == transfer.previous else ["read_c1"]
        ends_at = min(until, _last_moment(transfer, person) or until)
        if ends_at > dates.now():
            transfer.given.append(accesses.give(child, person, levels, Grant.Purpose.GRACE, ends_at))
    case.owner = transfer.new
    case.save(by=accesses.by, reason=accesses.reason, update_fields=["owner"])


def _last_moment(transfer: Transfer, person: User) -> datetime | None:
    """When somebody who leaves loses every access."""
    handover = transfer.handover
    return queues.midnight_after(handover.leaving_on) if handover.leaver == person and handover.leaving_on else None


def _change_team(transfer: Transfer, accesses: Accesses, *, back: bool = False) -> None:
    """Another team answers for the child from now on."""
    child, team = transfer.case.child, transfer.previous_team if back else transfer.new_team
    child.team, child.institution = team, team.institution
    child.region = transfer.previous_region if back else team.region
    child.save(by=accesses.by, reason=accesses.reason, update_fields=["team", "institution", "region"])


def give_back(transfer: Transfer, accesses: Accesses) -> None:
    """The previous owner again, with the accesses that were ended, as new ones."""
    case, child = transfer.case, transfer.case.child
    for grant in standing(transfer.given):
        accesses.end(grant)
    for grant in Grant.objects.filter(pk__in=transfer.ended).select_related("user"):
        assert grant.user
        accesses.give(child, grant.user, grant.levels, grant.purpose)
    if transfer.new_team != transfer.previous_team:
        _change_team(transfer, accesses, back=True)
    case.owner = transfer.previous
    case.save(by=accesses.by, reason=accesses.reason, update_fields=["owner"])


def limit(leaver: User, leaving_on: date, rows: Sequence[Row], accesses: Accesses) -> dict[str, str | None]:
    """Every access of the leaver that the supervisor can decide about ends with the last day, if not before."""
    end = queues.midnight_after(leaving_on)
    going = {row.case.child_id for row in rows if row.case.owner_id == leaver.pk and not row.waits}
    grants = Grant.objects.in_force().filter(user=leaver, child__in=access.children_of(accesses.by)).select_related("user")
    limited: dict[str, str | None] = {}
    for grant in grants.order_by("pk"):
        gone = grant.child_id in going and grant.purpose == Grant.Purpose.RESPONSIBLE  # ends now, with the hand-over
        if not gone and (grant.ends_at is None or grant.ends_at > end):
            limited[str(grant.pk)] = grant.ends_at.isoformat() if grant.ends_at else None
            accesses.limit(grant, end)
    return limited


def unlimit(handover: HandOver, accesses: Accesses) -> None:
    """Who stays after all keeps the accesses that were to end with the last day."""
    assert handover.leaving_on
    end = queues.midnight_after(handover.leaving_on)
    for grant in standing(map(UUID, handover.limited)):
        before = handover.limited[str(grant.pk)]
        if grant.ends_at == end:
            accesses.limit(grant, datetime.fromisoformat(before) if before else None)
    handover.limited = {}
    handover.save(by=accesses.by, reason=accesses.reason, update_fields=["limited"])
