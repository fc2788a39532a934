"""Relatives in a printed file: named once and unhidden on the identity sheet, and nowhere else; and no heading without words under it."""

import pytest

from base import dates
from casework.dossier import Known, gather
from casework.dossier.shapes import Dossier, Facts, Heading, Piece, Remark, Section, Table, Words
from minors import filing, relatives, siblings
from minors.sections import SECTIONS
from tests import makers

pytestmark = pytest.mark.django_db
MOTHER, UNCLE, VILLAGE = "Zewditu", "Gebremeskel", "Qorahe"


def write(key, child, by, **values):
    return filing.write(SECTIONS[key], child, values=values, silences={}, by=by)


@pytest.fixture
def told(yonas, aicha):
    """Yonas told of his mother and an uncle, and their names stand in other answers too."""
    write(
        "mother",
        yonas,
        aicha,
        own=MOTHER,
        alive="alive",
        address=f"{VILLAGE}, beside the shop of {UNCLE}",
        note=f"{MOTHER} sells tea",
    )
    uncle = {"own": UNCLE, "father": "Hailu", "alive": "unknown", "note": f"{UNCLE} of the market"}
    relatives.add(
        SECTIONS["relatives"], yonas, values=uncle, silences={}, kind="uncle_paternal", source="child", by=aicha, reason=UNCLE
    )
    write("separation", yonas, aicha, story=f"{MOTHER} sent him to {UNCLE}.", origin_address=f"At {MOTHER}'s, {VILLAGE}")
    return yonas


def copy_of(child, reader, *, identity=True) -> Dossier:
    return gather(Known(child.pk, reader=reader, until=dates.now(), identity=identity), language="en")


def words_of(piece: Piece) -> list[str]:
    match piece:
        case Facts():
            return [cell for row in piece.rows for cell in row]
        case Table():
            return [*piece.head, *(cell for row in piece.rows for cell in row)]
        case Words():
            return [piece.label, piece.text]
        case Remark():
            return [piece.title, piece.text]
        case Heading():
            return [piece.text]


def text_of(*sections: Section) -> str:
    return "\n".join(word for section in sections for piece in section.pieces for word in [section.title, *words_of(piece)])


def outside_the_sheet(dossier: Dossier) -> str:
    signed = Section("", (dossier.signed,))
    cover = Section("", (Facts(dossier.cover),))
    return text_of(cover, *dossier.front, *dossier.sections, signed)


def test_a_relative_is_named_once_on_the_identity_sheet_and_not_hidden_there(told, aicha):
    sheet = copy_of(told, aicha).identity
    values = [value for piece in sheet.pieces if isinstance(piece, Facts) for _label, value in piece.rows]
    assert values.count(MOTHER) == 1
    assert values.count(f"{UNCLE} Hailu") == 1
    for address in (f"At {MOTHER}'s, {VILLAGE}", f"{VILLAGE}, beside the shop of {UNCLE}"):
        assert address in values, "an address is of no use with a word taken out"
    assert headings(sheet).count("Mother") == 1


@pytest.mark.parametrize("identity", [True, False])
def test_nowhere_else_in_the_file_is_a_relative_named(told, aicha, identity):
    dossier = copy_of(told, aicha, identity=identity)
    text = outside_the_sheet(dossier)
    for name in (MOTHER, UNCLE, "Hailu", VILLAGE):
        assert name not in text, name
    assert "sells tea" in text, "what is said of her stays, without her name"
    assert (dossier.identity is None) is not identity


def test_who_may_not_read_the_identity_meets_no_relative_at_all(told, aicha):
    amina = makers.make_reader("amina", told, aicha, levels=("read_c1", "read_c3", "print"))
    dossier = copy_of(told, amina)
    assert dossier.identity is None
    for words in ("sells tea", "No relative was written down"):
        assert words not in outside_the_sheet(dossier)


def test_the_answer_about_siblings_is_printed_and_differs_from_not_asked(told, aicha):
    asked = "Are there brothers or sisters of the child here?\n"
    assert f"{asked}not asked" in outside_the_sheet(copy_of(told, aicha))
    write("siblings", told, aicha, siblings_here="none")
    assert f"{asked}no, there are none" in outside_the_sheet(copy_of(told, aicha))


def empty_headings(section: Section) -> list[str]:
    """Headings after which comes another one or the end, and tables and facts without a row."""
    pieces = section.pieces
    found = [
        one.text
        for one, after in zip(pieces, [*pieces[1:], None], strict=True)
        if isinstance(one, Heading) and (after is None or isinstance(after, Heading))
    ]
    return found + [section.title for one in pieces if isinstance(one, Facts | Table) and not one.rows] + [""] * (not pieces)


def test_no_heading_of_a_printed_file_stands_empty(told, aicha):
    """Lines that answer only what identifies, or nothing at all, have no heading in the part that does not show them."""
    sister = makers.make_case(aicha, own="Hana").child
    siblings.link([told, sister], by=aicha, reason="Both said so")
    write("papers", told, aicha, number="AB-12")
    write("external_ids", told, aicha)
    write("journey", told, aicha)
    write("nationalities", told, aicha, country="SO")
    readers = [aicha] + [
        makers.make_reader(f"judge{number}", told, aicha, levels=levels)
        for number, levels in enumerate([("read_c1", "print"), ("read_c1", "read_c2", "print"), ("read_c1", "read_c3", "print")])
    ]
    for reader in readers:
        for child in (told, sister):
            if reader == aicha or child == told:
                dossier = copy_of(child, reader)
                for section in filter(None, [*dossier.front, dossier.identity, *dossier.sections]):
                    assert empty_headings(section) == [], section.title


def headings(section: Section) -> list[str]:
    return [piece.text for piece in section.pieces if isinstance(piece, Heading)]


def test_what_is_sensitive_about_a_relative_is_printed_once(told, aicha):
    text = outside_the_sheet(copy_of(told, aicha))
    assert text.count("sells tea") == 1
    assert text.count("of the market") == 1


def test_a_line_that_answers_nothing_in_this_part_is_not_said_to_be_unasked(yonas, aicha):
    title = str(SECTIONS["external_ids"].title)
    assert title in headings(copy_of(yonas, aicha).identity), "nobody asked"
    write("external_ids", yonas, aicha)
    assert title not in headings(copy_of(yonas, aicha).identity)
