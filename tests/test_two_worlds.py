"""Two worlds that differ only in what is out of my scope give me the same bytes (security.md 3): lists, counts, search, warnings."""

import re

import pytest
from django.db import transaction
from django.urls import reverse

from base import dates
from base.models import Option, User
from casework import assessments
from minors import documents, naming, search
from referrals import workflow
from tests import makers, policy
from tests.test_routes import OURS, arguments, client_of, objects, people  # noqa: F401  fixtures of the walk

pytestmark = pytest.mark.django_db
RANDOM = re.compile(rb'(?:(?<=name="key" value=")[^"]*|\b[A-Za-z0-9]{64}\b)')  # the key of a form; the token against forged ones
NEAR = [
    "owner",
    "supervisor",
    "reader",
    "stranger",
    "provider",
    "excluded",
    "expired",
]  # the others count or oversee the whole country
PAGES = (".", "team", "owner", "house", "handover", "indicator", "arrival")


def said(people, objects, names, terms) -> dict:  # noqa: F811
    """Every answer that these people get at the same moment, without what is random in it.

    They sign in before anybody asks, by the clock of the test: colleagues read when each of them last did.
    """
    found, clients = {}, {name: client_of(people[name]) for name in names}
    User.objects.exclude(last_login=None).update(last_login=dates.now())
    for name, client in clients.items():
        for route, (kind, row) in policy.rows().items():
            if kind in PAGES and row[name] == "+" and "GET" in OURS[route].methods:
                answer = client.get(reverse(route, args=arguments(kind, objects)))
                found[name, route] = (answer.status_code, RANDOM.sub(b"", answer.content), str(answer.headers))
        for number, term in enumerate(terms):
            if policy.rows()["minors:search"][1][name] == "+":
                answer = client.post(reverse("minors:search"), {"term": term})
                found[name, "search", number] = (answer.status_code, RANDOM.sub(b"", answer.content))
            if policy.rows()["minors:duplicates"][1][name] == "+":
                typed = dict(zip(("own", "father", "grandfather"), term.split(), strict=False))
                answer = client.post(reverse("minors:duplicates"), {**typed, "sex": "F"})
                found[name, "duplicates", number] = (answer.status_code, RANDOM.sub(b"", answer.content))
    return found


def in_another_world(change, *asked) -> dict:
    with transaction.atomic():
        change()
        answers = said(*asked)
        transaction.set_rollback(True)
    return answers


def differing(one: dict, other: dict) -> list:
    return [key for key in one if one[key] != other[key]]


def elsewhere():
    """A third institution and the service of a fourth, which everybody may know of. Gives what happens there: a child, its file, a boat."""
    by = makers.make_user("third", team=makers.make_team("SOS", "Dikhil", "DIK"))
    service = makers.make_service("education", "MENFOP", "DIK")
    return lambda: grown_up(by, service)


def grown_up(by, service):
    case = makers.make_case(by, own="Zeynab", father="Warsame", grandfather="Guled", sex="F", category="sc")
    makers.make_arrival(by)
    assessments.sign_rapid_assessment(case, answers=makers.ANSWERS, risk="high", risk_reasons="Alone", by=by)
    makers.make_document(case.child, by)
    asked = {"reason": "School", "groups": [], "urgency": "normal", "mode": "electronic"}
    workflow.refer(case.child, to=service, by=by, **asked)


def test_who_does_not_reach_a_child_cannot_tell_whether_it_is_there(people, objects):  # noqa: F811
    """No list, count, search or suggestion of anybody near Yonas says whether Zeynab, far away, was ever registered."""
    terms = ["Zainab", "Warsame", "Yonas Tesfaye"]
    happens = elsewhere()
    with dates.at(dates.now()):
        without = said(people, objects, NEAR, terms)
        assert len(without) > 100
        assert differing(without, in_another_world(happens, people, objects, NEAR, terms)) == []


def test_who_is_shut_out_of_a_child_cannot_tell_what_happens_to_it(people, objects, yonas, aicha):  # noqa: F811
    """Yonas gets another name, a document less and another level: nothing of it reaches whoever has no right to him."""

    withdrawn = Option.objects.filter(list="W30").first().code

    def goes_on():
        naming.add(yonas, kind="nickname", own="Qorshel", by=aicha, reason="His friends")
        documents.withdraw(objects["document"], why=withdrawn, by=aicha)
        workflow.cancel(objects["referral"], by=aicha, reason="He is well")

    out = ["stranger", "excluded", "expired"]
    with dates.at(dates.now()):
        before = said(people, objects, out, ["Qorshel"])
        assert differing(before, in_another_world(goes_on, people, objects, out, ["Qorshel"])) == []


def test_the_warning_says_of_a_hidden_child_only_that_there_is_one(people, objects):  # noqa: F811
    """Whatever is known of the hidden child, and whoever follows it: the same bytes."""

    def hidden(username, institution, place, **facts):
        by = makers.make_user(username, team=makers.make_team(institution, place, place))
        return lambda: makers.make_case(by, own="Zeynab", father="Warsame", grandfather="Guled", sex="F", **facts)

    one = hidden("third", "SOS", "DIK", risk="high", birth=dates.from_age(12, dates.today()))
    other = hidden("fourth", "IOM", "TDJ", risk="high", birth=dates.from_age(13, dates.today()), category="sc")
    asked = (people, objects, ["owner"], ["Zeynab Warsame Guled"])
    with dates.at(dates.now()):
        nobody = said(*asked)
        first, second = in_another_world(one, *asked), in_another_world(other, *asked)
    assert differing(nobody, first) == [("owner", "duplicates", 0)]  # the warning, and nothing else
    assert differing(first, second) == []


def test_the_search_itself_finds_nobody_out_of_reach(yonas, aicha, charmarke):
    """Whatever a page leaves out afterwards: what was found goes into the log too."""
    for term in ("Yonas Tesfaye", yonas.code):
        assert [child.pk for child in search.find(term, by=aicha)] == [yonas.pk]
        assert search.find(term, by=charmarke) == []
