"""Brothers and sisters who sleep in different places: since when, said on the page of each of them (domain.md 3.19, 9.2)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_noop

from base import dates
from base.models import User
from casework.models import Absence, Placement
from minors import clocks, siblings
from minors.models import Child, SiblingLink

ALERT = timedelta(hours=6)  # then somebody has to say why, and how they meet (domain.md 9.2)
HELPER = timedelta(days=7)  # then it is asked whether the panel has to decide
TOGETHER = gettext_noop("Brothers and sisters sleep in the same place again.")
PLACE = ("provider", "care_type", "starts_at", "away_kind", "away_since")


@dataclass(frozen=True)
class Apart:
    """One sibling who sleeps elsewhere. `code` is empty for who may not open that file; where the sibling sleeps is never said here."""

    code: str
    since: datetime

    @property
    def alarming(self) -> bool:
        return dates.now() - self.since >= ALERT

    @property
    def long(self) -> bool:
        return dates.now() - self.since > HELPER


def with_absence(placements):
    """Adds `away`, `away_kind` and `away_since`: the absence from this bed that goes on. What `apart` compares."""
    gone = Absence.objects.filter(placement=OuterRef("pk"), ends_at=None).order_by()
    return placements.annotate(
        away=Subquery(gone.values("pk")[:1]),
        away_kind=Subquery(gone.values("kind")[:1]),
        away_since=Subquery(gone.values("starts_at")[:1]),
    )


def asked_for(child: Child, user: User) -> ArraySubquery:
    """The siblings of a child, as this person may know them, with their beds: what `apart` needs, as a part of another question."""
    theirs = with_absence(Placement.objects.current().filter(child=OuterRef("sibling")))
    bed = {name: Subquery(theirs.values(name)[:1]) for name in PLACE}
    said = JSONObject(code=F("sibling__code"), may_open=F("may_open"), **bed)
    return ArraySubquery(siblings.seen_by(user, child).standing().order_by("recorded_at").values(said=said))


def placed_siblings(files: list[Child]) -> bool:
    """Whether a standing brother or sister of this child, whose files these are, has a place tonight."""
    pairs = SiblingLink.objects.standing().filter(child__in=files)
    return Placement.objects.current().filter(child__in=pairs.values("sibling")).exists()


def apart(known: list[dict], current: Placement | None) -> list[Apart]:
    """Those of `known` (what `asked_for` found) who are placed apart from a child whose own placement is `current` (`with_absence`).

    Apart are two places, two kinds of care, or a bed and a stay in hospital; of two nights without a place of the same kind, such as
    two in the street, nobody can say it.
    """
    if current is None:
        return []
    here, since = _where(vars(current) | {"provider": current.provider_id})
    found = []
    for one in known:
        if one["starts_at"]:
            there, since_there = _where(one)
            if there != here:
                found.append(Apart(one["code"] if one["may_open"] else "", max(since, since_there)))
    return found


def _where(place: dict) -> tuple[tuple, datetime]:
    """What is compared of a place, and since when the child is there."""
    if place["away_kind"]:
        return ("away", place["away_kind"]), _moment(place["away_since"])
    return (place["provider"], place["care_type"]), _moment(place["starts_at"])


def _moment(said: datetime | str) -> datetime:
    return datetime.fromisoformat(said) if isinstance(said, str) else said


def since(current: Placement, brothers_and_sisters: list) -> datetime | None:
    """Since when the child of this placement (`with_absence`) sleeps apart from one of these children; None when from none."""
    theirs = with_absence(Placement.objects.current().filter(child__in=brothers_and_sisters)).values(*PLACE)
    found = apart([{"code": "", "may_open": False, **one} for one in theirs], current)
    return min((one.since for one in found), default=None)


def locked_family(child: Child) -> list[Child]:
    """Locks the child and its brothers and sisters in one order, so that two who place them at once take turns. Gives the siblings."""
    linked = SiblingLink.objects.standing().filter(child=child).order_by().values_list("sibling", flat=True)
    rows = Child.objects.select_for_update(of=["self"]).filter(pk__in=[child.pk, *linked]).order_by("pk")
    return [one for one in rows if one.pk != child.pk]


def settle(family: list[Child], *, by) -> None:
    """Where one of them sleeps has changed: their time limits ask anew whether they are apart."""
    if family:
        clocks.settle_many(family, by=by, after=(Placement,))


def come_together(child: Child, family: list[Child], *, by) -> None:
    """Who sleeps in one house again needs no reason and no plan any more: the words stay in history."""
    if not family:
        return
    stays = with_absence(Placement.objects.current().filter(child__in=[child, *family], siblings=Placement.Siblings.SEPARATED))
    for stay in stays.filter(provider__isnull=False):
        linked = SiblingLink.objects.standing().filter(child=stay.child_id).order_by().values_list("sibling", flat=True)
        if since(stay, list(linked)) is None:
            stay.siblings, stay.apart_because, stay.apart_plan, stay.apart_contacts = Placement.Siblings.TOGETHER, "", "", ""
            stay.save(by=by, reason=TOGETHER, update_fields=["siblings", *Placement.APART])
