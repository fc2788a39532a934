"""The pages of a hand-over: proposal with a change for each row, launch, answers, result with its way back."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from base import dates
from base.models import AccessEvent
from casework import handover, owners
from casework.distribution import Row
from casework.models import Case, HandOver, Transfer
from minors import consent
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def hodan(db):
    return makers.make_user("hodan", speaks=["om"])


@pytest.fixture
def supervisor(client, dahabo):
    client.force_login(dahabo)
    return client


def of(case) -> Case:
    return Case.objects.get(pk=case.pk)


def caseload(owner) -> str:
    return reverse("casework:hand_over_caseload", args=[owner.pk])


def typed(cases, to, **said):
    return {"reason": "worker_unavailable", **{f"to_{case.pk}": to.pk for case in cases}, **said}


def test_the_supervisor_sees_a_proposal_with_its_reasons_and_launches_it(supervisor, case, aicha, hodan):
    high = makers.make_case(aicha, risk="high")
    page = supervisor.get(caseload(aicha))
    text = page.content.decode()
    assert case.child.code in text
    assert "Speaks the language of the child" in text
    assert "1 case waits for acceptance" in text
    assert not Transfer.objects.exists(), "nothing is saved by looking"
    answer = supervisor.post(caseload(aicha), typed([case, high], hodan), follow=True)
    assert answer.redirect_chain[-1][0] == HandOver.objects.get().get_absolute_url()
    assert {of(case).owner, of(high).owner} == {hodan, aicha}


def test_a_row_can_be_changed_and_counted_again_before_anything_happens(supervisor, case, aicha, hodan):
    idil = makers.make_user("idil")
    page = supervisor.post(caseload(aicha), typed([case], idil, check="yes"))
    assert page.status_code == 200
    assert [one["person"] for one in page.context["after"]] == [idil]
    assert not Transfer.objects.exists()
    supervisor.post(caseload(aicha), typed([case], idil))
    assert of(case).owner == idil
    assert Transfer.objects.get().why == [{"rule": "chosen"}]


def test_a_refused_launch_keeps_everything_that_was_chosen(supervisor, case, aicha, hodan):
    page = supervisor.post(caseload(aicha), typed([case], hodan, leaving_on="2020-01-01", note="Likes football"))
    assert page.status_code == 422
    assert "Likes football" in page.content.decode()
    assert "This day is over" in page.content.decode()
    assert page.context["form"][f"to_{case.pk}"].value() == str(hodan.pk)
    assert of(case).owner == aicha


def test_nobody_outside_the_list_can_be_chosen(supervisor, case, aicha, charmarke):
    page = supervisor.post(caseload(aicha), typed([case], charmarke))
    assert page.status_code == 422
    assert of(case).owner == aicha


def test_who_has_no_case_in_reach_of_the_supervisor_has_nothing_to_hand_over(supervisor, charmarke):
    makers.make_case(charmarke)
    assert supervisor.get(caseload(charmarke)).status_code == 404


def test_one_case_is_handed_over_from_its_page(supervisor, case, aicha, hodan):
    url = reverse("casework:hand_over", args=[case.child_id])
    assert url in supervisor.get(case.get_absolute_url()).content.decode()
    supervisor.post(url, typed([case], hodan, grace="on"))
    assert of(case).owner == hodan


def test_a_case_for_another_institution_needs_consent_and_the_page_says_so(supervisor, case, aicha, charmarke):
    consent.withdraw_scopes(case.child, ["case_management"], by=aicha, reason="No", told="Said so")
    url = reverse("casework:hand_over", args=[case.child_id])
    page = supervisor.post(url, typed([case], charmarke))
    assert page.status_code == 422
    assert "has not allowed" in page.content.decode()
    supervisor.post(url, typed([case], charmarke, without_consent_because="Sick, and in Obock already"))
    assert Transfer.objects.get().status == "proposed"


def test_the_new_worker_finds_the_offer_on_today_reads_it_in_code_and_accepts(client, aicha, hodan, dahabo):
    case = makers.make_case(aicha, risk="high", own="Yonas")
    handover.launch([Row(case, hodan)], reason="organisation", by=dahabo, note="Trusts the cook")
    client.force_login(hodan)
    assert "1 case is offered to you" in client.get(reverse("casework:today")).content.decode()
    offer = Transfer.objects.get()
    assert offer.get_absolute_url() in client.get(reverse("casework:offers")).content.decode()
    page = client.get(offer.get_absolute_url()).content.decode()
    assert case.child.code in page
    assert "Yonas" not in page
    assert "Trusts the cook" not in page, "what is sensitive is read by who accepted"
    assert "offered to you" in client.get(case.get_absolute_url()).content.decode()
    client.post(reverse("casework:accept_transfer", args=[offer.pk]))
    assert of(case).owner == hodan
    page = client.get(offer.get_absolute_url()).content.decode()
    assert "Trusts the cook" in page
    client.post(reverse("casework:introduce", args=[offer.pk]), {"on": dates.today().isoformat(), "how": "Shy"})
    assert Transfer.objects.get().introduced_on == dates.today()


def test_a_refusal_without_a_reason_is_refused_and_with_one_it_comes_back_to_the_supervisor(client, aicha, hodan, dahabo):
    case = makers.make_case(aicha, risk="high")
    handover.launch([Row(case, hodan)], reason="organisation", by=dahabo)
    client.force_login(hodan)
    url = reverse("casework:refuse_transfer", args=[Transfer.objects.get().pk])
    assert client.post(url, {"comment": ""}).status_code == 422
    client.post(url, {"comment": "On leave"})
    client.force_login(dahabo)
    assert "1 case needs somebody" in client.get(reverse("casework:today")).content.decode()
    assert case.child.code in client.get(reverse("casework:queue")).content.decode()


def test_the_result_page_undoes_the_hand_over_with_a_reason(supervisor, case, aicha, hodan, dahabo):
    launched = handover.launch([Row(case, hodan)], reason="organisation", by=dahabo)
    url = reverse("casework:undo_handover", args=[launched.pk])
    assert supervisor.post(url, {"reason": " "}).status_code == 422
    assert of(case).owner == hodan
    supervisor.post(url, {"reason": "A mistake"})
    assert of(case).owner == aicha


def opened_by(person, case):
    """The page of the case, after signing in at this moment."""
    browser = Client()
    browser.force_login(person)
    return browser.get(case.get_absolute_url())


def test_who_handed_over_with_grace_sees_how_many_days_are_left(case, aicha, hodan, dahabo):
    handover.launch([Row(case, hodan)], reason="organisation", by=dahabo, grace=True)
    assert "You may still read it for 7 days" in opened_by(aicha, case).content.decode()
    with dates.at(dates.now() + timedelta(days=6, hours=1)):
        assert "for 1 day" in opened_by(aicha, case).content.decode()
    with dates.at(dates.now() + timedelta(days=7)):
        assert opened_by(aicha, case).status_code == 404


def test_the_leaver_gets_the_404_of_what_does_not_exist_and_the_attempt_is_remembered(client, case, aicha, hodan, dahabo):
    handover.launch([Row(case, hodan)], reason="worker_unavailable", by=dahabo, leaver=aicha, leaving_on=dates.today())
    with dates.at(dates.now() + timedelta(days=1)):
        client.force_login(aicha)
        known = client.get(case.get_absolute_url())
        nothing = client.get(reverse("casework:case", args=["00000000-0000-4000-8000-000000000000"]))
    assert (known.status_code, known.content, known.headers) == (404, nothing.content, nothing.headers)
    last, first = AccessEvent.objects.filter(kind="turned_away", person=aicha).order_by("-id")
    assert (first.child_id, last.child_id) == (case.child_id, None)
    assert (first.subject, first.subject_id) == ("minors.child", str(case.child_id))


def test_an_attempt_on_a_record_inside_the_file_names_the_child_too(client, case, charmarke):
    client.force_login(charmarke)
    placement = case.child.placements.get()
    assert client.post(reverse("casework:end_placement", args=[placement.pk])).status_code == 404
    assert AccessEvent.objects.get(kind="turned_away").child_id == case.child_id


@pytest.mark.django_db(transaction=True)
def test_the_attempt_is_remembered_although_the_request_is_rolled_back(client, case, charmarke):
    client.force_login(charmarke)
    client.get(case.get_absolute_url())
    assert AccessEvent.objects.filter(kind="turned_away", person=charmarke).count() == 1


def test_the_page_of_owners_tells_who_was_responsible_when(supervisor, case, aicha, hodan, dahabo):
    with dates.at(dates.now() + timedelta(minutes=1)):
        handover.launch([Row(case, hodan)], reason="organisation", by=dahabo)
    assert [person for person, _period in owners.of_case(case)] == [aicha, hodan]
    text = supervisor.get(reverse("casework:owners", args=[case.child_id])).content.decode()
    assert text.index("Hodan") < text.rindex("Aicha")


def test_the_timeline_tells_the_hand_over(supervisor, case, hodan, dahabo):
    handover.launch([Row(case, hodan)], reason="organisation", by=dahabo)
    page = supervisor.get(case.get_absolute_url())
    assert "The case was handed over to another social worker." in {entry["sentence"] for entry in page.context["entries"]}


@pytest.mark.parametrize("name", ["casework:queue", "casework:board"])
def test_the_pages_of_the_supervisor_ask_few_questions(name, supervisor, aicha, hodan, dahabo, django_assert_max_num_queries):
    for risk in ("high", "medium", "high"):
        handover.launch([Row(makers.make_case(aicha, risk=risk), hodan)], reason="organisation", by=dahabo)
    supervisor.get(reverse(name))
    with django_assert_max_num_queries(8 + 5):  # eight of its own, five that every page costs
        supervisor.get(reverse(name))


def test_a_proposal_page_asks_no_more_for_more_cases(supervisor, aicha, hodan, django_assert_max_num_queries):
    for _each in range(8):
        makers.make_case(aicha)
    supervisor.get(caseload(aicha))
    with django_assert_max_num_queries(25):
        supervisor.get(caseload(aicha))


def test_reading_the_case_by_grace_gives_no_way_to_change_it(client, case, aicha, hodan, dahabo):
    handover.launch([Row(case, hodan)], reason="organisation", by=dahabo, grace=True)
    client.force_login(aicha)
    assert client.get(reverse("casework:place", args=[case.child_id])).status_code == 403
    assert makers.levels_on(aicha, case.child_id) == {"read_c1", "read_c2", "read_c3"}


def test_where_the_team_has_nobody_else_the_case_can_be_offered_to_another_team(supervisor, case, aicha):
    address = reverse("casework:hand_over", args=[case.child_id])
    assert address in supervisor.get(caseload(aicha)).text
    makers.make_user("idil")
    assert address not in supervisor.get(caseload(aicha)).text
