"""Likely duplicates: found in other spellings, announced and no more to those who may not see the file."""

import pytest

from base import dates
from minors import duplicates
from tests import makers


def codes(candidates):
    return [child.code for child, _score in candidates.visible]


@pytest.mark.parametrize(
    "typed",
    [
        {"own": "Yonas", "father": "Tesfaye"},
        {"own": "Ionas", "father": "Tesfay"},
        {"own": "ዮናስ", "father": "ተስፋዬ"},
        {"own": "Yonas", "father": "Tesfaye", "grandfather": "Bekele", "sex": "M"},
    ],
)
def test_a_child_is_recognised_in_another_spelling(aicha, yonas, typed):
    assert codes(duplicates.likely(**typed, to=aicha)) == [yonas.code]


def test_a_common_name_alone_says_little(aicha, yonas):
    of_that_age = dates.from_age(14, dates.today())
    assert not duplicates.likely(own="Yonas", to=aicha)
    assert not duplicates.likely(own="Yonas", father="Haile", birth=of_that_age, to=aicha)
    assert duplicates.likely(own="Yonas", birth=of_that_age, to=aicha), "nobody told the father's name, the age fits"


def test_another_sex_is_another_child(aicha, yonas):
    assert not duplicates.likely(own="Yonas", father="Tesfaye", sex="F", to=aicha)


def test_the_age_counts(aicha, yonas):
    close = duplicates.likely(own="Yonas", father="Tesfaye", birth=dates.from_age(14, dates.today()), to=aicha)
    far = duplicates.likely(own="Yonas", father="Tesfaye", birth=dates.from_age(8, dates.today()), to=aicha)
    assert close.visible[0][1] > far.visible[0][1]


def test_a_name_without_letters_finds_nobody(aicha, yonas):
    assert not duplicates.likely(own="…", to=aicha)


def test_a_stranger_learns_that_a_similar_case_exists_and_nothing_else(charmarke, yonas):
    found = duplicates.likely(own="Yonas", father="Tesfaye", to=charmarke)
    assert (found.visible, found.hidden) == ([], 1)


# ------------------------------------------------------------------------------------------------- while the name is typed


def test_while_a_name_is_typed_similar_children_are_shown_by_code(client, aicha, yonas):
    client.force_login(aicha)
    page = client.post("/children/duplicates/", {"own": "Ionas", "father": "Tesfay"}, headers={"HX-Request": "true"})
    assert yonas.code in page.text
    assert "<html" not in page.text
    assert "Tesfaye" not in page.text


def test_nothing_similar_is_nothing_said(client, aicha, yonas):
    client.force_login(aicha)
    assert client.post("/children/duplicates/", {"own": "Saida"}, headers={"HX-Request": "true"}).text.strip() == ""


def test_a_stranger_typing_the_name_gets_no_code(client, charmarke, yonas):
    client.force_login(charmarke)
    page = client.post("/children/duplicates/", {"own": "Yonas", "father": "Tesfaye"}, headers={"HX-Request": "true"})
    assert "A similar case exists elsewhere" in page.text
    assert yonas.code not in page.text


def test_who_registers_nobody_asks_for_no_duplicates(client, bilan):
    client.force_login(bilan)
    assert client.post("/children/duplicates/", {"own": "Yonas"}).status_code == 403


def test_a_supervisor_is_told_of_the_unit_and_of_nothing_more(dahabo, charmarke, yonas):
    makers.make_case(charmarke)
    found = duplicates.likely(own="Yonas", father="Tesfaye", grandfather="Bekele", to=dahabo)
    assert (codes(found), found.hidden) == ([yonas.code], 1)
