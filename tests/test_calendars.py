"""The three calendars, day by day, against others who compute them too; and what follows for dates that are told (domain.md 4.6)."""

import itertools
from datetime import date, timedelta

import kenat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from base import calendars, dates

MANY = settings(max_examples=10_000)
FIRST, LAST = date(1900, 1, 1), date(2100, 12, 31)
TWO_CENTURIES = [date.fromordinal(number) for number in range(FIRST.toordinal(), LAST.toordinal() + 1)]
DAYS = some.dates(date(1930, 1, 1), date(2080, 12, 31))


# From the table of sample dates in Reingold and Dershowitz, Calendrical Calculations: R.D., Hijri (arithmetic), Ethiopian.
SAMPLES = [
    (694799, (1321, 1, 21), (1895, 8, 11)),
    (704424, (1348, 3, 19), (1921, 12, 19)),
    (708842, (1360, 9, 8), (1934, 1, 19)),
    (709409, (1362, 4, 13), (1935, 8, 11)),
    (709580, (1362, 10, 7), (1936, 1, 26)),
    (727274, (1412, 9, 13), (1984, 7, 8)),
    (728714, (1416, 10, 5), (1988, 6, 17)),
    (744313, (1460, 10, 12), (2031, 3, 1)),
    (764652, (1518, 3, 5), (2086, 11, 11)),
]


@pytest.mark.parametrize(("number", "hijri", "ethiopic"), SAMPLES)
def test_both_calendars_agree_with_the_published_samples(number, hijri, ethiopic):
    day = date.fromordinal(number)
    assert calendars.gregorian_to_hijri(day) == hijri
    assert calendars.hijri_to_gregorian(*hijri) == day
    assert calendars.gregorian_to_ethiopic(day) == ethiopic
    assert calendars.ethiopic_to_gregorian(*ethiopic) == day


# ------------------------------------------------------------------------------------------------------------------ Ethiopian


@pytest.mark.parametrize(
    ("ethiopic", "gregorian"),
    [
        ((2000, 1, 1), date(2007, 9, 12)),
        ((1999, 13, 6), date(2007, 9, 11)),
        ((2003, 1, 1), date(2010, 9, 11)),
        ((2003, 13, 5), date(2011, 9, 10)),
        ((2008, 4, 29), date(2016, 1, 8)),
        ((2010, 6, 15), date(2018, 2, 22)),
        ((2011, 13, 6), date(2019, 9, 11)),
        ((2015, 1, 1), date(2022, 9, 11)),
        ((2015, 13, 6), date(2023, 9, 11)),
        ((2016, 1, 1), date(2023, 9, 12)),
        ((2016, 1, 24), date(2023, 10, 5)),
        ((2017, 1, 1), date(2024, 9, 11)),
    ],
)
def test_the_ethiopian_calendar_agrees_with_the_vectors_of_the_specification(ethiopic, gregorian):
    assert calendars.ethiopic_to_gregorian(*ethiopic) == gregorian
    assert calendars.gregorian_to_ethiopic(gregorian) == ethiopic


@pytest.mark.parametrize("wrong", [(2016, 13, 6), (2015, 13, 7), (2015, 14, 1), (2015, 1, 31), (2015, 0, 1), (15, 1, 1)])
def test_a_day_the_ethiopian_calendar_does_not_have_is_refused(wrong):
    with pytest.raises(ValueError, match="does not exist"):
        calendars.ethiopic_to_gregorian(*wrong)


def counted():
    """Every day of two centuries in the Ethiopian calendar, by counting from 1 January 1900 = 23 Tahsas 1892, without a formula."""
    year, month, of_month = 1892, 4, 23
    for day in TWO_CENTURIES:
        yield day, (year, month, of_month)
        of_month += 1
        if of_month > (30 if month < 13 else 6 if (year + 1) % 4 == 0 else 5):
            month, of_month = month + 1, 1
        if month > 13:
            year, month = year + 1, 1


def test_every_day_of_two_centuries_is_the_one_that_counting_gives():
    for day, ethiopic in counted():
        assert calendars.gregorian_to_ethiopic(day) == ethiopic
        assert calendars.ethiopic_to_gregorian(*ethiopic) == day


