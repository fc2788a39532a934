"""The family on paper: who there is and what was verified in the file itself, names and addresses on the identity sheet only (domain.md 3.19, 8.4)."""

from django.utils.translation import gettext as _

from base import described, options
from base.models import User
from casework.dossier.known import Known
from casework.dossier.shapes import Facts, Heading, Piece, Remark, Table
from casework.dossier.wording import Row, answer, label
from minors import access
from minors.models import Person, Relationship, SiblingLink, SiblingsHere

DRAWN = (Person, Relationship, SiblingsHere)  # here, and not question by question
NAMED = ("own", "father", "grandfather")
SENSITIVE = ("accompanies", "death_cause", "note")


def relations(known: Known) -> list[Piece]:
    """What each person is to the child, without a name; nothing for who may not read the identity."""
    if known.redacted:
        return [Heading(_("Family")), Remark(_("What is written about other people is theirs, and is not in this copy."))]
    if "C2" not in known.classes:
        return []
    pieces: list[Piece] = [Heading(_("Family"))]
    persons = _persons(known)
    rows = [(_kind(ties), _said(known, one, "alive"), _said(known, one, "where"), _in_words(ties)) for one, ties in persons]
    head = (_("Person"), label(Person, "alive"), label(Person, "where"), _("Tie"))
    pieces.append(
        Table(head, tuple(rows), (0.25, 0.2, 0.25, 0.3)) if rows else Remark(_("No relative was written down at that moment."))
    )
    for one, ties in persons:
        names = [name for name in SENSITIVE if known.may_read(Person, name) and described.is_answered(one, name)]
        if names:
            pieces += [Heading(_kind(ties)), Facts(tuple((label(Person, name), _said(known, one, name)) for name in names))]
    return [*pieces, *_siblings(known)]


def people(known: Known) -> list[Piece]:
    """The same persons with their names and where to find them, for the removable sheet."""
    if known.redacted or "C2" not in known.classes:
        return []
    pieces: list[Piece] = []
    for one, ties in _persons(known):
        name = " ".join(filter(None, (getattr(one, part) for part in NAMED))) or _("not recorded")
        rows = [(_("Name"), name)]
        rows += [(label(Person, part), answer(Person, one, part)) for part in _identifying() if described.is_answered(one, part)]
        pieces += [Heading(_kind(ties)), Facts(tuple(rows))]
    return pieces


def _identifying() -> list[str]:
    """What is told of a person beside the name, in the order of the form."""
    columns = [column.name for column in described.columns_of(Person)]
    return [name for name in columns if name not in NAMED and described.description(Person, name).of == "C2"]


def _persons(known: Known) -> list[tuple[Row, list[Row]]]:
    """Everybody with their ties to the child, father and mother first."""
    order = {"father": 0, "mother": 1}
    ties = [tie for tie in known.answers(Relationship) if tie.other_id is None]
    persons = sorted(known.answers(Person), key=lambda one: (order.get(one.part, 2), one.recorded_at, one.id))
    return [(one, [tie for tie in ties if tie.person_id == one.id]) for one in persons]


def _kind(ties: list[Row]) -> str:
    """What they are to the child: what stands, else what was said and is not true."""
    standing = [tie for tie in ties if tie.status != "disproved"] or ties
    told = options.label("L16", standing[-1].kind) if standing else _("not recorded")
    return told[:1].upper() + told[1:]


def _in_words(ties: list[Row]) -> str:
    values = [{"state": tie.get_status_display(), "source": tie.get_source_display()} for tie in ties]
    return "\n".join(_("%(state)s (known from: %(source)s)") % one for one in values) or _("not recorded")


def _said(known: Known, person: Row, name: str) -> str:
    return known.answer(Person, person, name)


def _siblings(known: Known) -> list[Piece]:
    """What was answered, and the children of the programme, by code for who may open that file too."""
    said = [known.answer(SiblingsHere, row, "siblings_here") for row in known.answers(SiblingsHere)] or [_("not asked")]
    pieces: list[Piece] = [
        Heading(_("Brothers and sisters in the programme")),
        Facts(tuple((label(SiblingsHere, "siblings_here"), one) for one in said)),
    ]
    links = known.answers(SiblingLink)
    if not links:
        return pieces
    open_to = _codes(known.reader, [link.sibling_id for link in links])
    unknown = _("a child of the programme; code withheld")
    rows = [
        (open_to.get(link.sibling_id, unknown), link.get_kind_display(), link.get_status_display(), link.get_source_display())
        for link in links
    ]
    head = (_("Brother or sister"), label(SiblingLink, "kind"), label(SiblingLink, "status"), label(SiblingLink, "source"))
    return [*pieces, Table(head, tuple(rows), (0.3, 0.3, 0.2, 0.2))]


def _codes(reader: User, keys) -> dict:
    return dict(access.children_of(reader).filter(pk__in=keys).values_list("pk", "code"))
