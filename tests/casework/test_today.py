"""The first page of the day: what is due, by risk and then by delay, each line leading to its form; and what a supervisor sees."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from base import dates
from casework import assessments, best_interests, closing, determinations, waiting
from casework.models import Case
from minors import access
from tests import makers, panels

TODAY, BOARD, APPROVALS = (reverse(f"casework:{name}") for name in ("today", "board", "approvals"))


def text_of(client, person, address=TODAY):
    client.force_login(person)
    page = client.get(address)
    assert page.status_code == 200
    return page.content.decode()


def days_ago(days):
    return dates.now() - timedelta(days=days)


def sign(case, by):
    assessments.sign_rapid_assessment(case, answers=makers.ANSWERS, risk=case.risk, risk_reasons="Seen", by=by)


def test_nothing_is_due_for_somebody_without_cases(client, aicha):
    assert "Nothing is due" in text_of(client, aicha)


def test_each_line_leads_to_its_form_and_names_no_child(client, aicha):
    case = makers.make_case(aicha, own="Yonas", at=days_ago(4))
    text = text_of(client, aicha)
    assert reverse("casework:assess_rapidly", args=[case.child_id]) in text
    assert case.child.code in text
    assert "Yonas" not in text
    assert "Tesfaye" not in text


def test_the_child_at_higher_risk_comes_first_and_then_the_longer_delay(client, aicha):
    cases = {
        name: makers.make_case(aicha, own=name, risk=risk, at=days_ago(days))
        for name, risk, days in (("A", "medium", 30), ("B", "high", 10), ("C", "high", 20))
    }
    for case in cases.values():
        sign(case, aicha)
    text = text_of(client, aicha)
    places = [text.index(cases[name].child.code) for name in ("C", "B", "A")]
    assert places == sorted(places)


def test_what_is_overdue_today_and_next_week_is_told_apart(client, aicha):
    makers.make_case(aicha, at=days_ago(4))
    groups = client_groups(client, aicha)
    late = groups["late"]["items"]
    assert [one["rule"] for one in late] == ["T04", "T05"]  # found and registered four days ago: 48 and 72 hours at medium risk
    assert "day" in late[0]["text"]
    assert {one["rule"] for one in groups["soon"]["items"]} == {"T06", "T07", "T15"}
    assert [tile["value"] for tile in client.get(TODAY).context["tiles"]] == [2, 0, 3]


def client_groups(client, person):
    client.force_login(person)
    return {group["id"]: group for group in client.get(TODAY).context["groups"]}


def test_what_is_due_in_more_than_a_week_does_not_trouble_today(client, aicha):
    case = makers.make_case(aicha, risk="low", tonight={"care_type": "kinship"})
    sign(case, aicha)
    later = {one.rule for one in makers.due(case) if one.state == "later"}
    shown = {one["rule"] for group in client_groups(client, aicha).values() for one in group["items"]}
    assert {"T07", "T08"} <= later
    assert not shown & later


def test_a_signed_assessment_and_a_closed_case_owe_nothing(client, aicha, dahabo):
    case = makers.make_case(aicha, at=days_ago(40))
    assert {one.rule for one in makers.due(case)} >= {"T04", "T08"}
    sign(case, aicha)
    assert "T04" not in {one.rule for one in makers.due(case)}
    assert "T08" in {one.rule for one in makers.due(case)}
    asked = closing.request(case, reason="goals_met", statement="Safe", way_back="Here", by=aicha)
    closing.approve(asked, by=dahabo)
    assert makers.due(case) == []


def test_a_reopened_case_owes_its_assessments_again(aicha, dahabo):
    case = makers.make_case(aicha, at=days_ago(3))
    sign(case, aicha)
    asked = closing.request(case, reason="goals_met", statement="Safe", way_back="Here", by=aicha)
    case = closing.approve(asked, by=dahabo)
    closing.reopen(case, reason="new_concern", explanation="Seen again", risk="high", by=aicha)
    assert {one.rule for one in makers.due(case)} >= {"T04", "T08"}


def test_aicha_sees_her_own_work_and_not_that_of_a_colleague(client, aicha):
    hodan = makers.make_user("hodan")
    theirs = makers.make_case(hodan, own="Dawit", at=days_ago(5))
    access.give(theirs.child, user=aicha, levels=access.FULL, purpose="duty", by=hodan, reason="Ill", ends_at=days_ago(-3))
    assert theirs.child.code not in text_of(client, aicha)


def test_what_waits_for_the_supervisor_is_on_her_page_and_not_on_the_worker_s(client, aicha, dahabo):
    case = makers.make_case(aicha, at=days_ago(20))
    sign(case, aicha)
    bia = best_interests.submit(best_interests.begin(case, content=makers.BIA, by=aicha), by=aicha)
    assert bia.get_absolute_url() not in text_of(client, aicha)
    text = text_of(client, dahabo)
    assert "Waits for your approval" in text
    assert bia.get_absolute_url() in text
    assert bia.get_absolute_url() in text_of(client, dahabo, APPROVALS)


def test_approvals_are_the_oldest_first_and_leave_out_one_s_own_and_strangers(client, aicha, dahabo, charmarke):
    older, newer = (makers.make_case(aicha, own=name, at=days_ago(9)) for name in ("Hana", "Sara"))
    for case, days in ((older, 5), (newer, 2)):
        with dates.at(days_ago(days)):
            best_interests.submit(best_interests.begin(case, content=makers.BIA, by=aicha), by=aicha)
    stranger = makers.make_case(charmarke, own="Dawit", at=days_ago(9))
    best_interests.submit(best_interests.begin(stranger, content=makers.BIA, by=charmarke), by=charmarke)
    own = makers.make_case(aicha, own="Liya", at=days_ago(9))
    best_interests.submit(best_interests.begin(own, content=makers.BIA, by=dahabo), by=dahabo)
    text = text_of(client, dahabo, APPROVALS)
    assert text.index(older.child.code) < text.index(newer.child.code)
    assert stranger.child.code not in text
    assert own.child.code not in text


def test_a_closure_waits_in_the_approvals_too(client, aicha, dahabo):
    case = makers.make_case(aicha, at=days_ago(9))
    sign(case, aicha)
    asked = closing.request(case, reason="goals_met", statement="Safe", way_back="Here", by=aicha)
    assert reverse("casework:decide_closure", args=[asked.pk]) in text_of(client, dahabo, APPROVALS)


def test_the_board_weighs_the_cases_of_each_worker(client, aicha, dahabo):
    makers.make_case(aicha, own="Hana", risk="high", at=days_ago(10))
    makers.make_case(aicha, own="Sara", risk="low")
    makers.make_case(makers.make_user("hodan"), own="Liya", risk="medium")
    client.force_login(dahabo)
    workers = {worker["name"]: worker for worker in client.get(BOARD).context["workers"]}
    assert (workers["Aicha"]["cases"], workers["Aicha"]["weight"], workers["Aicha"]["late_files"]) == (2, 4, 1)
    assert (workers["Hodan"]["cases"], workers["Hodan"]["weight"]) == (1, 2)


def test_the_board_shows_nobody_of_another_unit(client, dahabo, charmarke):
    stranger = makers.make_case(charmarke, own="Dawit", at=days_ago(9))
    text = text_of(client, dahabo, BOARD)
    assert "Charmarke" not in text
    assert stranger.child.code not in text


@pytest.mark.parametrize("address", [BOARD, APPROVALS])
def test_a_worker_has_neither_board_nor_approvals(client, aicha, address):
    client.force_login(aicha)
    assert client.get(address).status_code == 403


def test_the_supervisor_is_led_to_the_case_where_the_form_is_not_hers(client, aicha, dahabo):
    case = makers.make_case(aicha, at=days_ago(9))
    text = text_of(client, dahabo)
    assert reverse("casework:assess_rapidly", args=[case.child_id]) not in text
    assert case.get_absolute_url() in text


@pytest.mark.parametrize(("role", "most"), [("caseworker", 9), ("supervisor", 9)])
def test_today_asks_few_questions_of_the_database_however_many_cases(client, aicha, role, most):
    """Session, person, role and institution are the frame of every page. Two lines are written: the session, and what the list showed."""
    person = aicha if role == "caseworker" else makers.make_user("dahabo", role="supervisor")
    for name in ("Hana", "Sara", "Liya"):
        case = makers.make_case(aicha, own=name, at=days_ago(9))
        best_interests.submit(best_interests.begin(case, content=makers.BIA, by=aicha), by=aicha)
    text_of(client, person)
    with CaptureQueriesContext(connection) as asked:
        client.get(TODAY)
    work = [query["sql"] for query in asked if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    written = [one for one in work if one.startswith(("INSERT", "UPDATE"))]
    assert (len(work) - len(written), len(written)) <= (most, 2), "\n".join(work)
    assert Case.objects.count() == 3


def test_what_the_supervisor_returned_stands_on_the_day_of_its_author_until_it_is_sent_again(client, aicha, dahabo):
    version = panels.report(makers.make_case(aicha), aicha)
    determinations.submit(version, by=aicha)
    determinations.send_back(version, by=dahabo, comment="Who looked for the family?")
    assert version.get_absolute_url() in text_of(client, aicha)
    assert version.get_absolute_url() not in text_of(client, dahabo)
    with dates.at(dates.now() + waiting.RETURNED_FOR + timedelta(hours=1)):
        assert waiting.back_to(aicha) == [], "who leaves it for so long has given it up"
    version.refresh_from_db()
    determinations.submit(version, by=aicha)
    assert version.get_absolute_url() not in text_of(client, aicha)


def test_a_closure_that_was_returned_leads_its_author_to_the_case(client, aicha, dahabo):
    case = makers.make_case(aicha)
    sign(case, aicha)
    asked = closing.request(case, reason="goals_met", statement="Safe", way_back="Here", by=aicha)
    closing.refuse(asked, by=dahabo, decision="Who calls the child?")
    [line] = waiting.back_to(aicha)
    assert line["url"] == case.get_absolute_url(), "not to the page of who decides"
    assert "returned with a comment" in text_of(client, aicha)
