"""The beds of a house and how they change: how many of each kind, since when, and who said so (domain.md 3.9)."""

from collections import Counter
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from base import dates
from base.models import User
from base.roles import Verb
from base.workflow import Refused
from casework.models import BEDS, BedsChange, CareProvider, Placement, ProviderPlaces

CHANGED = gettext_noop("The beds of a house were changed.")
MOST = 500


def changed_by(user: User):
    """The houses whose beds this person may change: those of the institution that answers for them."""
    own = CareProvider.objects.seen_by(user).filter(institution=user.institution_id)
    return own if user.can(Verb.CHANGE_BEDS) else own.none()


def kinds_of(provider: CareProvider) -> list[ProviderPlaces]:
    """The kinds of beds there are today, each with `sleepers`, how many children have one of them tonight."""
    kinds = list(ProviderPlaces.objects.filter(provider=provider).on(dates.today()))
    taken = Counter(Placement.objects.current().filter(places__in=kinds).order_by().values_list("places", flat=True))
    for kind in kinds:
        kind.sleepers = taken[kind.pk]  # type: ignore[attr-defined]
    return kinds


@transaction.atomic
def change(
    provider: CareProvider, *, beds: Mapping[int, int], seen: Mapping[int, int], reason: str, by: User, new: dict | None = None
) -> list[BedsChange]:
    """Say how many beds of each kind there are from now on ({id of the kind: beds}); `new` is a kind that was not there before.

    `seen` are the numbers that the person saw. Nobody loses a bed: raises `Refused` below the number of children who sleep in beds of
    that kind tonight, without a reason, when nothing changes, when somebody else changed them meanwhile, and for a kind that is there.
    """
    CareProvider.objects.select_for_update(of=["self"]).get(pk=provider.pk)  # as who gives a bed does
    kinds = {kind.pk: kind for kind in kinds_of(provider)}
    if {pk: kind.beds for pk, kind in kinds.items()} != dict(seen):
        raise Refused(_("Somebody else changed the beds of this house meanwhile. Look at the numbers of now, and send again."))
    if not reason.strip():
        raise Refused(_("Say why the beds are changed."), field="reason")
    wanted = [(kinds[pk], number) for pk, number in beds.items() if kinds[pk].beds != number]
    for kind, number in wanted:
        _refuse_fewer_than_sleep_there(kind, number)
    if new:
        wanted.append((_opened(provider, list(kinds.values()), new), new["beds"]))
    if not wanted:
        raise Refused(_("Nothing was changed."))
    made, now = [], dates.now()
    for kind, number in wanted:
        row = BedsChange(
            provider=provider, places=kind, before=kind.beds, after=number, changed_at=now, changed_by=by, reason=reason.strip()
        )
        made.append(BEDS.begin(row, "change", by=by, reason=CHANGED, happened_at=now))
        ProviderPlaces.objects.filter(pk=kind.pk).update(beds=number)
    _sum_up(provider)
    return made


def _refuse_fewer_than_sleep_there(kind: ProviderPlaces, number: int) -> None:
    if number < kind.sleepers:  # type: ignore[attr-defined]
        told = ngettext(
            "“%(kind)s”: %(count)s child sleeps in these beds tonight. Find another place for the child first.",
            "“%(kind)s”: %(count)s children sleep in these beds tonight. Find other places for them first.",
            kind.sleepers,  # type: ignore[attr-defined]
        ) % {"kind": kind, "count": kind.sleepers}  # type: ignore[attr-defined]
        raise Refused(told, field=f"beds_{kind.pk}")


def _opened(provider: CareProvider, kinds: list[ProviderPlaces], new: dict) -> ProviderPlaces:
    """A kind of beds with none in it yet: what is written down makes them."""
    if new["from_age"] > new["to_age"]:
        raise Refused(_("The lower age comes first."), field="new_from_age")
    if any((one.sex, one.from_age, one.to_age) == (new["sex"], new["from_age"], new["to_age"]) for one in kinds):
        raise Refused(_("There are beds of this kind already. Change their number."), field="new_beds")
    band = {name: new[name] for name in ("sex", "from_age", "to_age")}
    return ProviderPlaces.objects.create(provider=provider, beds=0, valid_from=dates.today(), **band)


def _sum_up(provider: CareProvider) -> None:
    """What lists say of a house follows from its beds."""
    kinds = [kind for kind in kinds_of(provider) if kind.beds]
    sexes = [sex for sex in "FM" if any(kind.sex in (sex, ProviderPlaces.Sex.ANY) for kind in kinds)]
    told: dict = {"capacity": sum(kind.beds for kind in kinds)}
    if kinds:
        told |= {"sexes": sexes, "min_age": min(kind.from_age for kind in kinds), "max_age": max(kind.to_age for kind in kinds)}
    CareProvider.objects.filter(pk=provider.pk).update(**told)
