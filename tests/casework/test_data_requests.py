"""A former child asks for their own data: first who asks, then a copy without other people, and no objection past a legal hold."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from base import dates
from base.models import AccessEvent
from base.workflow import Refused
from casework import best_interests, care, data_requests, guardian_access, in_care
from casework.models import DataRequest
from minors import access, relatives
from minors.models import Clock
from minors.sections import SECTIONS
from tests import makers
from tests.casework.test_guardianship import appointed
from tests.papers import words_on

pytestmark = pytest.mark.django_db
ASKS = "I want to know what is written about me"


@pytest.fixture
def asked(yonas, aicha):
    return data_requests.receive(yonas, kind="copy", text=ASKS, by=aicha)


def test_it_is_due_within_the_limit_of_complaints_and_the_clock_stops_with_the_answer(asked, aicha, dahabo):
    clock = Clock.objects.get(rule="complaint.answer", subject_id=asked.pk)
    assert clock.due_at == asked.received_at + timedelta(days=14)
    data_requests.recognise(asked, proof="document", by=aicha)
    data_requests.answer(asked, outcome="done", answer="Handed over", by=dahabo)
    clock.refresh_from_db()
    assert clock.stopped_at


def test_nothing_is_answered_before_somebody_checked_who_asks(asked, aicha, dahabo):
    with pytest.raises(Refused, match="already changed"):
        data_requests.answer(asked, outcome="done", answer="Handed over", by=dahabo)
    asked.refresh_from_db()
    asked.status, asked.outcome, asked.answer = "answered", "partly", "Handed over"
    asked.answered_by, asked.answered_at = dahabo, dates.now()
    with pytest.raises(IntegrityError, match="no_answer_before_the_identity"), transaction.atomic():
        asked.save(by=dahabo, reason="Past the deed")


def test_who_checked_does_not_answer(asked, dahabo):
    data_requests.recognise(asked, proof="known", by=dahabo)
    with pytest.raises(Refused, match="own work"):
        data_requests.answer(asked, outcome="done", answer="Handed over", by=dahabo)
    asked.answered_by = dahabo
    with pytest.raises(IntegrityError, match="checked_and_answered_by_two"), transaction.atomic():
        asked.save(by=dahabo, reason="Past the deed")


def test_the_copy_holds_the_persons_own_data_and_nobody_elses(asked, yonas, aicha, dahabo):
    relatives.add(
        SECTIONS["relatives"],
        yonas,
        values={"own": "Girma", "phone": "77123456", "address": "Behind the mosque"},
        silences={},
        kind="uncle_paternal",
        source="child",
        by=aicha,
    )
    data_requests.recognise(asked, proof="document", by=aicha)
    data_requests.answer(asked, outcome="done", answer="Handed over", by=dahabo)
    text = words_on(data_requests.copy(asked, by=dahabo))
    assert "Yonas" in text
    for secret in ("Girma", "77123456", "Behind the mosque"):
        assert secret not in text
    assert yonas.code in text
    bilan = makers.make_reader("bilan", yonas, aicha, levels=["read_c1", "print"])
    with pytest.raises(Refused, match="identity"):
        data_requests.copy(asked, by=bilan)


def test_the_copy_leaves_out_what_guardian_caregiver_and_others_said(asked, case, yonas, aicha, dahabo):
    omar = makers.make_user("omar", role="guardian", institution="MFF")
    guardian_access.give(appointed(yonas, aicha), person=omar, by=aicha)
    guardian_access.say(yonas, about="other", words="His land at home", by=omar)
    bia = best_interests.begin(case, content={**makers.BIA, "other_views": "The teacher doubts it"}, by=aicha)
    best_interests.write(bia, content={"other_views": "His aunt drinks"}, by=aicha)
    stay = care.place(yonas, provider=makers.make_provider(), reason="A bed", by=aicha)
    told = {"announced": "no", "compared": "Same plate as the sons", "caregiver_concerns": "School fees"}
    in_care.visit(stay, answers={**makers.FOLLOW_UP, "kind": "in_care", "risk_reasons": "Alone"}, seen_there=told, by=aicha)
    data_requests.recognise(asked, proof="document", by=aicha)
    data_requests.answer(asked, outcome="done", answer="Handed over", by=dahabo)
    text = words_on(data_requests.copy(asked, by=dahabo))
    for own in ("I want to call my mother", "Same plate as the sons"):
        assert own in text
    for secret in ("His land at home", "His aunt drinks", "The teacher doubts it", "School fees"):
        assert secret not in text
    assert AccessEvent.objects.get(kind="downloaded", subject_id=str(asked.pk)).field_class == "C3"


def test_what_obliges_to_keep_another_file_of_the_same_child_counts(yonas, aicha, dahabo):
    other = makers.make_case(aicha, own="Ionas").child
    appointed(other, aicha)
    makers.make_merge(yonas, other, dahabo)
    assert data_requests.holds(yonas) == ["guardianship", "retention"]


def test_who_may_change_and_not_print_is_offered_no_request_to_write_down(client, yonas, aicha):
    safia = makers.make_user("safia")
    month = dates.now() + timedelta(days=30)
    levels = ["read_c1", "read_c2", "change"]
    access.give(yonas, user=safia, levels=levels, purpose="duty", by=aicha, reason="Holiday", ends_at=month)
    for person, offered in ((safia, False), (aicha, True)):
        client.force_login(person)
        address = reverse("casework:ask_data", args=[yonas.pk])
        assert (address in client.get(reverse("casework:given", args=[yonas.pk])).text) is offered
        assert client.get(address).status_code == (200 if offered else 403)


def test_an_objection_is_weighed_against_what_obliges_to_keep(yonas, aicha, dahabo):
    asked = data_requests.receive(yonas, kind="objection", text="Delete it", by=aicha)
    data_requests.recognise(asked, proof="answers", by=aicha)
    assert data_requests.holds(yonas) == ["retention"]  # the case is open
    with pytest.raises(Refused) as refusal:
        data_requests.answer(asked, outcome="done", answer="Deleted", by=dahabo)
    assert refusal.value.field == "outcome"
    asked.refresh_from_db()
    data_requests.answer(asked, outcome="kept", answer="The law asks for it until 2035", by=dahabo, also_held=["court"])
    assert asked.holds == ["court", "retention"]
    asked.outcome = "done"
    with pytest.raises(IntegrityError, match="no_objection_goes_past_a_legal_hold"), transaction.atomic():
        asked.save(by=dahabo, reason="Past the deed")
    asked.outcome, asked.holds = "kept", []
    with pytest.raises(IntegrityError, match="for_a_reason"), transaction.atomic():
        asked.save(by=dahabo, reason="Past the deed")


def test_whose_identity_is_not_proved_is_told_nothing(asked, aicha, dahabo):
    with pytest.raises(Refused, match="not proved"):
        data_requests.turn_down(asked, why=" ", by=aicha)
    data_requests.turn_down(asked, why="Another date of birth", by=aicha)
    assert Clock.objects.get(rule="complaint.answer", subject_id=asked.pk).stopped_at
    with pytest.raises(Refused):
        data_requests.recognise(asked, proof="document", by=aicha)


def test_aicha_checks_dahabo_answers_and_the_copy_is_downloaded(client, yonas, aicha, dahabo):
    client.force_login(aicha)
    ask = reverse("casework:ask_data", args=[yonas.pk])
    form = {"kind": "copy", "text": ASKS, "received_at_0": f"{dates.today():%Y-%m-%d}", "received_at_1": "00:01"}
    assert client.post(ask, form | {"text": ""}).status_code == 422
    assert client.post(ask, form).status_code == 302
    asked = DataRequest.objects.get()

    def to(name):
        return reverse(f"casework:{name}", args=[asked.pk])

    assert client.post(to("recognise_data"), {"turn_down": "yes", "why": ""}).status_code == 422
    assert client.post(to("recognise_data"), {"proof": "document"}).status_code == 302
    assert client.post(to("answer_data"), {"outcome": "done", "answer": "x"}).status_code == 403
    client.force_login(dahabo)
    assert ASKS in client.get(to("data_request")).text
    assert client.post(to("answer_data"), {"outcome": "done", "answer": ""}).status_code == 422
    assert client.post(to("answer_data"), {"outcome": "done", "answer": "Handed over to her"}).status_code == 302
    assert client.post(to("data_copy"))["Content-Type"] == "application/pdf"
    assert "Handed over to her" in client.get(to("data_request")).text
    assert client.post(to("answer_data"), {"outcome": "done", "answer": "Again"}).status_code == 422
