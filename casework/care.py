"""Where the child sleeps: placing, ending a placement, free beds (domain.md 3.9)."""

from django.db import transaction
from django.db.models import Case, IntegerField, Value, When
from django.utils.translation import gettext as _

from base import dates
from base.workflow import Refused
from casework.models import CareProvider, Placement
from casework.workflow import PLACEMENT
from minors.models import Child


def suitable_providers(child: Child):
    """Open providers that take this child's sex, with `taken` and `free` beds; nearest region first."""
    near = Case(When(region=child.region_id, then=Value(0)), default=Value(1), output_field=IntegerField())
    open_ones = CareProvider.objects.filter(is_open=True, sexes__contains=[child.sex] if child.sex in "FM" else [])
    return open_ones.with_free_beds().annotate(near=near).order_by("near", "kind", "label").select_related("region")


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
) -> Placement:
    """Give the child a bed. The night spent in the street, in a cell or in another place ends at that moment.

    Raises `Refused` when the provider has no free bed or does not take such children. An emergency is never refused for a
    missing form (domain.md 0.3, rule 6), only for a missing bed.
    """
    starts_at = starts_at or dates.now()
    # The provider's row is locked, so that two workers cannot give away the last bed.
    CareProvider.objects.select_for_update().get(pk=provider.pk)
    fresh = CareProvider.objects.with_free_beds().get(pk=provider.pk)
    current = child.placements.current().first()
    if fresh.free <= 0 and not (current and current.provider_id == provider.pk):
        raise Refused(_("No bed is free at “%(place)s”. Choose another place.") % {"place": provider}, field="provider")
    if child.sex in "FM" and child.sex not in provider.sexes:
        raise Refused(_("“%(place)s” does not take this child. Choose another place.") % {"place": provider}, field="provider")
    if current:
        end(current, ends_at=starts_at, end_reason=previous_ended_because, by=by)
    return settle(
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
    """End a placement. Raises `Refused` for an end before its start."""
    ends_at = ends_at or dates.now()
    if ends_at <= placement.starts_at:
        raise Refused(_("A placement ends after it starts."), field="ends_at")
    return PLACEMENT.move(placement, "end", by=by, reason=end_reason, happened_at=ends_at, ends_at=ends_at, end_reason=end_reason)


@transaction.atomic
def judge(placement: Placement, *, suitable: str, by, reason: str) -> Placement:
    """Say after a look whether the place is suitable for the child; indicator 3.1 reads it."""
    placement.suitable = suitable
    placement.save(by=by, reason=reason, update_fields=["suitable"])
    return placement
