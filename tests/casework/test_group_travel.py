"""A group that travels: its list is in code, and each child on it has its own checks (domain.md 9.15)."""

from datetime import timedelta

import pypdfium2
import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from base import dates
from base.models import AccessEvent
from base.workflow import Refused
from casework import departures, travel_paper
from casework.models import Departure, GroupTravel
from minors import filing
from minors.sections import SECTIONS
from tests import family, makers

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


@pytest.fixture
def group(aicha, dahabo, travel):
    """Two children on the list."""
    cases = [family.ready(aicha, dahabo, own=own) for own in ("Hana", "Dawit")]
    for case in cases:
        departures.join(family.approved(case, aicha, dahabo), travel, by=aicha)
    return cases


def printed(client, person, name, travel, **said):
    client.force_login(person)
    answer = client.post(reverse(f"casework:{name}", args=[travel.pk]), {"reason": "For the bus", "language": "en", **said})
    assert answer.status_code == 200, answer.status_code
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(answer.content)).split())


def test_the_paper_for_the_escort_has_codes_and_no_name(client, aicha, group, travel):
    text = printed(client, aicha, "print_travel", travel)
    assert all(case.child.code in text for case in group)
    assert "Hana" not in text
    assert "Dawit" not in text


def test_the_sealed_list_names_each_child_with_its_birth_for_one_purpose_and_each_file_remembers_it(
    client, dahabo, group, travel
):
    text = printed(client, dahabo, "print_identities", travel, purpose="receiving")
    for case, own in zip(group, ("Hana", "Dawit"), strict=True):
        assert case.child.code in text
        assert f"{own} Tesfaye" in text
        assert str(case.child.age) in " ".join(text.split()), "beside what was told, which may be a bare number"
        event = AccessEvent.objects.get(kind="printed", child_id=case.child_id)
        assert (event.field_class, event.reason, event.detail["purpose"]) == ("C2", "For the bus", "receiving")
    assert "not for the control of migration" in text


def test_the_sealed_list_has_a_right_of_its_own_and_no_other_purpose(client, aicha, dahabo, group, travel):
    client.force_login(aicha)
    page = reverse("casework:print_identities", args=[travel.pk])
    assert client.get(page).status_code == 403
    assert page not in client.get(travel.get_absolute_url()).text
    client.force_login(dahabo)
    assert page in client.get(travel.get_absolute_url()).text
    said = {"reason": "For the bus", "language": "en"}
    for wrong in ({"purpose": "embassy"}, {}, {"purpose": "receiving", "reason": " "}):
        assert client.post(page, {**said, **wrong}).status_code == 422
    with pytest.raises(Refused, match="no names are printed"):
        travel_paper.print_identities(travel, by=dahabo, purpose="police", **said)
    with pytest.raises(PermissionDenied):
        travel_paper.print_identities(travel, by=aicha, purpose="receiving", **said)
    assert not AccessEvent.objects.filter(kind="printed").exists()


def test_who_has_an_obstacle_today_is_named_on_no_paper_and_the_paper_says_that_somebody_is_left_out(
    client, aicha, dahabo, group, travel
):
    change_wish(group[1], aicha, fear_of_return="unsure")
    for name, said in (("print_travel", {}), ("print_identities", {"purpose": "receiving"})):
        text = printed(client, dahabo, name, travel, **said)
        assert group[0].child.code in text
        assert group[1].child.code not in text
        assert "not on this paper: 1" in text
        assert "Dawit" not in text


def test_names_are_printed_only_of_files_that_the_reader_may_open(client, group, aicha, travel):
    other = makers.make_user("guleed", role="supervisor", team=makers.make_team(name="Other"), institution="CARITAS")
    with pytest.raises(Refused, match="No child is on the list"):
        travel_paper.print_identities(travel, by=other, purpose="receiving", reason="x", language="en")
