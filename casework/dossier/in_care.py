"""In a place of care: agreement, support, decisions after hospital, visits, and what the guardian says, as paper tells them (domain.md 3.9)."""

from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from base import described, options
from casework import care
from casework.dossier.wording import Row, day, label, moment
from casework.models import CareAgreement, CareSupport, GuardianView, PlacementDecision, PlaceVisit

if TYPE_CHECKING:
    from casework.dossier.known import Known

OF_VISIT = ["announced", *PlaceVisit.TEXTS, "satisfaction"]


class InCare:
    """As it stood for one reader at one moment."""

    def __init__(self, known: "Known") -> None:
        self.known = known

    def _of_stays(self, model) -> list[Row]:
        stays = [stay.id for stay in self.known.placements]
        return sorted(self.known.rows(model, placement__in=stays), key=lambda one: (one.recorded_at, one.id)) if stays else []

    @cached_property
    def agreements(self) -> list[Row]:
        return self._of_stays(CareAgreement)

    @cached_property
    def support(self) -> list[Row]:
        return self._of_stays(CareSupport)

    @cached_property
    def decisions(self) -> list[Row]:
        return sorted(self.known.rows(PlacementDecision), key=lambda one: (one.asked_at, one.id))

    @cached_property
    def visits(self) -> dict:
        return {one.follow_up_id: one for one in self.known.rows(PlaceVisit, follow_up__child=self.known.child_id)}

    @cached_property
    def views(self) -> list[Row]:
        return sorted(self.known.rows(GuardianView), key=lambda one: (one.said_at, one.id))


def of_stay(known: "Known", placement: Row) -> list[tuple[str, str]]:
    """Lines of the section on placements."""
    found = []
    for one in known.in_care.agreements:
        if one.placement_id == placement.id:
            points = described.value_in_words(CareAgreement, CareAgreement._meta.get_field("points"), one.points)
            support = (
                [f"{one.monthly_support} DJF"] if known.may_read(CareAgreement, "monthly_support") and one.monthly_support else []
            )
            found.append((str(CareAgreement._meta.verbose_name), options.in_a_row([day(one.signed_on), points, *support])))
    for one in known.in_care.support:
        if one.placement_id == placement.id:
            amount = [f"{one.amount} DJF"] if one.amount else []
            found.append((_("Support given"), options.in_a_row([day(one.given_on), one.get_kind_display(), *amount])))
    for one in known.in_care.decisions:
        if one.placement_id == placement.id:
            because = (
                [known.word(PlacementDecision, one, "because")]
                if one.because and known.may_read(PlacementDecision, "because")
                else []
            )
            told = options.in_a_row([moment(one.decided_at), one.get_decision_display(), *because])
            found.append((_("Decided anew"), told))
    return found


def waiting(known: "Known") -> list[tuple[str, str]]:
    """What was asked and not decided, and how often the child moved."""
    asked = [one for one in known.in_care.decisions if one.status == "asked"]
    found = [(_("Where the child sleeps has to be decided, since"), moment(one.asked_at)) for one in asked]
    moves = care.moves(known.placements, known.until)
    if moves.all:
        told = _("%(all)s, of which %(lately)s in the last 90 days") % {"all": moves.all, "lately": moves.lately}
        found.append((_("Moves from one place of care to another"), told))
    return found


def of_visit(known: "Known", follow_up: Row) -> list[tuple[str, str]]:
    """What only a visit to the place of care tells, among the lines of the follow-up."""
    one = known.in_care.visits.get(follow_up.id)
    return known.facts(PlaceVisit, one, OF_VISIT, filled=OF_VISIT) if one else []


def of_guardian(known: "Known") -> list[tuple[str, str]]:
    """Lines: what the guardian said, and what follows from it."""
    found = []
    for one in known.in_care.views if known.may_read(GuardianView, "words") else []:
        values = {"what": one.get_about_display(), "day": moment(one.said_at)}
        found.append((_("The guardian about %(what)s, %(day)s") % values, known.word(GuardianView, one, "words")))
        if one.answer:
            found.append((label(GuardianView, "answer"), known.word(GuardianView, one, "answer")))
    return found
