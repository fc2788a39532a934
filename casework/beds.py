"""Which bed a child gets, how many are free, and who sleeps where on a night (domain.md 3.9)."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Case, IntegerField, Q, Value, When
from django.utils.translation import gettext as _

from base import dates, options
from base.workflow import Refused
from casework.models import CareProvider, Placement, ProviderPlaces
from minors.models import Child

NEAREST = 3


LONG_AGO = date(2000, 1, 1)


def open_house(*, places: Iterable[dict] = (), since: date = LONG_AGO, **facts) -> CareProvider:
    """A centre or a family with its beds. `places` are kinds of beds (sex, from_age, to_age, beds); without, all are of one kind."""
    house = CareProvider.objects.create(**facts)
    sex = house.sexes[0] if len(house.sexes) == 1 else ProviderPlaces.Sex.ANY
    usual = {"sex": sex, "from_age": house.min_age, "to_age": house.max_age, "beds": house.capacity}
    for kind in list(places) or [{}]:
        ProviderPlaces.objects.create(provider=house, valid_from=since, **{**usual, **kind})
    return house


def fitting(child: Child) -> Q:
    """Which kinds of beds are for this child. Ages are told, not known: a bed fits when the child may be of its ages."""
    found = Q(sex__in=[child.sex, "A"]) if child.sex in "FM" else Q()
    bounds = dates.age_bounds(child.birth_earliest, child.birth_latest, dates.today())
    return found & Q(from_age__lte=bounds[1], to_age__gte=bounds[0]) if bounds else found


def offered_to(child: Child):
    """Open providers with the beds that fit this child (`beds`, `taken`, `free`); where one is free first, the nearest region before."""
    near = Case(When(region=child.region_id, then=Value(0)), default=Value(1), output_field=IntegerField())
    return (
        CareProvider.objects.filter(is_open=True)
        .with_free_beds(fitting(child))
        .annotate(near=near, full=Q(free__lte=0))
        .order_by("full", "near", "kind", "label")
        .select_related("region")
    )


def bed_for(
    child: Child, provider: CareProvider, *, starts_at, leaving: Iterable[Placement] = (), override_reason: str = ""
) -> dict:
    """The bed that the child gets from then on: values for the placement. The caller holds the lock on the provider.

    A bed for girls or boys only is given before one for both, and a narrow band of ages before a wide one. `leaving` are the stays that
    end then. Raises `Refused` when no bed fits, with the nearest places where one does, unless a reason is given; then any free bed of
    the house is given, and none when all are taken.
    """
    left = [one.pk for one in leaving]
    open_ones = [one for one in ProviderPlaces.objects.filter(provider=provider).on(dates.today()) if _free(one, starts_at, left)]
    fits = set(ProviderPlaces.objects.filter(fitting(child), provider=provider).values_list("pk", flat=True))
    first = sorted(open_ones, key=lambda one: (one.pk not in fits, one.sex == "A", one.to_age - one.from_age, one.pk))
    if provider.is_open and first and first[0].pk in fits:
        return {"places": first[0]}
    if not override_reason:
        raise Refused(_no_bed(child, provider, bool(fits)), field="provider")
    return {"places": first[0] if first else None, "overridden": True, "override_reason": override_reason}


def _free(places: ProviderPlaces, starts_at, left: list) -> bool:
    """Whether one of these beds stays free from that moment on, whoever came and went, and however many there were since."""
    stays = Placement.objects.filter(Q(ends_at=None) | Q(ends_at__gt=starts_at), places=places).exclude(pk__in=left)
    nights = list(stays.values_list("starts_at", "ends_at"))
    moments = [starts_at, *(begins for begins, _ends in nights if begins > starts_at)]
    changes = list(places.changes.filter(changed_at__gt=starts_at).order_by("changed_at").values_list("changed_at", "before"))
    moments += [at for at, _before in changes]
    return all(
        sum(begins <= at and (ends is None or ends > at) for begins, ends in nights)
        < next((before for changed, before in changes if changed > at), places.beds)
        for at in moments
    )


def _no_bed(child: Child, provider: CareProvider, takes: bool) -> str:
    """What the worker reads: why not here, and where else tonight."""
    values = {"place": provider}
    if not takes and child.sex in "FM" and child.sex not in provider.sexes:
        why = _("“%(place)s” does not take this child.") % values
    elif not takes and provider.is_open:
        why = _("“%(place)s” has no beds for a child of this sex and age.") % values
    else:
        why = _("No bed is free at “%(place)s”.") % values
    near = [one for one in offered_to(child)[: NEAREST + 1] if one.free > 0 and one.pk != provider.pk][:NEAREST]
    found = options.in_a_row(
        _("%(place)s (%(region)s): %(free)s free") % {"place": one, "region": one.region, "free": one.free} for one in near
    )
    where = (
        _("A bed that fits is free here: %(places)s.") % {"places": found} if near else _("No bed that fits is free anywhere.")
    )
    return f"{why} {where} " + _("Choose another place, or give the reason why the child has to sleep here all the same.")
