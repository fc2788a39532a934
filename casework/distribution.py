"""Who could take a case, and who should: a proposal with its reasons, the same for the same facts (domain.md 2.6, 9.6).

Brothers and sisters stay together, nobody gets more than 25 active cases; then language, region and load decide, where a case of
high risk weighs three, of medium risk two. Nothing is saved: the supervisor changes what is proposed and launches it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from base import options
from base.models import Place, Team, User
from base.roles import Scope, Verb
from casework.models import Case, Risk, Transfer
from minors import access
from minors.models import Exclusion, Merge, SiblingLink, TieStatus

MOST_CASES = 25  # active cases of one social worker (domain.md 2.6)
WEIGHT = {"high": 3, "medium": 2, "low": 1}
# What a good fit is worth, in weight of cases: six cases of low risk more are carried for the sake of a common language.
SPEAKS, SAME_REGION, WITH_SIBLING = 6, 3, 1000


@dataclass
class Load:
    """What one social worker carries: active cases and offers not answered, by weight and by region."""

    worker: User
    cases: int = 0
    weight: int = 0
    regions: dict[int, int] = field(default_factory=dict)

    @property
    def room(self) -> int:
        return MOST_CASES - self.cases

    def take(self, cases: Iterable[Case]) -> None:
        for case in cases:
            self.cases += 1
            self.weight += WEIGHT[case.risk]
            self.regions[case.child.region_id] = self.regions.get(case.child.region_id, 0) + 1


@dataclass(frozen=True)
class Row:
    """One case and who should take it, None when nobody can; `why` are plain values that `in_words` tells."""

    case: Case
    new: User | None
    why: list[dict[str, Any]] = field(default_factory=lambda: [{"rule": "chosen"}])

    @property
    def taker(self) -> User:
        assert self.new
        return self.new

    @property
    def team(self) -> Team:
        """The team that answers for the child afterwards."""
        assert self.taker.team
        return self.taker.team

    @property
    def waits(self) -> bool:
        """Whether the new social worker has to accept it first: high risk, or another team (T36)."""
        return self.case.risk == Risk.HIGH or self.team.pk != self.case.child.team_id

    @property
    def leaves(self) -> bool:
        """Whether the data of the child go to another institution."""
        return self.team.institution_id != self.case.child.institution_id


def workers():
    """People who may carry cases: at work, in a team, entrusted with children by grants."""
    able = User.objects.at_work().filter(role__scope=Scope.OWN, role__verbs__contains=[Verb.ASSESS, Verb.REQUEST_CLOSURE])
    return able.exclude(team=None).select_related("team__institution", "institution", "role").order_by("name", "pk")


def colleagues(team_id: int, *without: int):
    """Who of a team may take cases."""
    return workers().filter(team=team_id).exclude(pk__in=without)


def loads(people: Iterable[User]) -> dict[int, Load]:
    """What these people carry. Two queries."""
    found = {one.pk: Load(one) for one in people}
    rows = Case.objects.still_open().filter(owner__in=found).order_by().values_list("owner", "risk", "child__region")
    offers = Transfer.objects.waiting().filter(new__in=found).order_by().values_list("new", "case__risk", "case__child__region")
    for query in (rows, offers):
        for worker, risk, region, count in query.annotate(count=Count("pk")):
            load = found[worker]
            load.cases += count
            load.weight += WEIGHT[risk] * count
            load.regions[region] = load.regions.get(region, 0) + count
    return found


def propose(cases: Sequence[Case], *, by: User, to: Iterable[User] | None = None) -> list[Row]:
    """Who should take each of these cases, in the order of the cases. `to` are those who may take them: by default the team's own.

    `by` decides what is known of siblings: who may not read the family learns nothing of it from the proposal.
    """
    if not cases:
        return []
    owners = {case.owner_id for case in cases}
    people = [one for one in (to if to is not None else colleagues(cases[0].child.team_id)) if one.pk not in owners]
    carried, shut = loads(people), _shut_out(cases)
    groups, followed = _families(cases, by)
    found: dict[UUID, Row] = {}
    for group in groups:
        able = [load for load in carried.values() if not any((load.worker.pk, case.child_id) in shut for case in group)]
        chosen = min(
            (load for load in able if load.room >= len(group)), key=lambda load: _cost(load, group, followed), default=None
        )
        why = _why(chosen, group, followed, bool(able))
        if chosen:
            chosen.take(group)
        found |= {case.pk: Row(case, chosen.worker if chosen else None, why[case.pk]) for case in group}
    return [found[case.pk] for case in cases]


def _cost(load: Load, group: list[Case], followed: dict) -> tuple:
    """The lower, the better; two people who fit alike take turns by what they carry, then by name."""
    fits = sum(SPEAKS * _speaks(load.worker, case) + SAME_REGION * (case.child.region_id in load.regions) for case in group)
    fits = fits // len(group)
    fits += WITH_SIBLING * any(load.worker.pk in followed.get(case.child_id, {}) for case in group)
    return load.weight - fits, load.cases, load.worker.name, load.worker.pk


def _speaks(worker: User, case: Case) -> bool:
    return case.child.language in worker.speaks


def _why(chosen: Load | None, group: list[Case], followed, anybody: bool) -> dict[UUID, list[dict[str, Any]]]:
    if chosen is None:
        rule = ("no_room_together" if len(group) > 1 else "no_room") if anybody else "nobody"
        return {case.pk: [{"rule": rule}] for case in group}
    shared: list[dict[str, Any]] = [{"rule": "together", "count": len(group)}] if len(group) > 1 else []
    reasons = {}
    for case in group:
        own = [*shared]
        if chosen.worker.pk in followed.get(case.child_id, {}):
            own.append({"rule": "sibling"})
        if _speaks(chosen.worker, case):
            own.append({"rule": "language", "code": case.child.language})
        if case.child.region_id in chosen.regions:
            own.append({"rule": "region", "code": case.child.region.code, "count": chosen.regions[case.child.region_id]})
        reasons[case.pk] = [*own, {"rule": "load", "cases": chosen.cases, "weight": chosen.weight}]
    return reasons


def in_words(why: list[dict[str, Any]], regions: dict[str, str]) -> list[str]:
    """The reasons of a proposal as sentences. `regions` are the names of regions by code (`region_names`)."""
    return [_sentence(regions, **one) for one in why]


def region_names() -> dict[str, str]:
    return {place.code: place.name for place in Place.objects.filter(kind=Place.Kind.REGION)}


def _sentence(regions, *, rule: str, code: str = "", count: int = 0, cases: int = 0, weight: int = 0) -> str:
    match rule:
        case "together":
            return ngettext(
                "Kept together: %(count)s brother or sister.", "Kept together: %(count)s brothers and sisters.", count
            ) % {"count": count}
        case "sibling":
            return _("Already follows a brother or sister.")
        case "language":
            return _("Speaks the language of the child: %(language)s.") % {"language": options.label("L05", code)}
        case "region":
            return ngettext(
                "Follows %(count)s child in the same region: %(region)s.",
                "Follows %(count)s children in the same region: %(region)s.",
                count,
            ) % {"count": count, "region": regions.get(code, code)}
        case "load":
            return ngettext(
                "Carried %(count)s case before, weight %(weight)s.", "Carried %(count)s cases before, weight %(weight)s.", cases
            ) % {"count": cases, "weight": weight}
        case "no_room":
            return _("Nobody has room: at most %(most)s active cases each. Choose yourself.") % {"most": MOST_CASES}
        case "no_room_together":
            return _("Nobody has room for these brothers and sisters together. Choose yourself.")
        case "chosen":
            return _("Chosen by the supervisor.")
        case _:
            return _("Nobody in the team can take this case. Choose yourself.")


def _shut_out(cases: Sequence[Case]) -> set[tuple[int, UUID]]:
    """(person, child) of those who must not see the child, or a file that was joined with the child's."""
    children = {case.child_id: case.child_id for case in cases}
    for kept, other in Merge.objects.in_force().filter(kept__in=list(children)).values_list("kept", "other"):
        children[other] = kept
    rows = Exclusion.objects.filter(child__in=list(children), active=True).values_list("user", "child")
    return {(person, children[child]) for person, child in rows}


def _families(cases: Sequence[Case], by: User) -> tuple[list[list[Case]], dict[UUID, set[int]]]:
    """The cases in groups of brothers and sisters, the heaviest first; and {child: owners of cases of its other siblings}."""
    of = {case.child_id: case for case in cases}
    head = {child: child for child in of}

    def first(child):
        while head[child] != child:
            child = head[child]
        return child

    followed: dict[UUID, set[int]] = {}
    links = access.visible_to(by, SiblingLink).filter(child__in=list(of)).exclude(status=TieStatus.DISPROVED)
    carried = Q(sibling__case__in=Case.objects.still_open().order_by().values("pk"))
    for one, other, owner in links.filter(carried).order_by().values_list("child", "sibling", "sibling__case__owner"):
        if other in of:
            head[max(first(one), first(other))] = min(first(one), first(other))
        else:
            followed.setdefault(one, set()).add(owner)
    groups: dict[UUID, list[Case]] = {}
    for case in sorted(cases, key=lambda case: case.child.code):
        groups.setdefault(first(case.child_id), []).append(case)
    weigh = lambda group: (-sum(WEIGHT[case.risk] for case in group), group[0].child.code)  # noqa: E731
    return sorted(groups.values(), key=weigh), followed
