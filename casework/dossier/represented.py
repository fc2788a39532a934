"""Who acted for the child, and what was said about its age: rows of their history, and how paper tells them (domain.md 3.8, 3.16, 8.2)."""

from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from base import dates, described, options
from casework.dossier import in_care
from casework.dossier.shapes import Facts, Heading, Piece, Remark, Section
from casework.dossier.wording import Row, day, label
from casework.models import AgeAssessment, AsylumHearing, Guardianship
from minors.models import Origin

if TYPE_CHECKING:
    from casework.dossier.known import Known

OF_MANDATE = ["requested_on", "requested_to", "hearing_on", "decided_on", "starts_on", "ends_on", "end_reason"]
OF_COURT = ["conflict_check", "conflict_note", "child_view", "judge_seized_by_child", "legal_aid_requested"]
NAMED = ["person", "contact", "decision_number"]  # on the identity sheet only
OF_AGE = [
    *("informed_on", "informed_language", "consent", "consent_on", "without_guardian_because", "documents_considered"),
    *("social_interview", "medical_because", "assessed_on", "first_function", "second_function"),
    *("age_min", "age_max", "conclusion", "reasons", "notified_on", "appeal_until"),
    *("appealed_on", "appealed_by", "appeal_decided_on", "appeal_result", "confirmed_on"),
]


class Represented:
    """As it stood for one reader at one moment."""

    def __init__(self, known: "Known") -> None:
        self.known = known

    @cached_property
    def mandates(self) -> list[Row]:
        rows = self.known.rows(Guardianship).select_related("institution")
        return sorted(rows, key=lambda one: (one.recorded_at, one.id))

    @cached_property
    def hearings(self) -> list[Row]:
        return sorted(self.known.rows(AsylumHearing), key=lambda one: (one.held_on, one.id))

    @cached_property
    def ages(self) -> list[Row]:
        return sorted(self.known.rows(AgeAssessment), key=lambda one: (one.doubted_on, one.id))

    @property
    def people(self) -> set:
        """Ids of the staff named in them."""
        named = {one.author_id for one in [*self.mandates, *self.hearings, *self.ages]}
        named |= {one.worker_id for one in self.hearings}
        return named | {person for one in self.ages for person in (one.concluded_by_id, one.confirmed_by_id)}


def guardianship(known: "Known") -> Section:
    """Mandates in the order in which they became known, then the interviews about asylum."""
    of = known.represented
    pieces: list[Piece] = [*known.left_out(Guardianship)]
    if not of.mandates:
        pieces.append(Remark(_("Nobody acted for the child at that moment, and nobody was asked for.")))
    for one in of.mandates:
        pieces += [Heading(str(capfirst(one.get_kind_display()))), Facts(tuple(_mandate(known, one)))]
    said = in_care.of_guardian(known)
    if said:
        pieces += [Heading(_("What the guardian says")), Facts(tuple(said))]
    for one in of.hearings:
        facts = [*known.facts(AsylumHearing, one, ["body", "place"]), (_("Beside the child"), _beside(known, one))]
        pieces += [Heading(_("Asylum interview of %(day)s") % {"day": day(one.held_on)}), Facts(tuple(facts))]
    return Section(_("Guardianship and representation"), tuple(pieces))


def _mandate(known: "Known", one: Row) -> list[tuple[str, str]]:
    rows = [(_("State"), one.get_status_display()), *_listed(known, Guardianship, one, "scopes")]
    if one.institution_id:
        rows.append((label(Guardianship, "institution"), str(one.institution)))
    if one.relation:
        rows.append((label(Guardianship, "relation"), options.label("L16", one.relation)))
    rows += known.facts(Guardianship, one, OF_MANDATE, filled=OF_MANDATE)
    rows += known.facts(Guardianship, one, OF_COURT, filled=OF_COURT)
    return [*rows, (label(Guardianship, "author"), known.function(one.author_id))]


def _listed(known: "Known", model, one: Row, name: str) -> list[tuple[str, str]]:
    """Several answers of one field, by their labels; nothing when there is none, or for who may not read them."""
    if not known.may_read(model, name) or not getattr(one, name):
        return []
    return [(label(model, name), described.value_in_words(model, model._meta.get_field(name), getattr(one, name)))]


def _beside(known: "Known", one: Row) -> str:
    mandate = next((each for each in known.represented.mandates if each.id == one.mandate_id), None)
    told = [mandate.get_kind_display()] if mandate else []
    return options.in_a_row([*told, *([known.function(one.worker_id)] if one.worker_id else [])]) or _("not recorded")


def of_identity(known: "Known") -> list[Piece]:
    """The names and addresses of those who act for the child, for the removable sheet."""
    rows = [one for one in known.represented.mandates if not known.redacted and any(getattr(one, name) for name in NAMED)]
    pieces: list[Piece] = []
    for one in rows:
        facts = [(label(Guardianship, name), getattr(one, name)) for name in NAMED if getattr(one, name)]
        pieces += [Heading(str(capfirst(one.get_kind_display()))), Facts(tuple(facts))]
    return pieces


def is_disputed(known: "Known") -> bool:
    """Whether the age is told with the benefit of the doubt: a doubt goes on, or the margin of an assessment reaches from under 18 over it."""
    for one in known.represented.ages:
        if one.status in ("doubted", "submitted"):
            return True
        if one.status == "concluded" and all(
            known.may_read(AgeAssessment, name) for name in ("age_min", "age_max", "conclusion")
        ):
            bounds = (one.age_min, one.age_max)
            if one.conclusion == "adult" or (None not in bounds and bounds[0] < dates.MAJORITY <= bounds[1]):
                return True
    return False


def ages(known: "Known") -> Section:
    """Every doubt about the age with what followed. Assessors are told by function."""
    of = known.represented
    pieces: list[Piece] = [*known.left_out(AgeAssessment)] if of.ages else [Remark(_("The age was not doubted at that moment."))]
    said = known.rows(Origin).first() if of.ages and known.may_read(Origin, "age_disputed_by") else None
    if said is not None and said.age_disputed_by:
        pieces.append(Facts(((label(Origin, "age_disputed_by"), known.word(Origin, said, "age_disputed_by")),)))
    for one in of.ages:
        guardian = next((each for each in of.mandates if each.id == one.guardian_id), None)
        rows = [(_("State"), one.get_status_display()), *_listed(known, AgeAssessment, one, "methods")]
        rows += known.facts(AgeAssessment, one, OF_AGE, filled=OF_AGE)
        if guardian:
            rows.append((label(AgeAssessment, "guardian"), guardian.get_kind_display()))
        rows.append((label(AgeAssessment, "author"), known.function(one.concluded_by_id or one.author_id)))
        if one.confirmed_by_id:
            rows.append((label(AgeAssessment, "confirmed_by"), known.function(one.confirmed_by_id)))
        pieces += [Heading(_("Age doubted since %(day)s") % {"day": day(one.doubted_on)}), Facts(tuple(rows))]
    return Section(_("Assessment of the age"), tuple(pieces))
