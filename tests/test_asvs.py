"""What docs/security.md claims and no other test shows; and that every test it names exists."""

import logging
import re
from pathlib import Path

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from base.logs import Events
from tests import makers

ROOT = Path(__file__).resolve().parent.parent
LEDGER = ROOT / "docs" / "security.md"
# ASVS 5.0.0, levels 1 and 2: how many requirements each section has, counted in the published list.
SECTIONS = {
    "1.1": "1-2", "1.2": "1-9", "1.3": "1-11", "1.4": "1-3", "1.5": "1-2", "2.1": "1-3", "2.2": "1-3", "2.3": "1-4", "2.4": "1",
    "3.2": "1-2", "3.3": "1-4", "3.4": "1-6", "3.5": "1-5", "3.7": "1-2", "4.1": "1-3", "4.2": "1", "4.3": "1-2", "4.4": "1-4",
    "5.1": "1", "5.2": "1-3", "5.3": "1-2", "5.4": "1-3", "6.1": "1-3", "6.2": "1-12", "6.3": "1-4", "6.4": "1-4", "6.5": "1-5",
    "6.6": "1-3", "6.8": "1-4", "7.1": "1-3", "7.2": "1-4", "7.3": "1-2", "7.4": "1-5", "7.5": "1-2", "7.6": "1-2", "8.1": "1-2",
    "8.2": "1-3", "8.3": "1", "8.4": "1", "9.1": "1-3", "9.2": "1-4", "10.1": "1-2", "10.2": "1-2", "10.3": "1-4", "10.4": "1-11",
    "10.5": "1-5", "10.6": "1-2", "10.7": "1-3", "11.1": "1-2", "11.2": "1-3", "11.3": "1-3", "11.4": "1-4", "11.5": "1",
    "11.6": "1", "12.1": "1-3", "12.2": "1-2", "12.3": "1-4", "13.1": "1", "13.2": "1-5", "13.3": "1-2", "13.4": "1-5",
    "14.1": "1-2", "14.2": "1-4", "14.3": "1-3", "15.1": "1-3", "15.2": "1-3", "15.3": "1-7", "16.1": "1", "16.2": "1-5",
    "16.3": "1-4", "16.4": "1-3", "16.5": "1-3", "17.1": "1", "17.2": "1-4", "17.3": "1-2",
}  # fmt: skip


def numbers(section, span):
    first, _dash, last = span.partition("-")
    return [f"{section}.{number}" for number in range(int(first), int(last or first) + 1)]


def rows():
    """{number: (state, words)} of the ledger. One line may answer several numbers, as 9.1.1–9.1.3."""
    found = {}
    for line in LEDGER.read_text("utf8").splitlines():
        told = re.match(r"\| (\d+\.\d+\.\d+)(?:–(?:\d+\.\d+\.)?(\d+))? \| ([^|]+) \| (.+) \|$", line)
        if told:
            first, last, state, words = told.groups()
            section, _dot, number = first.rpartition(".")
            for one in range(int(number), int(last or number) + 1):
                assert f"{section}.{one}" not in found, f"{section}.{one} stands twice"
                found[f"{section}.{one}"] = (state.strip(), words)
    return found


def test_the_ledger_answers_every_requirement_of_levels_one_and_two_once():
    wanted = {number for section, span in SECTIONS.items() for number in numbers(section, span)}
    assert len(wanted) == 253
    assert set(rows()) == wanted


def test_every_test_that_the_ledger_names_exists():
    written = "\n".join(path.read_text("utf8") for path in (ROOT / "tests").rglob("test_*.py"))
    there = set(re.findall(r"def (test_\w+)", written))
    named = set(re.findall(r"`(test_\w+)`", LEDGER.read_text("utf8")))
    assert len(named) > 60
    assert named - there == set()


def test_every_answer_is_shown_explained_or_told_to_be_missing():
    for number, (state, words) in rows().items():
        assert state in ("test", "code", "by hand", "n/a", "accepted", "missing"), number
        assert state != "test" or "`test_" in words, f"{number} names no test"
        assert len(words) > 3, number


def test_every_threat_has_its_line():
    text = LEDGER.read_text("utf8")
    assert [number for number in range(1, 25) if f"\n| T{number} |" not in text] == []


# Passwords


@pytest.mark.parametrize(
    "word",
    ["Himaya-Djibouti-2026", "caritas djibouti 12", "Obock/Tadjourah/1", "supervisor-child-77", "password1234"],
)
def test_a_password_of_words_that_anybody_would_try_is_refused(word):
    with pytest.raises(ValidationError):
        validate_password(word)


