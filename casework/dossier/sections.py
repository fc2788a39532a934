"""The sections of the file on paper, each drawn from the descriptions of its fields, as they stood at the moment (domain.md 8.2, 8.6)."""

from django.utils.translation import gettext as _

from base import described
from casework.dossier import family
from casework.dossier.known import Known, Row, moment
from casework.dossier.shapes import Facts, Heading, Piece, Remark, Section
from casework.models import RapidAssessment
from minors import sections
from minors.models import Child, ChildName
from minors.models.paper import TITLES

APART = (Child, ChildName, RapidAssessment)  # who.py and work.py draw them


def answers(known: Known) -> tuple[Section, ...]:
    """One part for each form: its sections with every question, also those that nobody asked."""
    return tuple(_form(known, form) for form in sections.forms())


def _form(known: Known, form: str) -> Section:
    pieces: list[Piece] = []
    left_out = set()
    for section in sections.of_form(form):
        if section.model in APART:
            continue
        of = {described.class_of(section.model, name) for name in section.names}
        left_out |= (of & {"C3"}) - known.classes
        pieces += _section(known, section, known.readable(section) if "C1" in of or "C3" in of else [])
    if form == "F03":
        pieces += family.relations(known)
    if left_out:
        text = _("This copy leaves out the sensitive parts (%(classes)s) of this section.")
        pieces.insert(0, Remark(text % {"classes": ", ".join(sorted(left_out))}))
    if not pieces:
        pieces = [Remark(_("Nothing of this form may be read in this copy."))]
    return Section(_("%(form)s: answers") % {"form": TITLES[form]}, (*_versions(known, form), *pieces))


def _versions(known: Known, form: str) -> list[Piece]:
    rows = [
        (_("Version %(number)d") % {"number": one.number}, f"{moment(one.finalised_at)}, {known.function(one.finalised_by_id)}")
        for one in known.form_versions
        if one.form == form
    ]
    return [Facts(tuple(rows))] if rows else [Remark(_("This form was not finalised at that moment."))]


def _section(known: Known, section: sections.Section, names: list[str]) -> list[Piece]:
    if not names:
        return []
    pieces: list[Piece] = [Heading(str(section.title))]
    rows = sorted(
        filter(section.holds, known.answers(section.model)), key=lambda row: [getattr(row, name) for name in section.order]
    )
    for row in rows:
        pieces.append(Facts(tuple(_facts(known, section, row, names))))
    if not rows:
        pieces.append(Remark(_("not asked")))
    return pieces


def _facts(known: Known, section, row: Row, names) -> list[tuple[str, str]]:
    """Of a list only what was answered or may have been: ten lines of unasked questions would hide the one that matters."""
    model = section.model
    if section.many:
        names = [name for name in names if described.is_answered(row, name)]
    return [(described.label(model, name), known.answer(model, row, name)) for name in names]


def of_identity(known: Known) -> list[Piece]:
    """What identifies, for the removable sheet: origin in detail, papers, numbers, contacts."""
    pieces: list[Piece] = []
    for section in sections.SECTIONS.values():
        names = [name for name in section.names if described.class_of(section.model, name) == "C2"]
        if section.model not in APART:
            pieces += _section(known, section, names)
    return [*pieces, *family.people(known)]
