"""A group that travels: its list is in code, and each child on it has its own checks (domain.md 9.15)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from base import dates
from base.workflow import Refused
from casework import departures
from casework.models import Departure, GroupTravel
from minors import filing
from minors.sections import SECTIONS
from tests import family

pytestmark = pytest.mark.django_db
TRAVEL = {
    "country": "ET",
    "route": "Bus, Galafi",
    "escort": "Social worker, IOM",
    "receiving_service": "Social affairs, Dire Dawa",
}


@pytest.fixture
def case(aicha, dahabo):
    return family.ready(aicha, dahabo)


@pytest.fixture
def travel(aicha):
    return departures.plan_travel(by=aicha, travels_on=dates.today() + timedelta(days=7), **TRAVEL)


def change_wish(case, by, **values):
    wishes = case.child.wishes
    wishes.refresh_from_db()
    filing.write(SECTIONS["wishes"], case.child, values=family.WISHES | values, silences={}, by=by, record=wishes)


def test_only_an_approved_departure_is_on_the_list_of_a_group(case, aicha, travel):
    departure = family.leaving(case, aicha)
    with pytest.raises(Refused, match="Only an approved departure"):
        departures.join(departure, travel, by=aicha)


def test_a_child_with_an_obstacle_of_today_is_taken_off_the_list(aicha, dahabo, travel):
    cases = [family.ready(aicha, dahabo, own=own) for own in ("Hana", "Dawit", "Mulu")]
    for case in cases:
        departures.join(family.approved(case, aicha, dahabo), travel, by=aicha)
    change_wish(cases[1], aicha, fear_of_return="unsure")
    on_it = Departure.objects.filter(travel=travel).select_related("child")
    free, kept_back = departures.manifest(on_it)
    assert ({one.child_id for one in free}, [one.child_id for one in kept_back]) == (
        {cases[0].child_id, cases[2].child_id},
        [cases[1].child_id],
    )
    departures.close_travel(travel, by=aicha)
    assert Departure.objects.filter(travel=travel).count() == 2
    with pytest.raises(Refused, match="list was closed"):
        departures.join(Departure.objects.get(child=cases[1].child), travel, by=aicha)


def test_a_travel_does_not_lie_in_the_past(aicha):
    with pytest.raises(Refused, match="has passed"):
        departures.plan_travel(by=aicha, travels_on=dates.today() - timedelta(days=1), **TRAVEL)


def test_aicha_plans_a_travel_on_its_page(worker, aicha):
    page = reverse("casework:new_travel")
    assert worker.get(page).status_code == 200
    day = dates.today() + timedelta(days=3)
    assert worker.post(page, TRAVEL | {"travels_on": ""}).status_code == 422
    assert worker.post(page, TRAVEL | {"travels_on": f"{day:%Y-%m-%d}"}).status_code == 302
    made = GroupTravel.objects.get()
    assert "Galafi" in worker.get(made.get_absolute_url()).text
    assert "ET" not in worker.get(reverse("casework:travels")).text.split("h-list")[0][-200:]
    assert worker.post(reverse("casework:close_travel", args=[made.pk])).status_code == 302


def test_the_list_of_a_group_is_in_code_and_leaves_out_who_may_not_travel(worker, aicha, dahabo, travel):
    cases = [family.ready(aicha, dahabo, own=own) for own in ("Hana", "Dawit", "Mulu")]
    for case in cases:
        departures.join(family.approved(case, aicha, dahabo), travel, by=aicha)
    change_wish(cases[1], aicha, fear_of_return="unsure")
    text = worker.get(travel.get_absolute_url()).text
    listed, kept_back = text.split('id="kept-back"')
    assert cases[0].child.code in listed
    assert cases[1].child.code not in listed.split('id="manifest"')[1]
    assert cases[1].child.code in kept_back
    assert "Hana" not in text
