"""Whom a figure counts: the door decides. What it knew: the clock of recording decides. What is behind it: the same rows."""

from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from base import dates
from base.models import Place
from casework import care
from minors import access, consent, corrections
from minors.models import Exclusion
from plan import measuring, periods
from plan.models import Indicator
from tests import makers
from tests.plan.test_counting import LATER, NOON, Life, figures, live

CODES = ["1.1", "1.2", "1.3", "2.2", "3.1", "4.1"]


def count(user, code="1.1", period="2026-09"):
    with dates.at(LATER):
        user.expires_on = dates.today() + timedelta(days=1)
        return measuring.measure(Indicator.objects.get(code=code), periods.parse(period), user=user).total.denominator


@pytest.fixture
def two_units(aicha, dahabo, charmarke):
    """Two children of Aicha's unit and one of Charmarke's."""
    mine = [live(Life(NOON), worker=aicha, supervisor=dahabo) for _ in range(2)]
    return mine, live(Life(NOON, found_in="OBK"), worker=charmarke, supervisor=dahabo)


def test_a_supervisor_counts_the_children_of_the_unit_and_an_official_all_of_them(two_units, dahabo, fatouma):
    assert count(dahabo) == 2
    assert count(fatouma) == 3


def test_a_social_worker_counts_own_children_only(two_units, charmarke):
    assert count(charmarke) == 1


def test_a_regional_coordinator_counts_the_region(two_units):
    team = makers.make_team("MFF", "Obock", "OBK")
    coordinator = makers.make_user("moussa", role="regional_coordinator", team=team)
    assert count(coordinator) == 1


@pytest.mark.parametrize("role", ["service_provider", "data_protection_officer", "system_administrator"])
def test_who_answers_referrals_or_keeps_accounts_counts_nobody(two_units, role):
    nobody = makers.make_user("nobody", role=role, institution="HEALTH")
    assert [count(nobody, code, "2026") for code in CODES] == [0] * 6


def test_a_child_somebody_is_excluded_from_is_not_in_their_figures(two_units, aicha, fatouma, dahabo):
    (child, _other), _far = two_units
    for person in (fatouma, dahabo):
        Exclusion(child=child, user=person, reason="A relative").save(by=aicha, reason="A relative")
    assert count(fatouma) == 2
    assert count(dahabo) == 1


def test_a_suspended_official_counts_nobody(two_units, fatouma):
    fatouma.suspended_at = LATER
    assert count(fatouma) == 0


def test_a_grant_that_was_given_opens_the_figure_too(two_units, charmarke, aicha):
    (child, _other), _far = two_units
    access.give(
        child, user=charmarke, levels=["read_c1"], purpose="review", by=aicha, reason="Review", ends_at=LATER + timedelta(days=9)
    )
    assert count(charmarke) == 2


def test_what_was_recorded_later_does_not_change_the_figure_known_on_the_day(aicha, dahabo):
    child = live(Life(NOON, deeds=[(10, "place", "yes")]), worker=aicha, supervisor=dahabo)
    known = periods.end_of(dates.local_date(NOON) + timedelta(days=25))
    before = figures("3.1"), figures("3.1", known_on=known)
    with dates.at(known + timedelta(seconds=1)):
        care.judge(child.placements.current().get(), suitable="no", by=aicha, reason="Seen on a visit")
    assert before == ((1, 1, 100), (1, 1, 100))
    assert figures("3.1") == (0, 1, 0)
    assert figures("3.1", known_on=known) == (1, 1, 100)
    assert figures("3.1", known_on=known + timedelta(seconds=1)) == (0, 1, 0)


def test_a_correction_of_the_file_does_not_change_the_breakdown_known_on_the_day(aicha, dahabo):
    child = live(Life(NOON), worker=aicha, supervisor=dahabo)
    known = NOON + timedelta(days=20)
    with dates.at(known + timedelta(days=1)):
        changed = {"sex": "F", "found_place": Place.objects.get(code="OBK"), "category": "risk"}
        corrections.approve(corrections.correct(child, changed, by=aicha, reason="Corrected"), by=dahabo)
    with dates.at(LATER):
        indicator, period = Indicator.objects.get(code="1.1"), periods.parse("2026-09")
        [line] = measuring.drill_down(indicator, period, user=None, known_on=known)
        assert (line.sex, line.region) == ("M", "DJV")
        assert measuring.drill_down(indicator, period, user=None) == []


