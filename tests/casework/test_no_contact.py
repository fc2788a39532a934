"""Children whom nobody has met for 14 or 30 days: what counts as a contact, whose cases are counted, and that each number is its list."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from base import dates
from casework import assessments, best_interests, closing, contact, follow_up, reading
from casework.models import Case
from minors import access
from minors.models import Child
from tests import makers

LIST, TODAY = reverse("casework:no_contact"), reverse("casework:today")


def days_ago(days):
    return dates.now() - timedelta(days=days)


@pytest.fixture
def quiet(aicha):
    """The case of a child who was registered forty days ago and not met since."""
    return makers.make_case(aicha, at=days_ago(40))


def codes(client, person, days=14, part="rows"):
    client.force_login(person)
    return [row["code"] for row in client.get(LIST, {"days": days}).context[part]]


def sign(case, by, ago, **answers):
    return follow_up.sign(case, answers={**makers.FOLLOW_UP, "done_at": days_ago(ago), **answers}, by=by)


def last_of(case, by):
    return contact.with_last_contact(Case.objects.filter(pk=case.pk), by).get().last_contact


# ------------------------------------------------------------------------------------------------------ what counts as contact


def test_the_registration_is_the_first_contact(client, aicha, quiet):
    fresh = makers.make_case(aicha, own="Hana", at=days_ago(13))
    assert codes(client, aicha) == codes(client, aicha, 30) == [quiet.child.code]
    assert codes(client, aicha, days="") == [quiet.child.code, fresh.child.code]


def test_a_visit_counts_when_the_child_was_seen(client, aicha, quiet):
    sign(quiet, aicha, 3, seen="absent")
    assert codes(client, aicha) == [quiet.child.code]
    sign(quiet, aicha, 20)
    assert codes(client, aicha) == [quiet.child.code]
    assert codes(client, aicha, 30) == []
    sign(quiet, aicha, 2, seen="not_alone")
    assert codes(client, aicha) == []


def test_assessments_are_contacts(client, aicha, quiet):
    with dates.at(days_ago(20)):
        assessments.sign_rapid_assessment(quiet, answers=makers.ANSWERS, risk="medium", risk_reasons="Seen", by=aicha)
    assert (codes(client, aicha), codes(client, aicha, 30)) == ([quiet.child.code], [])
    with dates.at(days_ago(5)):
        best_interests.begin(quiet, content={**makers.BIA, "seen_alone": "unknown"}, by=aicha)
    assert codes(client, aicha) == [quiet.child.code]
    with_child = makers.make_case(aicha, own="Hana", at=days_ago(40))
    with dates.at(days_ago(5)):
        best_interests.begin(with_child, content={**makers.BIA, "seen_alone": "no"}, by=aicha)
    assert codes(client, aicha) == [quiet.child.code]


def test_fourteen_days_are_fourteen_days_to_the_minute(client, aicha):
    case = makers.make_case(aicha, at=days_ago(20))
    seen = sign(case, aicha, 10)
    client.force_login(aicha)
    for minutes, found in ((-1, []), (1, [case.child.code])):
        with dates.at(seen.done_at + timedelta(days=14, minutes=minutes)):
            assert [row["code"] for row in client.get(LIST, {"days": 14}).context["rows"]] == found


def test_the_page_of_the_case_and_the_list_say_the_same_moment(aicha, quiet):
    with dates.at(days_ago(30)):
        best_interests.begin(quiet, content=makers.BIA, by=aicha)
    for ago, seen in ((9, "alone"), (5, "absent"), (3, "moved"), (1, "unsafe")):
        sign(quiet, aicha, ago, seen=seen)
        child = Child.objects.select_related("case").get(pk=quiet.child_id)
        reading.read_along(child, user=aicha)
        [counted] = contact.with_last_contact(Case.objects.filter(pk=quiet.pk), aicha)
        assert child.case.episodes.all()[0].met_at == counted.last_contact
        assert reading.missed_by(child) == counted.missed


# ---------------------------------------------------------------------------------------------------------------- whose cases


def test_closed_cases_are_left_out(client, aicha, dahabo, quiet):
    with dates.at(days_ago(39)):
        assessments.sign_rapid_assessment(quiet, answers=makers.ANSWERS, risk="medium", risk_reasons="Seen", by=aicha)
    asked = closing.request(quiet, reason="goals_met", statement="Safe", way_back="Here", by=aicha)
    assert codes(client, aicha) == [quiet.child.code]
    closing.approve(asked, by=dahabo)
    assert codes(client, aicha) == []


def test_a_worker_sees_the_own_cases_and_the_supervisor_those_of_the_unit(client, aicha, dahabo, charmarke, quiet):
    hodan = makers.make_user("hodan")
    theirs = makers.make_case(hodan, own="Dawit", at=days_ago(50))
    access.give(theirs.child, user=aicha, levels=access.FULL, purpose="duty", by=hodan, reason="Ill", ends_at=days_ago(-3))
    assert codes(client, aicha) == [quiet.child.code]
    assert codes(client, dahabo) == [theirs.child.code, quiet.child.code]
    assert codes(client, charmarke) == []


@pytest.mark.parametrize(
    "ended",
    [
        {"suspended_at": dates.now(), "suspended_because": "Left"},
        {"is_active": False},
        {"expires_on": dates.today() - timedelta(days=1)},
    ],
)
def test_the_cases_of_somebody_who_left_wait_for_a_hand_over_and_are_not_counted(client, aicha, dahabo, quiet, ended):
    for name, value in ended.items():
        setattr(aicha, name, value)
    aicha.save()
    assert codes(client, dahabo) == []
    assert codes(client, dahabo, part="gone") == [quiet.child.code]
    assert "The worker’s account has ended" in client.get(LIST, {"days": 14}).text
    assert [one["count"] for one in client.get(TODAY).context["contact"]["lists"]] == [0, 0]


def test_joined_files_count_once_and_a_contact_in_either_counts(client, aicha, dahabo, quiet):
    other = makers.make_case(aicha, own="Ionas", at=days_ago(35))
    sign(other, aicha, 20)
    makers.make_merge(quiet.child, other.child, dahabo)
    assert codes(client, aicha) == [quiet.child.code]
    assert codes(client, aicha, 30) == []
    assert last_of(quiet, aicha) == other.child.follow_ups.get().done_at


def test_a_contact_in_a_joined_file_that_one_may_not_open_says_nothing(client, aicha, dahabo, quiet):
    hodan = makers.make_user("hodan")
    other = makers.make_case(hodan, own="Ionas", at=days_ago(35))
    sign(other, hodan, 2)
    makers.make_merge(quiet.child, other.child, dahabo)
    assert codes(client, aicha) == [quiet.child.code]
    assert codes(client, dahabo) == []  # who may open both


# -------------------------------------------------------------------------------------------------------------------- numbers


def test_every_number_of_today_is_the_length_of_the_list_it_opens(client, aicha, dahabo):
    hodan = makers.make_user("hodan")
    for number, ago in enumerate((5, 13, 15, 16, 29, 31, 60)):
        case = makers.make_case(aicha if number % 2 else hodan, own=f"Child {number}", at=days_ago(ago))
        if ago == 60:
            sign(case, hodan, 15)
    for person in (aicha, hodan, dahabo):
        client.force_login(person)
        for line in client.get(TODAY).context["contact"]["lists"]:
            assert line["count"] == len(client.get(line["url"]).context["rows"])
    assert [one["count"] for one in client.get(TODAY).context["contact"]["lists"]] == [5, 1]


@pytest.mark.parametrize("role", ["caseworker", "supervisor"])
def test_the_list_asks_few_questions_however_many_cases(client, aicha, role):
    person = aicha if role == "caseworker" else makers.make_user("dahabo", role="supervisor")
    for number in range(6):
        makers.make_case(aicha, own=f"Child {number}", at=days_ago(20 + number))
    client.force_login(person)
    client.get(LIST)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(LIST, {"days": 14})
    work = [query["sql"] for query in asked if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(page.context["rows"]) == 6
    assert len(work) <= 8, "\n".join(work)


def test_the_definition_stands_on_the_page_and_no_name_does(worker, quiet):
    text = worker.get(LIST, {"days": 14}).text
    assert "Last contact: the last follow-up at which the child was seen" in text
    assert "Yonas" not in text
    assert reverse("casework:visit", args=[quiet.child_id]) in text


def test_an_unknown_number_of_days_shows_everybody(worker, quiet):
    assert worker.get(LIST, {"days": "1; drop"}).context["days"] == 0
