"""Deeds that say no, each with the sentence that the person reads: what no form lets through, and a command or an import might send."""

from datetime import timedelta

import pytest

from base import dates
from base.workflow import Refused
from casework import (
    assessments,
    care,
    care_plans,
    closing,
    complaints,
    concerns,
    conferences,
    feedback,
    follow_up,
    holding,
    questions,
    reviews,
)
from casework.models import CarePlan
from tests import makers
from tests.casework.test_conferences import MINUTES, PEOPLE, decided
from tests.casework.test_feedback import SAID
from tests.casework.test_reviews import PLACEMENT

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def closed(case, aicha, dahabo):
    """A case that was closed a minute ago, after an assessment."""
    assessments.sign_rapid_assessment(case, answers=makers.ANSWERS, risk="medium", risk_reasons="Alone", by=aicha)
    asked = closing.request(case, reason="goals_met", statement="Safe", way_back="Phone", by=aicha)
    closing.approve(asked, by=dahabo)
    case.refresh_from_db()
    return case


def test_nothing_is_agreed_on_in_a_closed_case(case, aicha, dahabo):
    closed(case, aicha, dahabo)
    with dates.at(dates.now() + timedelta(minutes=1)):
        with pytest.raises(Refused, match="Only an open case can be put on hold"):
            holding.ask(case, kind="abroad", reason="With his aunt", ends_at=dates.now() + DAY, by=aicha)
        with pytest.raises(Refused, match="The case is closed"):
            conferences.sign(case, participants=PEOPLE, decisions=decided(), by=aicha, **MINUTES)


@pytest.mark.parametrize("words", ["", "  "])
def test_what_was_done_needs_its_words(case, aicha, dahabo, words):
    hold = holding.ask(case, kind="abroad", reason="With his aunt", ends_at=dates.now() + DAY, by=aicha)
    held = conferences.sign(case, participants=PEOPLE, decisions=decided(), by=aicha, **MINUTES)
    visit = follow_up.sign(case, answers=makers.FOLLOW_UP, by=aicha)
    heard = feedback.receive(case.child, by=aicha, **SAID)
    plan = care_plans.begin(case, content=makers.PLAN, by=aicha)
    action = care_plans.add_action(plan, values={**makers.ACTION, "due_on": dates.today() + DAY}, by=aicha)
    for deed, field in (
        (lambda: holding.refuse(hold, by=dahabo, decision=words), "decision"),
        (lambda: conferences.settle(held.decisions.get(), move="drop", result=words, by=aicha), "result"),
        (lambda: conferences.add(held, text=words, by=aicha), "text"),
        (lambda: follow_up.correct(visit, answers=makers.FOLLOW_UP, why=words, by=aicha), "why"),
        (lambda: feedback.answer(heard, text=words, by=aicha), "answer"),
        (lambda: care_plans.cancel(action, why=words, by=aicha), "why"),
        (lambda: complaints.receive(text=words, said_by="child", channel="box", by=aicha), "complaint"),
        (lambda: questions.ask(questions.Subject(case.child).key, kind="flag", text=words, of=aicha, by=dahabo), "text"),
    ):
        with pytest.raises(Refused) as refused:
            deed()
        assert refused.value.field == field


def test_a_line_of_a_replaced_plan_goes_on_in_the_new_one(case, aicha, dahabo):
    plan = care_plans.begin(case, content=makers.PLAN, by=aicha)
    action = care_plans.add_action(plan, values={**makers.ACTION, "due_on": dates.today() + DAY}, by=aicha)
    care_plans.hear(CarePlan.objects.get(pk=plan.pk), child_agrees="yes", child_says="", by=aicha)
    plan = CarePlan.objects.get(pk=plan.pk)
    care_plans.approve(care_plans.submit(plan, by=aicha), by=dahabo)
    new = care_plans.revise(CarePlan.objects.get(pk=plan.pk), by=aicha)
    care_plans.hear(CarePlan.objects.get(pk=new.pk), child_agrees="yes", child_says="", by=aicha)
    care_plans.approve(care_plans.submit(CarePlan.objects.get(pk=new.pk), by=aicha), by=dahabo)
    action.refresh_from_db()
    action.plan.refresh_from_db()
    with pytest.raises(Refused, match="replaced by a later one"):
        care_plans.complete(action, done_on=dates.today(), result="He goes there.", by=aicha)


def test_a_concern_does_not_end_on_a_day_to_come_nor_before_it_began(case, aicha):
    concern = concerns.record(case.child, kind="gang", severity="medium", source="child", by=aicha)
    over = {"why": "over", "resolution": "The gang left", "by": aicha}
    with pytest.raises(Refused, match="This day has not come yet"):
        concerns.resolve(concern, ends_on=dates.today() + DAY, **over)
    concern.starts_earliest = dates.today()
    with pytest.raises(Refused, match="The end cannot be before the beginning"):
        concerns.resolve(concern, ends_on=dates.today() - DAY, **over)


def test_a_stay_is_reviewed_while_it_runs_and_not_before_it_began(case, aicha):
    with dates.at(dates.now() + timedelta(minutes=1)):
        bed = care.place(case.child, provider=makers.make_provider(), reason="A bed", by=aicha)
    with dates.at(dates.now() + timedelta(minutes=9)):
        with pytest.raises(Refused, match="before the placement began"):
            reviews.review_placement(bed, by=aicha, done_at=bed.starts_at - DAY, **PLACEMENT)
        reviews.review_placement(bed, by=aicha, **PLACEMENT)  # the second one would change nothing about the place
        bed.refresh_from_db()
        care.end(bed, end_reason="other", by=aicha)
        with pytest.raises(Refused, match="This placement has ended"):
            reviews.review_placement(bed, by=aicha, **PLACEMENT)


def test_feedback_is_not_received_tomorrow_nor_where_nobody_would_answer_it(case, aicha):
    with pytest.raises(Refused, match="not come yet"):
        feedback.receive(case.child, by=aicha, received_at=dates.now() + DAY, **SAID)
    aicha.team = None
    with pytest.raises(Refused, match="You belong to no team yet"):
        feedback.receive_from_box(by=aicha, **SAID)


@pytest.mark.parametrize(
    "about", ["", "nothing/1", "minors.child/x", "base.user/00000000-0000-0000-0000-000000000000", "section"]
)
def test_a_question_is_about_something_that_is_there(case, aicha, dahabo, about):
    about = f"{questions.Subject(case.child).key}/nothing" if about == "section" else about
    with pytest.raises(Refused, match="Choose what you ask about"):
        questions.ask(about, kind="question", text="Why?", of=aicha, by=dahabo)


def test_who_may_not_read_what_is_sensitive_asks_no_question(case, aicha):
    reader = makers.make_reader("reader", case.child, aicha, levels=["read_c1"])
    with pytest.raises(Refused, match="needs the right to read what is sensitive"):
        questions.ask(questions.Subject(case.child).key, kind="question", text="Why?", of=aicha, by=reader)
