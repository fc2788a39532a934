"""Time and ages: domain.md 2.5, 3.16, 4.6."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from hypothesis import given
from hypothesis import strategies as some

from base import dates

TOLD_ON = date(2026, 3, 10)
DAYS = some.dates(date(1925, 1, 1), date(2090, 12, 31))


# ------------------------------------------------------------------------------------------------------------- the clock


def test_the_clock_can_be_set_for_a_while():
    moment = datetime(2026, 1, 5, 22, 30, tzinfo=UTC)
    with dates.at(moment):
        assert dates.now() == moment
        assert dates.today() == date(2026, 1, 6), "it is already tomorrow in Djibouti"
    assert dates.now() != moment


def test_a_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"), dates.at(datetime(2026, 1, 5)):
        pass


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 15), 3, date(2027, 2, 15)),
        (date(2024, 2, 29), -12, date(2023, 2, 28)),
        # 22:30 on 30 January in UTC is 31 January in Djibouti, and a month later is 28 February there.
        (datetime(2026, 1, 30, 22, 30, tzinfo=UTC), 1, datetime(2026, 2, 27, 22, 30, tzinfo=UTC)),
    ],
)
def test_months_are_added_to_the_day_people_live_in(start, count, end):
    assert dates.add_months(start, count) == end


@pytest.mark.parametrize(
    ("calendar", "year", "nationality", "language", "asked"),
    [
        ("gregorian", 2003, "ET", "fr", True),
        ("gregorian", 2003, "DJ", "om", True),
        ("gregorian", 2009, "ER", "ti", True),
        ("gregorian", 2010, "ET", "om", False),
        ("gregorian", 2003, "SO", "so", False),
        ("ethiopic", 2003, "ET", "om", False),
    ],
)
def test_a_year_that_makes_an_ethiopian_child_look_adult_is_asked_about(calendar, year, nationality, language, asked):
    assert dates.ethiopian_year_suspected(calendar, year, nationality, language, TOLD_ON) is asked


# -------------------------------------------------------------------------------------------------------------- told dates


def test_a_child_who_says_14_was_born_within_one_year():
    told = dates.from_age(14, TOLD_ON)
    assert (told.earliest, told.latest) == (date(2011, 3, 11), date(2012, 3, 10))
    assert (told.raw, told.precision, told.source, told.recorded_on) == ("14", "age", "child", TOLD_ON)


@given(some.integers(0, 60), DAYS)
def test_exactly_the_days_of_the_interval_give_the_age_told(years, on):
    told = dates.from_age(years, on)
    assert dates.age_bounds(told.earliest, told.latest, on) == (years, years)
    assert dates.completed_years(told.earliest - timedelta(days=1), on) == years + 1
    day_after = told.latest + timedelta(days=1)
    assert day_after > on or dates.completed_years(day_after, on) == years - 1


@pytest.mark.parametrize("years", [-1, 121])
def test_an_impossible_age_is_refused(years):
    with pytest.raises(ValueError, match="from 0 to 120"):
        dates.from_age(years, TOLD_ON)


@pytest.mark.parametrize(
    ("text", "calendar", "precision", "earliest", "latest"),
    [
        ("2012", "gregorian", "year", date(2012, 1, 1), date(2012, 12, 31)),
        ("٢٠١٢", "gregorian", "year", date(2012, 1, 1), date(2012, 12, 31)),
        ("02/2012", "gregorian", "month", date(2012, 2, 1), date(2012, 2, 29)),
        (" 2012-02 ", "gregorian", "month", date(2012, 2, 1), date(2012, 2, 29)),
        ("12/03/2012", "gregorian", "day", date(2012, 3, 12), date(2012, 3, 12)),
        ("١٢/٠٣/٢٠١٢", "gregorian", "day", date(2012, 3, 12), date(2012, 3, 12)),
        ("2012-03-12", "gregorian", "day", date(2012, 3, 12), date(2012, 3, 12)),
        ("12.3.2012", "gregorian", "day", date(2012, 3, 12), date(2012, 3, 12)),
        # A leap year of that calendar: its last day is 6 Pagume.
        ("2003", "ethiopic", "year", date(2010, 9, 11), date(2011, 9, 11)),
        ("13/2011", "ethiopic", "month", date(2019, 9, 6), date(2019, 9, 11)),
        ("24/01/2016", "ethiopic", "day", date(2023, 10, 5), date(2023, 10, 5)),
        ("1445", "hijri", "year", date(2023, 7, 17), date(2024, 7, 9)),
        ("01/01/1445", "hijri", "day", date(2023, 7, 17), date(2023, 7, 21)),
        ("12/1444", "hijri", "month", date(2023, 6, 18), date(2023, 7, 20)),
        ("2003", "unknown", "year", date(2003, 1, 1), date(2011, 9, 11)),
        ("2022", "unknown", "year", date(2022, 1, 1), date(2022, 12, 31)),
    ],
)
def test_what_is_typed_becomes_the_interval_it_can_mean(text, calendar, precision, earliest, latest):
    told = dates.from_text(text, calendar, on=TOLD_ON)
    assert (told.precision, told.earliest, told.latest) == (precision, earliest, latest)
    assert told.raw == text.strip(), "what was typed is kept as it was typed"


def test_the_first_of_january_on_a_paper_counts_as_a_year():
    told = dates.from_text("01/01/2012", source="document", on=TOLD_ON)
    assert (told.raw, told.precision) == ("01/01/2012", "year")
    assert (told.earliest, told.latest) == (date(2012, 1, 1), date(2012, 12, 31))


@pytest.mark.parametrize(
    ("text", "calendar", "says"),
    [
        ("", "gregorian", "Write a year"),
        ("soon", "gregorian", "Write a year"),
        ("12", "gregorian", "Write a year"),
        ("12/03/12", "gregorian", "Write a year"),
        ("0/2012", "gregorian", "Write a year"),
        ("1/2/3/2012", "gregorian", "Write a year"),
        ("2012/0", "gregorian", "Write a year"),
        ("13/2012", "gregorian", "does not exist"),
        ("30/02/2012", "gregorian", "does not exist"),
        ("1066", "gregorian", "does not exist"),
        ("06/13/2016", "ethiopic", "does not exist"),
        ("31/01/1445", "hijri", "does not exist"),
        ("2012", "event", "does not exist"),
        ("2027", "gregorian", "has not come yet"),
        ("2019", "ethiopic", "has not come yet"),
    ],
)
def test_a_date_that_cannot_be_is_refused_with_a_sentence(text, calendar, says):
    with pytest.raises(ValueError, match=says):
        dates.from_text(text, calendar, on=TOLD_ON)


def test_the_refusal_is_said_in_the_language_of_the_reader():
    with pytest.raises(ValueError, match="Write") as refused:
        dates.from_text("?")
    assert isinstance(refused.value.args[0], Promise), "translated when it is shown, not when it is raised"


@given(some.text(max_size=12), some.sampled_from(dates.Calendar.values))
def test_anything_typed_is_an_interval_or_a_refusal(text, calendar):
    try:
        told = dates.from_text(text, calendar, on=TOLD_ON)
    except ValueError:
        return
    assert told.earliest <= told.latest
    assert told.earliest <= TOLD_ON


@pytest.mark.parametrize("calendar", ["gregorian", "unknown"])
def test_the_first_of_january_is_never_taken_for_a_day_of_birth(calendar):
    for year in range(1990, 2026):
        told = dates.from_text(f"01/01/{year}", calendar, source="document", on=TOLD_ON)
        assert told.precision == "year"
        assert (told.latest - told.earliest).days >= 364


def test_a_day_without_its_month_is_refused():
    with pytest.raises(ValueError, match="does not exist"):
        dates.from_parts("gregorian", 2012, None, 5, on=TOLD_ON)


def test_an_interval_needs_both_ends_in_order():
    with pytest.raises(ValueError, match="both its ends"):
        dates.PartialDate("", "event", "event", date(2012, 5, 1), None, "child", TOLD_ON)
    with pytest.raises(ValueError, match="both its ends"):
        dates.PartialDate("", "event", "event", date(2012, 5, 1), date(2012, 4, 1), "child", TOLD_ON)


# --------------------------------------------------------------------------------------------------------- ages and events told


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("14", date(2011, 3, 11), date(2012, 3, 10)),
        (" 14 ans ", date(2011, 3, 11), date(2012, 3, 10)),
        ("١٤ سنة", date(2011, 3, 11), date(2012, 3, 10)),
        ("12-14", date(2011, 3, 11), date(2014, 3, 10)),
        ("14 – 12", date(2011, 3, 11), date(2014, 3, 10)),
        ("entre 12 et 14 ans", date(2011, 3, 11), date(2014, 3, 10)),
        ("between 12 and 14", date(2011, 3, 11), date(2014, 3, 10)),
        ("بين ١٢ و١٤", date(2011, 3, 11), date(2014, 3, 10)),
        ("environ 8 mois", date(2025, 6, 11), date(2025, 7, 10)),
        ("8 months", date(2025, 6, 11), date(2025, 7, 10)),
        ("٨ أشهر", date(2025, 6, 11), date(2025, 7, 10)),
        ("0", date(2025, 3, 11), date(2026, 3, 10)),
    ],
)
def test_an_age_is_read_as_people_say_it(text, earliest, latest):
    told = dates.age_from_text(text, TOLD_ON)
    assert (told.earliest, told.latest) == (earliest, latest)
    assert (told.raw, told.precision, told.recorded_on) == (text.strip(), "age", TOLD_ON)


@pytest.mark.parametrize("text", ["", "young", "14 moons", "8 to 9 months", "121", "40 mois", "14.5", "12 14"])
def test_an_age_that_is_not_understood_is_refused_and_never_guessed(text):
    with pytest.raises(ValueError, match="Write"):
        dates.age_from_text(text, TOLD_ON)


def test_a_season_is_kept_in_its_words_with_the_days_the_worker_takes_it_to_mean():
    told = dates.from_event(" before Ramadan 2012 ", date(2012, 5, 1), date(2012, 7, 20), on=TOLD_ON)
    assert (told.raw, told.calendar, told.precision) == ("before Ramadan 2012", "event", "event")
    assert (told.earliest, told.latest) == (date(2012, 5, 1), date(2012, 7, 20))


def test_a_season_without_days_is_kept_and_nothing_is_known_from_it():
    told = dates.from_event("during the war", None, None, on=TOLD_ON)
    assert (told.raw, told.precision, told.earliest, told.latest) == ("during the war", "unknown", None, None)
    assert dates.describe(told, TOLD_ON, born=True).startswith("No day can be told")


@pytest.mark.parametrize(
    ("earliest", "latest", "says"),
    [
        (date(2012, 5, 1), None, "both days"),
        (None, date(2012, 5, 1), "both days"),
        (date(2012, 5, 2), date(2012, 5, 1), "lies before"),
        (date(2027, 1, 1), date(2027, 2, 1), "has not come yet"),
    ],
)
def test_the_days_of_a_season_have_to_be_an_interval_of_the_past(earliest, latest, says):
    with pytest.raises(ValueError, match=says):
        dates.from_event("the rains", earliest, latest, on=TOLD_ON)


@pytest.mark.parametrize(
    ("told", "born", "says"),
    [
        (dates.from_text("2003", "ethiopic", on=TOLD_ON), True, "entre le 11/09/2010 et le 11/09/2011, 14–15 ans environ"),
        (dates.from_age(14, TOLD_ON), True, "entre le 11/03/2011 et le 10/03/2012, 14 ans environ"),
        (dates.from_text("12/03/2012", on=TOLD_ON), True, "12/03/2012, 13 ans"),
        (dates.from_text("03/2025", on=TOLD_ON), False, "entre le 01/03/2025 et le 31/03/2025"),
        (dates.from_text("12/03/2025", on=TOLD_ON), False, "12/03/2025"),
    ],
)
def test_what_a_told_date_means_is_said_beside_it(told, born, says):
    with translation.override("fr"):
        assert dates.describe(told, TOLD_ON, born=born) == says


# -------------------------------------------------------------------------------------------------------------------- ages


def test_whoever_may_be_under_18_is_a_child():
    told = dates.from_text("2008", on=TOLD_ON)
    assert dates.age_bounds(told.earliest, told.latest, TOLD_ON) == (17, 18)
    assert dates.is_child(told.latest, TOLD_ON)
    assert not dates.is_child(told.latest, date(2026, 12, 31))
    assert dates.is_child(None, TOLD_ON), "nothing known is no proof of majority"


@given(DAYS)
def test_majority_begins_on_the_day_the_alerts_count_back_from(born):
    first_day = dates.turns_18_earliest(born)
    assert not dates.is_child(born, first_day)
    assert dates.is_child(born, first_day - timedelta(days=1))


def test_indicators_take_the_middle_of_the_interval():
    told = dates.from_text("2011", on=TOLD_ON)
    assert dates.midpoint_age(told.earliest, told.latest, date(2026, 7, 1)) == 14
    assert dates.midpoint_age(told.earliest, told.latest, date(2026, 7, 2)) == 15
    assert dates.midpoint_age(None, None, TOLD_ON) is None


@pytest.mark.parametrize(
    ("earliest", "latest", "source", "text"),
    [
        (date(2011, 6, 1), date(2012, 2, 1), "", "14 years (declared)"),
        (date(2010, 6, 1), date(2011, 5, 31), "", "14–15 years (declared)"),
        (date(2010, 6, 1), date(2011, 5, 31), "assessor", "14–15 years (estimated)"),
        (date(2010, 6, 1), date(2011, 5, 31), "document", "14–15 years (from a document)"),
        (date(2012, 3, 10), date(2012, 3, 10), "", "14 years"),
        (date(2012, 3, 11), date(2012, 3, 11), "", "13 years"),
        (date(2025, 1, 10), date(2025, 1, 10), "", "1 year"),
        (date(2025, 12, 1), date(2026, 3, 1), "", "less than 1 year (declared)"),
        (date(2026, 1, 1), date(2026, 12, 31), "", "less than 1 year (declared)"),
        (None, None, "", "age not known"),
    ],
)
def test_an_age_is_shown_as_what_is_known_of_it(earliest, latest, source, text):
    assert dates.describe_age(earliest, latest, TOLD_ON, source=source) == text


def test_a_year_after_the_child_said_14_it_is_15_and_half_way_it_may_be_either():
    told = dates.from_age(14, TOLD_ON)
    assert dates.describe_age(told.earliest, told.latest, date(2026, 9, 10)) == "14–15 years (declared)"
    assert dates.describe_age(told.earliest, told.latest, date(2027, 3, 10)) == "15 years (declared)"


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_day_comes_before_the_month_and_hours_run_to_24_in_every_language(language):
    at = datetime(2026, 12, 3, 20, 14, tzinfo=dates.DJIBOUTI)
    with translation.override(language):
        assert re.findall(r"\d+", date_format(at, "SHORT_DATETIME_FORMAT")) == ["03", "12", "2026", "20", "14"]
        assert re.findall(r"\d+", date_format(at, "SHORT_DATE_FORMAT")) == ["03", "12", "2026"]
