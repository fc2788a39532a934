"""Likely duplicates: found in other spellings, with reasons, announced and no more to those who may not see the file."""

import pytest

from base import dates
from minors import duplicates, naming
from minors.likeness import PROBABLE
from tests import makers

ADDRESS = "/children/duplicates/"


def likely(to, *, own, father="", grandfather="", **more):
    return duplicates.likely(name={"own": own, "father": father, "grandfather": grandfather}, to=to, **more)


def codes(candidates):
    return [one.child.code for one in candidates.visible]


@pytest.mark.parametrize(
    "typed",
    [
        {"own": "Yonas", "father": "Tesfaye", "language": "om"},
        {"own": "Ionas", "father": "Tesfay", "language": "om"},
        {"own": "ዮናስ", "father": "ተስፋዬ", "language": "om"},
        {"own": "Yonas", "father": "Tesfaye", "grandfather": "Bekele", "sex": "M"},
    ],
)
def test_a_child_is_recognised_in_another_spelling(aicha, yonas, typed):
    found = likely(aicha, **typed)
    assert codes(found) == [yonas.code]
    assert found.stops


def test_a_common_name_alone_says_little(aicha, yonas):
    of_that_age = dates.from_age(14, dates.today())
    assert not likely(aicha, own="Yonas")
    assert not likely(aicha, own="Yonas", father="Haile", birth=of_that_age)
    possible = likely(aicha, own="Yonas", birth=of_that_age, language="om")
    assert codes(possible) == [yonas.code], "nobody told the father's name, the age fits: it is shown"
    assert not possible.stops, "and does not hold up the registration"


def test_a_girl_with_the_same_name_counts_for_less(aicha, yonas):
    told = {"own": "Yonas", "father": "Tesfaye", "grandfather": "Bekele", "language": "om"}
    boy, girl = (likely(aicha, **told, sex=sex).visible[0] for sex in "MF")
    assert boy.score > PROBABLE > girl.score
    assert girl.reasons[-1].words == "a girl and a boy"


def test_the_age_counts(aicha, yonas):
    close = likely(aicha, own="Yonas", father="Tesfaye", birth=dates.from_age(14, dates.today()))
    far = likely(aicha, own="Yonas", father="Tesfaye", birth=dates.from_age(8, dates.today()))
    assert close.visible[0].score > (far.visible[0].score if far else 0)


def test_the_reasons_are_said_in_words(aicha, yonas):
    found = likely(aicha, own="Yonass", father="Tesfaye", birth=dates.from_age(14, dates.today()), language="om")
    said = [reason.words for reason in found.visible[0].reasons]
    assert said[1:] == ["father's name the same", "births overlap", "the same first language"]
    assert said[0].startswith("own name")


def test_the_mothers_name_tells_two_of_a_common_name_apart(aicha, yonas):
    naming.add(yonas, kind="mother", own="Almaz", father="Girma", by=aicha, reason="He told")
    told = {"own": "Yonas", "father": "Tesfaye", "language": "om"}
    same, other = (likely(aicha, **told, mother={"own": own, "father": ""}).visible for own in ("Almaz", "Hodan"))
    assert same[0].score > other[0].score
    assert "another mother's name" in [reason.words for reason in other[0].reasons]


def test_a_child_whose_own_name_is_misspelled_is_found_by_the_mothers(aicha, yonas):
    naming.add(yonas, kind="mother", own="Almaz", father="Girma", by=aicha, reason="He told")
    found = likely(aicha, own="Yonas", birth=dates.from_age(14, dates.today()), mother={"own": "Almas", "father": "Guirma"})
    assert codes(found) == [yonas.code]


def test_a_name_nobody_knows_is_like_no_other(aicha):
    makers.make_case(aicha, own="Unknown child 3", father="", grandfather="")
    assert not likely(aicha, own="Unknown child 3", language="om")
    assert not likely(aicha, own="Inconnu", language="om")


def test_a_name_without_letters_finds_nobody(aicha, yonas):
    assert not likely(aicha, own="…")


def test_a_stranger_learns_that_a_similar_case_exists_and_nothing_else(charmarke, yonas):
    found = likely(charmarke, own="Yonas", father="Tesfaye", language="om")
    assert (found.visible, [one.child for one in found.hidden]) == ([], [yonas])


def test_what_is_only_possible_is_not_even_announced_to_a_stranger(charmarke, yonas):
    assert not likely(charmarke, own="Yonas", birth=dates.from_age(14, dates.today()), language="om")


# ------------------------------------------------------------------------------------------------- while the name is typed


def test_while_a_name_is_typed_similar_children_are_shown_by_code(client, aicha, yonas):
    client.force_login(aicha)
    page = client.post(ADDRESS, {"own": "Ionas", "father": "Tesfay"}, headers={"HX-Request": "true"})
    assert yonas.code in page.text
    assert "<html" not in page.text
    assert "Tesfaye" not in page.text
    assert "own name the same" in page.text


def test_nothing_similar_is_nothing_said(client, aicha, yonas):
    client.force_login(aicha)
    assert client.post(ADDRESS, {"own": "Saida"}, headers={"HX-Request": "true"}).text.strip() == ""


def test_a_stranger_typing_the_name_gets_no_code(client, charmarke, yonas):
    client.force_login(charmarke)
    page = client.post(ADDRESS, {"own": "Yonas", "father": "Tesfaye"}, headers={"HX-Request": "true"})
    assert "A similar case exists elsewhere" in page.text
    assert yonas.code not in page.text


def test_who_registers_nobody_asks_for_no_duplicates(client, bilan):
    client.force_login(bilan)
    assert client.post(ADDRESS, {"own": "Yonas"}).status_code == 403


def test_a_supervisor_is_told_of_the_unit_and_of_nothing_more(dahabo, charmarke, yonas):
    makers.make_case(charmarke)
    found = likely(dahabo, own="Yonas", father="Tesfaye", grandfather="Bekele")
    assert (codes(found), len(found.hidden)) == ([yonas.code], 1)
