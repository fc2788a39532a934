"""Visits and calls on paper, the first one first (domain.md 8.2, section 16)."""

from django.utils.translation import gettext as _

from base import options
from casework.dossier import in_care
from casework.dossier.known import Known
from casework.dossier.shapes import Facts, Heading, Piece, Remark, Section
from casework.dossier.wording import Row, moment
from casework.models import FollowUp, GoalProgress, PlanAction


def follow_ups(known: Known) -> Section:
    pieces = known.left_out(FollowUp)
    told = list(known.rows(GoalProgress, follow_up__child=known.child_id).select_related("action"))
    for one in known.follow_ups:
        pieces += _one(known, one, [row for row in told if row.follow_up_id == one.id])
    if not known.follow_ups:
        pieces = [Remark(_("No visit and no call was written at that moment."))]
    return Section(_("Visits and calls"), tuple(pieces))


def _one(known: Known, one: Row, progress: list[Row]) -> list[Piece]:
    values = {"kind": options.label("F10", one.kind), "moment": moment(one.done_at)}
    rows = [
        (_("Signed by"), known.function(one.author_id)),
        *known.facts(FollowUp, one, ["seen", "place", "present"], filled=["place", "present"]),
        *known.facts(FollowUp, one, ["matters"]),
        *known.facts(FollowUp, one, FollowUp.TEXTS, filled=FollowUp.TEXTS),
        *in_care.of_visit(known, one),
        *_progress(known, progress),
        *known.facts(FollowUp, one, ["risk", "risk_reasons", "next_on"], filled=["next_on"]),
    ]
    return [Heading(_("%(kind)s, %(moment)s") % values), Facts(tuple(rows))]


def _progress(known: Known, rows: list[Row]) -> list[tuple[str, str]]:
    """(goal, how far it had come). The goal is told in the words that the plan has now, without names."""
    if not known.may_read(PlanAction, "need"):
        return []
    return [(known.hide(row.action.need), known.word(GoalProgress, row, "state")) for row in rows]