def test_every_day_of_two_centuries_is_the_one_that_a_library_gives():
    """kenat takes New Year for 11 or 12 September always: true between the years 1900 and 2100, which have no 29 February."""
    for day in TWO_CENTURIES:
        if date(1900, 9, 11) <= day < date(2099, 9, 11):
            found = kenat.toEC(day.year, day.month, day.day)
            assert calendars.gregorian_to_ethiopic(day) == (found["year"], found["month"], found["day"])


# The third, ICU, lives in a browser: tests/browser/test_calendars.py.


# ---------------------------------------------------------------------------------------------------------------------- Hijri


def test_every_day_of_two_centuries_goes_to_the_hijri_table_and_back():
    before = None
    for day in TWO_CENTURIES:
        hijri = calendars.gregorian_to_hijri(day)
        assert calendars.hijri_to_gregorian(*hijri) == day
        assert before is None or hijri > before
        before = hijri


def test_thirty_hijri_years_have_eleven_leap_years_and_10631_days():
    starts = [calendars.hijri_to_gregorian(year, 1, 1) for year in range(1411, 1442)]
    lengths = [(later - earlier).days for earlier, later in itertools.pairwise(starts)]
    assert sum(lengths) == 10631
    assert (lengths.count(354), lengths.count(355)) == (19, 11)


# --------------------------------------------------------------------------------------------------- what is told of a true day


def written(day: date, calendar: str, precision: str) -> str:
    """How somebody writes that day in that calendar, as exactly as they know it."""
    parts = {
        "gregorian": lambda: (day.year, day.month, day.day),
        "ethiopic": lambda: calendars.gregorian_to_ethiopic(day),
        "hijri": lambda: calendars.gregorian_to_hijri(day),
    }[calendar]()
    return "/".join(f"{part:02}" for part in reversed(parts[: {"year": 1, "month": 2, "day": 3}[precision]]))


@MANY
@given(DAYS, some.sampled_from(["gregorian", "ethiopic", "hijri"]), some.sampled_from(["year", "month", "day"]), some.booleans())
def test_the_true_day_lies_in_the_interval_whatever_was_told_of_it(day, calendar, precision, forgotten):
    text = written(day, calendar, precision)
    read_as = "unknown" if forgotten and calendar != "hijri" else calendar
    told = dates.from_text(text, read_as, on=date(2100, 1, 1))
    assert told.earliest <= day <= told.latest
    assert told.raw == text


@given(DAYS, some.integers(-2, 2), some.sampled_from(["year", "month", "day"]))
def test_a_moon_seen_two_days_earlier_or_later_stays_in_the_hijri_interval(day, seen, precision):
    told = dates.from_text(written(day + timedelta(days=seen), "hijri", precision), "hijri", on=date(2100, 1, 1))
    assert told.earliest <= day <= told.latest


@MANY
@given(DAYS, some.integers(0, 25 * 366), some.integers(0, 3000), some.integers(0, 2), some.integers(0, 2))
def test_whoever_tells_the_true_age_was_born_in_the_interval_and_is_within_its_bounds_on_any_day(born, lived, later, under, over):
    on = born + timedelta(days=lived)
    age = dates.completed_years(born, on)
    told = dates.from_ages(max(0, age - under), age + over, on)
    assert told.earliest <= born <= told.latest
    day = on + timedelta(days=later)
    youngest, oldest = dates.age_bounds(told.earliest, told.latest, day)
    assert youngest <= dates.completed_years(born, day) <= oldest
    assert dates.is_child(told.latest, day) or dates.completed_years(born, day) >= dates.MAJORITY, (
        "no child is taken for an adult"
    )
    assert dates.turns_18_earliest(told.earliest) <= dates.turns_18_earliest(born), "the alert is never late"


@given(DAYS, some.integers(0, 3 * 360))
def test_a_baby_of_so_many_months_was_born_in_the_interval(born, lived):
    on = born + timedelta(days=lived)
    months = next(count for count in range(40) if dates.add_months(on, -(count + 1)) < born)
    told = dates.from_months(months, on)
    assert told.earliest <= born <= told.latest
