"""A former child asks for their own data: first who asks, then a copy without other people, and no objection past a legal hold."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from base import dates
from base.workflow import Refused
from casework import data_requests
from casework.models import DataRequest
from minors import relatives
from minors.models import Clock
from minors.sections import SECTIONS
from tests import makers
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