@pytest.mark.parametrize(
    "word",
    ["acacia lagon baobab", "أكاسيا بحيرة باوباب", "x" * 30 + "🐪" * 40, "all lower case words", "himaya acacia lagon baobab"],
)
def test_any_characters_and_any_length_make_a_password(word):
    validate_password(word)


@pytest.mark.django_db
def test_a_password_is_taken_exactly_as_it_was_typed(client, aicha):
    long = "Acacia-" + "ا" * 70
    aicha.set_password(long)
    aicha.save()
    for wrong in (long.lower(), long[:-1], long + " "):
        client.post(reverse("account_login"), {"login": "aicha", "password": wrong})
        assert "_auth_user_id" not in client.session
    client.post(reverse("account_login"), {"login": "aicha", "password": long})
    assert client.session["_auth_user_id"] == str(aicha.pk)


def sign_in(client, username="aicha"):
    return client.post(reverse("account_login"), {"login": username, "password": makers.PASSWORD})


# Sessions


@pytest.mark.django_db
def test_a_changed_password_ends_every_other_session(client, aicha):
    elsewhere = Client()
    sign_in(elsewhere)
    sign_in(client)
    changed = {"oldpassword": makers.PASSWORD, "password1": "acacia-lagon-22", "password2": "acacia-lagon-22"}
    assert client.post(reverse("account_change_password"), changed).status_code == 302
    assert client.get(reverse("people:account")).status_code == 200
    assert elsewhere.get(reverse("people:account")).status_code == 302


@pytest.mark.django_db
def test_signing_in_gives_another_session_and_signing_out_ends_it_on_the_server(client, aicha):
    client.get(reverse("account_login"))
    client.session["x"] = 1
    before = client.session.session_key
    sign_in(client)
    cookie = client.cookies["session"].value
    assert cookie != before
    client.post(reverse("account_logout"))
    thief = Client()
    thief.cookies["session"] = cookie
    assert thief.get(reverse("people:account")).status_code == 302


@pytest.mark.django_db
def test_signing_in_leads_to_no_other_site(client, aicha):
    for elsewhere in ("//elsewhere.example/", "https://elsewhere.example/", "javascript:alert(1)"):
        answer = client.post(
            f"{reverse('account_login')}?next={elsewhere}", {"login": "aicha", "password": makers.PASSWORD, "next": elsewhere}
        )
        assert "elsewhere" not in answer.url
        assert "javascript" not in answer.url
        client.post(reverse("account_logout"))


@pytest.mark.django_db
def test_a_code_of_the_telephone_is_good_once(client, aicha):
    secret = "JBSWY3DPEHPK3PXP"
    Authenticator.objects.create(user=aicha, type=Authenticator.Type.TOTP, data={"secret": get_adapter().encrypt(secret)})
    code = totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))
    other = Client()
    sign_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert client.get(reverse("people:account")).status_code == 200
    sign_in(other)
    other.post(reverse("mfa_authenticate"), {"code": code})
    assert other.get(reverse("people:account")).status_code == 302


# Answers and logs


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH"])
def test_methods_that_nothing_needs_are_refused(worker, method):
    assert worker.generic(method, reverse("people:account")).status_code == 405


@pytest.mark.django_db
def test_another_host_name_is_refused(client):
    assert client.get(reverse("account_login"), HTTP_HOST="elsewhere.example").status_code == 400


@pytest.mark.django_db
def test_sign_ins_and_failures_are_in_the_log_without_what_was_typed(client, aicha, caplog):
    with caplog.at_level(logging.INFO, logger="himaya"):
        client.post(reverse("account_login"), {"login": "aicha", "password": "guess guess guess"})
        sign_in(client)
    said = [Events().format(record) for record in caplog.records if record.name == "himaya.accounts"]
    assert [line.split("himaya.accounts ")[1] for line in said] == ["sign_in_failed", f"signed_in {aicha.pk}"]
    assert "guess" not in " ".join(said)


def test_a_line_of_the_log_holds_neither_message_nor_value_of_an_exception():
    try:
        raise ValueError("Key (name)=(Yonas)\nforged line")
    except ValueError as wrong:
        record = logging.LogRecord(
            "django.request", logging.ERROR, __file__, 1, "GET /?name=%s", ("Yonas",), (type(wrong), wrong, wrong.__traceback__)
        )
    said = Events().format(record)
    assert "Yonas" not in said
    assert "forged" not in said
    assert "ValueError" in said
