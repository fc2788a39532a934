# ruff: noqa: F811  the plan in its states comes from test_care_plan
"""When a care plan, its review and its actions are due (T08, T09; domain.md 2.4)."""

from datetime import datetime, timedelta

import pytest

from base import dates
from casework import best_interests, care_plans, due, reviews
from minors.models import Clock
from tests import makers
from tests.casework.test_care_plan import YES, _objectives, add, approved, clocks, fresh, in_days, plan, ready, sent  # noqa: F401
from tests.casework.test_reviews import CASE


@pytest.mark.parametrize(("risk", "days"), [("high", 3), ("medium", 14)])
def test_a_plan_is_due_after_the_assessment_was_approved_and_met_by_its_approval(case, aicha, dahabo, risk, days):
    bia = best_interests.begin(case, content={**makers.BIA, "risk": risk}, by=aicha)
    best_interests.submit(bia, by=aicha)
    assert not clocks(case.child, "caseplan.approved").exists()
    best_interests.approve(bia, by=dahabo)
    clock = clocks(case.child, "caseplan.approved").get()
    assert timedelta(days=days - 1) < clock.due_at - clock.starts_at <= timedelta(days=days + 1)
    plan = care_plans.begin(case, content=makers.PLAN, by=aicha)
    titles = {one.rule: (one.what, one.url) for one in due.of_files(aicha, case.child)}
    assert titles["T10"] == ("Care plan: to finish", plan.get_absolute_url())
    sent = care_plans.submit(ready(plan, aicha), by=aicha)
    assert clocks(case.child, "caseplan.approved").get().verb == "approve"
    care_plans.approve(sent, by=dahabo)
    clock.refresh_from_db()
    assert (clock.stopped_at is not None, clock.outcome) == (True, "done")


def test_an_approved_plan_is_looked_at_again_and_each_approval_begins_that_time_anew(approved, aicha, dahabo):
    first = clocks(approved.child, "caseplan.review", stopped_at=None).get()
    assert first.due_at - first.starts_at > timedelta(days=80)
    with dates.at(dates.now() + timedelta(days=20)):
        add(approved, aicha)
        care_plans.approve(care_plans.submit(fresh(approved), by=aicha), by=dahabo)
        second = clocks(approved.child, "caseplan.review", stopped_at=None).get()
    first.refresh_from_db()
    assert (first.outcome, second.starts_at > first.starts_at) == ("done", True)


def test_a_review_of_the_case_answers_the_limit_and_begins_it_anew(approved, aicha, case):
    with dates.at(dates.now() + timedelta(days=30)):
        case.refresh_from_db()
        reviews.review_case(case, by=aicha, **{**CASE, "risk": case.risk})
        first, second = clocks(case.child, "caseplan.review").order_by("starts_at")
        assert (first.outcome, second.stopped_at) == ("done", None)
        assert second.due_at - dates.now() > timedelta(days=80)


def test_an_action_is_due_at_the_end_of_its_day_in_djibouti_and_reaches_the_day_of_the_worker(plan, aicha, client):
    action = add(plan, aicha, days=2)
    clock = clocks(plan.child, "plan.action").get()
    assert clock.due_at.astimezone(dates.DJIBOUTI).date() == action.due_on
    tomorrow = datetime.combine(action.due_on + timedelta(days=1), datetime.min.time(), dates.DJIBOUTI)
    with dates.at(tomorrow - timedelta(minutes=2)):
        assert not Clock.objects.late().filter(rule="plan.action").exists()
    with dates.at(tomorrow + timedelta(minutes=1)):
        assert Clock.objects.late().filter(rule="plan.action").exists()
        client.force_login(aicha)
        assert action.get_absolute_url() in client.get("/cases/today/").text
        care_plans.complete(action, done_on=dates.today(), result="Late, but done", by=aicha)
        assert not Clock.objects.late().filter(rule="plan.action").exists()


def test_another_day_moves_what_is_due_and_giving_up_ends_it(plan, aicha):
    action = add(plan, aicha, days=2)
    care_plans.write_action(action, values={**makers.ACTION, "due_on": in_days(9)}, by=aicha)
    clock = clocks(plan.child, "plan.action").get()
    assert clock.due_at.astimezone(dates.DJIBOUTI).date() == in_days(9)
    assert clock.first_due_at.astimezone(dates.DJIBOUTI).date() == in_days(2)
    care_plans.cancel(action, why="He left", by=aicha)
    clock.refresh_from_db()
    assert clock.outcome == "dropped"


def test_an_action_taken_over_by_the_next_plan_is_due_once(approved, aicha, dahabo):
    new = care_plans.revise(approved, by=aicha)
    running = clocks(new.child, "plan.action", stopped_at=None)
    assert running.get().subject_id == approved.actions.get().pk
    care_plans.approve(care_plans.submit(ready(new, aicha), by=aicha), by=dahabo)
    assert running.get().subject_id == new.actions.get().pk
