"""The care plan: made with the child, approved by somebody who wrote nothing in it, carried out action by action, revised."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from base import dates, timeline
from base.models import Stale
from base.workflow import Refused
from casework import approvals, assessments, best_interests, care_plans, closing
from casework.models import CarePlan
from minors.models import Clock
from plan import objectives
from tests import makers

YES = {"child_agrees": "yes", "child_says": ""}


@pytest.fixture(autouse=True)
def _objectives(db):
    objectives.forget()
    yield
    objectives.forget()


@pytest.fixture
def plan(case, aicha):
    return care_plans.begin(case, content=makers.PLAN, by=aicha)


def in_days(days) -> date:
    return dates.today() + timedelta(days=days)


def add(plan, by, days=14, **changes):
    return care_plans.add_action(plan, values={**makers.ACTION, "due_on": in_days(days), **changes}, by=by)


def fresh(plan) -> CarePlan:
    return CarePlan.objects.get(pk=plan.pk)


def ready(plan, by) -> CarePlan:
    """The plan with an action, agreed with the child."""
    if not plan.actions.exists():
        add(plan, by)
    return care_plans.hear(fresh(plan), **YES, by=by)


@pytest.fixture
def sent(plan, aicha):
    return care_plans.submit(ready(plan, aicha), by=aicha)


@pytest.fixture
def approved(sent, dahabo):
    return care_plans.approve(sent, by=dahabo, comment="Well thought")


def clocks(child, rule, **about):
    return Clock.objects.filter(child=child, rule=rule, **about)


# ------------------------------------------------------------------------------------------------------------------------- writing


def test_a_plan_is_numbered_and_says_on_which_assessment_it_stands(case, aicha, dahabo):
    bia = best_interests.submit(best_interests.begin(case, content=makers.BIA, by=aicha), by=aicha)
    best_interests.approve(bia, by=dahabo)
    plan = care_plans.begin(case, content=makers.PLAN, by=aicha)
    assert (str(plan), plan.bia, plan.status, plan.episode) == ("PLAN-1", bia, "draft", case.episode)


def test_there_is_one_plan_at_a_time(case, plan, aicha):
    with pytest.raises(Refused, match="PLAN-1 is not finished"):
        care_plans.begin(case, content=makers.PLAN, by=aicha)
    second = CarePlan(child=case.child, episode=case.episode, number=2, status="draft", objective="x", participants=["child"])
    with pytest.raises(IntegrityError, match="one_unfinished_plan"), transaction.atomic():
        second.save(by=aicha, reason="x")


def test_a_plan_in_force_is_revised_and_not_begun_anew(case, approved, aicha):
    with pytest.raises(Refused, match="PLAN-1 is in force"):
        care_plans.begin(case, content=makers.PLAN, by=aicha)


def test_actions_take_the_next_number(plan, aicha):
    assert [add(plan, aicha).number for _one in range(3)] == [1, 2, 3]


def test_an_action_is_not_planned_for_a_day_that_is_over(plan, aicha):
    with pytest.raises(Refused, match="This day is over") as refused:
        add(plan, aicha, days=-1)
    assert refused.value.field == "due_on"


@pytest.mark.parametrize(
    ("service", "code"), [("medical", "OS4"), ("family_tracing", "OS5"), ("alternative_care", "OS3"), ("gbv_response", "OS6")]
)
def test_the_objective_of_the_national_plan_follows_from_the_service(plan, aicha, service, code):
    assert add(plan, aicha, service_type=service).objective == code


def test_an_objective_is_one_of_the_plan_in_force(plan, aicha):
    assert add(plan, aicha, objective="OS2").objective == "OS2"
    with pytest.raises(Refused, match="no objective OS99") as refused:
        add(plan, aicha, objective="OS99")
    assert refused.value.field == "objective"


def test_the_timeline_tells_the_objective_of_the_action_itself(plan, aicha, case):
    add(plan, aicha, service_type="family_tracing")
    told = {one.sentence: one.objectives for one in timeline.of_child(case.child_id, [], classes={"C1"})}
    assert told["An action was added to the care plan."] == ["OS5"]


def test_an_action_is_not_linked_with_what_belongs_to_another_child(plan, aicha):
    other = makers.make_case(aicha, own="Hana").child
    with pytest.raises(Refused, match="belongs to another child"):
        add(plan, aicha, placement=other.placements.get())


def test_two_people_write_and_the_second_is_told(plan, aicha):
    opened = fresh(plan)
    care_plans.write(plan, content={"objective": "He is with his uncle."}, by=aicha)
    with pytest.raises(Stale):
        care_plans.write(opened, content={"objective": "x"}, by=aicha)
    assert fresh(plan).objective == "He is with his uncle."


# ------------------------------------------------------------------------------------------------------------------------ approving


@pytest.mark.parametrize("gap", ["objective", "participants", "child_agrees", "actions"])
def test_no_plan_is_sent_while_something_is_missing(plan, aicha, gap):
    if gap != "actions":
        add(plan, aicha)
    plan = fresh(plan)
    if gap != "child_agrees":
        care_plans.hear(plan, **YES, by=aicha)
    if gap in ("objective", "participants"):
        care_plans.write(plan, content={gap: "" if gap == "objective" else []}, by=aicha)
    with pytest.raises(Refused, match="Still to be written") as refused:
        care_plans.submit(plan, by=aicha)
    assert refused.value.field == gap
    assert fresh(plan).status == "draft"


def test_actions_that_were_all_given_up_make_no_plan(plan, aicha):
    care_plans.cancel(add(plan, aicha), why="Not possible", by=aicha)
    with pytest.raises(Refused, match="at least one action"):
        care_plans.submit(care_plans.hear(fresh(plan), **YES, by=aicha), by=aicha)


def test_a_child_who_does_not_agree_is_quoted(plan, aicha):
    with pytest.raises(Refused) as refused:
        care_plans.hear(plan, child_agrees="no", child_says=" ", by=aicha)
    assert refused.value.field == "child_says"


def test_the_database_sends_no_plan_that_the_child_was_not_asked_about(plan, aicha):
    plan.status = "submitted"
    with pytest.raises(IntegrityError, match="the_child_is_asked_about_the_plan"), transaction.atomic():
        plan.save(by=aicha, reason="x", update_fields=["status"])


def test_a_copy_has_a_language_and_a_day_that_has_come(plan, aicha):
    with pytest.raises(Refused, match="in which language"):
        care_plans.hear(plan, **YES, copy_given_on=dates.today(), by=aicha)
    with pytest.raises(Refused, match="not come yet"):
        care_plans.hear(plan, **YES, copy_given_on=in_days(1), copy_language="om", by=aicha)
    assert (
        care_plans.hear(plan, **YES, copy_given_on=dates.today(), copy_language="om", by=aicha).language_label == "Afaan Oromoo"
    )


def test_a_supervisor_approves_the_version_that_was_read(sent, dahabo):
    read = fresh(sent)
    care_plans.approve(sent, by=dahabo, comment="Good")
    [approval] = approvals.Approval.objects.filter(kind="care_plan")
    assert (approval.decided_by, approval.subject_version, fresh(sent).status) == (dahabo, read.version, "approved")


def test_who_added_an_action_does_not_approve_the_plan(plan, aicha, dahabo):
    add(plan, dahabo)
    plan = care_plans.submit(ready(plan, aicha), by=aicha)
    with pytest.raises(Refused, match="Nobody approves their own work"):
        care_plans.approve(plan, by=dahabo)


def test_who_only_asked_the_child_did_not_write_the_plan(plan, aicha, dahabo):
    add(plan, aicha)
    care_plans.hear(fresh(plan), **YES, by=dahabo)
    plan = care_plans.submit(fresh(plan), by=aicha)
    assert care_plans.approve(plan, by=dahabo).status == "approved"


def test_a_plan_that_waits_is_not_changed_until_it_is_taken_back(sent, aicha):
    with pytest.raises(Refused, match="Take it back"):
        add(sent, aicha)
    with pytest.raises(Refused, match="Take it back"):
        care_plans.write(sent, content={"objective": "x"}, by=aicha)
    care_plans.take_back(sent, by=aicha)
    assert add(sent, aicha).number == 2
    assert care_plans.submit(fresh(sent), by=aicha).status == "submitted"


def test_a_returned_plan_is_a_draft_again_and_its_comment_is_kept(sent, aicha, dahabo):
    care_plans.send_back(sent, by=dahabo, comment="Who takes him to school?")
    assert fresh(sent).status == "draft"
    assert approvals.Approval.objects.get().comment == "Who takes him to school?"


def test_a_change_after_the_approval_is_marked_and_needs_it_again(approved, aicha, dahabo):
    assert not approvals.modified_since_approval(approved)
    with pytest.raises(Refused, match="Nothing was changed"):
        care_plans.submit(fresh(approved), by=aicha)
    add(approved, aicha)
    assert approvals.modified_since_approval(approved)
    assert fresh(approved).status == "approved"
    again = care_plans.submit(fresh(approved), by=aicha)
    care_plans.approve(again, by=dahabo)
    assert not approvals.modified_since_approval(approved)
    assert approvals.Approval.objects.filter(kind="care_plan", status="approved").count() == 2


def test_a_changed_day_of_an_action_is_a_change_of_the_plan_and_its_progress_is_none(approved, aicha):
    action = approved.actions.get()
    care_plans.start(action, by=aicha)
    assert not approvals.modified_since_approval(approved)
    care_plans.write_action(action, values={**makers.ACTION, "due_on": in_days(60)}, by=aicha)
    assert approvals.modified_since_approval(approved)


def test_a_supervisor_who_changed_an_approved_plan_does_not_approve_the_change(approved, aicha, dahabo):
    add(approved, dahabo)
    plan = care_plans.submit(fresh(approved), by=aicha)
    with pytest.raises(Refused, match="Nobody approves their own work"):
        care_plans.approve(plan, by=dahabo)
    ifrah = makers.make_user("ifrah", role="supervisor")
    assert care_plans.approve(plan, by=ifrah).status == "approved"


# ------------------------------------------------------------------------------------------------------------------------- revising


def test_a_revised_plan_takes_over_what_is_not_finished_and_replaces_the_one_before(approved, aicha, dahabo):
    done = add(approved, aicha)
    care_plans.complete(done, done_on=dates.today(), result="He goes there.", by=aicha)
    new = care_plans.revise(fresh(approved), by=aicha)
    [copy] = new.actions.all()
    assert (str(new), new.objective, copy.action, copy.number) == ("PLAN-2", approved.objective, makers.ACTION["action"], 1)
    assert care_plans.in_force(new.child) == approved
    care_plans.approve(care_plans.submit(ready(new, aicha), by=aicha), by=dahabo)
    assert (fresh(approved).status, fresh(new).status) == ("superseded", "approved")
    assert care_plans.in_force(new.child) == new
    with pytest.raises(Refused, match="replaced by a later one"):
        add(approved, aicha)
    with pytest.raises(Refused, match="replaced by a later one"):
        care_plans.hear(fresh(approved), **YES, by=aicha)
    with pytest.raises(Refused, match="Only a plan that is in force"):
        care_plans.revise(fresh(approved), by=aicha)


def test_a_plan_is_revised_once_at_a_time(approved, aicha):
    care_plans.revise(fresh(approved), by=aicha)
    with pytest.raises(Refused, match="The next plan is being written already"):
        care_plans.revise(fresh(approved), by=aicha)


def test_while_the_next_plan_is_written_what_is_done_counts_in_both(approved, aicha):
    action = approved.actions.get()
    new = care_plans.revise(approved, by=aicha)
    care_plans.complete(action, done_on=dates.today(), result="He goes there.", by=aicha)
    assert new.actions.get().status == "completed"
    with pytest.raises(Refused, match="next plan is being written"):
        add(approved, aicha)


def test_the_database_knows_one_approved_plan_for_a_child(approved, aicha):
    new = care_plans.hear(care_plans.revise(approved, by=aicha), **YES, by=aicha)
    new.status = "approved"
    with pytest.raises(IntegrityError, match="one_approved_plan"), transaction.atomic():
        new.save(by=aicha, reason="x", update_fields=["status"])


# --------------------------------------------------------------------------------------------------------------------- carrying out


def test_an_action_is_done_with_a_day_and_a_result(plan, aicha):
    action = add(plan, aicha)
    with pytest.raises(Refused) as refused:
        care_plans.complete(action, done_on=dates.today(), result=" ", by=aicha)
    assert refused.value.field == "result"
    with pytest.raises(Refused) as refused:
        care_plans.complete(action, done_on=in_days(1), result="Done", by=aicha)
    assert refused.value.field == "done_on"
    assert care_plans.complete(action, done_on=dates.today(), result="Done", by=aicha).status == "completed"
    assert care_plans.resume(action, by=aicha).status == "ongoing"


@pytest.mark.parametrize(
    ("status", "constraint"), [("completed", "done_with_a_day_and_a_result"), ("cancelled", "given_up_with_a_reason")]
)
def test_the_database_ends_no_action_without_a_word(plan, aicha, status, constraint):
    action = add(plan, aicha)
    action.status = status
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        action.save(by=aicha, reason="x", update_fields=["status"])


def test_a_finished_action_is_not_rewritten(plan, aicha):
    action = care_plans.cancel(add(plan, aicha), why="He left the town", by=aicha)
    with pytest.raises(Refused, match="This action is finished"):
        care_plans.write_action(action, values={**makers.ACTION, "due_on": in_days(3)}, by=aicha)


def test_nothing_is_planned_in_a_closed_case_and_no_waiting_plan_is_closed_away(case, sent, aicha, dahabo):
    assessments.sign_rapid_assessment(case, answers=makers.ANSWERS, risk="medium", risk_reasons="Alone", by=aicha)
    words = {"reason": "goals_met", "statement": "Safe", "way_back": "Phone"}
    with pytest.raises(Refused, match="PLAN-1 waits for the supervisor"):
        closing.request(case, by=aicha, **words)
    care_plans.approve(sent, by=dahabo)
    case.refresh_from_db()
    with dates.at(dates.now() + timedelta(minutes=1)):
        closing.approve(closing.request(case, by=aicha, **words), by=dahabo)
        for writing in (
            lambda: add(sent, aicha),
            lambda: care_plans.revise(fresh(sent), by=aicha),
            lambda: care_plans.begin(case, content=makers.PLAN, by=aicha),
        ):
            with pytest.raises(Refused, match="The case is closed"):
                writing()
