"""The panel asks for more information: the scenario 9.5 as a member, the worker and the secretariat live it, on a phone."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import expect

from base import dates
from casework import determinations, panel
from casework.models import Determination, DeterminationReport, PanelDecision
from tests import makers, panels
from tests.browser.people import DESK, PHONE

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_panel_asks_for_more_and_who_is_in_conflict_does_not_open_version_two(windows):
    with transaction.atomic(), dates.at(dates.now() - 3 * HOUR):
        worker, supervisor = makers.make_user("aicha"), makers.make_user("dahabo", role="supervisor")
        waits = panels.ready(makers.make_case(worker), worker, supervisor)
        people, related = panels.members(), panels.seat("omar", "IOM", "M")
        held = panels.session([*people, related], days=1 / 24)
        item = held.items.get()
        panels.free(item, people[1:])
        panel.declare(item, kind="relative", by=related.user)

    member = windows(people[0].user, PHONE)
    member.open("casework:my_panel")
    member.page.locator("main .h-row-link").first.click()
    member.fill(**{f"{item.pk}-kind": "none"})
    member.press("Declare it")
    member.page.get_by_role("link", name="Put a decision to the vote").click()
    member.fill(value="deferred", why="Nobody saw the house.", measures="He stays in the shelter.")
    member.fill(question_1="Is the house safe?", who_1="Social worker", due_on_1=f"{dates.today() + timedelta(days=14)}")
    assert fits(member.page)
    member.send()
    member.fill(agrees="yes", typed=people[0].user.name)
    member.press("Sign")
    expect(member.page.get_by_text("2 members who vote are missing.")).to_be_visible()
    expect(member.page.get_by_role("button", name="Lock the minutes")).to_have_count(0)
    with transaction.atomic():
        panels.sign(PanelDecision.objects.get(), *people[1:])
    member.page.reload()
    member.press("Lock the minutes")
    assert "signed and unchanged" in member.text()
    assert fits(member.page)

    owner = windows(worker, PHONE)
    owner.open("casework:determination", waits.pk)
    owner.press("Write the next version")
    owner.fill(answers="A colleague saw it: it is safe.", situation="He waits for an answer.")
    owner.send()
    with transaction.atomic():
        second = DeterminationReport.objects.get(number=2)
        determinations.submit(second, by=worker)
        determinations.accept(second, checked=DeterminationReport.Check.values, by=supervisor)

    secretary = windows(panels.secretary(), DESK)
    day = dates.now() + timedelta(days=3)
    secretary.open("casework:plan_session")
    secretary.fill(held_at_0=f"{day:%Y-%m-%d}", held_at_1=f"{day:%H:%M}", place="MFF")
    secretary.send()
    assert "version 2" in secretary.text(), "it came back to the agenda by itself"
    secretary.fill(members=[str(one.pk) for one in [*people, related]])
    secretary.press("Send the invitations")

    outside = windows(related.user, PHONE)
    outside.open("casework:my_panel")
    outside.page.locator("main .h-row-link").first.click()
    assert "You declared a conflict of interest about this child." in outside.text()
    assert outside.page.goto(outside.address + second.get_absolute_url()).status == 404
    with transaction.atomic():
        panel.declare(Determination.objects.get().items.get(report=second), kind="none", by=people[0].user)
    member.page.goto(member.address + second.get_absolute_url())
    assert "What changed since the version before" in member.text()
    assert "A colleague saw it: it is safe." in member.text()
    assert fits(member.page)


def test_a_decision_stands_in_the_care_plan_and_is_checked(windows):
    with transaction.atomic():
        worker, supervisor = makers.make_user("aicha"), makers.make_user("dahabo", role="supervisor")
        with dates.at(dates.now() - 48 * HOUR):
            waits = panels.ready(makers.make_case(worker), worker, supervisor)
        with dates.at(dates.now() - 40 * HOUR):
            decision = panels.decide(waits, days=0.01)
    owner = windows(worker, PHONE)
    owner.open("casework:panel_decision", decision.pk)
    owner.page.locator("#actions a").first.click()
    assert "Visit the uncle's house." in owner.text()
    owner.open("casework:panel_decision", decision.pk)
    owner.page.get_by_text("Record a check").click()
    owner.page.locator("#checks").get_by_label("In part").check()
    owner.page.locator("#checks textarea").fill("The road is closed.")
    owner.send(reverse("casework:check_bid", args=[decision.pk]))
    assert "The road is closed." in owner.text()
    assert fits(owner.page)
