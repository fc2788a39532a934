"""What calls for a decision of the panel (BID): the helper of domain.md 2.3.2, as a table over the records of one child.

It proposes; who writes the assessment says whether the panel is asked, and a supervisor who does not ask it says why not. It does not
see a serious disagreement or a medical evacuation: for these the box in the assessment is ticked by hand.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from base import dates
from casework.facts import Facts
from casework.models import (
    POSITIVE,
    AdultTestimony,
    BestInterestsAssessment,
    ChildTestimony,
    Conference,
    Departure,
    Verification,
)
from casework.models.concern import TRAFFICKING
from minors.models import Child, Wish, Wishes

PARENTS = ("mother", "father")  # L16
HARM_IN_THE_FAMILY = (*TRAFFICKING, "debt_bondage", "physical_violence", "sexual_violence", "neglect_physical")  # L12
ABROAD, TO_THE_FAMILY = ("resettlement", "voluntary_return"), ("family", "voluntary_return")  # purposes of an assessment
NOT_ABOUT_THE_FAMILY = ["durable", "unknown_family", "siblings", "centre", "kafala"]  # no question of a verified family
RECENT_DAYS = 180  # how long a conference speaks


class Signs(Facts):
    """The facts of one child, with the purpose of the assessment that is written."""

    def __init__(self, child: Child, purpose: str = ""):
        super().__init__(child)
        self.purpose = purpose

    @cached_property
    def verifications(self) -> list[Verification]:
        """Those concluded by a second person, the last one first."""
        return list(self._of(Verification).filter(status="concluded").order_by("-decided_at"))

    @property
    def verified(self) -> Verification | None:
        return next((one for one in self.verifications if one.conclusion in POSITIVE), None)

    @property
    def doubted(self) -> bool:
        return bool(self.verifications) and self.verifications[0].conclusion == "not_family"

    @property
    def by_a_relative(self) -> bool:
        return self.purpose in TO_THE_FAMILY and self.verified is not None and self.verified.relation not in PARENTS

    @cached_property
    def unwanted(self) -> bool:
        """Whether the child, or the adult who was verified last, does not want it."""
        last = self.verifications[:1]
        return (
            self._of(Wishes).filter(wants_reunification=Wish.NO).exists()
            or ChildTestimony.objects.filter(verification__in=last, wants_to_live_there="no").exists()
            or AdultTestimony.objects.filter(verification__in=last, wants_child="no").exists()
        )

    @cached_property
    def unsafe_home(self) -> bool:
        """A risk was found at the home of the adult who was verified last."""
        return AdultTestimony.objects.filter(verification__in=self.verifications[:1], risk_found__regex=r"\S").exists()

    @property
    def siblings_apart(self) -> bool:
        return self.place is not None and self.place.siblings == "separated"

    @property
    def uncertain_infant(self) -> bool:
        """Maybe under 5, and nobody knows the birth within a year."""
        early, late = self.child.birth_earliest, self.child.birth_latest
        return self.youngest < 5 and (early is None or late is None or (late - early).days > 366)

    def discussed(self, reason: str) -> bool:
        """Whether a conference was held about it (L25) lately."""
        since = dates.now() - timedelta(days=RECENT_DAYS)
        return self._of(Conference).filter(reason=reason, held_at__gte=since).exists()


@dataclass(frozen=True)
class Trigger:
    """One fact that calls for the panel, the trigger of list L20 that it is, and the class of who may read it."""

    key: str
    trigger: str
    of: str
    fact: Promise
    holds: Callable[[Signs], bool]


def _exceptional(key: str, of: str, fact, holds) -> Trigger:
    return Trigger(key, "exceptional", of, fact, holds)


TRIGGERS = [
    Trigger(
        "durable", "durable_solution", "C1", gettext_lazy("The child is alone, and a durable solution in another country is being decided."),
        lambda signs: signs.alone and (signs.purpose == "resettlement" or (signs.purpose in ABROAD and signs.verified is None)),
    ),
    Trigger(
        "removal", "separation", "C3", gettext_lazy("A conference discussed taking the child away from who looks after it."),
        lambda signs: signs.discussed("removal"),
    ),
    _exceptional("doubted", "C3", gettext_lazy("A verification concluded that the adult is not of the family."), lambda signs: signs.doubted),
    _exceptional("unwanted", "C3", gettext_lazy("The child or the family does not want to live together."), lambda signs: signs.unwanted),
    _exceptional(
        "unknown_family", "C3", gettext_lazy("Nobody of the family was verified: whether it is safe there is not known."),
        lambda signs: signs.purpose == "family" and signs.alone and signs.verified is None,
    ),
    _exceptional("unsafe_home", "C3", gettext_lazy("The verification found risks at the home of the family."), lambda signs: signs.unsafe_home),
    _exceptional(
        "harm", "C4", gettext_lazy("There is a concern about violence, trafficking or bondage by debt: it may be in the family."),
        lambda signs: signs.purpose in TO_THE_FAMILY and bool(signs.worry(HARM_IN_THE_FAMILY)),
    ),
    _exceptional(
        "other_relative", "C3", gettext_lazy("The adult who was verified is neither the mother nor the father."),
        lambda signs: signs.by_a_relative,
    ),
    _exceptional("reunification_harm", "C3", gettext_lazy("A conference discussed a reunification that may harm the child."),
                 lambda signs: signs.discussed("reunification_harm")),
    _exceptional("siblings", "C1", gettext_lazy("The place where the child lives separates it from its siblings."),
                 lambda signs: signs.siblings_apart),
    _exceptional("centre", "C1", gettext_lazy("The child has lived in a centre for more than 90 days."), lambda signs: signs.long_in_a_centre),
    _exceptional("kafala", "C1", gettext_lazy("The child lives, or is to live, in kafala."), lambda signs: signs.sleeps == "kafala"),
    _exceptional("marriage", "C3", gettext_lazy("The child may be married off, or has a violent partner."),
                 lambda signs: bool(signs.worry(["child_marriage"]))),
    _exceptional("infant", "C1", gettext_lazy("The child may be under 5, and its birth is not known within a year."),
                 lambda signs: signs.uncertain_infant),
]  # fmt: skip


def proposed(child: Child, purpose: str) -> list[Trigger]:
    """What calls for the panel now, in this child's files."""
    signs = Signs(child, purpose)
    return [one for one in TRIGGERS if one.holds(signs)]


