"""Ending well: nothing left open, somebody else decides, and the way back stays open."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from base import dates
from base.workflow import Refused
from casework import assessments, best_interests, care, closing
from casework.models import ClosureRequest, Episode, LeftOpen
from tests import makers

WORDS = {"reason": "goals_met", "statement": "Lives with his uncle, goes to school.", "way_back": "Day centre, door always open."}

CHECKS = {"goals_met": "yes", "child_agrees": "yes", "documents_returned": "yes", "feedback_done": "yes"}
FORM = WORDS | CHECKS


@pytest.fixture
def assessed(case, aicha):
    """Yonas's case, ready to be closed."""
    assessments.sign_rapid_assessment(case, answers=makers.ANSWERS, risk="medium", risk_reasons="Alone", by=aicha)
    return case


@pytest.fixture
def asked(assessed, aicha):
    return closing.request(assessed, by=aicha, **WORDS)


def close(assessed, aicha, dahabo):
    return closing.approve(closing.request(assessed, by=aicha, **WORDS), by=dahabo)


def test_aicha_asks_dahabo_decides_and_the_case_is_closed(client, assessed, aicha, dahabo):
    child = assessed.child
    client.force_login(aicha)
    assert client.post(reverse("casework:request_closure", args=[child.pk]), FORM).status_code == 302
    asked = ClosureRequest.objects.get()
    client.force_login(dahabo)
    address = reverse("casework:decide_closure", args=[asked.pk])
    read = {"version": asked.version}
    assert "goes to school" in client.get(address).content.decode()
    with dates.at(dates.now() + timedelta(minutes=1)):
        assert client.post(address, {**read, "approve": "yes", "decision": ""}).status_code == 302
    assessed.refresh_from_db()
    assert assessed.status == "closed"
    assert assessed.episodes.get().closing_reason == "goals_met"
    assert not child.placements.current().exists()


def test_the_page_names_each_open_thing_and_leads_to_it(client, case, aicha):
    child = case.child
    with dates.at(dates.now() + timedelta(minutes=1)):
        bed = care.place(child, provider=makers.make_provider("Night shelter"), reason="x", by=aicha)
    bia = best_interests.begin(case, content=makers.BIA, by=aicha)
    client.force_login(aicha)
    address = reverse("casework:request_closure", args=[child.pk])
    text = client.get(address).content.decode()
    for words, url in (
        ("No rapid assessment was ever signed", reverse("casework:assess_rapidly", args=[child.pk])),
        ("The assessment BIA-1 is not approved", reverse("casework:bia", args=[bia.pk])),
        ("The placement at “Night shelter” has not ended", reverse("casework:end_placement", args=[bed.pk])),
    ):
        assert words in text
        assert f'href="{url}"' in text
    refused = client.post(address, FORM)
    assert refused.status_code == 422
    assert "Lives with his uncle" in refused.content.decode()


@pytest.mark.parametrize("what", ["referral", "bia", "placement", "rapid"])
def test_a_case_with_one_open_thing_is_not_closed(case, aicha, what):
    child = case.child
    if what != "rapid":
        assessments.sign_rapid_assessment(case, answers=makers.ANSWERS, risk="medium", risk_reasons="Alone", by=aicha)
    if what == "bia":
        best_interests.begin(case, content=makers.BIA, by=aicha)
    if what == "placement":
        with dates.at(dates.now() + timedelta(minutes=1)):
            care.place(child, provider=makers.make_provider(), reason="x", by=aicha)
    if what == "referral":
        from referrals import workflow

        sent = {"urgency": "normal", "mode": "phone", "groups": []}
        workflow.refer(child, to=makers.make_service(), reason="Cough", by=aicha, **sent)
    with pytest.raises(Refused, match="one thing is still open"):
        closing.request(case, by=aicha, **WORDS)


