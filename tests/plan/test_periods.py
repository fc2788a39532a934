"""Months, quarters and years, from midnight to midnight in Djibouti."""

from datetime import UTC, date, datetime

import pytest

from plan import periods


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-09", date(2026, 9, 1), date(2026, 9, 30)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_period_is_read_and_written_the_same_way(text, first, last):
    period = periods.parse(text)
    assert (period.first, period.last, str(period)) == (first, last, text)


@pytest.mark.parametrize(
    "text", ["", "2026-13", "2026-00", "2026-Q5", "2026-Q0", "26-09", "1999", "2100-01", "2026-9", "٢٠٢٦", "next"]
)
def test_what_is_no_period_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match="2026-Q3"):
        periods.parse(text)


def test_a_month_ends_at_midnight_in_djibouti_and_not_in_london():
    period = periods.parse("2026-09")
    assert period.start == datetime(2026, 8, 31, 21, tzinfo=UTC)
    assert period.end == datetime(2026, 9, 30, 21, tzinfo=UTC)


def test_known_on_a_day_means_until_its_last_moment_in_djibouti():
    assert periods.end_of(date(2026, 10, 10)) == datetime(2026, 10, 10, 20, 59, 59, 999999, tzinfo=UTC)


def test_the_periods_before_have_the_same_length():
    assert [str(one) for one in periods.parse("2026-Q2").trend(6)] == [
        "2025-Q1",
        "2025-Q2",
        "2025-Q3",
        "2025-Q4",
        "2026-Q1",
        "2026-Q2",
    ]
    assert [str(one) for one in periods.parse("2026-02").trend(3)] == ["2025-12", "2026-01", "2026-02"]


def test_a_day_lies_in_its_month_quarter_and_year():
    day = date(2026, 11, 24)
    assert [str(periods.holding(day, kind)) for kind in ("month", "quarter", "year")] == ["2026-11", "2026-Q4", "2026"]
