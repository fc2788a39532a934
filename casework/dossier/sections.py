"""The sections of the file on paper, each drawn from the descriptions of its fields, as they stood at the moment (domain.md 8.2, 8.6)."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from base import described
from base.models import Record
from casework.dossier import family
from casework.dossier.known import Known
from casework.dossier.shapes import Facts, Heading, Piece, Remark, Section
from casework.dossier.wording import Row, answer, moment
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
        if section.model in (*APART, *family.DRAWN):
            continue
        of = {described.class_of(section.model, name) for name in section.names}
        left_out |= (of & {"C3"}) - known.classes
        pieces += _section(known, section, known.readable(section) if "C1" in of or "C3" in of else [], known.answer)
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


def _section(
    known: Known, section: sections.Section, names: list[str], say: Callable[[type[Record], Row, str], str]
) -> list[Piece]:
    """Its records, each answer as `say` writes it; nothing when its records answer other questions than these."""
    if not names:
        return []
    rows = sorted(
        filter(section.holds, known.answers(section.model)), key=lambda row: [getattr(row, name) for name in section.order]
    )
    told = [facts for row in rows if (facts := _facts(section, row, names, say))]
    if rows and not told:
        return []
    pieces: list[Piece] = [Facts(tuple(facts)) for facts in told]
    return [Heading(str(section.title)), *(pieces or [Remark(_("not asked"))])]


def _facts(section, row: Row, names, say) -> list[tuple[str, str]]:
    """Of a list only what was answered or may have been: ten lines of unasked questions would hide the one that matters."""
    model = section.model
    if section.many:
        names = [name for name in names if described.is_answered(row, name)]
    return [(described.label(model, name), say(model, row, name)) for name in names]


def of_identity(known: Known) -> list[Piece]:
    """What identifies, names included, for the removable sheet: origin in detail, papers, numbers, contacts, the family."""
    pieces: list[Piece] = []
    for section in sections.SECTIONS.values():
        names = [name for name in section.names if described.class_of(section.model, name) == "C2"]
        if section.model not in (*APART, *family.DRAWN):
            pieces += _section(known, section, names, answer)
    return [*pieces, *family.people(known)]
