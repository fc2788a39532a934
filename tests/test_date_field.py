"""The field for a told date: what may be typed, what is asked back, what stands beside it (domain.md 4.6)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django import forms
from django.urls import reverse

from base import dates
from base.date_field import PartialDateField


class Asked(forms.Form):
    birth = PartialDateField(born=True, oldest=25, required=False, label="Birth")
    separated = PartialDateField(required=False, label="Separated")


class Needed(forms.Form):
    separated = PartialDateField(label="Separated")


def sent(form_class=Asked, **typed):
    return form_class({"birth_calendar": "gregorian", "separated_calendar": "gregorian", **typed})


def test_an_age_a_date_and_nothing_at_all_are_answers():
    form = sent(birth_age="12 to 14", separated_told="03/2025")
    assert form.is_valid(), form.errors
    assert (form.cleaned_data["birth"].precision, form.cleaned_data["separated"].precision) == ("age", "month")
    form = sent()
    assert form.is_valid()
    assert form.cleaned_data == {"birth": None, "separated": None}


def test_a_date_that_is_needed_is_asked_for():
    assert sent(Needed).errors["separated"] == ["This field is required."]


def test_a_season_is_kept_with_its_days_its_source_and_the_day_it_was_told():
    told = {
        "told": "after the rains",
        "calendar": "event",
        "earliest": "2012-09-01",
        "latest": "2012-10-31",
        "source": "relative",
    }
    form = sent(**{f"separated_{part}": value for part, value in told.items()})
    assert form.is_valid(), form.errors
    found = form.cleaned_data["separated"]
    assert (found.raw, found.earliest, found.latest) == ("after the rains", date(2012, 9, 1), date(2012, 10, 31))
    assert (found.source, found.recorded_on) == ("relative", dates.today())


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"birth_age": "fourteen"}, "Write an age in years"),
        ({"birth_age": "26"}, "25 years at most"),
        ({"birth_told": "last winter"}, "Write a year (2012)"),
        ({"birth_age": "9", "birth_told": "2010"}, "do not agree"),
        ({"separated_calendar": "event", "separated_earliest": "2012-09-01"}, "Write the season"),
        ({"separated_calendar": "event", "separated_told": "the rains", "separated_latest": "2012-09-01"}, "both days"),
        ({"separated_told": "2012", "separated_calendar": "lunar"}, "lunar"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words_and_kept(typed, says):
    form = sent(**typed)
    assert not form.is_valid()
    assert says in str(form.errors)
    for value in typed.values():
        assert f'value="{value}"' in form.as_div() or value == "lunar"


def test_a_refused_page_says_what_the_date_means_so_that_no_script_is_needed():
    with dates.at(datetime(2026, 3, 10, 9, tzinfo=UTC)):
        page = sent(birth_told="2003", birth_calendar="ethiopic").as_div()
    assert "between 11/09/2010 and 11/09/2011, about 14–15 years" in page
    assert "<noscript>" in page


def test_a_stored_date_comes_back_into_the_form_as_it_was_told():
    for told in (dates.from_age(14, dates.today()), dates.from_text("03/2003", "ethiopic")):
        page = Asked(initial={"birth": told}).as_div()
        assert f'value="{told.raw}"' in page
        bound = Asked({f"birth_{part}": value for part, value in parts_of(told).items()})
        assert bound.is_valid()
        assert bound.cleaned_data["birth"] == told


def test_an_age_told_last_year_does_not_make_the_child_younger_when_the_form_is_saved_again():
    told = dates.from_age(14, dates.today() - timedelta(days=365))
    again = Asked({f"birth_{part}": value for part, value in parts_of(told).items()}, initial={"birth": told})
    assert again.is_valid()
    assert again.cleaned_data["birth"] == told
    corrected = Asked({"birth_age": "15", "birth_calendar": "gregorian"}, initial={"birth": told})
    assert corrected.is_valid()
    assert corrected.cleaned_data["birth"].recorded_on == dates.today()


def parts_of(told):
    widget = Asked.base_fields["birth"].widget
    parts = zip(widget.widgets_names, widget.decompress(told), strict=True)
    return {name.removeprefix("_"): value for name, value in parts if value not in (None, False, "")}


def test_both_texts_of_a_conflict_are_readable():
    field = Asked.base_fields["birth"]
    stored = dates.from_age(14, dates.today())
    assert field.in_words(stored).startswith("14 (between")
    assert field.in_words(["", "2012", "gregorian", "", "", "child", None]).startswith("2012 (between")
    assert field.in_words(None) == ""


def test_an_age_on_a_paper_of_last_year_counts_from_that_day():
    form = sent(birth_age="14")
    form.fields["birth"].widget.on = dates.today() - timedelta(days=365)
    assert form.is_valid()
    told = form.cleaned_data["birth"]
    assert told.recorded_on == dates.today() - timedelta(days=365)
    assert dates.midpoint_age(told.earliest, told.latest, dates.today()) == 15


# ------------------------------------------------------------------------------------------------------- beside what is typed


@pytest.fixture
def ask(client, aicha):
    client.force_login(aicha)
    address = reverse("told_date")

    def asked(**typed):
        typed = {"field": "birth", "born": "yes", "birth_calendar": "gregorian", **typed}
        return client.post(address, typed, headers={"HX-Request": "true"}).text

    return asked


def test_the_meaning_stands_beside_the_date_while_it_is_typed(ask):
    assert "about 14 years" in ask(birth_age="14")
    assert "Write a year (2012)" in ask(birth_told="20")
    assert ask().strip() == ""


def test_the_ethiopian_question_is_asked_while_it_is_typed(ask):
    assert "Is this an Ethiopian year?" in ask(birth_told="2003", nationality="ET")
    assert "Is this an Ethiopian year?" in ask(birth_told="2003", language="ti")
    assert "Is this an Ethiopian year?" not in ask(birth_told="2003", nationality="SO")
    assert "Is this an Ethiopian year?" not in ask(birth_told="2003", nationality="ET", birth_calendar="ethiopic")
    ticked = ask(birth_told="2003", nationality="ET", birth_certain="on")
    assert "Is this an Ethiopian year?" not in ticked
    assert 'name="birth_certain"' in ticked
    assert "checked" in ticked


def test_without_scripts_the_meaning_is_a_page_of_its_own(client, aicha):
    client.force_login(aicha)
    page = client.post(reverse("told_date"), {"field": "separated", "separated_told": "2012", "separated_calendar": "gregorian"})
    assert "Nothing was saved" in page.text
    assert "between" in page.text
