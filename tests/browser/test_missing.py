"""A child absconds from the shelter, and a child turns 18: the scenarios 9.3 and 9.7 as people do them, on a phone."""

import time
from datetime import timedelta

import pytest
from django.db import transaction
from playwright.sync_api import expect

from base import dates
from casework import assessments, care, majority, missing
from casework.models import Case, MissingReport
from minors import access
from minors.models import Grant
from tests import makers
from tests.browser.people import DESK, PHONE

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


def in_the_shelter(worker, days_ago, **child) -> Case:
    with transaction.atomic(), dates.at(dates.now() - days_ago * DAY):
        case = makers.make_case(worker, **child)
        assessments.sign_rapid_assessment(case, answers=makers.ANSWERS, risk="medium", risk_reasons="Alone", by=worker)
    with transaction.atomic(), dates.at(dates.now() - days_ago * DAY + timedelta(hours=1)):
        care.place(case.child, provider=makers.make_provider(), reason="Safe", by=worker)
    return Case.objects.get(pk=case.pk)


def test_the_shelter_reports_a_child_in_two_taps_and_a_minute(windows):
    with transaction.atomic():
        worker, keeper = makers.make_user("aicha"), makers.make_user("mariam", role="placement_provider")
    case = in_the_shelter(worker, 2)
    with transaction.atomic():
        month = dates.now() + 30 * DAY
        access.give(
            case.child, user=keeper, levels=["read_c1", "read_c2"], purpose="duty", by=worker, reason="Here", ends_at=month
        )
    shelter = windows(keeper, PHONE)
    shelter.open("casework:case", case.child_id)
    began, taps = time.monotonic(), 0
    shelter.page.locator("#place").get_by_role("link", name="The child is missing").click()
    taps += 1
    expect(shelter.page.get_by_text("Tell no embassy")).to_be_visible()
    shelter.page.get_by_role("button", name="Report the child missing").click()
    taps += 1
    expect(shelter.page.get_by_text("What may be told: the minimum")).to_be_visible()
    assert (taps, time.monotonic() - began < 60) == (2, True)
    assert MissingReport.objects.get().reported_by == keeper
    owner = windows(worker, PHONE)
    owner.open("casework:today")
    first = owner.page.locator("main section").first
    expect(first).to_contain_text("Missing children")
    expect(first).to_contain_text(case.child.code)
    owner.open("casework:case", case.child_id)
    assert "Missing since" in owner.text()
    assert "stands still" in owner.text()


def test_on_day_20_the_case_of_a_missing_child_is_not_closed(windows):
    with transaction.atomic():
        worker = makers.make_user("aicha")
    case = in_the_shelter(worker, 21)
    with transaction.atomic(), dates.at(dates.now() - 20 * DAY):
        missing.report(case.child, noticed_at=dates.now(), by=worker)
    owner = windows(worker, PHONE)
    owner.open("casework:request_closure", case.child_id)
    owner.fill(reason="not_contactable", goals_met="no", statement="Nobody knows where he is.", child_agrees="unknown")
    owner.fill(way_back="The telephone of the day centre")
    owner.send()
    assert "90 days since last contact" in owner.text()
    assert "Nobody knows where he is." in owner.page.content()
    assert Case.objects.get(pk=case.pk).status == "open"


def test_at_18_the_guardian_reads_no_more_unless_the_young_adult_agrees(windows):
    with transaction.atomic():
        worker = makers.make_user("aicha")
        guardian = makers.make_user("omar", role="guardian", institution="MFF")
        today = dates.today()
        still = dates.PartialDate("17", "unknown", "age", *_ends_on(today + DAY), "child", today)
        grown = dates.PartialDate("18", "unknown", "age", *_ends_on(today), "child", today)
        cases = {}
        for name, birth in {"before": still, "after": grown}.items():
            child = makers.make_case(worker, own=name.title(), birth=birth).child
            month = dates.now() + 30 * DAY
            access.give(
                child, user=guardian, levels=["read_c1", "read_c2"], purpose="court", by=worker, reason="Order", ends_at=month
            )
            cases[name] = child
    assert [majority.birthday(child).stage for child in cases.values()] == ["maybe", "grown"]
    reader = windows(guardian, PHONE)
    reader.open("casework:case", cases["before"].pk)
    assert "may be 18 already" in reader.text()
    address = reader.address + cases["after"].get_absolute_url()
    assert reader.page.goto(address).status == 404
    owner = windows(worker, DESK)
    owner.open("casework:case", cases["after"].pk)
    owner.page.get_by_role("link", name="Turning 18").first.click()
    owner.page.get_by_role("link", name="Write the plan").click()
    owner.fill(housing="With a cousin in Balbala", agrees="yes")
    owner.send()
    assert "With a cousin in Balbala" in owner.text()
    owner.open("minors:access", cases["after"].pk)
    assert "ended at 18" in owner.text()
    owner.page.get_by_text("The young adult agrees that this person reads on").click()
    grant = Grant.objects.get(child=cases["after"], user=guardian)
    owner.page.locator(f"#agree_{grant.pk}_reason").fill("“He may go on reading”")
    owner.press("Keep the agreement")
    assert reader.page.goto(address).status == 200


def _ends_on(birthday):
    """The births of which the latest has its 18th birthday on that day, and the earliest a year before."""
    latest = dates.add_months(birthday, -12 * 18)
    return dates.add_months(latest, -12), latest
