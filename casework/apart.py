"""Brothers and sisters who sleep in different places: since when, said on the page of each of them (domain.md 3.19, 9.2)."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import JSONObject

from base.models import User
from casework.models import Placement
from minors import siblings
from minors.models import Child, SiblingLink


@dataclass(frozen=True)
class Apart:
    """One sibling who sleeps elsewhere. `code` is empty for who may not open that file; where the sibling sleeps is never said here."""

    code: str
    since: datetime


def asked_for(child: Child, user: User) -> ArraySubquery:
    """The siblings of a child, as this person may know them, with their beds: what `apart` needs, as a part of another question."""
    theirs = Placement.objects.current().filter(child=OuterRef("sibling"))
    bed = {name: Subquery(theirs.values(name)[:1]) for name in ("provider", "care_type", "starts_at")}
    said = JSONObject(code=F("sibling__code"), may_open=F("may_open"), **bed)
    return ArraySubquery(siblings.seen_by(user, child).standing().order_by("recorded_at").values(said=said))


def placed_siblings(files: list[Child]) -> bool:
    """Whether a standing brother or sister of this child, whose files these are, has a place tonight."""
    pairs = SiblingLink.objects.standing().filter(child__in=files)
    return Placement.objects.current().filter(child__in=pairs.values("sibling")).exists()


def apart(known: list[dict], current: Placement | None) -> list[Apart]:
    """Those of `known` (what `asked_for` found) who are placed apart from a child whose own placement is `current`.

    Apart are two places, or two kinds of care; of two nights without a place of the same kind, such as two in the street,
    nobody can say it.
    """
    if current is None:
        return []
    here = (current.provider_id, current.care_type)
    return [
        Apart(one["code"] if one["may_open"] else "", max(current.starts_at, datetime.fromisoformat(one["starts_at"])))
        for one in known
        if one["starts_at"] and (one["provider"], one["care_type"]) != here
    ]
