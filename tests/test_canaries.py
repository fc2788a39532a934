"""Where words of a file might come out that nobody looks at: headers, papers' properties, logs, mail, sessions, what is left on the disk.

tests/test_hidden.py says what stands on pages and papers. The file is the same: every text of it holds a token of its class.
"""

import io
import logging
import tempfile
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from django.conf import settings
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from base import dates
from base.logs import Events
from base.models import User
from casework import reminders
from tests import makers
from tests.test_hidden import tokens, told  # noqa: F401  the file in which everything was written

pytestmark = pytest.mark.django_db
ASKED = {"reason": "Hearing", "language": "en", "identity": "on", "use": "case"}


def signed_in(person) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client


def heads(answer) -> str:
    """All of an answer but its body: status line, headers, cookies."""
    return f"{answer.reason_phrase} {answer.headers} {answer.cookies}"


@pytest.fixture
def logged():
    """What our handlers would have written to the log since."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(Events())
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield out
    root.removeHandler(handler)
    root.setLevel(level)


def test_no_word_of_a_file_leaves_beside_the_pages(tokens, told, yonas, aicha, dahabo, logged, tmp_path, monkeypatch):  # noqa: F811
    """The responsible worker and a stranger open, refuse and print everything; only bodies of answers hold words."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    charmarke = makers.make_user("charmarke", team=makers.make_team("IOM", "Obock", "OBK"))
    private, found = [*tokens, yonas.code, *(token.lower() for token in tokens)], set()
    for person in (aicha, dahabo, charmarke):
        client = signed_in(person)
        for address in told:
            for answer in (client.get(address), client.post(address, {"reason": next(iter(tokens))})):
                found |= {(person.username, address, token) for token in private if token in heads(answer)}
        for page in ("casework:print", "minors:export"):
            answer = client.post(reverse(page, args=[yonas.pk]), ASKED)
            said = heads(answer).replace(yonas.code, "") if page == "casework:print" else heads(answer)
            found |= {(person.username, page, token) for token in tokens if token in said}
            if answer.get("Content-Type") == "application/pdf":
                properties = pypdfium2.PdfDocument(answer.content).get_metadata_dict()
                found |= {("properties", page, token) for token in tokens if token in str(properties)}
    assert found == set()
    assert "404" in logged.getvalue()
    assert [token for token in private if token in logged.getvalue()] == []
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert tokens_on_the_disk(tokens) == []
    assert tokens_in(("django_session", "cache", "procrastinate_jobs"), tokens) == []


def tokens_on_the_disk(tokens) -> list:  # noqa: F811
    files = [path for path in Path(settings.FILES_DIR).rglob("*") if path.is_file()]
    assert files
    return [token for token in tokens for path in files if token.encode() in path.read_bytes() or token in path.name]


def tokens_in(tables, tokens) -> list:  # noqa: F811
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(f"select t::text from {table} t" for table in tables))
        rows = [row[0] for row in cursor.fetchall()]
    return [token for token in tokens if any(token in row for row in rows)]


@pytest.mark.parametrize("broken", ["minors.views.children.search.find", "minors.views.children.access.remember"])
def test_an_error_tells_neither_the_log_nor_the_reader_what_it_was_about(aicha, logged, monkeypatch, broken):
    def breaks(*_args, **_more):
        raise RuntimeError("Key (own)=(Qzsecret) already exists")

    monkeypatch.setattr(broken, breaks)
    with transaction.atomic():
        answer = signed_in(aicha).post(reverse("minors:search"), {"term": "Qzterm"})
        transaction.set_rollback(True)
    assert answer.status_code == 500
    for word in ("Qzsecret", "Qzterm"):
        assert word not in answer.content.decode()
        assert word not in logged.getvalue()
    assert "RuntimeError" in logged.getvalue()


def test_the_morning_message_says_no_word_of_a_file(tokens, told, yonas, aicha, dahabo):  # noqa: F811
    """Everything is late, and everybody who is reminded has an address."""
    makers.make_user("guedi", role="regional_coordinator", institution="MFF")
    for person in User.objects.all():
        User.objects.filter(pk=person.pk).update(email=f"{person.username}@demo.example")
    with dates.at(dates.now() + timedelta(days=90)):
        assert reminders.send_all() >= 2
    assert any(yonas.code in message.body for message in mail.outbox)
    for message in mail.outbox:
        assert [token for token in tokens if token in str(message.message())] == []
        assert not [part for part in str(message.message()).split() if "key=" in part or "token=" in part]


@pytest.mark.parametrize("role", ["supervisor", "national_officer", "monitoring_officer", "regional_coordinator"])
def test_figures_and_their_exports_hold_no_word_and_no_code(role, tokens, told, yonas):  # noqa: F811
    team = {"team": makers.make_team()} if role == "supervisor" else {"institution": "MFF"}
    client = signed_in(makers.make_user("reader_of_figures", role=role, **team))
    for code in ("1.1", "1.2", "1.3", "2.2", "3.1", "4.1"):
        for format in ("csv", "json"):
            answer = client.get(reverse("plan:export", args=[code]), {"format": format})
            assert answer.status_code == 200
            said = answer.content.decode() + heads(answer)
            assert [word for word in (*tokens, yonas.code, str(yonas.pk)) if word in said] == []
