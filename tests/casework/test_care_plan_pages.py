"""The pages of the care plan, as they are used: begun, filled action by action, agreed with the child, sent, decided, carried out."""

import pytest
from django.urls import reverse

from base import dates
from casework import care_plans
from casework.models import CarePlan, PlanAction
from tests import makers

HEAD = {**makers.PLAN}
FIRST = {**makers.ACTION, "until": "14", "responsible": "worker", "priority": "medium", "frequency": "once"}


def url(name, *args):
    return reverse(f"casework:{name}", args=args)


@pytest.fixture
def plan(case, aicha):
    plan = care_plans.begin(case, content=makers.PLAN, by=aicha)
    care_plans.add_action(plan, values={**makers.ACTION, "due_on": dates.today()}, by=aicha)
    return CarePlan.objects.get()


def test_aicha_makes_a_plan_with_yonas_and_dahabo_approves_it(client, case, yonas, aicha, dahabo):
    client.force_login(aicha)
    assert url("begin_plan", yonas.pk) in client.get(url("care_plan", yonas.pk)).text
    begun = client.post(url("begin_plan", yonas.pk), HEAD)
    plan = CarePlan.objects.get()
    assert begun.url == url("add_action", plan.pk)
    assert client.post(begun.url, {**FIRST, "more": "yes"}).url == begun.url
    assert client.post(begun.url, {**FIRST, "until": "day", "due_on": str(dates.today())}).url == plan.get_absolute_url()
    assert [one.number for one in plan.actions.all()] == [1, 2]
    plan.refresh_from_db()
    page = client.get(plan.get_absolute_url()).text
    assert "Still to be written before it can be sent" in page
    said = {"child_agrees": "yes", "child_says": "I want to read.", "version": plan.version}
    assert client.post(url("plan_child", plan.pk), said).status_code == 302
    assert "It is complete and can be sent" in client.get(plan.get_absolute_url()).text
    assert client.post(url("submit_plan", plan.pk)).status_code == 302
    client.force_login(dahabo)
    assert plan.get_absolute_url() in client.get(url("approvals")).text
    plan.refresh_from_db()
    page = client.get(plan.get_absolute_url())
    assert "I want to read." in page.text
    assert page.context["form"].initial["version"] == plan.version
    decision = {"version": plan.version, "comment": "Go on"}
    assert client.post(url("approve_plan", plan.pk), {**decision, "version": plan.version - 1}).status_code == 422
    assert client.post(url("approve_plan", plan.pk), decision).status_code == 302
    plan.refresh_from_db()
    assert plan.status == "approved"
    client.force_login(aicha)
    assert client.get(url("care_plan", yonas.pk)).url == plan.get_absolute_url()
    assert "to be reviewed by" in client.get(plan.get_absolute_url()).text


def test_a_refused_action_keeps_what_was_typed(client, plan, aicha):
    client.force_login(aicha)
    page = client.post(url("add_action", plan.pk), {**FIRST, "until": "day", "due_on": "", "need": "He cannot write."})
    assert page.status_code == 422
    assert "Say on which day." in page.text
    assert "He cannot write." in page.text
    assert PlanAction.objects.count() == 1


def test_an_action_is_done_in_one_form(client, plan, aicha):
    action = plan.actions.get()
    client.force_login(aicha)
    assert "It is done" in client.get(action.get_absolute_url()).text
    empty = client.post(url("move_action", action.pk, "complete"), {"done_on": str(dates.today()), "result": ""})
    assert empty.status_code == 422
    done = {"done_on": str(dates.today()), "result": "He goes there every evening."}
    assert client.post(url("move_action", action.pk, "complete"), done).url == plan.get_absolute_url()
    assert "He goes there every evening." in client.get(plan.get_absolute_url()).text
    assert client.post(url("move_action", action.pk, "complete"), done).status_code == 422  # done is done
    assert client.post(url("move_action", action.pk, "vanish")).status_code == 404


def test_two_people_change_one_action_and_no_text_is_lost(client, plan, aicha):
    action = plan.actions.get()
    client.force_login(aicha)
    mine = {**FIRST, "until": "30", "action": "Aicha's way", "version": action.version}
    theirs = {**makers.ACTION, "action": "Hodan's way", "due_on": action.due_on}
    care_plans.write_action(PlanAction.objects.get(), values=theirs, by=makers.make_user("hodan"))
    page = client.post(url("write_action", action.pk), mine)
    assert page.status_code == 409
    assert "Hodan&#x27;s way" in page.text
    assert "Aicha&#x27;s way" in page.text
    action.refresh_from_db()
    assert client.post(url("write_action", action.pk), {**mine, "version": action.version}).status_code == 302


def test_two_people_change_the_head_of_one_plan(client, plan, aicha):
    client.force_login(aicha)
    mine = {**HEAD, "objective": "Aicha's aim", "version": plan.version}
    care_plans.write(CarePlan.objects.get(), content={"objective": "Hodan's aim"}, by=makers.make_user("hodan"))
    page = client.post(url("write_plan", plan.pk), mine)
    assert page.status_code == 409
    assert "Hodan&#x27;s aim" in page.text


def test_a_change_after_the_approval_is_seen_on_the_page(client, plan, aicha, dahabo):
    plan = care_plans.submit(care_plans.hear(plan, child_agrees="yes", child_says="", by=aicha), by=aicha)
    care_plans.approve(plan, by=dahabo)
    client.force_login(aicha)
    assert "changed since it was approved" not in client.get(plan.get_absolute_url()).text
    care_plans.add_action(plan, values={**makers.ACTION, "due_on": dates.today()}, by=aicha)
    page = client.get(plan.get_absolute_url()).text
    assert "changed since it was approved" in page
    assert url("submit_plan", plan.pk) in page
    assert client.post(url("revise_plan", plan.pk)).status_code == 302
    assert CarePlan.objects.filter(status="draft").count() == 1


def test_the_author_is_offered_no_decision(client, plan, aicha):
    care_plans.submit(care_plans.hear(plan, child_agrees="yes", child_says="", by=aicha), by=aicha)
    aicha.role_id = "supervisor"
    aicha.save()
    client.force_login(aicha)
    page = client.get(plan.get_absolute_url()).text
    assert "Another supervisor has to decide" in page
    assert url("approve_plan", plan.pk) not in page


def test_bilan_reads_that_there_is_a_plan_and_not_what_it_says(client, case, aicha, bilan):
    plan = care_plans.begin(case, content={**makers.PLAN, "objective": "Zorro"}, by=aicha)
    words = {**makers.ACTION, "need": "Zorro", "action": "Zorro", "responsible_name": "Zorro", "due_on": dates.today()}
    action = care_plans.add_action(plan, values=words, by=aicha)
    nasra = makers.make_user("nasra", role="national_officer", institution="MFF")
    bilan_reads_names = {bilan: 1, nasra: 0}
    for person, names in bilan_reads_names.items():
        client.force_login(person)
        page = client.get(plan.get_absolute_url()).text
        assert "non-formal education" in page
        assert page.count("Zorro") == names
        assert client.get(action.get_absolute_url()).text.count("Zorro") == names
        assert client.get(url("write_plan", plan.pk)).status_code == 403


def test_the_page_asks_few_questions_however_many_actions(client, plan, aicha, django_assert_max_num_queries):
    for _number in range(8):
        care_plans.add_action(plan, values={**makers.ACTION, "due_on": dates.today()}, by=aicha)
    client.force_login(aicha)
    client.get(plan.get_absolute_url())
    with django_assert_max_num_queries(20):
        client.get(plan.get_absolute_url())
