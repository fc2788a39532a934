"""Likely duplicates: found before a child is registered twice, decided by people, kept (domain.md 4.5, 9.4).

A file one may not see is only announced. Who decides and what was known then stands in `DuplicateDecision`.
"""

import itertools
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base import dates
from base.workflow import Refused
from minors import access, matching
from minors.likeness import POSSIBLE, PROBABLE, Known, Reason, known_from, known_of, score
from minors.models import DUPLICATE, Child, ChildName, DuplicateDecision

LOOKED_AT = 1000  # stored names for one question
WEIGHED = 30
SHOWN = 5
NAMED = 50
DECISIONS = ("same", "different", "unsure")


@dataclass(frozen=True)
class Similar:
    """A child who may be the same, how likely, and why."""

    child: Child
    score: int
    reasons: list[Reason]

    @property
    def probable(self) -> bool:
        return self.score >= PROBABLE


@dataclass(frozen=True)
class Candidates:
    """Children this person may open, likeliest first, and those they may not: of these nothing is said but that there is one."""

    visible: list[Similar] = field(default_factory=list)
    hidden: list[Similar] = field(default_factory=list)

    def __bool__(self):
        return bool(self.visible or self.hidden)

    @property
    def to_decide(self) -> list[Similar]:
        """Those about whom the worker has to decide before the child is registered."""
        return [one for one in self.visible if one.probable]

    @property
    def stops(self) -> bool:
        return bool(self.to_decide or self.hidden)


def likely(*, name: dict, mother: dict | None = None, sex="", birth=None, language="", to) -> Candidates:
    """Candidates for the same child among all files, as the person `to` may know them.

    `name` has own, father, grandfather as typed; `mother` own and father. Visible ones come from 40 of 100 on (possible),
    the others are announced from 60 on (probable).
    """
    known = known_from(name, mother=mother, sex=sex, birth=birth, language=language)
    told = " ".join(filter(None, (name.get(part, "") for part in ("own", "father", "grandfather"))))
    mothers = " ".join(filter(None, (mother or {}).values()))
    return _as_known_to(to, _scored(known, _near(told, mothers)))


def similar_to(child: Child) -> list[Similar]:
    """Children of all files who are probably this one, likeliest first. For the deeds of this module, not for a page."""
    rows = list(child.names.all())
    near = set().union(*(_near("", row.full) if row.kind == ChildName.Kind.MOTHER else _near(row.full, "") for row in rows))
    found = _scored(known_of(child, rows), near - {child.pk})
    return [one for one in found if one.probable]


def _near(told: str, mothers: str) -> set:
    """Ids of children whose names share two words with the name told, one word where that finds nobody, or the mother's name."""
    of_child, of_mothers = ChildName.objects.of_child(), ChildName.objects.filter(kind=ChildName.Kind.MOTHER)
    asked, asked_mother = matching.asked(told), matching.asked(mothers)
    with matching.by_index():
        found = _nearest(of_child, asked, asked.pairs) | _nearest(of_mothers, asked_mother, asked_mother.pairs)
        return found | (_nearest(of_child, asked, asked.singles) if len(found) < SHOWN else set())


def _nearest(rows, asked: matching.Asked, keys: list[int]) -> set:
    """Ids of the children whose stored name is most like the one asked for: only these are weighed with all that is known."""
    if not keys:
        return set()
    found = list(rows.filter(keys__overlap=keys).order_by().values_list("child_id", "key")[:LOOKED_AT])
    stored = asked.nearest(found, 4 * WEIGHED)
    return {child for child, _key in sorted(stored, key=lambda row: (-asked.likeness(row[1]), str(row[0])))[:WEIGHED]}


def _scored(known: Known, near: set) -> list[Similar]:
    children = Child.objects.filter(pk__in=near).select_related("found_place").prefetch_related("names")
    found = [Similar(child, *score(known, known_of(child, list(child.names.all())))) for child in children]
    possible = [one for one in found if one.score >= POSSIBLE]
    return sorted(possible, key=lambda one: (-one.score, one.child.code))


def _as_known_to(person, found: list[Similar]) -> Candidates:
    reach = set(access.children_of(person).filter(pk__in=[one.child.pk for one in found]).values_list("pk", flat=True))
    visible = [one for one in found if one.child.pk in reach]
    hidden = [one for one in found if one.child.pk not in reach and one.probable]
    return Candidates(visible[:SHOWN], hidden[:SHOWN])


# ------------------------------------------------------------------------------------------------------------------ decisions


@transaction.atomic
def notice(child: Child, similar: Similar, *, by, reason: str) -> DuplicateDecision:
    """Keep that these two may be one, once for a pair in whatever order; what was decided before stays."""
    pair = DuplicateDecision.objects.about(child) & DuplicateDecision.objects.about(similar.child)
    known = pair.first()
    if known:
        return known
    reasons = [one.kept() for one in similar.reasons]
    record = DuplicateDecision(child=child, other=similar.child, score=similar.score, reasons=reasons)
    return DUPLICATE.begin(record, "notice", by=by, reason=reason)


@transaction.atomic
def look_again(child: Child, *, by, reason: str) -> list[DuplicateDecision]:
    """After a name of the child changed: put pairs that nobody looked at yet before the desk."""
    return [notice(child, similar, by=by, reason=reason) for similar in similar_to(child)[:SHOWN]]


@transaction.atomic
def decide(
    pair: DuplicateDecision, decision: str, *, by, why: str, reason: str = gettext_noop("Duplicate desk")
) -> DuplicateDecision:
    """same, different or unsure, and why. Raises `Refused` when it says that already or the files are one.

    `why` stays with the pair, for those who may open both files; the timeline of each file has `reason` only.
    """
    if pair.decision == decision:
        raise Refused(_("This is what was decided already."), field="decision")
    return DUPLICATE.move(pair, decision, by=by, reason=reason, why=why, decided_by=by, decided_at=dates.now())


@transaction.atomic
def decided_at_registration(child: Child, candidates: Candidates, decisions: dict, *, by) -> None:
    """Keep what the worker decided about each child shown: {id: decision}. What the worker could not see stays unsure, for the desk.

    Raises `Refused` when a probable one is left without a decision.
    """
    if not all(decisions.get(one.child.pk) in DECISIONS for one in candidates.to_decide):
        raise Refused(_("Say for each of these children whether it is the same one."))
    about = [(one, decisions[one.child.pk]) for one in candidates.visible if decisions.get(one.child.pk) in DECISIONS]
    for similar, decision in itertools.chain(about, ((one, "unsure") for one in candidates.hidden)):
        pair = notice(child, similar, by=by, reason=gettext_noop("Registration"))
        if pair.decision == "undecided":
            decide(pair, decision, by=by, why="", reason=gettext_noop("Registration"))


def waiting_elsewhere(user) -> list[Child]:
    """Children in reach who wait in a pair whose other child is out of reach: of such a pair only the own half is named."""
    waiting, reach = DuplicateDecision.objects.waiting(), access.children_of(user)
    first = waiting.filter(child__in=reach).exclude(other__in=reach).order_by().values("child")
    second = waiting.filter(other__in=reach).exclude(child__in=reach).order_by().values("other")
    return list(Child.objects.filter(pk__in=first.union(second)).order_by("code")[:NAMED])
