"""Where the child sleeps: placing, ending a placement, free beds (domain.md 3.9)."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Case, IntegerField, Q, Value, When
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from base import dates
from base.roles import Verb
from base.workflow import Refused
from casework import approvals
from casework.models import CareProvider, Placement
from casework.workflow import PLACEMENT, PLACEMENT_APPROVAL
from minors import joined
from minors.models import Child

INSTANT = timedelta(microseconds=1)


def suitable_providers(child: Child):
    """Open providers that take this child's sex, with `taken` and `free` beds; nearest region first, full ones last."""
    near = Case(When(region=child.region_id, then=Value(0)), default=Value(1), output_field=IntegerField())
    open_ones = CareProvider.objects.filter(is_open=True, sexes__contains=[child.sex] if child.sex in "FM" else [])
    return (
        open_ones.with_free_beds()
        .annotate(near=near, full=Q(free__lte=0))
        .order_by("full", "near", "kind", "label")
        .select_related("region")
    )


def takes_age_of(provider: CareProvider, child: Child) -> bool:
    """Whether the child may be of the ages this provider takes. A warning, never a refusal: ages are told, not known."""
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
) -> Placement:
    """Give the child a bed. The night spent in the street, in a cell or in another place ends at that moment.

    `leaves` is the id of the placement the worker knew of ("" for none); without it, whatever stands is left. Raises
    `Refused` when the provider has no free bed or does not take such children, or when somebody else placed the child
    meanwhile. An emergency is never refused for a missing form (domain.md 0.3, rule 6), only for a missing bed.
    """
    starts_at = starts_at or dates.now()
    # The child's row and the provider's are locked: two workers can neither place one child twice nor give away the last bed.
    Child.objects.select_for_update(of=["self"]).get(pk=child.pk)
    files = joined.files_of(child)
    if files[0] != child:
        raise Refused(_("This file was joined with another file of the same child. Place the child there."))
    CareProvider.objects.select_for_update(of=["self"]).get(pk=provider.pk)
    fresh = CareProvider.objects.with_free_beds().get(pk=provider.pk)
    standing = list(Placement.objects.tonight(files))
    _refuse_overtaken(child, standing, leaves)
    if not fresh.is_open or (fresh.free <= 0 and provider.pk not in [one.provider_id for one in standing]):
        raise Refused(_("No bed is free at “%(place)s”. Choose another place.") % {"place": provider}, field="provider")
    if child.sex in "FM" and child.sex not in provider.sexes:
        raise Refused(_("“%(place)s” does not take this child. Choose another place.") % {"place": provider}, field="provider")
    starts_at = _first_moment(child, starts_at)
    for current in standing:
        end(current, ends_at=starts_at, end_reason=previous_ended_because, by=by)
    given = settle(
        child,
        care_type=provider.care_type,
        provider=provider,
        starts_at=starts_at,
        reason=reason,
        basis=basis,
        child_agrees=child_agrees,
        suitable=suitable,
        by=by,
    )
    ask_for_approval(given, by=by)
    return given


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
    at = date_format(free_from.astimezone(dates.DJIBOUTI), "SHORT_DATETIME_FORMAT")
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
def end(placement: Placement, *, end_reason: str, by, ends_at=None) -> Placement:
    """End a placement. Raises `Refused` for an end before its start, in the future, or of a placement that has ended."""
    now = dates.now()
    ends_at = ends_at or now
    if placement.starts_at.replace(second=0, microsecond=0) <= ends_at <= placement.starts_at:
        ends_at = placement.starts_at + INSTANT  # people tell minutes
    if ends_at <= placement.starts_at:
        raise Refused(_("A placement ends after it starts."), field="ends_at")
    if ends_at > now:
        raise Refused(_("This moment has not come yet."), field="ends_at")
    asked = approvals.waiting_for(placement)
    if asked:
        approvals.withdraw(asked, by=by, reason=end_reason)
    return PLACEMENT.move(placement, "end", by=by, reason=end_reason, happened_at=ends_at, ends_at=ends_at, end_reason=end_reason)


@transaction.atomic
def judge(placement: Placement, *, suitable: str, by, reason: str) -> Placement:
    """Say after a look whether the place is suitable for the child; indicator 3.1 reads it."""
    if not PLACEMENT.allows(placement, "end"):
        raise Refused(_("This placement has ended."))
    placement.suitable = suitable
    placement.save(by=by, reason=reason, update_fields=["suitable"])
    return placement


approvals.declare(
    approvals.Approvable(
        key="placement",
        model=Placement,
        verb=Verb.APPROVE,
        title=lambda number: _("Placement"),
        deciding=lambda number: _("Decide on the placement"),
        page="casework:decide_placement",
        content=("care_type", "provider_id", "starts_at", "basis", "reason"),
        workflow=PLACEMENT_APPROVAL,
    )
)
