"""A follow-up: signed in one go, with the level of risk found at it; corrected by its author; read by class."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from base import dates
from base.workflow import Refused
from casework import assessments, care_plans, closing, follow_up, missing
from casework.dossier import Known, gather
from casework.models import Case, FollowUp
from minors import access
from tests import makers

LATER = dates.now() + timedelta(days=30)


def sign(case, by, **answers):
    return follow_up.sign(case, answers={**makers.FOLLOW_UP, **answers}, by=by)


def days_ago(days):
    return dates.now() - timedelta(days=days)


def quickly(client, child, **answers):
    typed = {"kind": "community", "seen": "alone", "matters": "He eats well", "stays": child.case.risk, **answers}
    return client.post(reverse("casework:visit", args=[child.pk]), typed)


def fully(client, child, **answers):
    moment = dates.now().astimezone(dates.DJIBOUTI)
    typed = {"done_at_0": f"{moment:%Y-%m-%d}", "done_at_1": f"{moment:%H:%M}", **makers.FOLLOW_UP, **answers}
    return client.post(reverse("casework:write_follow_up", args=[child.pk]), typed)


# --------------------------------------------------------------------------------------------------------------- one contact


def test_aicha_writes_a_visit_with_four_answers(worker, aicha, yonas):
    assert worker.get(reverse("casework:visit", args=[yonas.pk])).status_code == 200
    assert quickly(worker, yonas).status_code == 302
    written = yonas.follow_ups.get()
    assert (written.author, written.status, written.seen, written.risk) == (aicha, "signed", "alone", "medium")
    assert abs(written.done_at - dates.now()) < timedelta(minutes=1)
    assert written.risk_reasons == "Alone"  # the reasons that hold already
    assert written.next_on == dates.local_date(written.done_at + timedelta(days=14))
    assert "A follow-up was written." in worker.get(yonas.get_absolute_url()).text


def test_the_present_level_is_never_taken_over_without_a_tap(worker, yonas):
    page = quickly(worker, yonas, stays="")
    assert page.status_code == 422
    assert "Say which level of risk you found." in page.text
    assert "He eats well" in page.text
    assert not FollowUp.objects.exists()


def test_a_level_that_stays_and_another_one_cannot_both_be_true(worker, yonas):
    page = quickly(worker, yonas, risk="high", risk_reasons="Debt")
    assert page.status_code == 422
    assert "You chose another level here" in page.text
    assert quickly(worker, yonas, risk="high", risk_reasons="Debt", stays="").status_code == 302
    assert Case.objects.get().risk == "high"


def test_another_level_of_risk_needs_its_own_reasons(case, aicha):
    for reasons in ("", "  ", case.risk_reasons):
        with pytest.raises(Refused, match="was “Medium”") as refused:
            sign(case, aicha, risk="high", risk_reasons=reasons)
        assert refused.value.field == "risk_reasons"
    sign(case, aicha, risk="high", risk_reasons="The smuggler waits outside")
    case.refresh_from_db()
    assert (case.risk, case.risk_reasons) == ("high", "The smuggler waits outside")


def test_a_level_that_changed_meanwhile_is_not_confirmed_unseen(worker, case, aicha, yonas):
    """The page said "stays medium"; a colleague has found the child at high risk since."""
    sign(case, aicha, risk="high", risk_reasons="Debt")
    page = quickly(worker, yonas, stays="medium")
    assert page.status_code == 422
    assert "was “High”. Say why" in page.text
    assert '<details class="h-fold" open>' in page.text


def test_a_visit_that_is_written_down_late_does_not_undo_what_a_later_one_found(aicha):
    case = makers.make_case(aicha, at=days_ago(20))
    sign(case, aicha, risk="high", risk_reasons="Debt", done_at=days_ago(1))
    sign(case, aicha, risk="low", risk_reasons="Calm", done_at=days_ago(5))
    case.refresh_from_db()
    assert case.risk == "high"
    late = makers.make_case(aicha, own="Hana", at=days_ago(20))
    answers = {"answers": makers.ANSWERS, "risk": "high", "risk_reasons": "Debt"}
    assessments.sign_rapid_assessment(late, **answers, by=aicha, done_at=days_ago(1))
    sign(late, aicha, risk="low", risk_reasons="Calm", done_at=days_ago(5))
    late.refresh_from_db()
    assert late.risk == "high"


def test_a_contact_has_a_moment_that_can_be(case, aicha):
    with pytest.raises(Refused, match="not come yet"):
        sign(case, aicha, done_at=dates.now() + timedelta(hours=1))
    with pytest.raises(Refused, match="before the child was found"):
        sign(case, aicha, done_at=case.child.identified_at - timedelta(minutes=2))


def test_a_contact_says_what_matters(case, aicha):
    with pytest.raises(Refused, match="what matters"):
        sign(case, aicha, matters="  ")
    written = sign(case, aicha)
    written.matters = ""
    with pytest.raises(IntegrityError, match="follow_up_says_what_matters"), transaction.atomic():
        written.save(by=aicha, reason="x")


def test_the_next_follow_up_comes_after_this_one(case, aicha):
    with pytest.raises(Refused, match="comes after"):
        sign(case, aicha, next_on=dates.today() - timedelta(days=1))
    assert sign(case, aicha, next_on=dates.today() + timedelta(days=3)).next_on == dates.today() + timedelta(days=3)
    written = sign(case, aicha)
    written.next_on = dates.today() - timedelta(days=2)
    with pytest.raises(IntegrityError, match="next_follow_up_comes_after"), transaction.atomic():
        written.save(by=aicha, reason="x")


@pytest.mark.parametrize(("ago", "days"), [(3, 3.5), (16, 7)])
def test_at_high_risk_the_next_visit_is_proposed_twice_weekly_for_two_weeks(aicha, ago, days):
    case = makers.make_case(aicha, risk="high", at=days_ago(ago))
    written = sign(case, aicha, risk="high")
    assert written.next_on == dates.local_date(written.done_at + timedelta(days=days))


def test_only_who_met_the_child_may_find_that_a_danger_is_over(case, aicha):
    answers = {**makers.ANSWERS, "danger": "yes", "actions_taken": "Moved"}
    assessments.sign_rapid_assessment(case, answers=answers, risk="high", risk_reasons="His employer looks for him", by=aicha)
    with pytest.raises(Refused, match="at least “High”") as refused:
        sign(case, aicha, seen="absent", risk_reasons="Nobody was at home")
    assert refused.value.field == "risk"
    sign(case, aicha, seen="alone", risk_reasons="The employer has left the country")
    case.refresh_from_db()
    assert case.risk == "medium"


def test_a_child_who_was_reported_missing_is_not_asked_about_again(worker, case, aicha, yonas):
    for _time in range(3):
        sign(case, aicha, seen="absent")
    address = reverse("casework:report_missing", args=[yonas.pk])
    assert worker.get(yonas.get_absolute_url()).context["check_url"] == address
    assert [one["url"] for one in worker.get(reverse("casework:today")).context["contact"]["checks"]] == [address]
    missing.report(yonas, noticed_at=dates.now(), by=aicha)
    assert worker.get(yonas.get_absolute_url()).context["check_url"] == ""
    assert worker.get(reverse("casework:today")).context["contact"]["checks"] == []


# ------------------------------------------------------------------------------------------------------------- the full form


def test_the_full_form_goes_on_with_what_was_typed_in_the_quick_one(worker, yonas):
    page = quickly(worker, yonas, seen="not_alone", matters="His aunt answers for him", stays="", fully="yes")
    assert page.url == reverse("casework:write_follow_up", args=[yonas.pk])
    form = worker.get(page.url).context["form"]
    assert form["matters"].value() == "His aunt answers for him"
    assert form["seen"].value() == "not_alone"
    assert form["risk"].value() is None  # said again, never taken over
    assert not FollowUp.objects.exists()


def test_the_full_form_keeps_every_answer(worker, yonas):
    texts = {name: f"Word on {name}" for name in FollowUp.TEXTS}
    tomorrow = dates.today() + timedelta(days=1)
    page = fully(
        worker, yonas, **texts, place="Day centre", present="The guard", next_on=f"{tomorrow}", risk_reasons="He laughs again"
    )
    assert page.status_code == 302
    written = yonas.follow_ups.get()
    assert {name: getattr(written, name) for name in FollowUp.TEXTS} == texts
    assert (written.place, written.present, written.next_on) == ("Day centre", "The guard", tomorrow)
    assert Case.objects.get().risk_reasons == "He laughs again"
    shown = worker.get(written.get_absolute_url()).text
    assert "Word on school" in shown
    assert "The guard" in shown


def test_the_progress_of_each_goal_of_the_plan_is_asked_kept_and_printed(worker, case, aicha, dahabo, yonas):
    plan = care_plans.begin(case, content={"objective": "Yonas learns a trade"}, by=aicha)
    values = {"action": "Enrol", "service_type": "formal_education", "due_on": dates.today()}
    school, _mother = (
        care_plans.add_action(plan, values={**values, "need": need}, by=aicha) for need in ("School", "Find his mother")
    )
    page = worker.get(reverse("casework:write_follow_up", args=[yonas.pk]))
    assert "Find his mother" in page.text
    assert fully(worker, yonas, **{f"progress_{school.pk.hex}": "some"}).status_code == 302
    written = yonas.follow_ups.get()
    assert [(one.action, one.state) for one in written.progress.all()] == [(school, "some")]
    assert "something has begun to change" in worker.get(written.get_absolute_url()).text
    told = gather(Known(yonas.pk, reader=dahabo, until=dates.now()), language="en")
    assert "('School', 'something has begun to change')" in repr(told.sections)
    with pytest.raises(Refused, match="plan was changed"):
        follow_up.sign(case, answers=makers.FOLLOW_UP, progress={uuid.uuid4(): "some"}, by=aicha)
    assert yonas.follow_ups.count() == 1


def test_another_level_proposes_its_own_day_unless_a_day_was_chosen(worker, yonas):
    shown = worker.get(reverse("casework:write_follow_up", args=[yonas.pk])).context["form"]["next_on"].value()
    assert shown == dates.today() + timedelta(days=14)
    fully(worker, yonas, risk="high", risk_reasons="Debt", next_on=f"{shown}")
    written = yonas.follow_ups.get(risk="high")
    assert written.next_on == dates.local_date(written.done_at + timedelta(days=3.5))
    fully(worker, yonas, risk="medium", risk_reasons="The debt is paid", next_on=f"{dates.today() + timedelta(days=1)}")
    assert yonas.follow_ups.get(risk="medium").next_on == dates.today() + timedelta(days=1)


def test_a_refused_full_form_keeps_every_word(worker, yonas):
    page = fully(worker, yonas, risk="low", child_message="“I dream of my mother”")
    assert page.status_code == 422
    assert "I dream of my mother" in page.text
    assert page.context["form"].errors["risk_reasons"]


# ---------------------------------------------------------------------------------------------------------------- closed cases


@pytest.fixture
def closed(case, aicha, dahabo):
    assessments.sign_rapid_assessment(case, answers=makers.ANSWERS, risk="medium", risk_reasons="Alone", by=aicha)
    asked = closing.request(case, reason="goals_met", statement="Safe", way_back="21 35 00 00", by=aicha)
    return closing.approve(asked, by=dahabo)


def test_after_closure_only_a_visit_after_closure_is_written(worker, closed, aicha):
    with pytest.raises(Refused, match="Reopen it first"):
        sign(closed, aicha)
    page = worker.get(reverse("casework:visit", args=[closed.child_id]))
    assert [code for code, _label in page.context["form"].fields["kind"].choices] == ["after_closure"]
    written = sign(closed, aicha, kind="after_closure", risk="high", risk_reasons="He was beaten")
    assert written.next_on is None
    closed.refresh_from_db()
    assert (closed.status, closed.risk) == ("closed", "medium")  # what is needed now is a reopening


def test_an_open_case_has_no_visit_after_closure(case, aicha):
    with pytest.raises(Refused, match="not closed"):
        sign(case, aicha, kind="after_closure")


# --------------------------------------------------------------------------------------------------------------- corrections


def test_its_author_corrects_a_follow_up_with_a_reason_and_history_keeps_the_first_words(worker, case, aicha):
    written = sign(case, aicha, matters="He sleeps badly")
    address = reverse("casework:correct_follow_up", args=[written.pk])
    form = worker.get(address).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields if name not in ("done_at", "key")}
    moment = written.done_at.astimezone(dates.DJIBOUTI)
    typed |= {"done_at_0": f"{moment:%Y-%m-%d}", "done_at_1": f"{moment:%H:%M}", "matters": "He sleeps well"}
    assert worker.post(address, typed).status_code == 422  # no reason
    assert worker.post(address, {**typed, "why": "Wrong child"}).status_code == 302
    written.refresh_from_db()
    assert [row.matters for row in written.history.order_by("history_id")] == ["He sleeps badly", "He sleeps well"]
    assert written.history.latest("history_id").history_change_reason == "Wrong child"
    assert "Wrong child" in worker.get(written.get_absolute_url()).text
    stale = worker.post(address, {**typed, "matters": "He does not sleep", "why": "Again"})
    assert stale.status_code == 409
    assert "He does not sleep" in stale.text
    assert "He sleeps well" in stale.text


def test_nobody_corrects_the_words_of_somebody_else(client, case, aicha):
    written = sign(case, aicha)
    hodan = makers.make_user("hodan")
    access.give(case.child, user=hodan, levels=access.FULL, purpose="duty", by=aicha, reason="Ill", ends_at=LATER)
    with pytest.raises(Refused, match="by the person who wrote it"):
        follow_up.correct(written, answers={"matters": "x"}, why="x", by=hodan)
    client.force_login(hodan)
    assert client.get(reverse("casework:correct_follow_up", args=[written.pk])).url == written.get_absolute_url()
    assert "Correct" not in client.get(written.get_absolute_url()).text


def test_a_corrected_level_of_risk_reaches_the_case_while_the_case_still_has_it_from_there(case, aicha):
    written = sign(case, aicha, risk="high", risk_reasons="Debt")
    follow_up.correct(written, answers={"risk": "medium", "risk_reasons": "The debt is paid"}, why="Misheard", by=aicha)
    case.refresh_from_db()
    assert (case.risk, case.risk_reasons) == ("medium", "The debt is paid")
    sign(case, aicha, risk="medium", risk_reasons="At his uncle's")
    follow_up.correct(written, answers={"risk": "high", "risk_reasons": "Debt"}, why="After all", by=aicha)
    case.refresh_from_db()
    assert (case.risk, case.risk_reasons) == ("medium", "At his uncle's")


# ------------------------------------------------------------------------------------------------------------------- readers


def test_a_reader_without_sensitive_rights_sees_that_the_child_was_seen_and_not_what_was_said(client, case, aicha, bilan):
    written = sign(case, aicha, matters="The smuggler waits", present="A guard", health="Cough")
    client.force_login(bilan)
    shown = client.get(written.get_absolute_url()).text
    assert "yes, alone" in shown
    for secret in ("The smuggler waits", "A guard", "Cough"):
        assert secret not in shown
        assert secret not in client.get(case.get_absolute_url()).text


def test_bilan_writes_nothing_and_charmarke_finds_nothing(client, case, aicha, bilan, charmarke):
    written = sign(case, aicha)
    addresses = [reverse(f"casework:{name}", args=[case.child_id]) for name in ("visit", "write_follow_up", "visit_together")]
    for person, answer in ((bilan, 403), (charmarke, 404)):
        client.force_login(person)
        assert {client.get(address).status_code for address in addresses} == {answer}
    assert client.get(written.get_absolute_url()).status_code == 404


def test_the_case_page_tells_the_last_visits_and_asks_when_the_child_was_not_seen_three_times(worker, case, aicha, yonas):
    for _time in range(2):
        sign(case, aicha, seen="absent")
    assert "Missing? Check" not in worker.get(yonas.get_absolute_url()).text
    sign(case, aicha, seen="moved")
    page = worker.get(yonas.get_absolute_url())
    assert "Missing? Check" in page.text
    assert "child not seen" in page.text
    assert yonas.code in worker.get(reverse("casework:today")).text
    assert "Not seen three times in a row" in worker.get(reverse("casework:today")).text
    sign(case, aicha, seen="not_alone")
    assert "Missing? Check" not in worker.get(yonas.get_absolute_url()).text
    assert "Not seen three times in a row" not in worker.get(reverse("casework:today")).text


def test_every_follow_up_is_printed_with_its_author_by_function(case, aicha, dahabo):
    sign(case, aicha, matters="Yonas eats well", health="Cough")
    told = gather(Known(case.child_id, reader=dahabo, until=dates.now()), language="en")
    said = repr(next(one for one in told.sections if one.title == "Visits and calls"))
    assert "The child eats well" in said
    assert "Cough" in said
    assert "Aicha" not in said
    assert "family_contact" not in said


def test_the_case_page_asks_few_questions_with_many_visits(worker, case, aicha, yonas):
    worker.get(yonas.get_absolute_url())
    with CaptureQueriesContext(connection) as before:
        worker.get(yonas.get_absolute_url())
    for _time in range(6):
        sign(case, aicha)
    with CaptureQueriesContext(connection) as after:
        worker.get(yonas.get_absolute_url())
    assert len(after) <= len(before) + 1  # the people of the timeline
