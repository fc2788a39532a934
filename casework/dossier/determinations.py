"""Best-interests determinations on paper: report, decision with its reasons, dissent and signatures, how the child was told, the digest
(domain.md 8.2, section 14)."""

from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from base import options
from casework.dossier.known import Known
from casework.dossier.shapes import Facts, Heading, Piece, Remark, Section, Table, Words
from casework.dossier.wording import Row, day, label, moment
from casework.models import (
    FACTORS,
    DecisionCheck,
    DecisionNotification,
    DecisionSignature,
    Determination,
    DeterminationReport,
    PanelDecision,
    PlanAction,
)
from casework.models.determination import bid_number


def determinations(known: Known) -> Section:
    pieces: list[Piece] = [*known.left_out(Determination)]
    for row in known.determined.determinations:
        pieces += _begun(known, row)
        for report in [one for one in known.determined.reports if one.determination_id == row.id]:
            pieces += _report(known, report)
        for decision in [one for one in known.determined.decisions if one.determination_id == row.id]:
            pieces += [*decided(known, decision), *_followed(known, decision)]
    if not known.determined.determinations:
        pieces = [Remark(_("No best-interests determination was begun at that moment."))]
    return Section(_("Best-interests determinations (BID)"), tuple(pieces), new_page=bool(known.determined.determinations))


def _begun(known: Known, row: Row) -> list[Piece]:
    names = ["status", "trigger", "reason", "urgent", "urgent_because", "review_asked_by", "review_because", "new_facts"]
    filled = ["urgent_because", "review_asked_by", "review_because", "new_facts"]
    rows = [
        (_("Begun on"), moment(row.begun_at)),
        (label(Determination, "begun_by"), known.function(row.begun_by_id)),
        *known.facts(Determination, row, names, filled=filled),
    ]
    return [Heading(bid_number(row.number)), Facts(tuple(rows))]


def _report(known: Known, report: Row) -> list[Piece]:
    model = DeterminationReport
    pieces: list[Piece] = [Heading(_("Report for the panel, version %(number)s") % {"number": report.number})]
    if report.status != model.Status.ACCEPTED:
        text = _("State: %(status)s. No second person has accepted this text.") % {"status": report.get_status_display()}
        pieces.append(Remark(text, title=_("DRAFT – NOT SIGNED")))
    rows = [
        (_("Written by"), known.function(report.author_id)),
        (label(model, "checker"), known.function(report.checker_id)),
        (label(model, "checked_at"), moment(report.checked_at)),
    ]
    pieces.append(Facts(tuple(rows)))
    for name in model.SECTIONS:
        if name == "recommendation" and known.may_read(model, "alternatives"):
            pieces += _compared(known, report)
        if known.may_read(model, name) and getattr(report, name):
            quoted = name in ("child_views", "family_views")
            pieces.append(Words(label(model, name), known.word(model, report, name), quoted=quoted))
    return pieces


def _compared(known: Known, report: Row) -> list[Piece]:
    pieces: list[Piece] = []
    for number, one in enumerate(report.alternatives, start=1):
        rows = [(_("Option %(number)s") % {"number": number}, options.label("L19", one["solution"]))]
        rows += [(capfirst(_("where and with whom")), known.hide(one["plan"]))] if one.get("plan") else []
        rows += [(str(words), known.hide(one.get(name, ""))) for name, words in FACTORS.items()]
        pieces.append(Facts(tuple(rows)))
    return pieces


def decided(known: Known, row: Row) -> list[Piece]:
    """One decision with its reasons, signatures and dissent, in the classes of the reader."""
    model = PanelDecision
    pieces: list[Piece] = [Heading(_("Decision of the panel, %(moment)s") % {"moment": moment(row.taken_at)})]
    names = ["value", "solution", "outcome", "urgent", "why", "conditions", "measures", "review_on"]
    facts = known.facts(model, row, names, filled=["solution", "outcome", "urgent", "conditions", "measures", "review_on"])
    if known.may_read(model, "option_reasons"):
        for number, one in enumerate(row.option_reasons, start=1):
            values = {"number": number, "what": options.label("L19", one["solution"])}
            facts.append((_("Option %(number)s: %(what)s") % values, known.hide(one["reasons"])))
        for one in row.actions:
            facts.append((_("What is done until %(day)s") % {"day": day(date.fromisoformat(one["due_on"]))}, _action(known, one)))
        for one in row.questions:
            values = {"who": known.hide(one["who"]), "day": day(date.fromisoformat(one["due_on"]))}
            facts.append((_("Question to %(who)s, until %(day)s") % values, known.hide(one["question"])))
    pieces.append(Facts((*facts, (label(model, "digest"), row.digest))))
    pieces.append(_signatures(known, row))
    return pieces + _dissent(known, row)


def _followed(known: Known, row: Row) -> list[Piece]:
    """How the child was told, and whether it is carried out."""
    pieces: list[Piece] = []
    note = next((one for one in known.determined.notifications if one.decision_id == row.id), None)
    if note:
        told = known.facts(DecisionNotification, note, ["told_at", "language", "explained", "reaction", "guardian"])
        pieces.append(Facts(((label(DecisionNotification, "told_by"), known.function(note.told_by_id)), *told)))
    else:
        pieces.append(Remark(_("It was not recorded yet how the child was told.")))
    for check in [one for one in known.determined.checks if one.decision_id == row.id]:
        said = known.facts(DecisionCheck, check, ["checked_at", "carried_out", "why"], filled=["why"])
        pieces.append(Facts(((label(DecisionCheck, "checked_by"), known.function(check.checked_by_id)), *said)))
    return pieces


def _action(known: Known, one: dict) -> str:
    """What is done, the kind of service and by whom. Names stand in no print."""
    who = str(PlanAction.Responsible(one["responsible"]).label)
    return "\n".join([known.hide(one["action"]), f"{options.label('L14', one['service_type'])}, {who}"])


def _signed(known: Known, row: Row) -> list[Row]:
    return [one for one in known.determined.signatures if one.decision_id == row.id]


def _signatures(known: Known, row: Row) -> Piece:
    """By function and institution; names stand in no print (domain.md 8.3)."""
    head = (_("Function"), _("Institution"), _("Opinion"), _("Signed on"))
    rows = []
    for one in _signed(known, row):
        said = _("agrees") if one.agrees else _("dissents")
        if not one.votes:
            said += "\n" + _("does not vote")
        rows.append((known.hide(one.function), str(one.institution), said, moment(one.signed_at)))
    return Table(head, tuple(rows), (0.32, 0.32, 0.16, 0.2))


def _dissent(known: Known, row: Row) -> list[Piece]:
    if not known.may_read(DecisionSignature, "dissent"):
        return []
    return [
        Words(
            _("Dissenting opinion (%(function)s)") % {"function": known.hide(one.function)},
            known.word(DecisionSignature, one, "dissent"),
        )
        for one in _signed(known, row)
        if one.dissent
    ]
