"""Conflicts of interest: relatives that people declare, and the files in which they are found (domain.md 7.2)."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_noop

from base import dates
from base.models import User
from minors import matching
from minors.models import Child, ChildName, DeclaredRelative, Exclusion, Exploiter, Person

ALIKE = 90  # of 100: own, father's and grandfather's name as they sound
LEAST = 2  # names that have to be told: half a country is called Mohamed
FOUND = gettext_noop("A declared relative is named in the file")
PARTS = ("own", "father", "grandfather")


@transaction.atomic
def declare(*, own: str, father: str, grandfather: str, relation: str, by: User, reach) -> DeclaredRelative:
    """Keep a relative of `by`, and shut `by` out of every file of `reach` in which somebody of that name stands."""
    declared = DeclaredRelative(user=by, own=own, father=father, grandfather=grandfather, relation=relation)
    declared.save(by=by, reason=gettext_noop("Declaration"))
    look(reach, by)
    return declared


def take_back(declared: DeclaredRelative, *, by: User) -> DeclaredRelative:
    """A declaration made by mistake. Who was shut out because of it stays so until a supervisor lets them in again."""
    declared.ended_at = dates.now()
    declared.save(by=by, reason=gettext_noop("Taken back"), update_fields=["ended_at"])
    return declared


def look(children: Iterable[Child], user: User) -> list[Exclusion]:
    """Shut this person out of those of the files in which one of their declared relatives is named; what came of it.

    A file about which a supervisor decided otherwise is not shut again.
    """
    declared = list(DeclaredRelative.objects.standing().filter(user=user))
    if not declared:
        return []
    keys = [child.pk for child in children]
    known = set(Exclusion.objects.filter(user=user, child__in=keys).values_list("child", flat=True))
    found = _named(declared, set(keys) - known)
    shut = [Exclusion(child_id=key, user=user, reason=FOUND, declared=True) for key in sorted(found)]
    for one in shut:
        one.save(by=user, reason=FOUND)
    return shut


def _named(declared: list[DeclaredRelative], children: set) -> set:
    """The files in which somebody has the name of one of these relatives. Compared by sound, as a search is."""
    asked = [matching.asked(one.full) for one in declared]
    found = set()
    for child, *parts in _names(children):
        told = [part for part in parts if part]
        if len(told) < LEAST:
            continue
        key = matching.key_of([*parts])
        if any(one.likeness(key) >= ALIKE for one in asked):
            found.add(child)
    return found


def _names(children: set):
    """Everybody who is named in these files: the child, the family, and who brought it here."""
    yield from ChildName.objects.filter(child__in=children).order_by().values_list("child_id", *PARTS)
    yield from Person.objects.filter(child__in=children).order_by().values_list("child_id", *PARTS)
    for one in Exploiter.objects.filter(child__in=children).order_by():  # encrypted: read by the model
        yield one.child_id, *one.name.split()[:3]


def look_everywhere(reach_of) -> tuple[int, list]:
    """Compare every declaration with the files that its author can open: how many authors, and the children found."""
    authors = User.objects.at_work().filter(declared_relatives__ended_at=None, declared_relatives__isnull=False).distinct()
    found = [shut.child_id for author in authors for shut in look(reach_of(author), author)]
    return len(authors), found
