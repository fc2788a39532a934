"""The pages of the level of risk: over time, entered by the worker, decided by the supervisor."""

from datetime import timedelta

import pytest
from django.urls import reverse

from base import dates
from casework import assessments, closing, intake, risk_chart
from casework.models import Risk, RiskLevel
from minors import filing
from minors.sections import SECTIONS
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def pregnant(aicha):
    """A girl of 14 with relatives, of whom it is known since today that she is pregnant: at least high."""
    child = makers.make_case(aicha, own="Sara", sex="F", tonight={"care_type": "kinship"}, risk="medium").child
    filing.write(SECTIONS["situation"], child, values={"pregnant": "yes"}, silences={}, by=aicha)
    return child


def enter(client, child, page="set_risk", **said):
    said = {"risk": "high", "reasons": "Seen today", **said}
    return client.post(reverse(f"casework:{page}", args=[child.pk]), said)


def test_aicha_raises_the_level_freely(worker, yonas):
    assert enter(worker, yonas).status_code == 302
    yonas.case.refresh_from_db()
    assert (yonas.case.risk, yonas.case.risk_reasons) == ("high", "Seen today")


def test_aicha_is_told_what_calls_for_more_and_keeps_her_words(worker, pregnant):
    page = enter(worker, pregnant, risk="medium")
    assert page.status_code == 422
    assert "The level of risk is at least “High”. The child is pregnant." in page.text
    assert "Seen today" in page.text
    assert enter(worker, pregnant, risk="medium", below_floor_because="I know her").status_code == 422


def test_the_supervisor_needs_a_reason_to_go_below_and_the_page_says_so(client, pregnant, dahabo):
    client.force_login(dahabo)
    assert "The facts call for at least “High”" in client.get(reverse("casework:decide_risk", args=[pregnant.pk])).text
    assert enter(client, pregnant, "decide_risk", risk="medium").status_code == 422
    done = enter(client, pregnant, "decide_risk", risk="medium", below_floor_because="With her aunt")
    assert done.status_code == 302
    assert "With her aunt" in client.get(done.url).text


def test_a_closed_case_is_reopened_before_its_level_changes(worker, aicha, dahabo):
    child = makers.make_case(aicha, own="Saba", tonight={"care_type": "kinship"}).child
    assessments.sign_rapid_assessment(child.case, answers=makers.ANSWERS, risk="medium", risk_reasons="Alone", by=aicha)
    asked = closing.request(child.case, reason="goals_met", statement="Safe", way_back="21 35 00 00", by=aicha)
    closing.approve(asked, by=dahabo)
    page = enter(worker, child)
    assert page.status_code == 422
    assert "Reopen it first" in page.text


def test_every_entry_is_drawn_and_stands_in_the_table(worker, yonas, aicha):
    with dates.at(dates.now() + timedelta(days=2)):
        intake.set_risk(yonas.case, "high", reasons="Threatened", by=aicha)
    with dates.at(dates.now() + timedelta(days=4)):
        page = worker.get(reverse("casework:risk", args=[yonas.pk])).text
    assert page.count('<th scope="row"') == 2
    assert "Threatened" in page
    assert page.count('class="h-steps-dot') == 2 + 2  # and two in the key
    assert 'd="M0 30H0V30H50' in page


def test_why_the_level_may_be_lower_is_for_readers_of_what_is_sensitive(client, pregnant, aicha, dahabo):
    pregnant.case.refresh_from_db()
    intake.set_risk(pregnant.case, "medium", reasons="Safe", by=dahabo, below_floor_because="With her aunt, seen by the midwife")
    address = reverse("casework:risk", args=[pregnant.pk])
    client.force_login(makers.make_reader("reader", pregnant, aicha))
    page = client.get(address).text
    assert "lower than the facts call for" in page
    assert "midwife" not in page
    assert "pregnant" not in page
    client.force_login(aicha)
    page = client.get(address).text
    assert "midwife" in page
    assert "The child is pregnant." in page


def row(day, level, floor=""):
    begin = dates.now() - timedelta(days=10)
    below = floor and level != floor
    return RiskLevel(recorded_at=begin + timedelta(days=day), level=level, floor=floor, status="below" if below else "entered")


def test_the_drawing_goes_up_and_down_at_the_moments_of_the_entries():
    rows = [row(0, "low"), row(5, "high", "high"), row(8, "medium", "high")]
    drawn = risk_chart.steps(rows, rows[0].recorded_at + timedelta(days=10))
    assert drawn.line == "M0 50H0V50H50V10H80V30H100"
    assert drawn.floor == "M50 10H80M80 10H100"
    assert [(dot.x, dot.y, dot.below) for dot in drawn.dots] == [("0", 50, False), ("50", 10, False), ("80", 30, True)]


def test_one_entry_is_a_line_and_none_is_nothing():
    assert risk_chart.steps([], dates.now()) is None
    only = row(0, Risk.LOW)
    assert risk_chart.steps([only], only.recorded_at).line == "M0 50H0V50H100"
