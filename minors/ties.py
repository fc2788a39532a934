"""What ties a person to a child, what each tie opens, and what shuts somebody out (domain.md 7.2).

The door reads this, and beside it only whoever has to know why, or who is shut out: `why`, `emergency`, `looked_for`.

A tie is a relation and a level: what it lets somebody do or read. Whether a class of field is open by it is the role's row:
`Role.opens`. Where a person is tied to a child in several ways, the ways add up; being shut out wins over all of them.
"""

import functools
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from base import dates
from base.models import User
from base.models.people import Role
from base.roles import Relation, Scope
from minors.models import Child, ChildTeamPermission, ChildUserPermission, Exclusion, Grant, SealedFile

FULL = ["read_c1", "read_c2", "read_c3", "read_c4", "change", "print", "share"]
GUARDIAN = "guardian"  # the role whose reading ends at 18 unless the young adult agrees (domain.md 9.7)
BY_SCOPE = {
    Scope.UNIT: Relation.UNIT,
    Scope.REGION_CODED: Relation.REGION,
    Scope.ALL_CODED: Relation.ALL,
    Scope.REFERRAL: Relation.REFERRAL,
    Scope.NONE: Relation.NONE,
}
BY_GRANT = {Scope.OWN, Scope.UNIT, Scope.RESIDENT}
# How the purpose of a grant ties. Every other one is an access that somebody gave.
BY_PURPOSE = {
    Grant.Purpose.RESPONSIBLE: Relation.OWN,
    Grant.Purpose.EMERGENCY: Relation.EMERGENCY,
    Grant.Purpose.WITNESSED: Relation.WITNESSED,
}
IN_EMERGENCY = (Relation.EMERGENCY, Relation.WITNESSED)


def relation_of(purpose: str) -> Relation:
    """How a grant of this purpose ties."""
    return BY_PURPOSE.get(Grant.Purpose(purpose), Relation.GRANTED)


@dataclass(frozen=True)
class Tie:
    """One level by one relation, until when (None: as long as the relation stands)."""

    relation: str
    level: str
    until: datetime | None = None


def opens(role: Role, relation: str, level: str) -> bool:
    """Whether the role makes use of this level where it is tied like this. That there is a child, every tie tells."""
    if level == "read_c1" or not level.startswith("read_"):
        return True
    return level.removeprefix("read_").upper() in role.opens(relation)


def of_many(user: User, keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Tie]]:
    """The ties of a person to each of these children who are known to be in reach, as far as the role opens something by them."""
    wanted = list(keys)
    found: dict[uuid.UUID, list[Tie]] = {key: [] for key in wanted}
    scope = Scope(user.role.scope)
    by_scope = BY_SCOPE.get(scope)
    if by_scope:
        there = wanted
        if scope == Scope.UNIT:
            there = list(Child.objects.filter(user.unit(), pk__in=wanted).values_list("pk", flat=True))
        for key in there:
            found[key] += [Tie(by_scope, level) for level in FULL]
    if scope in BY_GRANT or scope == Scope.ALL_CODED:
        # Who is tied by the unit needs no grant.
        others = wanted if scope != Scope.UNIT else [key for key in wanted if not found[key]]
        for key, tie in _given(user, others) if others else []:
            found[key].append(tie)
    return {key: [tie for tie in ties if opens(user.role, tie.relation, tie.level)] for key, ties in found.items()}


def _given(user: User, keys: list[uuid.UUID]):
    names = {pk: name for name, pk in permission_ids().items()}
    mine, teams = _in_force(user)
    columns = ("content_object", "permission", "relation", "until")
    rows = [rows.filter(content_object__in=keys).order_by().values_list(*columns) for rows in (mine, teams)]
    for key, permission, relation, until in rows[0].union(rows[1]):
        yield key, Tie(relation, names[permission], until)


def _in_force(user: User) -> tuple[QuerySet, QuerySet]:
    """Guardian's rows of this person and of their team that hold today."""
    mine = ChildUserPermission.objects.filter(_holds(), user=user).exclude(_came_of_age(user))
    return mine, ChildTeamPermission.objects.filter(_holds(), group__user=user)


def _holds() -> Q:
    """Guardian's rows that did not end."""
    return Q(until=None) | Q(until__gt=dates.now())


def granted(user: User, level: str = "read_c1"):
    """Ids of the children granted to this person or to a team of theirs, today, by a relation that opens this level for the role."""
    relations = [one for one in Relation if opens(user.role, one, level)]
    wanted = Q(permission=permission_ids()[level])
    if len(relations) < len(Relation):
        wanted &= Q(relation__in=relations)
    mine, teams = (rows.filter(wanted).order_by().values("content_object") for rows in _in_force(user))
    return mine.union(teams)


def reaches(person: OuterRef, child: OuterRef, level: str) -> Q:
    """Whether a person reaches a child by a grant of this level and is not shut out: a condition for queries about people or cases."""
    rows = ChildUserPermission.objects.filter(_holds(), user=person, content_object=child, permission=permission_ids()[level])
    return Q(Exists(rows)) & ~shuts_out(person, child)