def test_a_child_registered_later_was_not_known_on_the_day(aicha, dahabo):
    live(Life(NOON), worker=aicha, supervisor=dahabo)
    assert figures("1.1", known_on=NOON - timedelta(seconds=1)) == (0, None, 0)
    assert figures("1.1", known_on=NOON) == (1, None, 1)


def test_the_future_is_not_known_yet(aicha, dahabo):
    live(Life(NOON, found_hours_before=1), worker=aicha, supervisor=dahabo)
    assert figures("1.2", looked_at=NOON, known_on=LATER) == (0, 0, None)


def test_every_figure_is_as_long_as_its_list(two_units, aicha, dahabo, fatouma):
    live(Life(NOON, deeds=[(1, "assess"), (2, "bia"), (3, "place"), (4, "refer")]), worker=aicha, supervisor=dahabo)
    with dates.at(LATER):
        for person in (None, fatouma):
            if person:
                person.expires_on = dates.today()
            for indicator in Indicator.objects.filter(code__in=CODES):
                for period in map(periods.parse, ["2026-09", "2026-Q4", "2026"]):
                    measure = measuring.measure(indicator, period, user=person)
                    for breakdown, cells in measure.cells.items():
                        for cell in cells:
                            lines = measuring.drill_down(indicator, period, user=person, breakdown=breakdown, group=cell.group)
                            assert (sum(line.counted for line in lines), len(lines)) == (cell.numerator, cell.denominator)


def test_one_indicator_with_all_its_breakdowns_is_one_query(two_units, dahabo):
    indicator = Indicator.objects.get(code="3.1")
    measuring.measure(indicator, periods.parse("2026-09"), user=dahabo)  # regions and levels are read once a process
    with CaptureQueriesContext(
        connection,
    ) as asked:
        measuring.measure(indicator, periods.parse("2026-09"), user=dahabo)
    assert len(asked) == 1


def test_a_no_to_statistics_in_either_of_two_joined_files_counts_until_the_child_is_asked_again(aicha, dahabo):
    child, other = (live(Life(NOON), worker=aicha, supervisor=dahabo) for _file in range(2))
    later = NOON + timedelta(days=20)
    with dates.at(later):
        consent.withdraw_scopes(other, ["anonymous_statistics"], by=aicha, reason="No")
        makers.make_merge(child, other, dahabo)
    indicator, period = Indicator.objects.get(code="1.1"), periods.parse("2026-09")

    def listed(**when):
        with dates.at(LATER):
            return [line.code for line in measuring.drill_down(indicator, period, user=None, **when)]

    assert listed() == []
    assert listed(known_on=later - timedelta(days=1)) == sorted([child.code, other.code])
    said = {"basis": "consent", "givers": ["child"], "given_at": later + timedelta(days=1), "scopes": ["anonymous_statistics"]}
    with dates.at(later + timedelta(days=1)):
        consent.record(child, by=aicha, reason="Asked again", **said)
    assert listed() == [child.code]


def test_who_is_18_and_was_spoken_for_by_others_is_told_of_in_no_list_any_more(aicha):
    born = dates.add_months(dates.local_date(NOON), -12 * 18 + 2)
    birth = dates.PartialDate("17", "gregorian", "day", born, born, "child", dates.local_date(NOON))
    said = {"given_at": NOON, "basis": "consent", "givers": ["father"], "scopes": ["anonymous_statistics"]}
    child = makers.make_case(aicha, at=NOON, birth=birth, consent=said).child
    indicator, period = Indicator.objects.get(code="1.1"), periods.parse("2026-09")
    grown = dates.turns_18_latest(born)
    for day, listed in ((grown - timedelta(days=1), [child.code]), (grown, [])):
        with dates.at(datetime.combine(day, time(12), dates.DJIBOUTI)):
            assert [line.code for line in measuring.drill_down(indicator, period, user=None)] == listed
