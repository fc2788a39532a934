"""What separation, journey and family say about the lowest possible level of risk (domain.md 4.1)."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from casework.models import Risk
from minors.models import Child, Debt, JourneyLeg, Person, TieStatus

Fact = tuple[Risk, str]


def of(child: Child, classes: Collection[str] = ()) -> list[Fact]:
    """(level, the fact in words). To who may not read what a fact is about, it says only that there is one: never what.

    The level binds everybody: a worker who may not read what is secret cannot lower the risk either.
    """
    found = [*_secret(child), *_sensitive(child)]
    told = [
        (level, words if of_class in classes else _("Another part of the file calls for this level."))
        for of_class, level, words in found
    ]
    return list(dict.fromkeys(told))


def _secret(child: Child) -> list[tuple[str, Risk, str]]:
    claims = Debt.objects.filter(child=child).exclude(open="no").values_list("threats", flat=True)
    if "yes" in claims:
        return [("C4", Risk.HIGH, _("A debt or a ransom is claimed with threats."))]
    return [("C4", Risk.MEDIUM, _("A debt or a ransom is claimed."))] if claims else []


def _sensitive(child: Child) -> list[tuple[str, Risk, str]]:
    found = []
    legs = JourneyLeg.objects.filter(child=child).values_list("events", flat=True)
    events = {event for leg in legs for event in leg}
    if {"shipwreck", "pushed_into_sea"} & events and "relative_died" in events:
        found.append(("C3", Risk.HIGH, _("The child survived a shipwreck in which a relative died.")))
    if "sea_back" in events:
        found.append(("C3", Risk.MEDIUM, _("The child came back from Yemen by sea.")))
    companions = Person.objects.filter(child=child, accompanies="yes")
    verified = companions.filter(ties__status=TieStatus.VERIFIED, ties__other=None, ties__ends_on=None)
    if child.category == "sc" and companions.exclude(pk__in=verified.values("pk")).exists():
        found.append(("C3", Risk.MEDIUM, _("The adult who came with the child is not verified.")))
    return found
