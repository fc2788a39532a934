"""Time limits: when something is due, to the minute, in Djibouti (domain.md 2.4, 2.5)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from base import dates, limits
from base.models import Holiday, TimeLimit

THURSDAY = datetime(2026, 3, 5, 14, tzinfo=dates.DJIBOUTI)


def limit(value=None, unit="", schedule=None) -> TimeLimit:
    return TimeLimit(value=value, unit=unit, schedule=schedule)


def hours(*counts):
    return [timedelta(hours=count) for count in counts]


@pytest.mark.parametrize(("value", "unit", "expected"), [
    (24, "hours", datetime(2026, 3, 6, 14)),  # over the weekend: hours do not rest
    (7, "days", datetime(2026, 3, 12, 14)),
    (1, "months", datetime(2026, 4, 5, 14)),
    (1, "working_days", datetime(2026, 3, 8, 14)),  # Friday and Saturday are the weekend
    (5, "working_days", datetime(2026, 3, 12, 14)),
])  # fmt: skip
def test_only_working_days_know_of_the_weekend(value, unit, expected):
    assert limits.moment(limit(value, unit), since=THURSDAY, holidays=()) == expected.replace(tzinfo=dates.DJIBOUTI)


def test_a_month_is_a_month_in_djibouti_also_when_it_is_another_day_in_london():
    late = datetime(2026, 1, 30, 22, tzinfo=UTC)  # the 31st, one o'clock, in Djibouti
    assert limits.moment(limit(1, "months"), since=late) == datetime(2026, 2, 28, 1, tzinfo=dates.DJIBOUTI)


def test_nobody_is_late_because_of_a_holiday(db):
    day = Holiday.objects.create(day="2026-03-08", name_fr="Aïd", name_en="Eid", name_ar="عيد").day
    assert limits.moment(limit(1, "working_days"), since=THURSDAY) == THURSDAY + timedelta(days=4)
    assert limits.moment(limit(3, "days"), since=THURSDAY) == THURSDAY + timedelta(days=3), day


def test_a_clock_that_stood_still_is_due_later_by_as_long():
    paused = [(THURSDAY + timedelta(hours=10), THURSDAY + timedelta(hours=40))]
    assert limits.moment(limit(24, "hours"), since=THURSDAY, pauses=paused) == THURSDAY + timedelta(hours=54)


def test_two_pauses_that_overlap_count_once():
    paused = [tuple(THURSDAY + one for one in hours(5, 15)), tuple(THURSDAY + one for one in hours(10, 20))]
    assert limits.moment(limit(24, "hours"), since=THURSDAY, pauses=paused) == THURSDAY + timedelta(hours=39)


def test_a_pause_before_the_start_or_after_the_end_changes_nothing():
    paused = [tuple(THURSDAY + one for one in hours(-9, -3)), tuple(THURSDAY + one for one in hours(25, 30))]
    assert limits.moment(limit(24, "hours"), since=THURSDAY, pauses=paused) == THURSDAY + timedelta(hours=24)


@pytest.mark.parametrize("unit", ["hours", "working_days"])
def test_a_clock_that_stands_still_is_due_at_no_moment(unit):
    paused = [(THURSDAY + timedelta(hours=1), None)]
    assert limits.moment(limit(24, unit), since=THURSDAY, pauses=paused, holidays=()) is None


def test_a_high_risk_is_visited_twice_a_week_at_first_and_weekly_then(db):
    row = TimeLimit.objects.get(key="followup.visit", risk="high")
    assert limits.moment(row, since=THURSDAY, origin=THURSDAY) == THURSDAY + timedelta(hours=84)
    later = THURSDAY + timedelta(days=14)
    assert limits.moment(row, since=later, origin=THURSDAY) == later + timedelta(days=7)
    assert limits.moment(row, since=later - timedelta(minutes=1), origin=THURSDAY) < later + timedelta(hours=84)


@pytest.mark.parametrize(("passed", "due"), [(0, 24), (23, 24), (24, 72), (100, 168), (168, 888), (1000, 1608)])
def test_the_search_for_a_missing_child_is_looked_at_after_a_day_three_days_a_week_and_then_monthly(db, passed, due):
    row = TimeLimit.objects.get(key="missing.search_review", risk="low")
    when = limits.moment(row, since=THURSDAY + timedelta(hours=passed), origin=THURSDAY)
    assert when == THURSDAY + timedelta(hours=due)


def test_majority_is_announced_a_year_half_a_year_a_quarter_and_a_month_before(db):
    row = TimeLimit.objects.get(key="majority.alerts", risk="medium")
    birthday = datetime(2027, 6, 1, tzinfo=dates.DJIBOUTI)
    found, since = [], datetime(2026, 1, 1, tzinfo=dates.DJIBOUTI)
    while since := limits.moment(row, since=since, origin=birthday):
        found.append(since.date().isoformat())
    assert found == ["2026-06-01", "2026-12-01", "2027-03-01", "2027-05-01"]


def test_every_limit_can_be_said_in_words(db):
    for row in TimeLimit.objects.all():
        assert limits.in_words(row)
    row = TimeLimit.objects.get(key="missing.search_review", risk="low")
    assert limits.in_words(row) == "24 hours, 72 hours, 7 days, then every 30 days"


def test_a_limit_is_replaced_from_a_day_on_and_never_rewritten(db):
    row = TimeLimit.objects.get(key="rapid_assessment", risk="high")
    with pytest.raises(IntegrityError), transaction.atomic():
        TimeLimit.objects.filter(pk=row.pk).update(value=99)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.delete()
    TimeLimit.objects.filter(pk=row.pk).update(valid_to="2026-09-01")
    row.pk, row.value, row.valid_from = None, 12, datetime(2026, 9, 1).date()
    row.save()
    before, after = (datetime(2026, month, 5, tzinfo=UTC) for month in (8, 9))
    assert limits.due("rapid_assessment", "high", before) - before == timedelta(hours=24)
    assert limits.due("rapid_assessment", "high", after) - after == timedelta(hours=12)
