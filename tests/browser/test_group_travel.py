"""Twelve children return: the scenario 9.15, with the one who is not sure whether it is afraid, on a phone."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import expect

from base import dates
from casework import departures
from minors import filing
from minors.sections import SECTIONS
from tests import family, makers
from tests.browser.people import PHONE
from tests.casework.test_group_travel import TRAVEL

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_child_who_is_not_sure_is_on_no_list_and_nobody_can_put_it_there(windows):
    with transaction.atomic():
        worker, supervisor = makers.make_user("aicha"), makers.make_user("dahabo", role="supervisor")
        leaving = [family.approved(family.ready(worker, supervisor, own=own), worker, supervisor) for own in ("Hana", "Dawit")]
        travel = departures.plan_travel(by=worker, travels_on=dates.today() + timedelta(days=7), **TRAVEL)
        wishes = leaving[1].child.wishes
        unsure = family.WISHES | {"fear_of_return": "unsure"}
        filing.write(SECTIONS["wishes"], leaving[1].child, values=unsure, silences={}, by=worker, record=wishes)
    owner = windows(worker, PHONE)
    owner.open("casework:departure", leaving[0].pk)
    owner.fill(travel=travel.pk)
    owner.press("Put the child on the list")
    owner.open("casework:departure", leaving[1].pk)
    assert "The child is afraid to return, or is not sure." in owner.text()
    assert owner.page.get_by_role("button", name="Put the child on the list").count() == 0
    sent = owner.page.evaluate(
        """async ([address, travel]) => {
            const body = new URLSearchParams({travel, csrfmiddlewaretoken: document.querySelector('[name=csrfmiddlewaretoken]').value});
            return (await fetch(address, {method: 'POST', body})).status;
        }""",
        [reverse("casework:join_travel", args=[leaving[1].pk]), str(travel.pk)],
    )
    assert sent == 422, "sent by hand it is refused as well"
    owner.open("casework:travel", travel.pk)
    listed = owner.page.locator("#manifest").inner_text()
    assert leaving[0].child.code in listed
    assert leaving[1].child.code not in listed
    assert "Hana" not in owner.text()
    boss = windows(supervisor, PHONE)
    boss.open("casework:departure", leaving[1].pk)
    assert "The child cannot leave today" in boss.text()
    assert boss.page.locator("main form[method=post] .btn-primary").count() == 0, "no way around it for the supervisor either"


def test_when_the_paper_came_the_refusal_before_it_is_gone(windows):
    with transaction.atomic():
        worker, supervisor = makers.make_user("aicha"), makers.make_user("dahabo", role="supervisor")
        leaving = family.approved(family.ready(worker, supervisor, own="Hana"), worker, supervisor)
        travel = departures.plan_travel(by=worker, travels_on=dates.today() + timedelta(days=7), **TRAVEL)
        departures.join(leaving, travel, by=worker)
    owner = windows(worker, PHONE)
    owner.open("casework:print_travel", travel.pk)
    owner.press("Make the PDF")
    expect(owner.page.locator(".h-errors")).to_be_visible()
    owner.fill(reason="For the bus")
    with owner.page.expect_download():
        owner.page.get_by_role("button", name="Make the PDF").click()
    expect(owner.page.locator(".h-errors")).to_be_hidden()
    expect(owner.page.locator(".h-error")).to_be_hidden()
