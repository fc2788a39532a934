"""One story for each rule of the definitions (domain.md 6.3, 6.4), on the day where it matters."""

from datetime import UTC, date, datetime, timedelta

import pytest

from base import dates
from base.models import TimeLimit
from plan import measuring, periods
from plan.models import Indicator
from tests.plan.population import Life, live

# 30 September 2026, 23:59:59 in Djibouti, and the midnight after it.
LAST_MOMENT = datetime(2026, 9, 30, 20, 59, 59, tzinfo=UTC)
MIDNIGHT = LAST_MOMENT + timedelta(seconds=1)
NOON = datetime(2026, 9, 10, 9, tzinfo=UTC)
LATER = datetime(2027, 3, 1, tzinfo=UTC)


@pytest.fixture
def born(aicha, dahabo):
    """Let children live."""
    return lambda *lives: [live(life, worker=aicha, supervisor=dahabo) for life in lives]


def figures(code, period="2026-09", looked_at=LATER, known_on=None):
    """(numerator, denominator) and the value."""
    with dates.at(looked_at):
        measure = measuring.measure(Indicator.objects.get(code=code), periods.parse(period), user=None, known_on=known_on)
    return measure.numerator, measure.denominator, None if measure.value is None else float(measure.value)


def test_a_child_registered_a_second_before_midnight_belongs_to_september(born):
    born(Life(LAST_MOMENT), Life(MIDNIGHT))
    assert figures("1.1") == (1, None, 1)
    assert figures("1.1", "2026-10") == (1, None, 1)
    assert figures("1.1", "2026-Q3") == (1, None, 1)
    assert figures("1.1", "2026") == (2, None, 2)


def test_children_at_risk_who_are_with_their_parents_are_not_counted(born):
    born(Life(NOON, changes={"category": "risk"}), Life(NOON, changes={"category": "sc"}))
    assert figures("1.1") == (1, None, 1)


@pytest.mark.parametrize("reason", ["duplicate", "opened_in_error"])
def test_a_case_closed_as_a_mistake_counts_nowhere_until_it_is_reopened(born, reason):
    story = [(1, "assess"), (50, "close", reason)]
    born(Life(NOON, deeds=story))
    assert figures("1.1") == (0, None, 0)
    born(Life(NOON, deeds=[*story, (60, "reopen")]))
    assert figures("1.1") == (1, None, 1)


def test_nothing_to_divide_by_is_no_value_and_neither_none_nor_all(born):
    assert figures("1.2") == (0, 0, None)


def test_a_child_is_registered_in_time_up_to_the_last_moment_of_the_limit_of_its_risk(born):
    born(
        Life(NOON, found_hours_before=24, risk="high"),
        Life(NOON, found_hours_before=25, risk="high"),
        Life(NOON, found_hours_before=25, risk="medium"),
        Life(NOON, found_hours_before=49, risk="low"),
    )
    assert figures("1.2") == (2, 4, 50)


def test_a_limit_that_is_still_running_counts_neither_for_nor_against(born):
    born(Life(NOON, found_hours_before=1))
    due = NOON + timedelta(hours=47)
    assert figures("1.2", looked_at=due - timedelta(seconds=1)) == (0, 0, None)
    assert figures("1.2", looked_at=due) == (1, 1, 100)


def test_a_child_found_in_september_and_registered_in_october_belongs_to_september(born):
    born(Life(MIDNIGHT + timedelta(hours=1), found_hours_before=2))
    assert figures("1.2") == (1, 1, 100)
    assert figures("1.2", "2026-10") == (0, 0, None)
    assert figures("1.1") == (0, None, 0)


def test_a_new_time_limit_does_not_rewrite_what_was_found_before_it(born):
    born(Life(NOON, found_hours_before=40), Life(NOON + timedelta(days=10), found_hours_before=40))
    old = TimeLimit.objects.get(key="registration.complete", risk="medium")
    TimeLimit.objects.filter(pk=old.pk).update(valid_to=date(2026, 9, 15))
    TimeLimit.objects.create(
        number="T02",
        key=old.key,
        risk="medium",
        value=12,
        unit="hours",
        starts_at=old.starts_at,
        source_note="-",
        valid_from=date(2026, 9, 15),
    )
    assert figures("1.2") == (1, 2, 50)


def test_a_rapid_assessment_counts_on_the_day_it_was_done_against_the_limit_in_the_file(born):
    born(
        Life(NOON, deeds=[(46, "assess")]),
        Life(NOON, deeds=[(48, "assess")]),
        Life(NOON),
        Life(NOON, risk="high", deeds=[(24, "assess")]),
    )
    assert figures("1.3") == (1, 4, 25)


