"""The search for the family, verification, reunification and return on paper, without names and addresses (domain.md 3.11 to 3.13, 8.4)."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from base import options
from casework import verifying
from casework.dossier.known import Known
from casework.dossier.shapes import Facts, Heading, Piece, Remark, Section, Table, together
from casework.dossier.wording import Row, moment
from casework.models import (
    AdultTestimony,
    BestInterestsAssessment,
    ChildTestimony,
    Departure,
    FamilyMatch,
    PanelDecision,
    TracingAction,
    TracingRequest,
    Verification,
)

OF_STEP = ["country", "what", "unhcr_advice", "result_note", "next_step", "decision"]
OF_FAMILY = ["score", "asked_at", "alone", "child_says", "family_told", "safe_because", "why", "told_at"]
OF_CHILD = ["taken_at", "alone", "knows_adult", "photo", "wants_to_live_there", "wishes", "fears"]
OF_ADULT = ["taken_at", "how_separated", "able_to_care", "wants_child", "household", "conditions", "other_relative", "risk_found"]
OF_DEPARTURE = ["child_agrees", "child_says", "fear_of_return", "same_adult", "other_adult_because", "place_safe", "planned_on", "cross_border",
                "receiving_authority", "prepared_child", "prepared_family", "support", "followed_by", "left_at", "signed_by",
                "documents", "supervisor_note", "decision"]  # fmt: skip


def searches(known: Known) -> Section:
    rows = sorted(known.answers(TracingRequest), key=lambda row: row.number)
    pieces: list[Piece] = (
        [*known.left_out(TracingRequest)] if rows else [Remark(_("The family was not looked for at that moment."))]
    )
    steps = list(known.rows(TracingAction, request__in=[row.id for row in rows])) if rows else []
    for row in rows:
        names = ["scope", "child_says", "message", "opened_at", "ending", "ending_note"]
        facts = [
            (_("State"), row.get_status_display()),
            (_("Opened by"), known.function(row.author_id)),
            *known.facts(TracingRequest, row, names, filled=["message", "ending", "ending_note"]),
        ]
        pieces += [Heading(f"RRF-{row.number}"), Facts(tuple(facts))]
        for step in sorted((one for one in steps if one.request_id == row.id), key=lambda one: (one.recorded_at, one.id)):
            pieces += _step(known, step)
    return Section(_("Search for the family"), tuple(pieces))


def families(known: Known) -> Section:
    """Families that looked for the child: what the child answered, and what they may be told. Who they are is not printed."""
    rows = sorted(known.answers(FamilyMatch), key=lambda row: row.number)
    pieces: list[Piece] = (
        [*known.left_out(FamilyMatch)] if rows else [Remark(_("No family looked for the child at that moment."))]
    )
    for row in rows:
        facts = [
            (_("State"), row.get_status_display()),
            (_("Proposed by"), known.function(row.author_id)),
            *known.facts(FamilyMatch, row, OF_FAMILY, filled=OF_FAMILY),
        ]
        if row.asked_by_id:
            facts.append((_("The child was asked by"), known.function(row.asked_by_id)))
        if row.told_by_id:
            facts.append((_("Told by"), known.function(row.told_by_id)))
        pieces += [Heading(f"FAM-{row.number}"), Facts(tuple(facts))]
    return Section(_("Families that look for the child"), tuple(pieces))


def _step(known: Known, step: Row) -> list[Piece]:
    facts = [
        (_("State"), step.get_status_display()),
        *known.facts(TracingAction, step, ["done_at", "by_whom", "result"], filled=["done_at"]),
        *known.facts(TracingAction, step, OF_STEP, filled=OF_STEP),
    ]
    if step.decided_by_id:
        facts.append((_("Decided by"), known.function(step.decided_by_id)))
    return [Heading(str(capfirst(options.label("L17", step.method)))), Facts(tuple(facts))]


def verifications(known: Known) -> Section:
    rows = sorted(known.answers(Verification), key=lambda row: row.number)
    pieces: list[Piece] = [*known.left_out(Verification)] if rows else [Remark(_("No adult was verified at that moment."))]
    ids = [row.id for row in rows]
    child = {one.verification_id: one for one in known.rows(ChildTestimony, verification__in=ids)} if ids else {}
    adult = {one.verification_id: one for one in known.rows(AdultTestimony, verification__in=ids)} if ids else {}
    for row in rows:
        said = ["conclusion", "differences", "reasons", "decision"]
        facts = [
            (_("State"), row.get_status_display()),
            (_("Verified by"), known.function(row.author_id)),
            *known.facts(Verification, row, said, filled=said),
        ]
        if row.decided_by_id:
            facts.append((_("Decided by"), known.function(row.decided_by_id)))
        pieces += [Heading(f"VER-{row.number}"), Facts(tuple(facts))]
        pieces += _talks(known, child.get(row.id), adult.get(row.id))
    return Section(_("Verification"), tuple(pieces))


def _talks(known: Known, child: Row | None, adult: Row | None) -> list[Piece]:
    """Both sides, for readers of what is sensitive: to others the rows are not even there."""
    pieces: list[Piece] = []
    for model, row, title, names in (
        (ChildTestimony, child, _("The child’s answers"), OF_CHILD),
        (AdultTestimony, adult, _("The adult’s answers"), OF_ADULT),
    ):
        if row:
            pieces += [Heading(title), Facts(tuple(known.facts(model, row, names, filled=names)))]
    if child and adult:
        lines = verifying.compare(child.answers, adult.answers)
        told = tuple((one.question, known.hide(one.child) or "–", known.hide(one.adult) or "–", one.word) for one in lines)
        head = (_("Question"), _("The child"), _("The adult"), _("Compared"))
        pieces += [Table(head, told, (0.3, 0.27, 0.27, 0.16))] if told else []
    return pieces


def _rests_on(row: Row) -> list[str]:
    """Verification, assessment and decision of the panel, by their numbers (domain.md 3.13)."""
    decision = PanelDecision.objects.filter(pk=row.panel_decision_id).select_related("determination").first()
    found = [
        Verification.objects.filter(pk=row.verification_id).first(),
        BestInterestsAssessment.objects.filter(pk=row.assessment_id).first(),
        decision and decision.determination,
    ]
    return [str(one) for one in found if one]


def departures(known: Known) -> Section:
    rows = sorted(known.answers(Departure), key=lambda row: row.number)
    pieces: list[Piece] = [*known.left_out(Departure)] if rows else [Remark(_("No departure was planned at that moment."))]
    for row in rows:
        facts = [
            (_("State"), row.get_status_display()),
            (_("Planned by"), known.function(row.author_id)),
            *known.facts(Departure, row, ["kind", "how"]),
            *known.facts(Departure, row, OF_DEPARTURE, filled=OF_DEPARTURE),
        ]
        if row.spontaneous:
            facts.insert(1, (_("Procedure"), _("It happened without the procedure.")))
        facts += [(_("It rests on"), together(rests))] if (rests := _rests_on(row)) else []
        if row.decided_by_id:
            facts.append((_("Decided by"), known.function(row.decided_by_id)))
        pieces += [
            Heading(_("%(number)s, recorded on %(moment)s") % {"number": f"REUN-{row.number}", "moment": moment(row.recorded_at)})
        ]
        pieces.append(Facts(tuple(facts)))
    return Section(_("Reunification and return"), tuple(pieces))
