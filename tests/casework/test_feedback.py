"""Feedback about the service: by the child in simple words, by others, out of the box; answered within its limit."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from base import dates
from base.models import User
from base.workflow import Refused
from casework import feedback
from casework.models import BoxFeedback, Feedback, StaffComplaint
from minors.models import Clock
from tests import makers

SAID = {"said_by": "caregiver", "channel": "in_person", "satisfaction": 2, "text": "Three hours in the sun", "category": "speed"}


def posted(**changes):
    now = dates.now().astimezone(dates.DJIBOUTI)
    return {**SAID, "received_at_0": f"{now:%Y-%m-%d}", "received_at_1": f"{now:%H:%M:%S}", **changes}


@pytest.mark.parametrize(("tongue", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_a_child_answers_in_its_own_language_without_the_menu_of_the_worker(worker, yonas, aicha, tongue, direction):
    page = worker.get(reverse("casework:say", args=[yonas.pk, tongue])).content.decode()
    assert f'lang="{tongue}"' in page
    assert f'dir="{direction}"' in page
    assert reverse("casework:today") not in page
    assert yonas.code not in page
    assert User.objects.get(pk=aicha.pk).language == "en"


def test_a_language_that_is_not_spoken_here_has_no_page(worker, yonas):
    assert worker.get(reverse("casework:say", args=[yonas.pk, "xx"])).status_code == 404


def test_a_face_is_enough(worker, yonas):
    page = reverse("casework:say", args=[yonas.pk, "fr"])
    assert worker.post(page, {}).status_code == 422
    assert worker.post(page, {"satisfaction": "5"}).status_code == 302
    kept = Feedback.objects.get()
    assert (kept.said_by, kept.channel, kept.satisfaction, kept.status) == ("child", "worker_phone", 5, "received")


def test_a_worker_writes_down_what_a_caregiver_said(worker, yonas):
    page = reverse("casework:give_feedback", args=[yonas.pk])
    assert worker.post(page, posted(wants_answer="on")).status_code == 302
    kept = Feedback.objects.get()
    assert (kept.text, kept.category, kept.wants_answer) == (SAID["text"], "speed", True)
    text = worker.get(kept.get_absolute_url()).content.decode()
    assert SAID["text"] in text
    assert "Keep the answer" not in text


def test_nothing_said_is_no_feedback(worker, yonas):
    refused = worker.post(reverse("casework:give_feedback", args=[yonas.pk]), posted(satisfaction="", text=""))
    assert refused.status_code == 422
    assert not Feedback.objects.exists()


def test_what_wants_an_answer_has_fourteen_days_and_the_supervisor_gives_it(client, yonas, aicha, dahabo):
    wants = feedback.receive(yonas, by=aicha, wants_answer=True, **SAID)
    feedback.receive(yonas, by=aicha, **SAID)
    clock = Clock.objects.get(rule="complaint.answer")
    assert (clock.subject_id, clock.due_at) == (wants.pk, wants.received_at + timedelta(days=14))
    client.force_login(aicha)
    address = reverse("casework:answer_feedback", args=[wants.pk])
    assert client.post(address, {"answer": "We changed the hours"}).status_code == 403
    client.force_login(dahabo)
    assert client.post(address, {"answer": " "}).status_code == 422
    assert client.post(address, {"answer": "We changed the hours, told on Sunday"}).status_code == 302
    clock.refresh_from_db()
    wants.refresh_from_db()
    assert (clock.stopped_at, wants.answered_by) == (wants.answered_at, dahabo)
    with pytest.raises(Refused, match="already changed"):
        feedback.answer(wants, text="Again", by=dahabo)


def test_the_limit_of_an_answer_does_not_go_by_the_risk_of_the_case(aicha, dahabo):
    child = makers.make_case(aicha, own="Hana", risk="high").child
    wants = feedback.receive(child, by=aicha, wants_answer=True, **SAID)
    assert Clock.objects.get(rule="complaint.answer").due_at == wants.received_at + timedelta(days=14)


def test_a_reader_of_ordinary_data_sees_the_face_but_not_the_words(client, yonas, aicha):
    said = feedback.receive(yonas, by=aicha, **SAID)
    client.force_login(makers.make_reader("filsan", yonas, aicha, levels=["read_c1"], role="inspector", institution="CNDH"))
    text = client.get(said.get_absolute_url()).content.decode()
    assert "unhappy" in text
    assert SAID["text"] not in text


def test_a_paper_out_of_the_box_is_of_no_child_and_stays_with_the_team(client, aicha, dahabo, charmarke):
    client.force_login(aicha)
    assert client.post(reverse("casework:empty_box"), posted(said_by="child", channel="box")).status_code == 302
    kept = BoxFeedback.objects.get()
    assert (kept.team, kept.child_key) == (aicha.team, None)
    assert SAID["text"] in client.get(reverse("casework:box")).content.decode()
    client.force_login(charmarke)
    assert SAID["text"] not in client.get(reverse("casework:box")).content.decode()
    assert client.get(kept.get_absolute_url()).status_code == 404
    client.force_login(dahabo)
    answer = {"answer": "Hung up at the door"}
    assert client.post(reverse("casework:answer_box", args=[kept.pk]), answer).status_code == 302
    kept.refresh_from_db()
    assert (kept.status, kept.answered_by) == ("answered", dahabo)


def test_a_complaint_in_the_box_about_staff_does_not_stay_with_the_team(client, aicha):
    client.force_login(aicha)
    sent = posted(said_by="child", channel="box", satisfaction="", text="", complaint="He asked for money")
    assert client.post(reverse("casework:empty_box"), sent).status_code == 302
    assert not BoxFeedback.objects.exists()
    assert StaffComplaint.objects.get().text == "He asked for money"
    assert "He asked for money" not in client.get(reverse("casework:box")).content.decode()


def test_a_coordinator_reads_the_box_in_code(client, aicha):
    feedback.receive_from_box(by=aicha, **SAID)
    client.force_login(makers.make_user("oubah", role="regional_coordinator", team=makers.make_team("MFF", "Region", "DJV")))
    kept = BoxFeedback.objects.get()
    for page in (reverse("casework:box"), kept.get_absolute_url()):
        answer = client.get(page)
        assert answer.status_code == 200
        assert SAID["text"] not in answer.content.decode()


def test_the_database_keeps_no_answer_without_its_author(yonas, aicha):
    said = feedback.receive(yonas, by=aicha, **SAID)
    said.status = "answered"
    with pytest.raises(IntegrityError, match="feedback_is_answered_by_somebody"), transaction.atomic():
        said.save(by=aicha, reason="Test")