def test_what_stays_open_has_a_sentence_of_its_own_which_the_supervisor_reads(client, assessed, aicha, dahabo):
    child = assessed.child
    with dates.at(dates.now() + timedelta(minutes=1)):
        bed = care.place(child, provider=makers.make_provider("Night shelter"), reason="x", by=aicha)
    bia = best_interests.begin(assessed, content=makers.BIA, by=aicha)
    client.force_login(aicha)
    address = reverse("casework:request_closure", args=[child.pk])
    one = FORM | {f"why_placement_{bed.pk}": "The family keeps him; we only stop paying."}
    refused = client.post(address, one)
    assert refused.status_code == 422
    assert "one thing is still open" in refused.text
    assert "The assessment BIA-1" in refused.text
    assert "The family keeps him; we only stop paying." in refused.text
    both = one | {f"why_bia_{bia.pk}": "He left before the second talk."}
    assert client.post(address, both | {f"why_bia_{bia.pk}": "   "}).status_code == 422
    with dates.at(dates.now() + timedelta(minutes=2)):
        assert client.post(address, both).status_code == 302
    asked = ClosureRequest.objects.get()
    assert {(one.kind, one.why) for one in asked.left_open.all()} == {
        ("placement", "The family keeps him; we only stop paying."),
        ("bia", "He left before the second talk."),
    }
    client.force_login(dahabo)
    page = client.get(reverse("casework:decide_closure", args=[asked.pk])).text
    for words in ("Night shelter", "The family keeps him; we only stop paying.", "He left before the second talk."):
        assert words in page
    with dates.at(dates.now() + timedelta(minutes=3)):
        assert closing.approve(asked, by=dahabo).status == "closed"


def test_the_database_keeps_nothing_open_without_a_sentence(asked, aicha):
    mute = LeftOpen(request=asked, kind="bia", thing_id=asked.pk, why="")
    with pytest.raises(IntegrityError, match="left_open_with_a_sentence"), transaction.atomic():
        mute.save(by=aicha, reason="x")


def test_a_closure_is_not_asked_for_without_the_agreement_of_the_child_being_asked(client, assessed, aicha):
    client.force_login(aicha)
    address = reverse("casework:request_closure", args=[assessed.child_id])
    without = {name: value for name, value in FORM.items() if name != "child_agrees"}
    assert client.post(address, without).status_code == 422
    assert "Not allowed: contact after closing" in client.get(address).text


def test_what_was_opened_after_the_request_stops_the_approval(client, asked, aicha, dahabo):
    child = asked.episode.case.child
    care.place(child, provider=makers.make_provider("Night shelter"), reason="Came back", by=aicha)
    with pytest.raises(Refused, match="one thing is still open"):
        closing.approve(ClosureRequest.objects.get(), by=dahabo)
    client.force_login(dahabo)
    page = client.post(reverse("casework:decide_closure", args=[asked.pk]), {"approve": "yes", "decision": "Fine", "version": 1})
    assert page.status_code == 422
    assert "The placement at “Night shelter” has not ended" in page.content.decode()
    asked.refresh_from_db()
    assert asked.status == "requested"
    assert asked.decided_by is None


def test_nobody_decides_on_the_closure_they_asked_for(client, asked, aicha):
    aicha.role_id = "supervisor"  # promoted since, and in charge of her own former cases
    aicha.save()
    with pytest.raises(Refused, match="Nobody approves their own work"):
        closing.approve(asked, by=aicha)
    client.force_login(aicha)
    address = reverse("casework:decide_closure", args=[asked.pk])
    text = client.get(address).content.decode()
    assert "Another supervisor has to decide" in text
    assert "Approve closure" not in text
    assert client.post(address, {"approve": "yes", "version": asked.version}).status_code == 422


def test_the_database_lets_nobody_decide_on_their_own_request(asked, aicha):
    asked.status, asked.decided_by = "approved", aicha
    with pytest.raises(IntegrityError, match="closure_decided_by_another"), transaction.atomic():
        asked.save(by=aicha, reason="x", update_fields=["status", "decided_by"])


