"""Case conferences: minutes are signed once, nobody changes them; what was decided reaches the first page of the day."""

from datetime import datetime, time, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from base import dates
from base.workflow import Refused
from casework import conferences
from casework.models import Conference
from minors.models import Clock
from tests import makers

MINUTES = {
    "reason": "complex",
    "chair": "Supervisor of the day centre",
    "child_part": "heard",
    "child_view": "“Not the centre again.”",
    "guardian_part": "none",
    "shared": ["situation", "care"],
    "in_code": True,
    "options": "Family: near the school. Centre: a bed tonight.",
    "conclusion": "The family, because he asks for it.",
    "after": "continues",
}
PEOPLE = [
    {"name": "Dahabo Gueddi", "function": "Supervisor", "institution_id": None, "confidential": True},
    {"name": "", "function": "Nurse", "institution_id": None, "confidential": False},
]


def decided(days=7):
    return [{"action": "Visit the family", "who": "Social worker", "due_on": dates.today() + timedelta(days=days)}]


@pytest.fixture
def held(case, aicha):
    return conferences.sign(case, participants=PEOPLE, decisions=decided(), by=aicha, **MINUTES)


def posted(**changes):
    now = dates.now().astimezone(dates.DJIBOUTI)
    due = dates.today() + timedelta(days=7)
    rows = {"function_1": "Supervisor", "name_1": "Dahabo Gueddi", "confidential_1": "on", "function_2": "Nurse"}
    rows |= {"action_1": "Visit the family", "who_1": "Social worker", "due_on_1": f"{due:%Y-%m-%d}"}
    return {**MINUTES, "in_code": "on", "held_at_0": f"{now:%Y-%m-%d}", "held_at_1": f"{now:%H:%M:%S}", **rows, **changes}


def test_aicha_signs_the_minutes_with_who_was_there_and_what_was_decided(worker, yonas):
    page = reverse("casework:hold_conference", args=[yonas.pk])
    assert worker.get(page).status_code == 200
    answer = worker.post(page, posted(), follow=True)
    held = Conference.objects.get()
    assert [one.function for one in held.participants.all()] == ["Supervisor", "Nurse"]
    text = answer.content.decode()
    for words in ("Visit the family", "Not the centre again", "Dahabo Gueddi", "undertaking not signed", "signed and unchanged"):
        assert words in text
    assert "The minutes of a case conference were signed." in worker.get(yonas.get_absolute_url()).content.decode()


def test_a_refused_form_keeps_every_row(worker, yonas):
    refused = worker.post(reverse("casework:hold_conference", args=[yonas.pk]), posted(who_1="", function_5="Teacher"))
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "A decision needs somebody who does it, and a day." in text
    assert "Visit the family" in text
    assert 'value="Teacher"' in text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"held_at": 1}, "not come yet"),
        ({"held_at": -30}, "before the case was opened"),
        ({"participants": PEOPLE[:1]}, "at least two participants"),
        ({"child_view": "  "}, "what the child says"),
        ({"decisions": -3}, "before the conference"),
    ],
)
def test_minutes_leave_nothing_open(case, aicha, changes, sentence):
    facts = {**MINUTES, "participants": PEOPLE, "decisions": decided(), **changes}
    if "held_at" in changes:
        facts["held_at"] = dates.now() + timedelta(days=changes["held_at"])
    if changes.get("decisions"):
        facts["decisions"] = decided(days=changes["decisions"])
    with pytest.raises(Refused, match=sentence):
        conferences.sign(case, by=aicha, **facts)
    assert not Conference.objects.exists()


@pytest.mark.parametrize("table", ["conference", "conferenceparticipant", "conferenceaddendum"])
def test_the_database_refuses_every_change_of_what_was_signed(table, held, aicha):
    conferences.add(held, text="The nurse was there by telephone.", by=aicha)
    with (
        pytest.raises(DatabaseError, match=r"append-only|permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"update casework_{table} set version = version + 1")


def test_a_decision_with_other_words_than_were_signed_is_told_on_the_page(worker, held, aicha):
    assert conferences.is_as_signed(Conference.objects.get())
    decision = held.decisions.get()
    decision.action = "Do nothing"
    with transaction.atomic():
        decision.save(by=aicha, reason="Test")
    assert not conferences.is_as_signed(Conference.objects.get())
    text = worker.get(held.get_absolute_url()).content.decode()
    assert "These are not the minutes that were signed." in text
    assert "signed and unchanged" not in text


def test_a_correction_stands_below_and_the_minutes_stay(worker, held):
    before = Conference.objects.get().digest
    address = reverse("casework:add_to_minutes", args=[held.pk])
    assert worker.post(address, {"text": " "}).status_code == 422
    answer = worker.post(address, {"text": "The nurse was there by telephone."}, follow=True)
    assert "by telephone" in answer.content.decode()
    assert Conference.objects.get().digest == before
    assert conferences.is_as_signed(Conference.objects.get())


def test_a_decision_is_due_by_the_end_of_its_day_and_stops_when_it_is_done(worker, yonas, held):
    decision = held.decisions.get()
    clock = Clock.objects.get(rule="conference.decision")
    assert clock.subject_id == decision.pk
    assert clock.due_at == datetime.combine(decision.due_on + timedelta(days=1), time(), dates.DJIBOUTI)
    with dates.at(dates.now() + timedelta(days=2)):
        worker.force_login(held.author)
        assert "Decision of a case conference" in worker.get(yonas.get_absolute_url()).content.decode()
    address = reverse("casework:settle_decision", args=[decision.pk])
    empty = worker.post(address, {f"{decision.pk}-move": "carry_out", f"{decision.pk}-result": ""})
    assert empty.status_code == 422
    sent = {f"{decision.pk}-move": "carry_out", f"{decision.pk}-result": "They said yes."}
    assert worker.post(address, sent).status_code == 302
    decision.refresh_from_db()
    clock.refresh_from_db()
    assert (decision.status, clock.stopped_at, clock.outcome) == ("done", decision.settled_at, "done")


def test_a_decision_that_is_given_up_is_not_called_done(held, aicha):
    decision = held.decisions.get()
    conferences.settle(decision, move="drop", result="The family left the country.", by=aicha)
    assert Clock.objects.get(rule="conference.decision").outcome == "dropped"
    with pytest.raises(Refused, match="already changed"):
        conferences.settle(decision, move="carry_out", result="After all", by=aicha)


def test_a_reader_of_ordinary_data_learns_who_met_and_when_but_no_words_and_no_names(client, yonas, aicha, held):
    conferences.add(held, text="By telephone", by=aicha)
    client.force_login(makers.make_reader("filsan", yonas, aicha, levels=["read_c1"], role="inspector", institution="CNDH"))
    text = client.get(held.get_absolute_url()).content.decode()
    assert "Supervisor" in text
    for words in ("Dahabo Gueddi", "Not the centre", "Visit the family", "By telephone", "Family: near"):
        assert words not in text
