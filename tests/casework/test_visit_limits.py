"""The limits that ask for visits: T12 after every contact, T17 and T18 for a place of care."""

from datetime import timedelta

import pytest

from base import dates
from casework import assessments, care, closing, follow_up
from minors.models import Clock
from tests import makers


def days_ago(days):
    return dates.now() - timedelta(days=days)


def sign(case, by, at, **answers):
    return follow_up.sign(case, answers={**makers.FOLLOW_UP, "risk": case.risk, "done_at": at, **answers}, by=by)


def clocks(child, rule):
    return list(Clock.objects.filter(child=child, rule=rule).order_by("starts_at", "recorded_at"))


def running(child, rule):
    return next((one for one in clocks(child, rule) if one.stopped_at is None), None)


@pytest.mark.parametrize(("risk", "days"), [("high", 3.5), ("medium", 14), ("low", 30)])
def test_the_first_visit_counts_from_the_opening_by_the_level_of_risk(aicha, risk, days):
    case = makers.make_case(aicha, risk=risk, tonight={"care_type": "kinship"})
    assert running(case.child, "followup.visit").due_at - case.episode.opened_at == timedelta(days=days)


def test_a_visit_with_the_child_answers_the_limit_and_starts_the_next(aicha):
    case = makers.make_case(aicha, at=days_ago(10))
    seen = sign(case, aicha, days_ago(3))
    first, second = clocks(case.child, "followup.visit")
    assert (first.stopped_at, first.outcome) == (seen.done_at, "done")
    assert second.due_at == seen.done_at + timedelta(days=14)


def test_a_visit_without_the_child_answers_nothing(aicha):
    case = makers.make_case(aicha, at=days_ago(10))
    before = running(case.child, "followup.visit").due_at
    sign(case, aicha, days_ago(3), seen="absent")
    [only] = clocks(case.child, "followup.visit")
    assert (only.due_at, only.stopped_at) == (before, None)


def test_an_assessment_is_a_contact_too(aicha):
    case = makers.make_case(aicha, at=days_ago(10))
    signed = assessments.sign_rapid_assessment(
        case, answers=makers.ANSWERS, risk="medium", risk_reasons="Seen", by=aicha, done_at=days_ago(4)
    )
    assert running(case.child, "followup.visit").due_at == signed.done_at + timedelta(days=14)


def test_at_high_risk_visits_are_due_twice_weekly_for_two_weeks_and_then_weekly(aicha):
    case = makers.make_case(aicha, risk="high", at=days_ago(20))
    opened = case.episode.opened_at
    for passed, days in ((timedelta(days=14, minutes=-1), 3.5), (timedelta(days=14), 7)):
        seen = sign(case, aicha, opened + passed)
        assert running(case.child, "followup.visit").due_at == seen.done_at + timedelta(days=days)


def test_another_level_of_risk_moves_the_next_visit_and_the_first_date_stays_visible(aicha):
    case = makers.make_case(aicha, risk="low", tonight={"care_type": "kinship"}, at=days_ago(20))
    sign(case, aicha, days_ago(2))
    first = running(case.child, "followup.visit")
    assessments.sign_rapid_assessment(
        case, answers=makers.ANSWERS, risk="medium", risk_reasons="Seen", by=aicha, done_at=days_ago(5)
    )
    moved = running(case.child, "followup.visit")
    assert (moved.pk, moved.first_due_at - moved.due_at) == (first.pk, timedelta(days=16))


def test_a_correction_that_the_child_was_not_there_brings_the_earlier_date_back(aicha):
    case = makers.make_case(aicha, at=days_ago(10))
    before = running(case.child, "followup.visit").due_at
    written = sign(case, aicha, days_ago(3))
    follow_up.correct(written, answers={"seen": "absent"}, why="It was his cousin", by=aicha)
    assert running(case.child, "followup.visit").due_at == before


def test_closing_the_case_drops_the_visit_and_reopening_asks_again(aicha, dahabo):
    case = makers.make_case(aicha, tonight={"care_type": "kinship"})
    assessments.sign_rapid_assessment(case, answers=makers.ANSWERS, risk="medium", risk_reasons="Alone", by=aicha)
    asked = closing.request(case, reason="goals_met", statement="Safe", way_back="Here", by=aicha)
    case = closing.approve(asked, by=dahabo)
    assert running(case.child, "followup.visit") is None
    assert clocks(case.child, "followup.visit")[-1].outcome == "dropped"
    closing.reopen(case, reason="new_concern", explanation="Seen again", risk="medium", by=aicha)
    case.refresh_from_db()
    assert running(case.child, "followup.visit").starts_at == case.episode.opened_at


# ------------------------------------------------------------------------------------------------------------- places of care


@pytest.fixture
def placed(aicha):
    """A child who came forty days ago and has had a bed since."""
    case = makers.make_case(aicha, at=days_ago(40))
    with dates.at(days_ago(40)):
        placement = care.place(case.child, provider=makers.make_provider(), reason="Bed", by=aicha)
    return case, placement


def test_a_place_of_care_is_visited_within_three_days(placed, aicha):
    case, placement = placed
    assert running(case.child, "placement.first_visit").due_at == placement.starts_at + timedelta(days=3)
    for answers in ({"kind": "community"}, {"kind": "in_care", "seen": "absent"}):
        sign(case, aicha, days_ago(39), **answers)
        assert running(case.child, "placement.first_visit")
    visit = sign(case, aicha, days_ago(38), kind="in_care")
    [only] = clocks(case.child, "placement.first_visit")
    assert (only.stopped_at, only.outcome) == (visit.done_at, "done")


@pytest.mark.parametrize(("after", "days"), [(27, 7), (28, 14), (39, 14)])
def test_a_place_is_visited_weekly_for_four_weeks_and_then_every_two(placed, aicha, after, days):
    case, placement = placed
    visit = sign(case, aicha, placement.starts_at + timedelta(days=after, minutes=1), kind="in_care")
    assert running(case.child, "placement.visits").due_at == visit.done_at + timedelta(days=days)


def test_after_three_months_a_place_is_visited_monthly(aicha):
    case = makers.make_case(aicha, at=days_ago(130))
    with dates.at(days_ago(130)):
        care.place(case.child, provider=makers.make_provider(), reason="Bed", by=aicha)
    visit = sign(case, aicha, days_ago(30), kind="in_care")
    assert running(case.child, "placement.visits").due_at == dates.add_months(visit.done_at, 1)


def test_a_placement_that_ended_owes_no_visit(placed, aicha):
    case, placement = placed
    care.end(placement, end_reason="moved", by=aicha)
    assert running(case.child, "placement.first_visit") is None
    assert running(case.child, "placement.visits") is None
    assert clocks(case.child, "placement.first_visit")[-1].outcome == "dropped"


def test_a_night_in_the_street_is_no_place_to_visit(case):
    assert clocks(case.child, "placement.visits") == []
