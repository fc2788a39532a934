"""Old paper files are entered: their days lie in the past, and nothing becomes late or worse by it (domain.md 9.16)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from base import dates
from casework import assessments
from casework.models import Case
from minors.models import Child, Clock, Consent
from plan import measuring, periods
from plan.models import Indicator
from tests import makers
from tests.casework.test_register import typed

ADDRESS = "/cases/register/paper/"


def on_paper(months=10, **changes):
    """A file that was written so many months ago."""
    then = dates.add_months(dates.now(), -months).astimezone(dates.DJIBOUTI)
    moments = {"told_on_0": f"{then:%Y-%m-%d}", "told_on_1": f"{then:%H:%M}"}
    found = then - timedelta(days=5)
    moments |= {"identified_at_0": f"{found:%Y-%m-%d}", "identified_at_1": f"{found:%H:%M}"}
    return typed(giver=None, **moments, **changes)


def test_a_paper_file_keeps_its_days_and_says_where_it_comes_from(worker):
    page = worker.post(ADDRESS, on_paper(birth_age="14"), follow=True)
    assert "Write this code on the wristband" in page.text
    child = Child.objects.get()
    then = dates.local_date(dates.add_months(dates.now(), -10))
    assert child.entry == "paper"
    assert dates.local_date(child.registered_at) == then
    assert dates.local_date(child.recorded_at) == dates.today()
    assert child.birth.recorded_on == then, "the child was 14 then"
    assert "entered from a paper file" in page.text


def test_nothing_is_overdue_because_a_file_is_entered_late(worker):
    worker.post(ADDRESS, on_paper())
    case = Case.objects.get()
    assert {one.state for one in makers.due(case)} <= {"today", "soon", "later"}
    assert Clock.objects.get(rule="rapid_assessment").due_at > dates.now()
    assert dates.local_date(case.child.placements.get().starts_at) == dates.today(), "nobody knows where it slept before"


def test_consent_is_marked_as_to_be_sought(worker):
    worker.post(ADDRESS, on_paper())
    consent = Consent.objects.get()
    assert (consent.status, consent.scopes) == ("not_yet", [])
    assert consent.reason_not_asked.startswith("To be sought")


def test_a_child_who_is_known_already_is_found_before_the_paper_becomes_a_second_file(worker, yonas):
    page = worker.post(ADDRESS, on_paper(own="Ionas", father="Tesfay", sex="M"))
    assert page.status_code == 422
    assert yonas.code in page.text
    assert f'action="{ADDRESS}"' in page.text
    assert Child.objects.count() == 1


@pytest.mark.parametrize(
    ("day", "says"),
    [(timedelta(days=1), "has not come yet"), (-timedelta(days=400), "cannot be registered before it was found")],
)
def test_the_days_of_a_paper_file_have_their_order(worker, day, says):
    page = worker.post(ADDRESS, on_paper() | {"told_on_0": f"{dates.today() + day:%Y-%m-%d}"})
    assert page.status_code == 422
    assert says in page.text


def test_the_registration_page_leads_to_the_paper_file(worker):
    assert ADDRESS in worker.get(reverse("casework:register")).text


def test_the_figures_of_what_is_done_in_time_do_not_fall_because_of_the_backlog(worker, aicha):
    then = dates.add_months(dates.now(), -10)
    in_time = makers.make_case(aicha, at=then, own="Omar")
    with dates.at(then + timedelta(hours=3)):
        assessments.sign_rapid_assessment(in_time, answers=makers.ANSWERS, risk="medium", risk_reasons="Alone", by=aicha)
    period = periods.holding(dates.local_date(then), "year")
    before = {code: figure(code, period) for code in ("1.2", "1.3", "2.2")}
    assert before["1.2"] == before["1.3"] == (1, 1)
    for number in range(3):
        worker.post(ADDRESS, on_paper(own=f"Child {'abc'[number] * 3}", key=None))
    assert Child.objects.filter(entry="paper").count() == 3
    with dates.at(dates.now() + timedelta(days=60)):
        assert {code: figure(code, period) for code in before} == before
        assert figure("1.1", period)[0] == 4, "they were registered in that year and count as registered"


def figure(code, period):
    measure = measuring.measure(Indicator.objects.get(code=code), period, user=None)
    return measure.numerator, measure.denominator
