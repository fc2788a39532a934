"""Questions and flags: asked of a named person about any record, seen only by who may see that record, resolved with an answer."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from base import dates
from base.workflow import Refused
from casework import best_interests, questions
from casework.models import Question
from minors import access, filing
from minors.sections import SECTIONS
from tests import makers


@pytest.fixture
def bia(case, aicha):
    return best_interests.begin(case, content=makers.BIA, by=aicha)


def key(record, section=""):
    return questions.Subject(record, section).key


def ask(record, dahabo, aicha, text="Why no doctor?", kind="question", section=""):
    return questions.ask(key(record, section), kind=kind, text=text, of=aicha, by=dahabo)


def test_dahabo_asks_aicha_answers_and_both_can_read_it(client, dahabo, aicha, yonas, bia):
    client.force_login(dahabo)
    page = reverse("casework:ask", args=[yonas.pk])
    text = client.get(page).content.decode()
    assert key(bia) in text
    sent = {"kind": "question", "about": key(bia), "text": "Why no doctor?", "of": aicha.pk}
    assert client.post(page, sent).status_code == 302
    question = Question.objects.get()
    assert (question.subject, question.subject_id, question.status) == ("casework.bestinterestsassessment", bia.pk, "open")
    client.force_login(aicha)
    assert "1 open question" in client.get(yonas.get_absolute_url()).content.decode()
    assert "Why no doctor?" in client.get(reverse("casework:questions")).content.decode()
    asked = client.get(question.get_absolute_url()).content.decode()
    assert bia.get_absolute_url() in asked
    answer = {"resolution": "He goes on Sunday."}
    assert client.post(reverse("casework:resolve_question", args=[question.pk]), answer).status_code == 302
    question.refresh_from_db()
    assert (question.status, question.resolved_by) == ("resolved", aicha)
    client.force_login(dahabo)
    assert "He goes on Sunday." in client.get(reverse("casework:case_questions", args=[yonas.pk])).content.decode()
    assert "open question" not in client.get(yonas.get_absolute_url()).content.decode()


def test_the_timeline_tells_that_somebody_asked_and_that_it_was_answered(client, dahabo, aicha, yonas):
    question = ask(yonas, dahabo, aicha, kind="flag")
    questions.resolve(question, resolution="Looked at", by=aicha)
    client.force_login(dahabo)
    text = client.get(yonas.get_absolute_url()).content.decode()
    assert "A part of the file was flagged." in text
    assert "A flag on the file was settled." in text


def test_a_part_of_the_file_may_be_asked_about_before_anything_was_written_there(dahabo, aicha, yonas):
    question = ask(yonas, dahabo, aicha, section="origin")
    assert question.title == str(SECTIONS["origin"].title)


def test_who_may_not_open_a_record_cannot_ask_about_it(yonas, bia, aicha, charmarke):
    for about in (key(yonas), key(bia), "minors.child/nonsense", "no.model/1", "base.user/1"):
        with pytest.raises(Refused, match="Choose what you ask about"):
            questions.ask(about, kind="question", text="Where is he?", of=aicha, by=charmarke)
    assert not Question.objects.exists()


def test_who_may_not_open_the_record_cannot_be_asked(yonas, bia, aicha, charmarke, dahabo, bilan):
    for person in (charmarke, bilan):
        with pytest.raises(Refused, match="may not open this part") as refused:
            questions.ask(key(bia), kind="question", text="Why?", of=person, by=dahabo)
        assert refused.value.field == "of"
    assert [one.username for one in questions.can_be_asked(yonas, by=dahabo)] == ["aicha"]


def test_nobody_asks_themselves_not_even_past_the_deed(yonas, aicha, dahabo):
    with pytest.raises(Refused, match="not yourself"):
        questions.ask(key(yonas), kind="question", text="Hm?", of=aicha, by=aicha)
    question = ask(yonas, dahabo, aicha)
    question.asked_by = aicha
    with pytest.raises(IntegrityError, match="question_is_asked_of_another"), transaction.atomic():
        question.save(by=aicha, reason="Test")


def test_a_question_is_resolved_once_by_somebody_it_concerns_and_with_words(yonas, aicha, dahabo):
    question = ask(yonas, dahabo, aicha)
    colleague = makers.make_user("ayan")
    month = dates.now() + timedelta(days=30)
    access.give(yonas, user=colleague, levels=access.FULL, purpose="duty", by=aicha, reason="Duty", ends_at=month)
    with pytest.raises(Refused, match="Only who was asked"):
        questions.resolve(question, resolution="Done", by=colleague)
    with pytest.raises(Refused, match="Write the answer"):
        questions.resolve(question, resolution="  ", by=aicha)
    questions.resolve(question, resolution="Done", by=dahabo)
    with pytest.raises(Refused, match="already changed"):
        questions.resolve(question, resolution="Done again", by=aicha)


def test_the_database_keeps_no_resolved_question_without_an_answer(yonas, aicha, dahabo):
    question = ask(yonas, dahabo, aicha)
    question.status = "resolved"
    with pytest.raises(IntegrityError, match="question_is_resolved_by_somebody"), transaction.atomic():
        question.save(by=aicha, reason="Test")


@pytest.mark.parametrize("levels", [["read_c1"], ["read_c1", "read_c2"]])
def test_who_may_not_read_what_is_sensitive_does_not_learn_that_somebody_asked(client, levels, yonas, aicha, dahabo):
    question = ask(yonas, dahabo, aicha)
    reader = makers.make_reader("filsan", yonas, aicha, levels=levels)
    client.force_login(reader)
    text = client.get(yonas.get_absolute_url()).content.decode()
    assert "open question" not in text
    assert "A question was asked about the file." not in text
    assert client.get(question.get_absolute_url()).status_code == 404
    assert "Why no doctor?" not in client.get(reverse("casework:case_questions", args=[yonas.pk])).content.decode()


def test_a_question_about_something_secret_exists_only_for_readers_of_what_is_secret(client, yonas, aicha, dahabo):
    screening = filing.write(
        SECTIONS["screening"], yonas, values={"indicators": ["debt"], "conclusion": "refer"}, silences={}, by=aicha
    )
    question = ask(screening, dahabo, aicha, text="Who holds the debt?")
    assert question.subject_class == "C4"
    reader = makers.make_reader("filsan", yonas, aicha, levels=["read_c1", "read_c2", "read_c3", "print"])
    client.force_login(reader)
    text = client.get(yonas.get_absolute_url()).content.decode()
    assert "open question" not in text
    assert "A question was asked about the file." not in text
    assert client.get(question.get_absolute_url()).status_code == 404
    with pytest.raises(Refused, match="Choose what you ask about"):
        questions.ask(key(screening), kind="question", text="?", of=aicha, by=reader)
    client.force_login(aicha)
    assert "1 open question" in client.get(yonas.get_absolute_url()).content.decode()


def test_a_paper_of_the_identity_is_asked_about_among_readers_of_the_identity(client, yonas, aicha, dahabo):
    paper = makers.make_document(yonas, aicha)
    question = ask(paper, dahabo, aicha, text="Is the card real?")
    assert question.subject_class == "C2"
    client.force_login(makers.make_reader("filsan", yonas, aicha, levels=["read_c1", "read_c3"], role="panel_member"))
    assert client.get(question.get_absolute_url()).status_code == 404


def test_the_list_is_everybodys_own_and_a_supervisor_sees_her_unit(client, yonas, aicha, dahabo, charmarke):
    ask(yonas, dahabo, aicha)
    assert questions.open_by_person(dahabo) == {aicha.pk: 1}
    assert [one.text for one in questions.waiting_for(aicha)] == ["Why no doctor?"]
    assert not questions.waiting_for(dahabo).exists()
    client.force_login(charmarke)
    assert "Why no doctor?" not in client.get(reverse("casework:questions")).content.decode()
    other = makers.make_user("other_supervisor", role="supervisor", team=makers.make_team("IOM", "Obock", "OBK"))
    client.force_login(other)
    assert "Why no doctor?" not in client.get(reverse("casework:questions")).content.decode()
    assert questions.open_by_person(other) == {}


def test_an_excluded_supervisor_does_not_see_the_question_she_asked(client, yonas, aicha, dahabo):
    question = ask(yonas, dahabo, aicha)
    access.exclude(yonas, user=dahabo, by=aicha, reason="An aunt")
    client.force_login(dahabo)
    assert client.get(question.get_absolute_url()).status_code == 404
    assert "Why no doctor?" not in client.get(reverse("casework:questions")).content.decode()


def test_a_refused_question_keeps_its_words(client, yonas, dahabo, aicha):
    client.force_login(dahabo)
    refused = client.post(
        reverse("casework:ask", args=[yonas.pk]), {"kind": "question", "about": key(yonas), "text": "Why no doctor?"}
    )
    assert refused.status_code == 422
    assert "Why no doctor?" in refused.content.decode()


def test_the_list_of_many_questions_takes_few_queries(client, yonas, dahabo, aicha, django_assert_max_num_queries):
    for number in range(12):
        ask(yonas, dahabo, aicha, text=f"Question {number}?")
    client.force_login(dahabo)
    with django_assert_max_num_queries(10):  # four besides the session and savepoints
        text = client.get(reverse("casework:questions")).content.decode()
    assert "Question 11?" in text
