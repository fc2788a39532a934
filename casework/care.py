"""Where the child sleeps: placing, ending a placement, free beds (domain.md 3.9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base import dates
from base.roles import Verb
from base.workflow import Refused
from casework import apart, approvals, away, beds, families, hospital
from casework.models import NO_CARE, CareProvider, Case, Placement, PlacementDecision
from casework.workflow import PLACEMENT, PLACEMENT_APPROVAL
from minors import clocks, joined, merge
from minors.models import Child, Document, SiblingLink

INSTANT = timedelta(microseconds=1)
STAYS = gettext_noop("The child stays in this place.")
UNSETTLED, MANY_MOVES = timedelta(days=90), 2  # more moves than that in these days call for a look (domain.md 3.9)


def suitable_providers(child: Child):
    """Open providers with the beds that fit this child, without those that take no child of this sex; full ones last."""
    return beds.offered_to(child).filter(sexes__contains=[child.sex] if child.sex in "FM" else [])


def takes_age_of(provider: CareProvider, child: Child) -> bool:
    """Whether the child may be of the ages this provider takes."""
    bounds = dates.age_bounds(child.birth_earliest, child.birth_latest, dates.today())
    return bounds is None or (bounds[0] <= provider.max_age and bounds[1] >= provider.min_age)


@transaction.atomic
def place(
    child: Child,
    *,
    provider: CareProvider,
    reason: str,
    by,
    starts_at=None,
    basis: str = Placement.Basis.EMERGENCY,
    child_agrees: str = "unknown",
    suitable: str = "unknown",
    previous_ended_because: str = "moved",
    leaves: str | None = None,
    override_reason: str = "",
    apart_because: str = "",
    apart_plan: str = "",
    apart_contacts: str = "",
    planned_end: date | None = None,
    order: Document | None = None,
    child_consulted: str = "unknown",
    child_informed: str = "unknown",
    child_says: str = "",
) -> Placement:
    """Give the child a bed. The night spent in the street, in a cell or in another place ends at that moment.

    `leaves` is the id of the placement the worker knew of ("" for none); without it, whatever stands is left. Raises
    `Refused` when the provider has no free bed that fits, unless `override_reason` says why the child sleeps there all the same, or
    when somebody else placed the child meanwhile. Outside an emergency, which is never refused for a missing form (domain.md 0.3,
    rule 6), also for a family without a valid screening, and when brothers or sisters sleep elsewhere and nobody says why.
    """
    starts_at = starts_at or dates.now()
    # The rows of the children and the provider are locked: two workers can neither place one child twice nor give away the last bed.
    brothers_and_sisters = apart.locked_family(child)
    files = joined.files_of(child)
    if files[0] != child:
        raise Refused(_("This file was joined with another file of the same child. Place the child there."))
    CareProvider.objects.select_for_update(of=["self"]).get(pk=provider.pk)
    standing = list(Placement.objects.tonight(files))
    _refuse_overtaken(child, standing, leaves)
    starts_at = _first_moment(child, starts_at)
    if planned_end and planned_end < dates.local_date(starts_at):
        raise Refused(_("The planned end comes after the beginning."), field="planned_end")
    if order and order.child_id not in [one.pk for one in files]:
        raise Refused(_("This document belongs to another child."), field="order")
    bed = beds.bed_for(child, provider, starts_at=starts_at, leaving=standing, override_reason=override_reason.strip())
    if basis != Placement.Basis.EMERGENCY:
        families.refuse_unscreened(provider)
    family = _siblings(
        files, provider, basis, apart_because=apart_because, apart_plan=apart_plan.strip(), apart_contacts=apart_contacts.strip()
    )
    discharged = hospital.in_hospital(standing)
    for current in standing:
        end(current, ends_at=starts_at, end_reason=previous_ended_because, by=by, afterwards=None)
    given = settle(
        child,
        care_type=provider.care_type,
        provider=provider,
        starts_at=starts_at,
        reason=reason,
        basis=basis,
        child_agrees=child_agrees,
        suitable=suitable,
        planned_end=planned_end,
        order=order,
        child_consulted=child_consulted,
        child_informed=child_informed,
        child_says=child_says.strip(),
        by=by,
        **bed,
        **family,
    )
    ask_for_approval(given, by=by)
    hospital.answer(files, given, by=by)
    if discharged:
        hospital.ask_family(child, brothers_and_sisters, by=by)
    apart.come_together(child, brothers_and_sisters, by=by)
    apart.settle(brothers_and_sisters, by=by)
    return given


def _siblings(files: list[Child], provider: CareProvider, basis: str, **said) -> dict:
    """Whether brothers and sisters sleep in the same place. Raises `Refused` when they do not and nobody says why and what is done."""
    pairs = SiblingLink.objects.standing().filter(child__in=files)
    nights = Placement.objects.current().filter(child__in=pairs.values("sibling")).values_list("provider", flat=True)
    if not nights:
        return {"siblings": Placement.Siblings.NONE}
    if set(nights) == {provider.pk}:
        return {"siblings": Placement.Siblings.TOGETHER}
    missing = next((name for name, text in said.items() if not text), None)
    if missing and basis != Placement.Basis.EMERGENCY:
        raise Refused(_apart_words(), field=missing)
    return {"siblings": Placement.Siblings.SEPARATED, **said}


def _apart_words() -> str:
    return _("A brother or sister sleeps elsewhere. Say why, how they come together again, and how they meet until then.")


@transaction.atomic
def explain_apart(placement: Placement, *, apart_because: str, apart_plan: str, apart_contacts: str, by) -> Placement:
    """Say why brothers and sisters sleep apart, and what is done about it (domain.md 3.9, 3.19). Raises `Refused` for an answer left out."""
    said = {"apart_because": apart_because, "apart_plan": apart_plan.strip(), "apart_contacts": apart_contacts.strip()}
    missing = next((name for name, text in said.items() if not text), None)
    if missing:
        raise Refused(_apart_words(), field=missing)
    if not PLACEMENT.allows(placement, "end"):
        raise Refused(_("This placement has ended."))
    placement.siblings = Placement.Siblings.SEPARATED
    for name, text in said.items():
        setattr(placement, name, text)
    placement.save(by=by, reason=said["apart_plan"], update_fields=["siblings", *said])
    clocks.follow(placement, by=by)
    return placement


@transaction.atomic
def stay(asked: PlacementDecision, *, because: str, by, **said_apart: str) -> PlacementDecision:
    """After a stay in hospital, the child's own or a sibling's: the child stays where it is, and why (domain.md 9.2).

    `said_apart` are the answers of `explain_apart`, for brothers and sisters who go on sleeping apart. Raises `Refused` without a
    reason, for a child who has no bed of ours or is in hospital, and while nobody said why siblings are apart.
    """
    family, files = apart.locked_family(asked.child), joined.files_of(asked.child)
    here = apart.with_absence(Placement.objects.tonight(files)).first()
    if not because.strip():
        raise Refused(_("Say why the child stays in this place."), field="because")
    if here is None or here.provider_id is None:
        raise Refused(_("The child has no bed to stay in. Place the child."))
    if here.away:
        raise Refused(_("The child is away from this bed. Say first that it is back."))
    if apart.since(here, family) and (said_apart or not here.apart_plan):
        here = explain_apart(here, **{**dict.fromkeys(Placement.APART, ""), **said_apart}, by=by)
    decision = PlacementDecision.Decision.STAYS
    return hospital.decide(asked, decision, here, by=by, reason=STAYS, because=because.strip())


def ask_for_approval(placement: Placement, *, by) -> None:
    """Outside an emergency a second person says whether a placement may stand (domain.md 2.6). The child sleeps there meanwhile."""
    if placement.basis != Placement.Basis.EMERGENCY and not approvals.waiting_for(placement):
        approvals.ask(placement, by=by)


def _refuse_overtaken(child: Child, standing: list[Placement], leaves: str | None):
    own = next((one for one in standing if one.child_id == child.pk), None)
    if leaves is not None and leaves not in ([str(one.pk) for one in standing] if own or leaves else [""]):
        values = {"place": own or _("no place")}
        raise Refused(_("Somebody else changed this meanwhile: the child now sleeps at “%(place)s”.") % values)


def _first_moment(child: Child, starts_at):
    """When the new placement begins: never before the last one did, and in the minute of the last one just after it."""
    if starts_at > dates.now():
        raise Refused(_("This moment has not come yet. A placement is recorded when the child has arrived."), field="starts_at")
    last = child.placements.order_by("-starts_at").first()
    if last is None:
        return starts_at
    free_from = last.ends_at or last.starts_at + INSTANT
    if starts_at >= free_from:
        return starts_at
    if starts_at >= free_from.replace(second=0, microsecond=0):
        return free_from  # people tell minutes
    at = dates.moment_in_words(free_from)
    values = {"place": last, "at": at}
    raise Refused(
        _("The child already has a place for these nights: “%(place)s”, known until %(at)s. Give a later moment.") % values,
        field="starts_at",
    )


def settle(child: Child, *, care_type: str, provider, starts_at, reason: str, by, **decision) -> Placement:
    """Record where the child sleeps from now on, a provider or none."""
    placement = Placement(
        child=child,
        care_type=provider.care_type if provider else care_type,
        provider=provider,
        region=provider.region if provider else child.region,
        starts_at=starts_at,
        reason=reason,
        **decision,
    )
    return PLACEMENT.begin(placement, "begin", by=by, reason=reason, happened_at=starts_at)


@transaction.atomic
def end(placement: Placement, *, end_reason: str, by, ends_at=None, afterwards: str | None = "unknown") -> Placement:
    """End a placement. Of an open case it is said at once where the child sleeps from then on, without a bed of ours (`afterwards`, L11).

    `None` is for who records that place or closes the case in the same transaction. Raises `Refused` for an end before its start, in the
    future, or of a placement that has ended.
    """
    now = dates.now()
    ends_at = ends_at or now
    if placement.starts_at.replace(second=0, microsecond=0) <= ends_at <= placement.starts_at:
        ends_at = placement.starts_at + INSTANT  # people tell minutes
    if ends_at <= placement.starts_at:
        raise Refused(_("A placement ends after it starts."), field="ends_at")
    if ends_at > now:
        raise Refused(_("This moment has not come yet."), field="ends_at")
    family, discharged = apart.locked_family(placement.child), bool(afterwards) and hospital.in_hospital([placement])
    away.end_with(placement, ends_at=ends_at, by=by)
    asked = approvals.waiting_for(placement)
    if asked:
        approvals.withdraw(asked, by=by, reason=end_reason)
    ended = PLACEMENT.move(
        placement, "end", by=by, reason=end_reason, happened_at=ends_at, ends_at=ends_at, end_reason=end_reason
    )
    if afterwards:
        be_somewhere(placement.child, care_type=afterwards, starts_at=ends_at, reason=end_reason, by=by)
        if discharged and afterwards in NO_CARE:
            hospital.ask(placement.child, family, by=by)
        apart.settle(family, by=by)
    return ended


def be_somewhere(child: Child, *, care_type: str, starts_at, reason: str, by) -> Placement | None:
    """Every open case has a place tonight, be it the street or an unknown one (the database says so too): record it, when none stands."""
    files = joined.files_of(child)
    if Placement.objects.tonight(files).exists() or not Case.objects.still_open().filter(child=files[0]).exists():
        return None
    free_from = files[0].placements.order_by("-ends_at").values_list("ends_at", flat=True).first()
    since = max(starts_at, free_from) if free_from else starts_at
    return settle(files[0], care_type=care_type, provider=None, starts_at=since, reason=reason, by=by)


@dataclass(frozen=True)
class Moves:
    """From one place of care to another: how often in all, and how often in the last 90 days."""

    all: int
    lately: int

    @property
    def too_many(self) -> bool:
        return self.lately > MANY_MOVES


def moves(stays: Iterable[Placement], until: datetime | None = None) -> Moves:
    """How often a child moved, by its placements until a moment (now): nights without care are none, nor is going back to the same place."""
    until = until or dates.now()
    cared = sorted((one for one in stays if one.provider_id and one.starts_at <= until), key=lambda one: one.starts_at)
    found = [after for before, after in pairwise(cared) if before.provider_id != after.provider_id]
    return Moves(len(found), sum(one.starts_at > until - UNSETTLED for one in found))


@transaction.atomic
def judge(placement: Placement, *, suitable: str, by, reason: str) -> Placement:
    """Say after a look whether the place is suitable for the child; indicator 3.1 reads it."""
    if not PLACEMENT.allows(placement, "end"):
        raise Refused(_("This placement has ended."))
    placement.suitable = suitable
    placement.save(by=by, reason=reason, update_fields=["suitable"])
    return placement


def _both_sleep_somewhere(*children: Child, by) -> None:
    """Two files that stand apart again are two children: where the bed of one is not the other's, nobody knows where that one sleeps."""
    for child in children:
        be_somewhere(child, care_type="unknown", starts_at=dates.now(), reason=merge.SEPARATED, by=by)


merge.settle_with(_both_sleep_somewhere)
approvals.declare(
    approvals.Approvable(
        key="placement",
        model=Placement,
        verb=Verb.APPROVE,
        title=lambda number: _("Placement"),
        deciding=lambda number: _("Decide on the placement"),
        page="casework:decide_placement",
        for_deciders=True,
        content=("care_type", "provider_id", "starts_at", "basis", "reason"),
        workflow=PLACEMENT_APPROVAL,
    )
)
