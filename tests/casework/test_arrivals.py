"""A boat lands at night: reported once, its children registered in a row, its figures counted from their files (domain.md 9.1)."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from base import dates
from base.models import AccessEvent
from casework import assessments
from casework.models import Placement
from minors import access, arrivals, naming
from minors.models import ArrivalEvent, Child, Consent
from referrals import workflow
from tests import makers


@pytest.fixture
def boat(aicha):
    return makers.make_arrival(aicha, persons=60, women=10, men=25, minors=25, missing=5)


def quick(**changes):
    """The answers for one child at the shore."""
    answers = {
        "own": "Hamdi",
        "father": "Galgalo",
        "sex": "F",
        "birth_age": "14",
        "birth_calendar": "gregorian",
        "nationality": "ET",
        "language": "om",
        "category": "uac",
        "risk": "high",
        "risk_reasons": "Alone on the beach",
        "tonight": "street",
        "key": str(uuid.uuid4()),
        **changes,
    }
    return {name: value for name, value in answers.items() if value is not None}


def next_page(boat):
    return reverse("casework:register_arrived", args=[boat.pk])


# ------------------------------------------------------------------------------------------------------------------- the event


def typed(**changes):
    now = (dates.now() - timedelta(hours=1)).astimezone(dates.DJIBOUTI)
    answers = {
        "arrived_at_0": f"{now:%Y-%m-%d}",
        "arrived_at_1": f"{now:%H:%M}",
        "place": "OBK-GODORIA",
        "vehicle": "boat",
        "reported_by": "coast_guard",
        "persons": "60",
        "women": "10",
        "men": "25",
        "minors": "25",
        "missing": "5",
        "agencies": ["coast_guard", "coam_iom"],
        "description": "Forced into the sea near the shore.",
        "key": str(uuid.uuid4()),
    }
    return answers | changes


def test_an_arrival_is_reported_once_and_leads_to_its_children(worker, aicha):
    page = worker.post(reverse("casework:new_arrival"), typed(), follow=True)
    boat = ArrivalEvent.objects.get()
    assert page.redirect_chain == [(boat.get_absolute_url(), 302)]
    assert (boat.team, boat.region.code, boat.dead, boat.missing) == (aicha.team, "OBK", None, 5)
    assert "0 of 25 children registered" in page.text
    assert next_page(boat) in page.text


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"persons": "50"}, "persons"), ({"arrived_at_0": "2090-01-01"}, "arrived_at"), ({"vehicle": ""}, "vehicle")],
)
def test_what_cannot_be_is_refused_beside_its_field_and_kept(worker, changes, field):
    page = worker.post(reverse("casework:new_arrival"), typed(**changes))
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert "Forced into the sea" in page.text
    assert not ArrivalEvent.objects.exists()


def test_a_correction_keeps_what_was_counted_before_with_its_reason(worker, boat, aicha, at_commit):
    address = reverse("casework:correct_arrival", args=[boat.pk])
    assert 'value="5"' in worker.get(address).text
    worker.post(address, typed(missing="7", dead="0", version=boat.version, reason="The coast guard counted again"))
    at_commit()
    last, first = boat.history.all()
    assert (first.missing, last.missing, last.dead) == (5, 7, 0)
    assert (last.history_change_reason, last.history_user) == ("The coast guard counted again", aicha)


def test_of_two_corrections_the_second_is_shown_both(worker, boat, aicha):
    old = boat.version
    arrivals.correct(boat, event={"missing": 6}, by=aicha, reason="Counted")
    page = worker.post(
        reverse("casework:correct_arrival", args=[boat.pk]), typed(missing="7", version=old, reason="Counted again")
    )
    assert page.status_code == 422
    assert ArrivalEvent.objects.get().missing == 6
    assert page.context["conflict"]["rows"]


# -------------------------------------------------------------------------------------------------------------- in a row


def test_after_one_child_comes_the_empty_form_for_the_next_with_what_they_share(worker, boat, aicha):
    page = worker.post(next_page(boat), quick(), follow=True)
    child = Child.objects.get()
    assert page.redirect_chain == [(next_page(boat), 302)]
    assert child.code in page.text, "for the wristband"
    assert "1 of 25 children registered" in page.text
    form = page.context["form"]
    assert {name: form[name].value() for name in ("own", "nationality", "language", "category", "tonight")} == {
        "own": None,
        "nationality": "ET",
        "language": "om",
        "category": "uac",
        "tonight": "street",
    }
    assert (child.arrival, child.found_place, child.found_by, child.identified_at) == (
        boat,
        boat.place,
        "coast_guard",
        boat.arrived_at,
    )
    limit = child.clocks.get(rule="rapid_assessment")
    assert limit.due_at == boat.arrived_at + timedelta(hours=24), "clocks start from the event"
    assert makers.levels_on(aicha, child.pk) == set(access.FULL)


def test_twelve_answers_at_most_are_asked(worker, boat):
    form = worker.get(next_page(boat)).context["form"]
    closed = {
        field.name for part in form.sections for fold in part.get("folds", []) if not fold["open"] for field in fold["fields"]
    }
    assert len([field for field in form.visible_fields() if field.name not in closed]) <= 12


def test_consent_may_be_asked_for_later(worker, boat):
    worker.post(next_page(boat), quick())
    assert (Consent.objects.get().status, Consent.objects.get().scopes) == ("not_yet", [])
    worker.post(next_page(boat), quick(own="Saida", father="Omar", giver="child"))
    assert Consent.objects.filter(status="given", givers=["child"]).count() == 1


def test_a_child_without_a_name_gets_a_number_until_somebody_knows_it(worker, boat, aicha):
    for _each in range(2):
        worker.post(next_page(boat), quick(own=None, father=None, birth_age="8 months"))
    first, second = Child.objects.order_by("recorded_at")
    assert [one.names.get().own for one in (first, second)] == ["Unknown child 1", "Unknown child 2"]
    assert "1 under 2 years" not in worker.get(boat.get_absolute_url()).text
    assert "2 under 2 years" in worker.get(boat.get_absolute_url()).text
    naming.rename(first.names.get(), own="Nimo", father="", grandfather="", by=aicha, reason="Her aunt came")
    assert "1 under 2 years" in worker.get(boat.get_absolute_url()).text


def test_a_child_of_the_same_boat_who_may_be_the_same_is_shown_before_saving(worker, boat):
    worker.post(next_page(boat), quick())
    page = worker.post(next_page(boat), quick(own="Xamdi", father="Galgallo"))
    assert page.status_code == 422
    first = Child.objects.get()
    assert first.code in page.text
    decided = {"seen": page.context["seen"], f"same_{first.pk}": "different"}
    worker.post(next_page(boat), quick(own="Xamdi", father="Galgallo") | decided)
    assert Child.objects.count() == 2


def test_a_form_sent_twice_registers_once(worker, boat):
    answers = quick()
    worker.post(next_page(boat), answers)
    worker.post(next_page(boat), answers)
    assert Child.objects.count() == 1


# ------------------------------------------------------------------------------------------------------------------ the figures


def child_of(boat, by, **changes):
    return makers.make_case(by, arrival=boat, **changes).child


def figures(client, boat):
    tiles = client.get(boat.get_absolute_url()).context["tiles"]
    return {str(tile["label"]): tile["value"] for tile in tiles}


@pytest.fixture
def landed(boat, aicha):
    """Five children: one in a bed, one in hospital, one ill, one sent to a doctor, one without a name."""
    shelter = makers.make_provider()
    bed = {"care_type": "residential", "provider": shelter}
    children = {
        "safe": child_of(boat, aicha, own="Hodan", tonight=bed),
        "hospital": child_of(boat, aicha, own="Saida", tonight={"care_type": "hospital"}, risk="high"),
        "ill": child_of(boat, aicha, own="Ali", tonight=bed),
        "sent": child_of(boat, aicha, own="Omar"),
        "nameless": child_of(boat, aicha, own="Unknown child 5"),
    }
    answers = {**makers.ANSWERS, "medical_emergency": "yes"}
    assessments.sign_rapid_assessment(
        children["ill"].case, answers=answers, risk="high", risk_reasons="Unconscious at times", by=aicha
    )
    workflow.refer(
        children["sent"],
        to=makers.make_service(),
        reason="Cough",
        groups=["age_sex_language"],
        urgency="normal",
        mode="electronic",
        by=aicha,
    )
    return children


def test_every_figure_is_counted_from_the_files_and_opens_its_list(worker, boat, landed):
    assert figures(worker, boat) == {
        "children registered": 5,
        "at high risk": 2,
        "without adult care tonight": 2,
        "need a doctor": 3,
        "whose name nobody knows": 1,
        "persons missing": 5,
    }
    lists = {
        "high": ["hospital", "ill"],
        "no_care": ["sent", "nameless"],
        "medical": ["hospital", "ill", "sent"],
        "unidentified": ["nameless"],
        "anything": list(landed),
    }
    for shown, expected in lists.items():
        rows = worker.get(boat.get_absolute_url(), {"show": shown}).context["children"]
        assert {row.pk for row in rows} == {landed[name].pk for name in expected}, shown


def test_a_child_who_was_treated_or_found_well_needs_no_doctor_any_more(worker, boat, landed, aicha):
    assessments.sign_rapid_assessment(
        landed["ill"].case, answers=makers.ANSWERS, risk="medium", risk_reasons="Seen by the doctor", by=aicha
    )
    assert figures(worker, boat)["need a doctor"] == 2


def test_the_supervisor_reads_the_same_figures_and_registers_nobody(client, dahabo, boat, landed):
    client.force_login(dahabo)
    assert figures(client, boat)["need a doctor"] == 3
    page = client.get(boat.get_absolute_url())
    assert next_page(boat) not in page.text
    assert client.get(next_page(boat)).status_code == 403


def test_who_may_not_read_what_is_sensitive_of_a_child_does_not_learn_it_from_a_number(client, boat, landed, aicha):
    ayan = makers.make_user("ayan")
    month = dates.now() + timedelta(days=30)
    give = {"user": ayan, "purpose": "duty", "by": aicha, "reason": "Duty", "ends_at": month}
    access.give(landed["ill"], levels=["read_c1"], **give)
    client.force_login(ayan)
    assert figures(client, boat)["need a doctor"] == 0
    assert client.get(boat.get_absolute_url(), {"show": "medical"}).context["children"] == []
    access.give(landed["ill"], levels=["read_c1", "read_c3"], **give)
    assert figures(client, boat)["need a doctor"] == 1


def test_an_official_reads_the_arrival_in_code_without_what_is_sensitive(client, boat, landed, aicha):
    arrivals.correct(boat, event={"description": "Beaten on board"}, by=aicha, reason="Told by a survivor")
    client.force_login(makers.make_user("nasra", role="national_officer", institution="MFF"))
    page = client.get(boat.get_absolute_url())
    assert "Beaten on board" not in page.text
    assert "need a doctor" not in page.text
    everybody = page.context["children"]
    assert len(everybody) == 5
    assert len(client.get(boat.get_absolute_url(), {"show": "medical"}).context["children"]) == 5, "no list of who is ill"


def test_a_coordinator_reads_the_arrivals_of_the_region_and_no_other(client, boat):
    obock = makers.make_team("MFF", "Obock", "OBK")
    for team, status in ((obock, 200), (makers.make_team("MFF", "Dikhil", "DIK"), 404)):
        client.force_login(makers.make_user(f"coordinator-{team.name}", role="regional_coordinator", team=team))
        assert client.get(boat.get_absolute_url()).status_code == status
        assert (str(boat.pk) in client.get(reverse("casework:arrivals")).text) is (status == 200)


def test_a_stranger_learns_nothing_of_an_arrival(client, charmarke, boat, landed):
    client.force_login(charmarke)
    unknown = reverse("casework:arrival", args=[uuid.uuid4()])
    assert client.get(boat.get_absolute_url()).content == client.get(unknown).content
    assert str(boat.pk) not in client.get(reverse("casework:arrivals")).text


def test_a_colleague_sees_how_many_there_are_and_opens_only_the_own(client, boat, landed):
    ayan = makers.make_user("ayan")
    own = child_of(boat, ayan, own="Nimo", sex="F")
    client.force_login(ayan)
    page = client.get(boat.get_absolute_url())
    assert "6 of 25 children registered" in page.text
    assert [row.pk for row in page.context["children"]] == [own.pk]
    assert "5 children of this arrival were registered by colleagues" in page.text
    for child in landed.values():
        assert child.code not in page.text


def test_who_is_shut_out_of_one_file_does_not_find_it_in_any_number(client, dahabo, boat, landed, aicha):
    access.exclude(landed["nameless"], user=dahabo, by=aicha, reason="A relative")
    client.force_login(dahabo)
    page = client.get(boat.get_absolute_url())
    assert figures(client, boat) | {"persons missing": 0} == {
        "children registered": 4,
        "at high risk": 2,
        "without adult care tonight": 1,
        "need a doctor": 3,
        "whose name nobody knows": 0,
        "persons missing": 0,
    }
    assert "registered by" not in page.text


def test_listing_the_children_of_an_arrival_is_remembered(worker, boat, landed, aicha):
    worker.get(boat.get_absolute_url())
    assert AccessEvent.objects.filter(person=aicha, subject_id=str(boat.pk), kind="opened", child_id=None).exists()
    listed = AccessEvent.objects.get(person=aicha, kind="listed")
    assert sorted(listed.shown) == sorted(child.code for child in landed.values())


def test_the_page_of_an_arrival_asks_the_database_few_questions(worker, boat, landed, django_assert_max_num_queries):
    worker.get(boat.get_absolute_url())
    with django_assert_max_num_queries(
        18
    ):  # one for the arrival, three for figures and children, three for what is due, two memories
        worker.get(boat.get_absolute_url())
    with django_assert_max_num_queries(11):  # three of its own, eight that every page costs, savepoints counted
        worker.get(reverse("casework:arrivals"))


def test_the_case_says_with_whom_the_child_came(worker, boat, aicha):
    child = child_of(boat, aicha)
    page = worker.get(child.get_absolute_url())
    assert boat.get_absolute_url() in page.text
    assert Placement.objects.filter(child=child).exists()
