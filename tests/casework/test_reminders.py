"""The morning's message: who gets it, what it says, what it never says, and that nobody gets two (domain.md 2.5)."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from base import dates, people
from base.models import Place, Reminder, User
from base.roles import Verb
from casework import reminders
from minors.models import Child, ChildName
from tests import makers

MAILS = sorted((settings.BASE_DIR / "templates" / "mail").glob("*"))
ALLOWED = {  # what each message may say
    "_children.txt": {"child.code", "child.numbers", "number", "today_url", "account_url"},
    "emergency.txt": {"code", "page_url"},
    "own.txt": set(),
    "region.txt": set(),
    "unit.txt": {"count", "looked_url", "account_url"},
}
DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\b(19|20)\d{2}\b")


def days_ago(days):
    return dates.now() - timedelta(days=days)


@pytest.fixture
def aicha(db):
    return makers.make_user("aicha", email="aicha@demo.example")


@pytest.fixture
def late(aicha):
    """A case whose rapid assessment is late since days, without having gone to the region yet, or gone already."""
    return makers.make_case(aicha, at=days_ago(30))


def coordinator():
    return makers.make_user("guedi", role="regional_coordinator", email="guedi@demo.example")


def sent_to(person):
    return [one for one in mail.outbox if one.to == [person.email]]


def test_a_worker_with_something_late_gets_one_message_in_code(late, aicha):
    assert reminders.send_all() == 1
    [message] = sent_to(aicha)
    assert late.child.code in message.body
    assert "overdue" in message.body
    assert settings.SITE_ADDRESS.rstrip("/") + reverse("casework:today") in message.body
    assert late.child.code not in message.subject
    row = Reminder.objects.get(person=aicha)
    assert (row.day, row.late > 0) == (dates.today(), True)


def test_who_has_nothing_due_is_left_in_peace(aicha):
    makers.make_case(aicha)
    with dates.at(dates.now() - timedelta(days=1)):  # before anything is due
        assert reminders.write(aicha) is None


def test_what_is_due_today_is_told_before_it_is_late(aicha):
    case = makers.make_case(aicha)
    [first, *_others] = makers.due(case)
    with dates.at(first.at - timedelta(minutes=1)):
        message = reminders.write(aicha)
    assert message is not None
    assert (message.late, message.today > 0) == (0, True)
    assert "due today" in message.text


def test_nobody_gets_two_messages_on_one_day(late, aicha):
    assert [reminders.send_all(), reminders.send_all()] == [1, 0]
    assert len(sent_to(aicha)) == 1
    with dates.at(dates.now() + timedelta(days=1)):
        assert reminders.send_all() == 1


def test_the_database_refuses_a_second_message_on_one_day(aicha):
    said = {"person": aicha, "day": dates.today(), "sent_at": dates.now(), "late": 1, "today": 0}
    Reminder.objects.create(**said)
    with pytest.raises(IntegrityError, match="one_reminder_a_day"), transaction.atomic():
        Reminder.objects.create(**said)


def test_a_supervisor_hears_of_what_is_late_and_not_of_what_is_due_today(aicha, late):
    dahabo = makers.make_user("dahabo", role="supervisor", email="dahabo@demo.example")
    message = reminders.write(dahabo)
    assert late.child.code in message.text
    assert "In your unit" in message.text
    assert message.today == 0
    other = makers.make_user("idil", role="supervisor", email="idil@demo.example", team=makers.make_team("IOM", "Obock", "OBK"))
    assert reminders.write(other) is None


def test_the_region_hears_of_it_when_half_of_the_time_has_passed_again(aicha):
    guedi, case = coordinator(), makers.make_case(aicha)
    clock = case.child.clocks.running().order_by("escalates_at").first()
    with dates.at(clock.escalates_at - timedelta(minutes=1)):
        early = reminders.write(guedi)
    with dates.at(clock.escalates_at + timedelta(minutes=1)):
        message = reminders.write(guedi)
    assert early is None
    assert message is not None
    assert case.child.code in message.text


@pytest.mark.parametrize(
    "changes",
    [
        {"suspended_at": dates.now(), "suspended_because": "Left"},
        {"expires_on": date(2020, 1, 1)},
        {"is_active": False},
        {"reminders": False},
        {"email": ""},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_who_cannot_act_or_does_not_want_it_gets_no_message(late, aicha, changes):
    User.objects.filter(pk=aicha.pk).update(**changes)
    assert reminders.send_all() == 0
    assert mail.outbox == []


def test_a_reader_and_a_national_officer_are_not_reminded(late, aicha):
    reader = makers.make_reader("bilan", late.child, aicha, email="bilan@demo.example")
    national = makers.make_user("nasra", role="national_officer", institution="MFF", email="nasra@demo.example")
    assert [reminders.write(reader), reminders.write(national)] == [None, None]


@pytest.mark.parametrize(("language", "words"), [("fr", "Bonjour"), ("ar", "صباح الخير"), ("en", "Good morning")])
def test_a_message_speaks_the_language_of_its_reader(late, aicha, language, words):
    aicha.language = language
    aicha.save(update_fields=["language"])
    assert words in reminders.write(aicha).text


def test_a_server_that_refuses_one_message_still_gets_the_others_and_the_first_is_tried_again(late, aicha, monkeypatch):
    dahabo = makers.make_user("dahabo", role="supervisor", email="dahabo@demo.example")
    send, refused = reminders.EmailMessage.send, [aicha.email]

    def refuse(message, *args, **kwargs):
        if message.to == refused:
            raise OSError("no such mailbox")
        return send(message, *args, **kwargs)

    monkeypatch.setattr(reminders.EmailMessage, "send", refuse)
    with pytest.raises(reminders.NotAllSent):
        reminders.send_all()
    assert [len(sent_to(one)) for one in (aicha, dahabo)] == [0, 1]
    with pytest.raises(CommandError):
        call_command("remind")
    refused.clear()
    assert reminders.send_all() == 1
    assert [len(sent_to(one)) for one in (aicha, dahabo)] == [1, 1]


def test_an_installation_without_mail_sends_nothing(late, settings):
    settings.MAIL_IS_SENT = False
    assert reminders.send_all() == 0
    assert not Reminder.objects.exists()


def test_a_long_day_names_thirty_children_and_counts_the_rest(aicha, monkeypatch):
    monkeypatch.setattr(reminders, "MOST", 2)
    cases = [makers.make_case(aicha, own=name, at=days_ago(30)) for name in "ABC"]
    text = reminders.write(aicha).text
    assert sum(case.child.code in text for case in cases) == 2
    assert "and 1 more child" in text


def test_a_person_switches_the_message_off_on_the_own_page(client, aicha):
    client.force_login(aicha)
    assert aicha.email in client.get(reverse("people:account")).text
    client.post(reverse("people:reminders"), {})
    assert not User.objects.get(pk=aicha.pk).reminders
    client.post(reverse("people:reminders"), {"wanted": "on"})
    assert User.objects.get(pk=aicha.pk).reminders


def test_the_administrator_writes_the_address_down(db):
    liban = makers.make_user("liban", role="system_administrator", institution="MFF")
    aicha = makers.make_user("aicha")
    names = ("name", "role", "institution", "team", "language", "expires_on")
    people.change_account(aicha, by=liban, email="a@demo.example", **{name: getattr(aicha, name) for name in names})
    assert User.objects.get(pk=aicha.pk).email == "a@demo.example"


# Nothing about a child but the code


@pytest.mark.parametrize("template", MAILS, ids=lambda path: path.name)
def test_a_template_of_a_message_has_no_place_for_anything_about_a_child(template: Path):
    text = re.sub(r"{#.*?#}", "", template.read_text("utf-8"))
    said = {one.split("|")[0].strip() for one in re.findall(r"{{(.*?)}}", text)}
    assert said == ALLOWED[template.name]
    assert not re.search(r"name|birth|place|nationality", " ".join(said))
    assert all(
        word in ("number=more", "count=looked")
        for line in re.findall(r"{% blocktranslate (.*?)%}", text)
        for word in line.split()
        if "=" in word
    )


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_no_message_of_a_whole_year_tells_who_a_child_is(seeded_db, language):
    User.objects.update(language=language, reminders=True)
    names = set()
    for name in ChildName.objects.all():
        names |= {part for part in name.full.split() if len(part) > 2}
    places = {str(getattr(place, f"name_{language}")) for place in Place.objects.all()}
    told = 0
    for person in reminders.recipients():
        message = reminders.write(person)
        if message is None:
            continue
        told += 1
        body = re.sub(r"https?://\S+", "", message.text)
        words = set(re.findall(r"\w+", body))
        assert not DATE.search(body + message.subject)
        assert not words & names, words & names
        assert not any(place in body for place in places)
        assert not re.search(r"DJ-", message.subject)
        codes = set(re.findall(r"DJ-\w{4}-\w{4}", body))
        assert codes <= set(Child.objects.values_list("code", flat=True))
    assert told > 3


def test_whoever_is_reminded_may_open_the_page_that_the_message_names(seeded_db, client):
    for person in reminders.recipients():
        if reminders.write(person):
            assert person.can(Verb.OPEN_CASE)
