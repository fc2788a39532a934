"""What left the file on paper: disclosures to authorities, and what the person asked about their own data (domain.md 3.18 F22, 9.17)."""

from django.utils.translation import gettext as _

from base import options
from casework.dossier.known import Known
from casework.dossier.shapes import Facts, Heading, Piece, Remark, Section, together
from casework.dossier.wording import Row, label, moment
from casework.models import DataRequest, Disclosure
from referrals.packages import GROUPS


def disclosures(known: Known) -> Section:
    rows = sorted(known.rows(Disclosure), key=lambda row: row.given_at)
    pieces: list[Piece] = (
        [*known.left_out(Disclosure)] if rows else [Remark(_("Nothing was given to an authority at that moment."))]
    )
    for row in rows:
        pieces += [
            Heading(_("Disclosure of %(moment)s") % {"moment": moment(row.given_at)}),
            Facts(tuple(_disclosure(known, row))),
        ]
    asked = sorted(known.rows(DataRequest), key=lambda row: row.received_at)
    for one in asked:
        pieces += [
            Heading(_("Data request of %(moment)s") % {"moment": moment(one.received_at)}),
            Facts(tuple(_asked(known, one))),
        ]
    return Section(_("What was given out, and data requests"), tuple(pieces))


def _disclosure(known: Known, row: Row) -> list[tuple[str, str]]:
    signed = together([known.function(row.first_by_id), known.function(row.second_by_id)])
    shared = together(str(GROUPS.get(group, group)) for group in row.groups)
    return [
        (label(Disclosure, "recipient"), options.label("L36", row.recipient)),
        (label(Disclosure, "institution"), row.institution or _("not recorded")),
        (label(Disclosure, "legal_basis"), options.label("L37", row.legal_basis)),
        *known.facts(Disclosure, row, ["order_number", "aim", "purpose"], filled=["order_number"]),
        (label(Disclosure, "groups"), shared),
        *known.facts(Disclosure, row, ["as_of"], filled=["as_of"]),
        (_("Signed by two"), signed),
        (_("Handed over by"), known.function(row.given_by_id)),
        *known.facts(Disclosure, row, ["undertaking", "child_informed", "informed_note", "digest"], filled=["informed_note"]),
    ]


def _asked(known: Known, row: Row) -> list[tuple[str, str]]:
    rows = [(_("State"), row.get_status_display()), *known.facts(DataRequest, row, ["kind", "text", "proof"], filled=["proof"])]
    if row.holds:
        rows.append((label(DataRequest, "holds"), together(options.label("F23", one) for one in row.holds)))
    return [
        *rows,
        *known.facts(
            DataRequest,
            row,
            ["outcome", "answer", "answered_at", "copy_digest"],
            filled=["outcome", "answer", "answered_at", "copy_digest"],
        ),
    ]