def test_two_assessments_do_not_make_two_children(born):
    born(Life(NOON, deeds=[(1, "assess"), (2, "assess"), (3, "assess")]))
    assert figures("1.3") == (1, 1, 100)


def test_only_a_comprehensive_assessment_approved_in_time_counts(born):
    in_time, short, late = (1, "bia", "comprehensive", 14 * 24 - 1), (1, "bia", "short", 1), (1, "bia", "comprehensive", 14 * 24)
    returned = (1, "bia", "comprehensive", 1, "return")
    born(*[Life(NOON, deeds=deeds) for deeds in ([in_time], [short], [late], [returned], [])])
    assert figures("2.2") == (1, 5, 20)


def test_the_assessment_belongs_to_the_month_in_which_its_limit_ends(born):
    born(Life(datetime(2026, 9, 16, 20, 59, 59, tzinfo=UTC)), Life(datetime(2026, 9, 16, 21, tzinfo=UTC)))
    assert figures("2.2")[1] == 1
    assert figures("2.2", "2026-10")[1] == 1


def test_an_assessment_that_is_not_due_yet_counts_neither_for_nor_against(born):
    born(Life(NOON, deeds=[(1, "bia")]))
    due = NOON + timedelta(days=14)
    assert figures("2.2", looked_at=due - timedelta(seconds=1)) == (0, 0, None)
    assert figures("2.2", looked_at=due) == (1, 1, 100)


def test_a_child_with_two_limits_in_the_year_is_in_time_only_when_both_were_met(born):
    story = [(1, "assess"), (2, "bia"), (100, "close"), (1000, "reopen")]
    born(Life(NOON, deeds=story), Life(NOON, deeds=[*story, (1010, "bia")]))
    assert figures("2.2", "2026") == (1, 2, 50)


def test_the_street_is_no_appropriate_care_whatever_was_ticked(born, aicha):
    from casework import care

    [child] = born(Life(NOON))
    assert figures("3.1") == (0, 1, 0)
    with dates.at(NOON + timedelta(hours=1)):
        care.judge(child.placements.get(), suitable="yes", by=aicha, reason="A mistake")
    assert figures("3.1") == (0, 1, 0)


def test_a_suitable_place_counts_while_it_lasts(born):
    born(
        Life(NOON, deeds=[(10, "place", "yes")]),
        Life(NOON, deeds=[(10, "place", "no")]),
        Life(NOON, deeds=[(10, "place", "unknown")]),
        Life(NOON, deeds=[(10, "place", "yes"), (20, "leave")]),
    )
    assert figures("3.1") == (1, 4, 25)