def in_words(triggers: Iterable[Trigger], classes) -> list[str]:
    """The facts as this reader may read them; of others only that there are some."""
    triggers = list(triggers)
    said = [str(one.fact) for one in triggers if one.of in {"C1", *classes}]
    return said if len(said) == len(triggers) else [*said, _("There is a fact that you may not read.")]


def needed_for_departure(child: Child, assessment: BestInterestsAssessment | None, departure: Departure | None) -> str:
    """Why a departure needs the panel, in words for who may read sensitive data; empty when the assessment is enough.

    A simple, verified, wished reunification with parents in a safe place needs none. A fact that the supervisor saw in the approved
    assessment, and answered with why not, is no reason; one that came later is. The place itself nobody answers but the panel.
    """
    if assessment and assessment.bid_needed:
        return _("The assessment %(number)s says so.") % {"number": assessment}
    answered = set(assessment.bid_proposed) if assessment else set()
    if departure and departure.place_safe != Departure.Safe.YES:
        return _("It is not sure that the place is safe.")
    found = [one for one in proposed(child, "family") if one.key not in [*answered, *NOT_ABOUT_THE_FAMILY]]
    if departure and departure.adult_relation not in PARENTS and "other_relative" not in answered:
        found += [one for one in TRIGGERS if one.key == "other_relative" and one not in found]
    return " ".join(in_words(found[:1], {"C3"}))
