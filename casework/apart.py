"""Brothers and sisters who sleep in different places: since when, said on the page of each of them (domain.md 3.19, 9.2)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import DateTimeField, OuterRef, Subquery

from base.models import User
from casework.models import Placement
from minors import siblings
from minors.models import Child


@dataclass(frozen=True)
class Apart:
    """One sibling who sleeps elsewhere. `code` is empty for who may not open that file; where the sibling sleeps is never said here."""

    code: str
    since: datetime


def apart(child: Child, current: Placement | None, user: User) -> list[Apart]:
    """The siblings of a child who are placed apart from it, as this person may know them; one query.

    `current` is the child's own placement. Apart are two places, or two kinds of care; of two nights without a place of the
    same kind, such as two in the street, nobody can say it.
    """
    if current is None:
        return []
    theirs = Placement.objects.current().filter(child=OuterRef("sibling"))
    links = (
        siblings.seen_by(user, child)
        .standing()
        .annotate(
            other_provider=Subquery(theirs.values("provider")[:1]),
            other_care=Subquery(theirs.values("care_type")[:1]),
            other_since=Subquery(theirs.values("starts_at")[:1], output_field=DateTimeField()),
        )
    )
    here = (current.provider_id, current.care_type)
    return [
        Apart(link.sibling.code if link.may_open else "", max(current.starts_at, link.other_since))
        for link in links
        if link.other_since and (link.other_provider, link.other_care) != here
    ]
