"""What was talked over: reviews, case conferences, feedback, questions (domain.md 8.2, sections 10 and 15). Complaints about staff are
in nobody's file, so in no print."""

from django.utils.translation import gettext as _

from base import options
from casework.dossier.known import Known
from casework.dossier.shapes import Facts, Heading, Piece, Remark, Section, Table, together
from casework.dossier.wording import Row, day, label, moment
from casework.models import (
    Conference,
    ConferenceAddendum,
    ConferenceDecision,
    ConferenceParticipant,
    Feedback,
    Question,
    Review,
)

WHEN_SAID = ["child_says", "goals", "goals_note", "necessary", "suitable", "family_alternative", "tracing_note", "basis_after"]


def reviews(known: Known) -> Section:
    rows = sorted(known.answers(Review), key=lambda row: row.done_at, reverse=True)
    pieces: list[Piece] = [*known.left_out(Review)] if rows else [Remark(_("Nothing was reviewed at that moment."))]
    for row in rows:
        took_part = together(options.label("L81", one) for one in row.participants)
        facts = [
            (_("Signed by"), known.function(row.author_id)),
            (label(Review, "participants"), took_part),
            *known.facts(Review, row, WHEN_SAID, filled=WHEN_SAID),
            *known.facts(Review, row, ["bid_needed", "bid_reason"], filled=["bid_reason"]),
            *known.facts(Review, row, ["risk", "risk_reasons", "decision", "decision_reason"]),
        ]
        values = {"kind": row.get_kind_display(), "moment": moment(row.done_at)}
        pieces += [Heading(_("%(kind)s, %(moment)s") % values), Facts(tuple(facts))]
    return Section(_("Reviews"), tuple(pieces))


def conferences(known: Known) -> Section:
    rows = sorted(known.answers(Conference), key=lambda row: row.held_at, reverse=True)
    pieces: list[Piece] = [*known.left_out(Conference)] if rows else [Remark(_("No case conference was held at that moment."))]
    of = {"conference__in": [row.id for row in rows]}
    there = known.rows(ConferenceParticipant, **of).select_related("institution") if rows else []
    decided = known.rows(ConferenceDecision, **of) if rows else []
    added = known.rows(ConferenceAddendum, **of) if rows else []
    for row in rows:
        pieces.append(Heading(_("Minutes of %(moment)s") % {"moment": moment(row.held_at)}))
        pieces.append(Facts(tuple(_minutes(known, row))))
        pieces.append(
            _participants(known, sorted((one for one in there if one.conference_id == row.id), key=lambda one: one.position))
        )
        pieces += _decisions(known, sorted((one for one in decided if one.conference_id == row.id), key=lambda one: one.position))
        if known.may_read(ConferenceAddendum, "text"):
            for one in sorted((one for one in added if one.conference_id == row.id), key=lambda one: one.recorded_at):
                values = {"moment": moment(one.recorded_at), "who": known.function(one.author_id)}
                told = known.word(ConferenceAddendum, one, "text")
                pieces.append(Facts(((_("Added on %(moment)s by %(who)s") % values, told),)))
    return Section(_("Case conferences"), tuple(pieces))


def _minutes(known: Known, row: Row) -> list[tuple[str, str]]:
    shared = together(options.label("L82", one) for one in row.shared) or _("nothing")
    return [
        (_("Signed by"), known.function(row.author_id)),
        *known.facts(Conference, row, ["reason", "chair", "child_part", "child_view", "guardian_part"]),
        (label(Conference, "shared"), shared),
        *known.facts(Conference, row, ["in_code", "options", "conclusion", "after"]),
        (label(Conference, "digest"), row.digest),
    ]


def _participants(known: Known, there: list[Row]) -> Piece:
    """By function and institution; names stand in no print (domain.md 8.3)."""
    head = (_("Function"), _("Institution"), _("Undertaking of confidentiality"))
    rows = [
        (known.hide(one.function), str(one.institution or "–"), _("signed") if one.confidential else _("not signed"))
        for one in there
    ]
    return Table(head, tuple(rows), (0.4, 0.35, 0.25))


def _decisions(known: Known, decided: list[Row]) -> list[Piece]:
    if not decided:
        return [Remark(_("Nothing was decided that somebody has to do."))]
    head = (_("What is to be done"), _("Who"), _("Until"), _("State"))
    readable = known.may_read(ConferenceDecision, "action")
    rows = []
    for one in decided:
        action = known.word(ConferenceDecision, one, "action") if readable else _("withheld")
        state = one.get_status_display()
        if readable and one.result:
            state += "\n" + known.word(ConferenceDecision, one, "result")
        rows.append((action, known.word(ConferenceDecision, one, "who"), day(one.due_on), state))
    return [Table(head, tuple(rows), (0.4, 0.2, 0.15, 0.25))]


def feedback(known: Known) -> Section:
    rows = sorted(known.rows(Feedback), key=lambda row: row.received_at)
    pieces: list[Piece] = [*known.left_out(Feedback)] if rows else [Remark(_("Nobody had given feedback at that moment."))]
    for row in rows:
        names = ["said_by", "channel", "satisfaction", "category", "text", "wants_answer", "answer"]
        facts = known.facts(Feedback, row, names, filled=["satisfaction", "category", "text", "answer"])
        pieces += [Heading(_("Feedback of %(moment)s") % {"moment": moment(row.received_at)}), Facts(tuple(facts))]
    return Section(_("Feedback about the service"), tuple(pieces))


def questions(known: Known) -> Section:
    """Only those about records of a class that the reader may read, then and today."""
    pieces: list[Piece] = []
    for row in known.broken.questions:
        facts = [
            (_("Asked by"), known.function(row.asked_by_id)),
            (_("Asked of"), known.function(row.asked_of_id)),
            *known.facts(Question, row, ["text", "status", "resolution"], filled=["resolution"]),
        ]
        if row.resolved_by_id:
            facts.append((label(Question, "resolved_by"), known.function(row.resolved_by_id)))
        values = {"kind": row.get_kind_display(), "moment": moment(row.asked_at)}
        pieces += [Heading(_("%(kind)s, %(moment)s") % values), Facts(tuple(facts))]
    return Section(
        _("Questions and flags"), tuple(pieces) or (Remark(_("No question about this file may be read in this copy.")),)
    )