def test_a_case_closed_at_midnight_was_still_open_in_september(born):
    hours = int((MIDNIGHT - NOON).total_seconds() // 3600)
    story = [(1, "assess"), (10, "place", "yes")]
    born(Life(NOON, deeds=[*story, (hours, "close")]), Life(NOON, deeds=[*story, (hours - 1, "close")]))
    assert figures("3.1")[1] == 1
    assert figures("3.1", "2026-10") == (0, 0, None)


def test_a_case_opened_after_the_end_of_the_month_was_not_open_in_it(born):
    born(Life(LAST_MOMENT), Life(MIDNIGHT))
    assert figures("3.1") == (0, 1, 0)
    assert figures("3.1", "2026-10") == (0, 2, 0)


def test_a_child_placed_after_the_end_of_the_month_slept_in_the_street_that_night(born):
    hours = int((MIDNIGHT - NOON).total_seconds() // 3600)
    born(Life(NOON, deeds=[(hours, "place", "yes")]))
    assert figures("3.1") == (0, 1, 0)
    assert figures("3.1", "2026-10") == (1, 1, 100)


def test_while_the_month_is_running_the_present_moment_stands_for_its_end(born):
    born(Life(NOON, deeds=[(10, "place", "yes")]))
    assert figures("3.1", looked_at=NOON + timedelta(hours=11)) == (1, 1, 100)
    sent = periods.midnight(date(2026, 8, 1))
    born(Life(sent, deeds=[(1, "refer", "complete")]))
    assert figures("4.1", "2026", looked_at=sent + timedelta(days=40)) == (1, 1, 100)
    assert figures("4.1", "2026", looked_at=LATER) == (0, 0, None)


@pytest.mark.parametrize(
    ("sent_on", "counted"), [(date(2026, 8, 31), 1), (date(2026, 9, 1), 0), (date(2026, 6, 2), 1), (date(2026, 6, 1), 0)]
)
def test_a_referral_is_looked_at_between_30_and_120_days_after_it_was_sent(born, sent_on, counted):
    sent_at = periods.midnight(sent_on) + timedelta(hours=12)
    born(Life(sent_at - timedelta(hours=1), deeds=[(1, "refer", "complete")]))
    assert figures("4.1")[1] == counted


def test_a_service_received_after_the_period_was_not_received_by_its_end(born):
    sent = periods.midnight(date(2026, 8, 1))
    born(Life(sent, deeds=[(1, "refer", "complete", 24 * 61)]), Life(sent, deeds=[(1, "refer", "complete", 24)]))
    assert figures("4.1") == (1, 2, 50)


def test_referrals_are_counted_and_those_cancelled_are_not(born):
    sent = periods.midnight(date(2026, 8, 1))
    born(
        Life(
            sent,
            deeds=[(hour, "refer", what) for hour, what in enumerate(["complete", "complete", "decline", "cancel", "wait"], 1)],
        )
    )
    assert figures("4.1") == (2, 4, 50)


@pytest.mark.parametrize(
    ("born_between", "band"),
    [
        ((date(2021, 9, 11), date(2021, 9, 11)), "0-4"),
        ((date(2021, 9, 10), date(2021, 9, 10)), "5-11"),
        ((date(2014, 9, 11), date(2014, 9, 11)), "5-11"),
        ((date(2014, 9, 10), date(2014, 9, 10)), "12-14"),
        ((date(2011, 9, 11), date(2011, 9, 11)), "12-14"),
        ((date(2011, 9, 10), date(2011, 9, 10)), "15-17"),
        ((date(2008, 9, 10), date(2008, 9, 10)), "18+"),
        ((date(2008, 9, 11), date(2008, 9, 11)), "15-17"),
        ((date(2008, 9, 1), date(2008, 9, 20)), "18+"),  # the middle, 10 September, decides
        ((date(2008, 9, 1), date(2008, 9, 22)), "15-17"),
        (None, "unknown"),
    ],
)
def test_the_age_is_taken_on_the_day_from_the_middle_of_the_interval(born, born_between, band):
    born(Life(NOON, born=born_between))
    with dates.at(LATER):
        measure = measuring.measure(Indicator.objects.get(code="1.1"), periods.parse("2026-09"), user=None)
    assert [cell.group for cell in measure.cells["age_band"] if cell.numerator] == [band]


@pytest.mark.parametrize(
    ("nationality", "group"),
    [
        ("ER", "ER"),
        ("SD", "other"),
        ("other", "other"),
        *[(told, "stateless_unknown") for told in ["stateless", "undetermined", "unknown", "refused"]],
    ],
)
def test_rare_nationalities_are_shown_together_and_the_stateless_with_the_unknown(born, nationality, group):
    born(Life(NOON, changes={"nationality": nationality}))
    with dates.at(LATER):
        measure = measuring.measure(Indicator.objects.get(code="1.1"), periods.parse("2026-09"), user=None)
    assert [cell.group for cell in measure.cells["nationality"] if cell.numerator] == [group]


def test_a_birthday_begins_at_midnight_in_djibouti(born):
    born(Life(periods.midnight(date(2026, 9, 10)), born=(date(2008, 9, 10), date(2008, 9, 10))))
    with dates.at(LATER):
        [line] = measuring.drill_down(Indicator.objects.get(code="1.1"), periods.parse("2026-09"), user=None)
    assert line.age_band == "18+"


def test_the_region_is_where_the_child_was_found_for_events_and_where_it_sleeps_for_situations(born):
    born(Life(NOON, found_in="OBK", deeds=[(10, "place", "yes", "DIK")]))
    with dates.at(LATER):
        for code, region in [("1.1", "OBK"), ("3.1", "DIK")]:
            measure = measuring.measure(Indicator.objects.get(code=code), periods.parse("2026-09"), user=None)
            assert [cell.group for cell in measure.cells["region"] if cell.denominator] == [region]


def test_empty_groups_and_the_unknown_are_always_shown(db):
    measure = measuring.measure(Indicator.objects.get(code="1.1"), periods.parse("2026-09"), user=None)
    assert [cell.group for cell in measure.cells["age_band"]] == ["0-4", "5-11", "12-14", "15-17", "18+", "unknown"]
    assert [cell.group for cell in measure.cells["region"]] == ["ALS", "ART", "DIK", "DJV", "OBK", "TDJ", "unknown"]
    assert measure.cells["nationality"][-1].group == "stateless_unknown"