def test_a_refusal_says_why_and_the_case_stays_open(client, asked, dahabo):
    client.force_login(dahabo)
    address, read = reverse("casework:decide_closure", args=[asked.pk]), {"version": asked.version}
    assert client.post(address, {**read, "refuse": "yes", "decision": " "}).status_code == 422
    assert client.post(address, {**read, "refuse": "yes", "decision": "The uncle was not visited."}).status_code == 302
    case = asked.episode.case
    case.refresh_from_db()
    assert case.status == "open"
    asked.refresh_from_db()
    assert asked.decision == "The uncle was not visited."


def test_closure_is_asked_for_once_at_a_time(asked, aicha):
    with pytest.raises(Refused):
        closing.request(asked.episode.case, by=aicha, **WORDS)


def test_a_decided_request_is_not_decided_again(asked, dahabo):
    closing.refuse(asked, by=dahabo, decision="Not yet")
    with pytest.raises(Refused):
        closing.approve(asked, by=dahabo)


def test_yonas_comes_back_and_the_case_goes_on_under_the_same_code(client, assessed, aicha, dahabo):
    case = close(assessed, aicha, dahabo)
    code = case.child.code
    address = reverse("casework:reopen", args=[case.child_id])
    client.force_login(aicha)
    assert client.get(address).status_code == 403  # a supervisor's or the duty officer's decision
    client.force_login(dahabo)
    assert "Episode 1" in client.get(address).text
    form = {"reason": "new_concern", "explanation": "Seen at the port again", "risk": "high"}
    assert client.post(address, {**form, "explanation": ""}).status_code == 422
    assert client.post(address, form).status_code == 302
    case.refresh_from_db()
    first, second = case.episodes.all()
    assert (case.status, case.risk, case.child.code) == ("open", "high", code)
    assert first.closed_at is not None
    assert (second.number, second.reopening_reason, second.closed_at) == (2, "new_concern", None)


def test_an_open_case_is_not_reopened(case, aicha):
    with pytest.raises(Refused):
        closing.reopen(case, reason="new_concern", explanation="x", risk="high", by=aicha)


def test_the_database_keeps_one_open_episode_for_a_case(case, aicha):
    second = Episode(case=case, number=2, opened_at=dates.now(), risk_at_opening="low")
    with pytest.raises(IntegrityError, match="one_open_episode"), transaction.atomic():
        second.save(by=aicha, reason="x")


def test_bilan_may_not_ask_and_charmarke_finds_nothing(client, asked, bilan, charmarke):
    pk = asked.episode.case.child_id
    pages = [reverse("casework:request_closure", args=[pk]), reverse("casework:reopen", args=[pk])]
    for person, status in ((bilan, 403), (charmarke, 404)):
        client.force_login(person)
        assert {client.get(address).status_code for address in pages} == {status}
    decide = reverse("casework:decide_closure", args=[asked.pk])
    client.force_login(bilan)
    assert client.get(decide).status_code == 403
    client.force_login(charmarke)
    assert client.get(decide).status_code == 404


def test_a_page_left_open_gives_a_closed_case_neither_a_bed_nor_a_referral(client, assessed, aicha, dahabo):
    child = assessed.child
    bed, clinic = makers.make_provider(), makers.make_service()
    close(assessed, aicha, dahabo)
    client.force_login(aicha)
    now = f"{dates.now().astimezone(dates.DJIBOUTI):%Y-%m-%d %H:%M}".split()
    when = {"starts_at_0": now[0], "starts_at_1": now[1], "leaves": ""}
    bed_form = {"provider": bed.pk, "reason": "He is tired", "basis": "emergency", "child_agrees": "yes", "suitable": "unknown"}
    fever = {"to": clinic.pk, "reason": "Fever", "groups": ["age_sex_language"], "urgency": "normal", "mode": "phone"}
    for address, form in [("casework:place", {**bed_form, **when}), ("referrals:refer", fever)]:
        url = reverse(address, args=[child.pk])
        assert "The case is closed. Reopen it first." in client.get(url).text
        page = client.post(url, form)
        assert page.status_code == 422
        assert "The case is closed. Reopen it first." in page.context["form"].non_field_errors()
        assert form["reason"] in page.text
    assert not child.placements.current().exists()
    assert not child.referrals.exists()
