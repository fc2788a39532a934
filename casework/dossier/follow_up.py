"""Visits and calls on paper, the first one first (domain.md 8.2, section 16)."""

from django.utils.translation import gettext as _

from base import options
from casework.dossier.known import Known, Row, moment
from casework.dossier.shapes import Facts, Heading, Piece, Remark, Section
from casework.models import FollowUp


def follow_ups(known: Known) -> Section:
    pieces = known.left_out(FollowUp)
    for one in known.follow_ups:
        pieces += _one(known, one)
    if not known.follow_ups:
        pieces = [Remark(_("No visit and no call was written at that moment."))]
    return Section(_("Visits and calls"), tuple(pieces))


def _one(known: Known, one: Row) -> list[Piece]:
    values = {"kind": options.label("F10", one.kind), "moment": moment(one.done_at)}
    rows = [
        (_("Signed by"), known.function(one.author_id)),
        *known.facts(FollowUp, one, ["seen", "place", "present"], filled=["place", "present"]),
        *known.facts(FollowUp, one, ["matters"]),
        *known.facts(FollowUp, one, FollowUp.TEXTS, filled=FollowUp.TEXTS),
        *known.facts(FollowUp, one, ["risk", "risk_reasons", "next_on"], filled=["next_on"]),
    ]
    return [Heading(_("%(kind)s, %(moment)s") % values), Facts(tuple(rows))]
