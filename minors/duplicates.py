"""Likely duplicates, shown before a child is registered twice (domain.md 4.5, 9.4). A file one may not see is only announced."""

from dataclasses import dataclass

from base import dates
from minors import access, names
from minors.models import Child, ChildName

ENOUGH = 60  # of 100: "probable" in domain.md 4.5
LOOKED_AT = 200


@dataclass(frozen=True)
class Candidates:
    """Children this person may open, likeliest first, and how many more exist that they may not see."""

    visible: list[tuple[Child, int]]
    hidden: int

    def __bool__(self):
        return bool(self.visible or self.hidden)


def likely(*, own: str, father: str = "", grandfather: str = "", sex: str = "", birth: dates.PartialDate | None = None, to):
    """Candidates for the same child among all files, as the person `to` may know them.

    Looks at names whose search key starts alike; the score weighs own name, father's, grandfather's, sex and birth.
    """
    key = names.skeleton(own)
    if not key:
        return Candidates([], 0)
    rows = ChildName.objects.filter(key__startswith=key[:2]).select_related("child__found_place")
    if sex in "FM" and sex:
        rows = rows.filter(child__sex__in=[sex, "X"])
    typed = {"own": own, "father": father, "grandfather": grandfather}
    scored: dict[Child, int] = {}
    for row in rows[: LOOKED_AT * 10]:
        score = _score(typed, row, birth)
        if score >= ENOUGH:
            scored[row.child] = max(score, scored.get(row.child, 0))
    reach = set(access.children_of(to).filter(pk__in=[child.pk for child in scored]).values_list("pk", flat=True))
    best = sorted(scored.items(), key=lambda pair: (-pair[1], pair[0].code))
    return Candidates([pair for pair in best if pair[0].pk in reach][:5], len(best) - len(reach))


def _score(typed: dict, row: ChildName, birth) -> int:
    """0 to 100: own and father's name 40 each, grandfather's 10, overlapping birth 10; a part not told on one side is left out.

    The same own name with another father is not enough, with a father nobody told it is.
    """
    weights = {"own": 40, "father": 40, "grandfather": 10}
    total = gained = 0.0
    for part, weight in weights.items():
        told, stored = typed[part], getattr(row, part)
        if told and stored:
            total += weight
            gained += weight * max(0, names.likeness(told, stored) - 50) / 50
    if birth and birth.earliest and row.child.birth_earliest:
        total += 10
        gained += 10 * (birth.earliest <= row.child.birth_latest and row.child.birth_earliest <= birth.latest)
    # One name alone is weak evidence: half of the children are called Mohamed.
    return round(100 * gained / max(total, 80))
