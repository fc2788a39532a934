"""What interrupts the work: absences, holds and the way to 18 (domain.md 3.17, 9.7)."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from base import options
from casework.dossier.known import Known
from casework.dossier.shapes import Facts, Heading, Piece, Remark, Section, Table
from casework.dossier.wording import Row, label, moment
from casework.models import Absence, Hold, InformedBody, MissingReport, ReturnInterview, SearchAction, TransitionPlan


def missing(known: Known) -> Section:
    pieces = known.left_out(MissingReport) if known.broken.absences else [Remark(_("No absence was reported at that moment."))]
    for report in known.broken.absences:
        pieces += _absence(known, report)
    return Section(_("Absences"), tuple(pieces))


def _absence(known: Known, report: Row) -> list[Piece]:
    said = ["seen_at", "seen_with", "destinations", "found_at", "found_state"]
    rows = [
        (_("State"), report.get_status_display()),
        *known.facts(MissingReport, report, ["reported_at"]),
        (_("Reported by"), known.function(report.reported_by_id)),
        *known.facts(MissingReport, report, said, filled=said),
    ]
    if report.found_how:
        rows.append((label(MissingReport, "found_how"), options.label("W42", report.found_how)))
    if known.may_read(MissingReport, "risks") and report.risks:
        rows.append((label(MissingReport, "risks"), options.in_a_row(options.label("W40", one) for one in report.risks)))
    pieces: list[Piece] = [Heading(_("Missing since %(moment)s") % {"moment": moment(report.noticed_at)}), Facts(tuple(rows))]
    told = [one for one in known.broken.informed if one.report_id == report.id]
    done = [one for one in known.broken.search_actions if one.report_id == report.id]
    if told:
        lines = tuple(
            (options.label("W41", one.body), moment(one.informed_at), _word(known, InformedBody, one, "said")) for one in told
        )
        pieces.append(Table((_("Who was told"), _("When"), _("What was said")), lines, (0.28, 0.2, 0.52)))
    if done:
        steps = tuple((moment(one.done_at), one.get_kind_display(), _word(known, SearchAction, one, "what")) for one in done)
        pieces.append(Table((_("When"), _("Search"), _("What was done")), steps, (0.2, 0.28, 0.52)))
    for talk in known.broken.interviews:
        if talk.report_id == report.id:
            names = ["seen_alone", "pushed", "pulled", "harmed", "harm", "child_wants"]
            facts = [
                *known.facts(ReturnInterview, talk, ["held_at"]),
                (_("Held by"), known.function(talk.author_id)),
                *known.facts(ReturnInterview, talk, names, filled=names),
            ]
            pieces += [Heading(_("Return interview")), Facts(tuple(facts))]
    return pieces


def _word(known: Known, model, row: Row, name: str) -> str:
    return known.word(model, row, name) if known.may_read(model, name) else _("withheld")


def from_bed(known: Known, placement: Row) -> list[tuple[str, str]]:
    """The nights away from a bed that was kept: lines of the section on placements."""
    found = []
    for away in known.broken.away:
        if away.placement_id == placement.id:
            values = {"since": moment(away.starts_at), "until": moment(away.ends_at) if away.ends_at else _("still away")}
            words = [_("%(since)s – %(until)s") % values, away.get_kind_display()]
            if known.may_read(Absence, "note"):
                words.append(known.word(Absence, away, "note"))
            found.append((_("Away, the bed is kept"), options.in_a_row(words)))
    return found


def holds(known: Known) -> list[Piece]:
    """What stood still and why: a part of the section on episodes."""
    pieces: list[Piece] = []
    for hold in known.broken.holds:
        rows = [
            (_("State"), hold.get_status_display()),
            (label(Hold, "kind"), str(capfirst(hold.get_kind_display()))),
            *known.facts(Hold, hold, ["starts_at", "ends_at", "reason", "decision"], filled=["starts_at", "decision"]),
            (_("Asked by"), known.function(hold.asked_by_id)),
        ]
        if hold.decided_by_id:
            rows.append((_("Decided by"), known.function(hold.decided_by_id)))
        pieces += [Heading(_("Hold asked for on %(day)s") % {"day": moment(hold.asked_at)}), Facts(tuple(rows))]
    return pieces


def transition(known: Known) -> Section:
    plan = known.broken.transition
    if plan is None:
        return Section(_("Turning 18"), (Remark(_("No transition plan was written at that moment.")),))
    rows = [
        (label(TransitionPlan, "revised_at"), moment(plan.revised_at)),
        (label(TransitionPlan, "author"), known.function(plan.author_id)),
        *known.facts(
            TransitionPlan, plan, [*TransitionPlan.PARTS, "agrees", "stays_open_because"], filled=["stays_open_because"]
        ),
    ]
    return Section(_("Turning 18"), (*known.left_out(TransitionPlan), Facts(tuple(rows))))
