"""Drawing a case file on paper (domain.md 8.2, 8.3). It imports no model: what it was not given, it cannot show."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override
from reportlab.platypus import CondPageBreak

from base.pdf import BODY, STRONG, Paper, Printed, Text, legible, reads_rtl
from base.pdf.blocks import quote
from base.pdf.grid import Stack
from casework.dossier.shapes import Dossier, Facts, Heading, Piece, Remark, Section, Stamp, Table, Words, together

ROOM = 120  # points: a heading with less room than this for what follows begins a new page


def draw(dossier: Dossier, stamp: Stamp) -> bytes:
    """The PDF. The same dossier and stamp give the same bytes."""
    with override(dossier.language):
        paper = _paper(dossier, stamp)
        _cover(paper, dossier, stamp)
        for section in dossier.front:
            _section(paper, section)
        if dossier.identity:
            with paper.removable_page(
                _("Removable page: take it out before the file is handed to anybody who does not need the names.")
            ):
                paper.section(legible(dossier.identity.title), number="")
                draw_pieces(paper, dossier.identity.pieces)
        else:
            paper.new_page()
        for section in dossier.sections:
            _section(paper, section)
        _signatures(paper, dossier)
        return paper.drawn()


def _paper(dossier: Dossier, stamp: Stamp) -> Paper:
    number = _("no. %(number)s") % {"number": stamp.number}
    return Paper(
        language=dossier.language,
        title=dossier.code,
        code=dossier.code,
        kind=dossier.title,
        confidentiality=_("CONFIDENTIAL — Child protection"),
        as_of=dossier.as_of,
        printed=Printed(function=stamp.function, user=number, when=stamp.when, reason=legible(stamp.reason), copy=stamp.copy),
        watermark=legible(f"{stamp.function} {number}") + "\n" + _("Copy %(copy)s") % {"copy": stamp.copy},
        created=stamp.created,
    )


def _cover(paper: Paper, dossier: Dossier, stamp: Stamp) -> None:
    paper.title(dossier.title, dossier.subtitle)
    caption = _("The code holds nothing but the number of the case. Fingerprint of the content: %(fingerprint)s")
    paper.qr(dossier.code, caption % {"fingerprint": _in_fours(stamp.fingerprint)}, title=dossier.code)
    paper.space(6)
    paper.definitions([(legible(name), legible(told)) for name, told in dossier.cover])
    _notice(paper, dossier, stamp)


def _in_fours(fingerprint: str) -> str:
    """The first 32 hex digits: enough to compare by eye."""
    return " ".join(fingerprint[at : at + 4] for at in range(0, 32, 4))


def _notice(paper: Paper, dossier: Dossier, stamp: Stamp) -> None:
    paper.section(_("Confidentiality"), number="")
    paper.notice(
        _(
            "This file can put a child in danger. It is for the person named below and for the purpose named below only. It is not "
            "copied, photographed or sent. Whoever finds it returns it, closed, to the institution named on this page. When the "
            "purpose is fulfilled, it is returned or destroyed, and the number of the copy is reported."
        )
        + "\n"
        + _(
            "Basis: Convention on the Rights of the Child, articles 3, 16 and 20; law no. 95/AN/15/7e L on the protection of minors."
        ),
        title=_("CONFIDENTIAL — Child protection"),
    )
    person = _("%(function)s, no. %(number)s") % {"function": stamp.function, "number": stamp.number}
    names = _("on the identity sheet") if dossier.identity else _("not in this copy")
    paper.definitions(
        [
            (_("Copy for"), _("%(person)s, %(institution)s") % {"person": person, "institution": legible(stamp.institution)}),
            (_("Purpose and reason"), legible(stamp.reason)),
            (_("Copy number"), stamp.copy),
            (_("Printed on"), stamp.when),
            (_("Situation as of"), dossier.as_of),
            (_("Parts of the file"), _classes(dossier)),
            (_("Names of the child"), names),
        ]
    )


def _classes(dossier: Dossier) -> str:
    """What this copy has, in words. Secret data (C4) are in no printed file: they need a sealed annex."""
    words = {"C1": _("ordinary data (C1)"), "C3": _("sensitive data (C3)")}
    told = [words[one] for one in dossier.classes if one in words]
    if dossier.identity:
        told.insert(1, _("identity (C2)"))
    return together(told)


def _section(paper: Paper, section: Section) -> None:
    if section.new_page:
        paper.new_page()
    else:
        paper.add(CondPageBreak(ROOM))
    paper.section(legible(section.title))
    draw_pieces(paper, section.pieces)


def draw_pieces(paper: Paper, pieces: Sequence[Piece]) -> None:
    """Add what was gathered to a paper."""
    for number, piece in enumerate(pieces):
        if number and isinstance(piece, Heading):
            paper.add(CondPageBreak(ROOM))
        _piece(paper, piece)


def _piece(paper: Paper, piece: Piece) -> None:
    match piece:
        case Heading(text):
            paper.subsection(legible(text))
        case Facts(rows):
            paper.definitions([(legible(name), legible(told)) for name, told in rows])
        case Table(head, rows, shares):
            paper.table([legible(one) for one in head], [[legible(cell) for cell in row] for row in rows], shares=shares)
        case Words():
            _words(paper, piece)
        case Remark(text, title) if title:
            paper.notice(legible(text), title=legible(title))
        case Remark(text):
            paper.text(legible(text))


def _words(paper: Paper, words: Words) -> None:
    """A free text stays with its label; it stands on the side where its own language starts."""
    text = legible(words.text)
    own = reads_rtl(text, otherwise=paper.rtl)
    label = Text(legible(words.label), STRONG, rtl=paper.rtl, page_rtl=paper.rtl)
    body = quote(text, rtl=paper.rtl) if words.quoted else Text(text, BODY, rtl=own, page_rtl=own)
    paper.add(Stack([label, body]))


def _signatures(paper: Paper, dossier: Dossier) -> None:
    paper.new_page()
    paper.section(_("Signatures"))
    if dossier.signed.rows:
        paper.text(_("Signed in the system:"))
        _piece(paper, dossier.signed)
    paper.text(legible(dossier.certificate))
    paper.signatures([legible(one) for one in dossier.signatories])
