"""Fifty people write into one record at the same moment, each with a connection of their own: nothing anybody wrote is lost unnoticed."""

import threading
import time

import pytest
import zeal
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from base.models import Draft, Stale
from base.verifying import findings
from minors.models import Document
from tests import makers

pytestmark = pytest.mark.django_db(transaction=True)
FIFTY = 50


def at_once(deed, number=FIFTY):
    """Carry out deed(0) … deed(49) in as many threads, let loose together; what each came to."""
    came, barrier = [None] * number, threading.Barrier(number)

    def run(place):
        try:
            barrier.wait()
            with zeal.zeal_ignore():  # who loses the race to create a row asks for it again: not a page that asks twice
                came[place] = deed(place)
        except Exception as wrong:  # told to the test, which compares
            came[place] = wrong
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[place]) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


@pytest.fixture
def document():
    with transaction.atomic():
        aicha = makers.make_user("aicha")
        return makers.make_document(makers.make_case(aicha).child, aicha, description="As it was")


def test_of_fifty_forms_opened_together_one_is_saved_and_each_other_is_shown_both_texts(document):
    page = reverse("minors:describe_document", args=[document.pk])
    clients = [Client() for _editor in range(FIFTY)]
    for client in clients:
        client.force_login(document.added_by)

    def send(place):
        typed = {
            "kind": document.kind,
            "reason": "Looked again",
            "description": f"Text of editor {place}",
            "version": document.version,
        }
        return clients[place].post(page, typed)

    answers = at_once(send)
    assert [type(answer) for answer in answers if isinstance(answer, Exception)] == []
    saved = [place for place, answer in enumerate(answers) if answer.status_code == 302]
    assert len(saved) == 1
    stored = Document.objects.get().description
    assert stored == f"Text of editor {saved[0]}"
    for place, answer in enumerate(answers):
        if place not in saved:
            assert answer.status_code == 409
            shown = answer.content.decode()
            assert f"Text of editor {place}" in shown
            assert stored in shown
    assert Document.history.count() == 2
    assert list(findings()) == []


def test_fifty_who_each_add_a_line_and_try_again_when_they_were_late_lose_no_line(document):
    def add(place):
        for attempt in range(1, 400):
            try:
                with transaction.atomic():
                    mine = Document.objects.get()
                    mine.description += f"\nline {place}"
                    mine.save(by=mine.added_by, reason="Added a line")
            except Stale:
                time.sleep(0.002 * (place % 7))
                continue
            return attempt
        return None

    tries = at_once(add)
    assert all(isinstance(one, int) for one in tries), tries
    assert max(tries) > 1  # they did meet
    lines = Document.objects.get().description.split("\n")
    assert sorted(lines[1:]) == sorted(f"line {place}" for place in range(FIFTY))
    assert Document.history.count() == FIFTY + 1
    assert list(findings()) == []


def test_the_same_without_a_version_does_lose_lines(document):
    """The control: a plain row, read, changed and written, as a program does that does not think of the others."""
    row = Draft.objects.create(person=document.added_by, path="/x", fields={"lines": []}, kept_at=document.recorded_at)

    def add(place):
        mine = Draft.objects.get(pk=row.pk)
        mine.fields["lines"].append(place)
        time.sleep(0.01)
        mine.save()

    assert [one for one in at_once(add) if one is not None] == []
    row.refresh_from_db()
    assert len(row.fields["lines"]) < FIFTY
