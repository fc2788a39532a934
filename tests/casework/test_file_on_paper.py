"""The sections of a file on paper and on the case page: as they stood, in the reader's classes, secret data never."""

from datetime import timedelta

import pytest
from django.urls import reverse

from base import dates
from base.models import StateChange
from casework import printing
from casework.models import Detention, TraffickingScreening
from minors import filing
from minors.access import visible_to
from minors.sections import SECTIONS
from tests import makers
from tests.casework.test_case_page import questions_of
from tests.papers import words_on

pytestmark = pytest.mark.django_db


def write(key, child, by, *, silences=None, version=None, **values):
    return filing.write(SECTIONS[key], child, values=values, silences=silences or {}, by=by, version=version)


def paper(child, by, **options) -> str:
    copy = printing.print_case_file(child, by=by, reason="Hearing", language="en", **options)
    return words_on(copy.content)


@pytest.fixture
def told(yonas, aicha):
    write("origin", yonas, aicha, birth_place="Qorahe", birth_registered="unknown", silences={"country_habitual": "refused"})
    write("interview", yonas, aicha, held_by="Aicha", silences={"interpreter": "unknown"})
    write("belonging", yonas, aicha, other_group="Ogaden clan")
    write("recognition", yonas, aicha, marks="A scar on the chin")
    write(
        "screening",
        yonas,
        aicha,
        done_on=dates.today(),
        indicators=["debt"],
        told_words="Smuggler named Tuke",
        conclusion="refer",
    )
    return yonas


def test_unknown_refused_and_not_asked_print_differently(told, aicha):
    text = paper(told, aicha)
    assert "Was the birth registered? unknown" in text
    assert "Does somebody doubt that this is a child? not asked" in text
    assert "Country where the child lived refused to answer" in paper(told, aicha, identity=True)


def test_what_identifies_stands_on_the_identity_sheet_only(told, aicha):
    without, with_sheet = paper(told, aicha), paper(told, aicha, identity=True)
    for words in ("Qorahe", "A scar on the chin"):
        assert (words in without, words in with_sheet) == (False, True)


def test_secret_answers_are_in_no_print_of_anybody(told, aicha, dahabo):
    for by in (aicha, dahabo):
        text = paper(told, by, identity=True)
        assert "Tuke" not in text
        assert "Signs of trafficking" not in text


def test_a_judge_without_what_is_sensitive_reads_none_of_it_and_is_told_so(told, aicha):
    judge = makers.make_reader("judge", told, aicha, levels=["read_c1", "read_c2", "print"])
    text = paper(told, judge, identity=True)
    assert "Ogaden" not in text
    assert "leaves out the sensitive parts (C3)" in text


def test_the_file_prints_as_it_stood_then(told, aicha):
    then = dates.now()
    with dates.at(then + timedelta(days=3)):
        write("belonging", told, aicha, version=1, other_group="Issa clan")
        now_text, then_text = paper(told, aicha), paper(told, aicha, as_of=then)
    assert "Issa clan" in now_text
    assert "Issa clan" not in then_text
    assert "Ogaden clan" in then_text


def test_names_of_the_child_do_not_stand_in_free_answers_on_paper(yonas, aicha):
    write("belonging", yonas, aicha, other_group="The clan of Yonas")
    assert "Yonas" not in paper(yonas, aicha)


# ------------------------------------------------------------------------------------------------------------------------ the case page


def test_a_change_of_an_answer_is_told_on_the_case_page_to_those_who_may_read_it(client, told, aicha):
    write("belonging", told, aicha, version=1, other_group="Issa clan")
    client.force_login(aicha)
    assert "“\u2068Ogaden clan\u2069” became “\u2068Issa clan\u2069”" in client.get(told.get_absolute_url()).text
    client.force_login(makers.make_reader("reader", told, aicha, levels=["read_c1", "read_c2"]))
    page = client.get(told.get_absolute_url()).text
    assert "clan" not in page
    assert "group and religion" not in page


def test_the_screening_is_not_even_told_to_have_changed(client, told, aicha):
    row = TraffickingScreening.objects.get()
    filing.write(SECTIONS["screening"], told, values={"conclusion": "probable_victim"}, silences={}, by=aicha, record=row)
    levels = ["read_c1", "read_c2", "read_c3", "change"]
    reader = makers.make_reader("kadir", told, aicha, levels=levels, role="night_duty", institution="CARITAS")
    assert not visible_to(reader, TraffickingScreening).exists()
    client.force_login(reader)
    for address in (told.get_absolute_url(), reverse("minors:file", args=[told.pk]), reverse("minors:incomplete")):
        page = client.get(address).text.replace("Rapid assessment, detention, trafficking", "")  # the title of the form
        assert "trafficking" not in page.lower(), address
    for address in ("section", "new_row"):
        assert client.get(reverse(f"minors:{address}", args=[told.pk, "screening"])).status_code == 404
    assert not StateChange.objects.filter(subject__icontains="screening").exists()


def test_the_case_page_says_how_many_answers_are_missing_within_fifteen_questions(client, told, aicha):
    for number in range(4):
        write("languages", told, aicha, language="am", level="some" if number else "")
    client.force_login(aicha)
    asked = questions_of(client, told.get_absolute_url())
    assert len(asked) <= 15, asked
    assert f"{reverse('minors:file', args=[told.pk])}#missing" in client.get(told.get_absolute_url()).text


def test_detention_is_known_for_every_day(yonas, aicha):
    today = dates.today()
    write("detention", yonas, aicha, ground="not_detained")
    write("detention", yonas, aicha, ground="immigration", starts_on=today - timedelta(days=10))
    write("detention", yonas, aicha, ground="not_detained", starts_on=today - timedelta(days=3))
    grounds = [Detention.objects.filter(child=yonas).on(today - timedelta(days=back)).get().ground for back in (11, 10, 4, 3, 0)]
    assert grounds == ["not_detained", "immigration", "immigration", "not_detained", "not_detained"]
