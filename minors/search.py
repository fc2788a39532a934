"""Finding a child by code or by name, inside what the person may see. The term never stands in a URL (security.md rule 7)."""

from rapidfuzz import fuzz

from base.models import AccessEvent
from minors import access, codes, joined, matching, names
from minors.models import Child, ChildName
from minors.models.name import PARTS

MOST = 50
FEW = 400  # children: whoever reaches no more needs no index
LOOKED_AT = 3000  # stored names for one question
WEIGHED = 150
WELL_FOUND = 85  # of 100: below, names that share a single word are looked at too
ENOUGH = 66
BEHIND_THE_BEST = 20
OWN_FIRST = 3


def find(term: str, *, by) -> list[Child]:
    """Children of this person's reach whose code is `term`, or one of whose names is like it, likeliest first. Logged.

    Any name of the file counts: another spelling, another script, one that is no longer used, the mother's. Of files that were
    joined the kept one is found, by the code and the names of each.
    """
    reach = access.children_of(by)
    code = codes.normalise(term)
    children = joined.heads(list(reach.filter(code=code)) if code else _called(reach, term), by=by)
    access.remember(by, AccessEvent.Kind.SEARCHED, term=term, found=[child.code for child in children])
    return children


def _called(reach, term: str) -> list[Child]:
    asked = matching.asked(term)
    few = list(reach.order_by().values_list("pk", flat=True)[: FEW + 1])
    if len(few) <= FEW:  # all their names are looked at: no index finds more
        alike = _alike(asked, _stored(ChildName.objects.filter(child__in=few)))
    else:
        alike = _alike(asked, _sharing(asked.pairs, reach))
        if max(alike.values(), default=0) < WELL_FOUND:
            alike |= _alike(asked, _sharing(asked.singles, reach))
    least = max(ENOUGH, max(alike.values(), default=0) - BEHIND_THE_BEST)
    best = sorted((pk for pk, likeness in alike.items() if likeness >= least), key=lambda pk: (-alike[pk], str(pk)))[:MOST]
    found = Child.objects.in_bulk(best)
    return [found[pk] for pk in best]


def _sharing(keys: list[int], reach) -> list:
    """Names that share a key, as far as they are within reach. Asked in two steps: as one, the planner begins at the wrong end."""
    with matching.by_index():
        rows = _stored(ChildName.objects.filter(keys__overlap=keys)) if keys else []
    within = set(reach.filter(pk__in={row[0] for row in rows}).order_by().values_list("pk", flat=True))
    return [row for row in rows if row[0] in within]


def _stored(rows) -> list:
    return list(rows.order_by().values_list("child_id", "key", *PARTS)[:LOOKED_AT])


def _alike(asked: matching.Asked, stored: list) -> dict:
    """{child: likeness of its best name}. Vowels decide among names whose consonants are equally alike: Hassan before Hussein."""
    best: dict = {}
    for child, key, *parts in asked.nearest(stored, WEIGHED):
        likeness = asked.likeness(key)
        if likeness >= ENOUGH:
            best[child] = max(
                best.get(child, 0.0), likeness - _other_vowels(asked.heard, parts) + OWN_FIRST * asked.begins_alike(key)
            )
    return best


def _other_vowels(heard: str, parts: list[str]) -> float:
    """Up to 10 for a name whose vowels differ. Arabic writes none, so it says as much as a middling likeness."""
    stored = names.heard(" ".join(filter(None, parts)))
    return (100 - fuzz.token_set_ratio(heard, stored)) / 10 if heard and stored else 1.0
