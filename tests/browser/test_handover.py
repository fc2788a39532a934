"""A social worker leaves, with forty cases (domain.md 9.6): the supervisor on a computer, the successor on a phone, both without scripts."""

from datetime import timedelta

import pytest
from django.db import transaction

from base import dates
from base.models import AccessEvent
from casework.models import Case, HandOver, Transfer
from minors import siblings
from tests import makers
from tests.browser.people import DESK, PHONE, at_screen

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
CASES = 40


@pytest.fixture
def yesterday(monkeypatch):
    """The clock of the server and of the test; calling it turns the clock forward to today."""
    real = dates.now
    monkeypatch.setattr(dates, "now", lambda: real() - timedelta(days=1))
    return monkeypatch.undo


@pytest.fixture
def team(db, yesterday):
    with transaction.atomic():
        leaver = makers.make_user("aicha")
        people = {"leaver": leaver, "supervisor": makers.make_user("dahabo", role="supervisor")}
        people |= {
            name: makers.make_user(name, speaks=said) for name, said in (("hodan", ["om"]), ("idil", ["am"]), ("abdi", []))
        }
        cases = []
        for number in range(CASES):
            risk, language = ("high" if number < 2 else "medium"), "om" if number % 2 else "am"
            cases.append(makers.make_case(leaver, own=f"Child {number}", risk=risk, language=language))
        siblings.link([case.child for case in cases[10:13]], by=leaver, reason="One boat")
    return people, cases


def test_forty_cases_change_hands_and_the_leaver_opens_none_of_them_the_day_after(browser, live_server, team, yesterday):
    people, cases = team
    desk = browser.new_context(viewport=DESK, java_script_enabled=False)
    supervisor = at_screen(people["supervisor"], desk, live_server.url)
    supervisor.open("casework:board")
    with supervisor.page.expect_navigation():
        supervisor.page.get_by_role("link", name="Hand over the cases").first.click()
    assert supervisor.page.locator("select[name^=to_]").count() == CASES
    assert "Kept together: 3 brothers and sisters." in supervisor.text()
    assert "2 cases wait for acceptance." in supervisor.text()
    supervisor.fill(reason="worker_unavailable", leaving_on=dates.today().isoformat(), grace=True, note="Forty files")
    for case in cases[:2]:
        supervisor.page.select_option(f"select[name=to_{case.pk}]", str(people["hodan"].pk))
    supervisor.press("Launch the hand-over")
    assert HandOver.objects.count() == 1
    assert Transfer.objects.count() == CASES
    assert Case.objects.filter(owner=people["leaver"]).count() == 2
    assert len({Case.objects.get(pk=case.pk).owner_id for case in cases[10:13]}) == 1

    phone = browser.new_context(viewport=PHONE, java_script_enabled=False)
    successor = at_screen(people["hodan"], phone, live_server.url)
    successor.open("casework:today")
    with successor.page.expect_navigation():
        successor.page.get_by_role("link", name="2 cases are offered to you").click()
    for _each in range(2):
        successor.open("casework:offers")
        with successor.page.expect_navigation():
            successor.page.locator("main .h-row-link").first.click()
        successor.press("Accept the case")
    assert not Case.objects.filter(owner=people["leaver"]).exists()
    assert Transfer.objects.filter(status="accepted").count() == CASES
    assert successor.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    yesterday()
    leaver = at_screen(people["leaver"], browser.new_context(viewport=PHONE), live_server.url)
    known = live_server.url + cases[0].get_absolute_url()
    nothing = live_server.url + "/cases/00000000-0000-4000-8000-000000000000/"
    answers = [(answer.status, answer.body()) for answer in map(leaver.page.goto, (known, nothing))]
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
    attempt = AccessEvent.objects.filter(kind="turned_away", person=people["leaver"]).order_by("id").first()
    assert attempt.child_id == cases[0].child_id
    for context in (desk, phone):
        context.close()