def _came_of_age(user: User) -> Q:
    """Which permissions ended by age alone: a guardian's, on the first day on which the young person surely is 18.

    They hold on with the young adult's agreement. No job ends them: the day decides, with the birth as it is known then.
    """
    if user.role_id != GUARDIAN:
        return Q(pk__in=[])
    agreed = Grant.objects.in_force().filter(user=user, agreed_at__isnull=False).order_by().values("child")
    return Q(content_object__birth_latest__lte=dates.born_for_18(dates.today())) & ~Q(content_object__in=agreed)


@functools.cache
def permission_ids() -> dict[str, int]:
    found = Permission.objects.filter(content_type__app_label="minors", content_type__model="child")
    return dict(found.values_list("codename", "pk"))


# ------------------------------------------------------------------------------------------------------------- who is shut out


def excluded(user: User):
    """Ids of the children whom somebody shut this person out of."""
    return Exclusion.objects.filter(user=user, active=True).order_by().values("child")


def sealed(user: User):
    """Ids of the sealed children for whom this person is not named. Only an access given to the person themselves names them."""
    named = _in_force(user)[0].filter(_naming())
    shut = SealedFile.objects.filter(status="sealed").exclude(child__in=named.order_by().values("content_object"))
    return shut.order_by().values("child")


def _naming() -> Q:
    """Rows of a person that name them for a sealed file: an emergency names nobody."""
    return Q(permission=permission_ids()["read_c1"]) & ~Q(relation__in=IN_EMERGENCY)


SHUTTING = {"excluded": excluded, "sealed": sealed}  # either wins over every tie


def shut_to(user: User, *, counting: bool = False):
    """Ids of the children this person must not see, with every file that is one with such a file.

    Exclusion wins over everything, and a sealed file is open to those named only (domain.md 7.2). `counting` is for figures of the
    whole country, which say the number and nothing else: there a sealed child counts.
    """
    return WithJoined(excluded(user) if counting else excluded(user).union(sealed(user)))


class WithJoined(Subquery):
    """These ids with those of every file that is one with one of them: for `…__in`.

    In SQL, which names the ids once. The ORM writes them out four times, and every page of every person asks the door.
    """

    template = """(
        with shut(child) as (%(subquery)s),
        kept(child) as (select kept_id from minors_merge where unmerged_at is null and other_id in (select child from shut))
        select child from shut union select child from kept union
        select other_id from minors_merge
        where unmerged_at is null and kept_id in (select child from shut union all select child from kept))"""


def shut_by(user: User, child: Child) -> list[str]:
    """What shuts this person out of this child's file: keys of SHUTTING."""
    return [name for name, rows in SHUTTING.items() if Child.objects.filter(pk=child.pk, pk__in=WithJoined(rows(user))).exists()]


def shuts_out(person: OuterRef, child: OuterRef) -> Q:
    """Whether somebody is shut out of a child's file, or of one that was joined with it: a condition for queries."""
    one = _one_with(child)
    named = ChildUserPermission.objects.filter(_holds(), _naming(), user=OuterRef(person), content_object=OuterRef("child"))
    unnamed = SealedFile.objects.filter(one, ~Exists(named), status="sealed")
    return Q(Exists(Exclusion.objects.filter(one, user=person, active=True))) | Q(Exists(unnamed))


def _one_with(child: OuterRef) -> Q:
    """Rows about this child's file, or about one that is one with it: the kept one, one joined with it, or with the same (`WithJoined`)."""
    into, out_of = "child__merged_into", "child__merges"
    beside = f"{into}__kept__merges"
    return (
        Q(child=child)
        | Q(**{f"{into}__kept": child, f"{into}__unmerged_at": None})
        | Q(**{f"{out_of}__other": child, f"{out_of}__unmerged_at": None})
        | Q(**{f"{beside}__other": child, f"{beside}__unmerged_at": None, f"{into}__unmerged_at": None})
    )


# ------------------------------------------------------------------------------------------------------------ guardian's rows


def write(children: Iterable[uuid.UUID], *, user=None, team=None) -> None:
    """Make guardian's rows say what the grants in force say; of two grants that tie alike, the later end counts."""
    keys = list(children)
    ends: dict = defaultdict(list)
    for grant in Grant.objects.in_force().filter(child__in=keys, user=user, team=team):
        relation = str(relation_of(grant.purpose))
        for level in grant.levels:
            ends[grant.child_id, level, relation].append(grant.ends_at)
    holder = {"user": user} if user else {"group": team.group}
    table = ChildUserPermission if user else ChildTeamPermission
    table.objects.filter(content_object__in=keys, **holder).delete()
    ids = permission_ids()
    table.objects.bulk_create(
        table(
            content_object_id=key,
            permission_id=ids[level],
            relation=relation,
            until=None if None in until else max(until),
            **holder,
        )
        for (key, level, relation), until in sorted(ends.items())
    )
