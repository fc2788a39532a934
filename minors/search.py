"""Finding a child by code or by name, inside what the person may see. The term never stands in a URL (security.md rule 7)."""

from rapidfuzz import fuzz

from base.models import AccessEvent
from minors import access, codes, joined, matching, names
from minors.models import Child, ChildName
from minors.models.name import PARTS

MOST = 50
LOOKED_AT = 3000  # stored names for one question
WEIGHED = 300
WELL_FOUND = 85  # of 100: below, names that share a single word are looked at too
ENOUGH = 66
BEHIND_THE_BEST = 20


def find(term: str, *, by) -> list[Child]:
    """Children of this person's reach whose code is `term`, or one of whose names is like it, likeliest first. Logged.

    Any name of the file counts: another spelling, another script, one that is no longer used, the mother's. Of files that were
    joined the kept one is found, by the code and the names of each.
    """
    reach = access.children_of(by)
    code = codes.normalise(term)
    children = joined.heads(list(reach.filter(code=code)) if code else _called(reach, term), by=by)
    access.remember(by, AccessEvent.Kind.SEARCHED, term=term[:120], found=[child.code for child in children])
    return children


def _called(reach, term: str) -> list[Child]:
    asked = matching.asked(term)
    alike = _alike(reach, asked, asked.pairs)
    if max(alike.values(), default=0) < WELL_FOUND:
        alike |= _alike(reach, asked, asked.singles)
    least = max(ENOUGH, max(alike.values(), default=0) - BEHIND_THE_BEST)
    best = sorted((pk for pk, likeness in alike.items() if likeness >= least), key=lambda pk: (-alike[pk], str(pk)))[:MOST]
    found = Child.objects.in_bulk(best)
    return [found[pk] for pk in best]


def _alike(reach, asked: matching.Asked, keys: list[int]) -> dict:
    """{child: likeness of its best name}. Vowels decide among names whose consonants are equally alike: Hassan before Hussein."""
    if not keys:
        return {}
    rows = ChildName.objects.filter(keys__overlap=keys, child__in=reach).order_by()
    best: dict = {}
    stored = list(rows.values_list("child_id", "key", *PARTS)[:LOOKED_AT])
    for child, key, *parts in asked.nearest(stored, WEIGHED):
        likeness = asked.likeness(key)
        if likeness >= ENOUGH:
            best[child] = max(best.get(child, 0.0), likeness - _other_vowels(asked.heard, parts))
    return best


def _other_vowels(heard: str, parts: list[str]) -> float:
    """Up to 10 for a name whose vowels differ. Arabic writes none, so it says as much as a middling likeness."""
    stored = names.heard(" ".join(filter(None, parts)))
    return (100 - fuzz.token_set_ratio(heard, stored)) / 10 if heard and stored else 1.0
