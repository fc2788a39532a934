"""What was talked over, where it is read again: on Today, on the board, in the printed file."""

from datetime import timedelta

import pytest
from django.urls import reverse

from base import dates
from casework import conferences, feedback, questions, reviews
from minors import filing
from minors.sections import SECTIONS
from tests import makers
from tests.casework.test_conferences import MINUTES
from tests.casework.test_reviews import CASE
from tests.papers import words_on

SAID = {"said_by": "child", "channel": "box", "satisfaction": 2, "text": "The nights are loud"}
PEOPLE = [
    {"name": "Dahabo Gueddi", "function": "Supervisor", "institution_id": None, "confidential": True},
    {"name": "", "function": "Nurse", "institution_id": None, "confidential": True},
]


@pytest.fixture
def talked(case, aicha, dahabo):
    todo = [{"action": "Visit the uncle", "who": "Social worker", "due_on": dates.today()}]
    held = conferences.sign(case, participants=PEOPLE, decisions=todo, by=aicha, **MINUTES)
    conferences.add(held, text="By telephone", by=aicha)
    reviews.review_case(case, by=aicha, **{**CASE, "risk": "medium"})
    feedback.receive(case.child, by=aicha, **SAID)
    questions.ask(questions.Subject(case.child).key, kind="flag", text="No papers yet", of=aicha, by=dahabo)
    return case.child


def printed(client, child, **more) -> str:
    answer = client.post(reverse("casework:print", args=[child.pk]), {"reason": "Hearing", "language": "en", **more})
    assert answer["Content-Type"] == "application/pdf"
    return words_on(answer.content)


def test_everything_that_was_talked_over_is_printed_but_the_names_of_those_at_the_table(worker, talked):
    text = printed(worker, talked)
    for words in ("Visit the uncle", "By telephone", "needs the summer", "The nights are loud", "No papers yet", "Nurse"):
        assert words in text
    assert "Dahabo Gueddi" not in text


def test_a_copy_without_what_is_sensitive_tells_that_there_were_talks_and_no_word_of_them(client, talked, aicha):
    client.force_login(makers.make_reader("reader", talked, aicha, levels=["read_c1", "print"]))
    text = printed(client, talked)
    assert "Minutes of" in text
    for words in ("Visit the uncle", "By telephone", "needs the summer", "The nights are loud", "No papers yet"):
        assert words not in text


def test_a_question_about_something_secret_is_in_no_print(worker, yonas, aicha, dahabo):
    values = {"indicators": ["debt"], "conclusion": "refer"}
    screening = filing.write(SECTIONS["screening"], yonas, values=values, silences={}, by=aicha)
    about = questions.Subject(screening).key
    questions.ask(about, kind="question", text="Who holds the debt?", of=aicha, by=dahabo)
    text = printed(worker, yonas)
    assert "Who holds the debt?" not in text
    assert "A question was asked about the file." not in text


def test_today_shows_who_was_asked_and_what_the_conference_decided(client, talked, aicha, dahabo):
    client.force_login(aicha)
    text = client.get(reverse("casework:today")).content.decode()
    assert "You were asked" in text
    assert "Decision of a case conference" in text
    assert "No papers yet" not in text
    client.force_login(dahabo)
    assert "You were asked" not in client.get(reverse("casework:today")).content.decode()


def test_the_board_counts_the_open_questions_that_its_list_shows(client, talked, dahabo):
    client.force_login(dahabo)
    assert "1 open question" in client.get(reverse("casework:board")).content.decode()
    assert "No papers yet" in client.get(reverse("casework:questions")).content.decode()


def test_feedback_that_wants_an_answer_waits_with_the_supervisor(client, yonas, aicha, dahabo):
    wants = feedback.receive(yonas, by=aicha, wants_answer=True, **SAID)
    client.force_login(dahabo)
    assert wants.get_absolute_url() in client.get(reverse("casework:approvals")).content.decode()
    feedback.answer(wants, text="We bought curtains", by=dahabo)
    assert wants.get_absolute_url() not in client.get(reverse("casework:approvals")).content.decode()


def test_a_decision_that_was_due_yesterday_is_overdue(client, talked, aicha):
    with dates.at(dates.now() + timedelta(days=1)):
        client.force_login(aicha)
        assert "Overdue" in client.get(reverse("casework:today")).content.decode()
