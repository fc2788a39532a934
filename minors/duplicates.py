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
SHOWN = 5
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
    asked = matching.asked(told)
    of_child, of_mothers = ChildName.objects.of_child(), ChildName.objects.filter(kind=ChildName.Kind.MOTHER)
    found = _ids(of_child, asked.pairs) | _ids(of_mothers, matching.asked(mothers).pairs)
    return found | (_ids(of_child, asked.singles) if len(found) < SHOWN else set())


def _ids(rows, keys: list[int]) -> set:
    return set(rows.filter(keys__overlap=keys).order_by().values_list("child_id", flat=True)[:LOOKED_AT]) if keys else set()


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
