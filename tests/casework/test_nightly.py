"""The night's work, by the worker and by hand; and what its page shows to whom."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from procrastinate.contrib.django import app
from procrastinate.periodic import PeriodicDeferrer
from procrastinate.testing import InMemoryConnector

from base import dates, drafts, people, sealing
from base.models import Draft, Night, Seal, User
from casework import nightly, queues, reminders
from casework.models import Case
from minors import clocks
from tests import makers

PAGE = reverse("casework:nights")


@pytest.fixture
def liban(db):
    """The administrator."""
    return makers.make_user("liban", role="system_administrator", institution="MFF")


@pytest.fixture
def nasra(db):
    """A national officer, who reads codes."""
    return makers.make_user("nasra", role="national_officer", institution="MFF")


def piece(night, key):
    return next(one for one in night.outcome if one["piece"] == key)


def test_a_quiet_night_is_well_and_kept(case, dahabo):
    night = nightly.run()
    assert night.well
    assert [one["piece"] for one in Night.objects.get().outcome] == [
        "queues",
        "places",
        "clocks",
        "looking",
        "drafts",
        "accounts",
        "relatives",
        "sessions",
    ]
    assert piece(night, "queues")["counted"] == piece(night, "clocks")["counted"] == 1


def test_a_case_in_nobodys_queue_is_found(case, yonas, aicha):
    """The owner is gone, and neither a supervisor nor a national officer is at work."""
    assert nightly.run().well
    User.objects.filter(pk=aicha.pk).update(expires_on=dates.today() - timedelta(days=1))
    night = nightly.run()
    assert not night.well
    assert piece(night, "queues")["children"] == [str(yonas.pk)]


def test_a_time_limit_that_no_deed_moved_is_settled_at_night_in_nobodys_name(case, yonas):
    assert nightly.clocks_settled().children == []
    [clock, *_others] = yonas.clocks.running()
    pause = (dates.now() - timedelta(hours=1), dates.now() + timedelta(days=5))
    clocks._pauses.append(lambda child: [pause])
    try:
        found = nightly.clocks_settled()
    finally:
        clocks._pauses.pop()
    assert found.children == [yonas.pk]
    assert clock.history.latest("history_id").history_user == people.machine()


def test_one_child_whose_limits_break_stops_no_other(case, aicha, monkeypatch):
    other = makers.make_case(aicha, own="Hamdi")
    settle, seen = clocks.settle, []

    def breaking(child, **said):
        seen.append(child.pk)
        if child.pk == case.child_id:
            raise ValueError("Yonas")
        return settle(child, **said)

    monkeypatch.setattr(clocks, "settle", breaking)
    found = nightly.clocks_settled()
    assert not found.well
    assert set(seen) == {case.child_id, other.child_id}


def test_a_piece_that_breaks_stops_no_other_and_its_words_are_kept_nowhere(case, monkeypatch):
    def breaks():
        raise ValueError("Key (own)=(Yonas) already exists")

    monkeypatch.setattr(nightly, "WORK", [nightly.Piece("queues", "", breaks), *nightly.WORK[1:]])
    night = nightly.run()
    assert not night.well
    assert piece(night, "queues")["wrong"] == "ValueError"
    assert piece(night, "drafts")["well"]
    assert "Yonas" not in str(night.outcome)


def test_a_text_that_nobody_touched_for_a_month_is_removed_at_night(aicha):
    for days in (drafts.KEPT_DAYS + 1, drafts.KEPT_DAYS - 1):
        Draft.objects.create(person=aicha, path=f"/{days}/", fields={}, kept_at=dates.now() - timedelta(days=days))
    nightly.run()
    assert [draft.path for draft in Draft.objects.all()] == [f"/{drafts.KEPT_DAYS - 1}/"]


def test_sessions_that_are_over_are_removed_at_night(db):
    for days in (-1, 1):
        Session.objects.create(session_key=f"s{days}", session_data="", expire_date=dates.now() + timedelta(days=days))
    nightly.run()
    assert [one.session_key for one in Session.objects.all()] == ["s1"]


def test_the_command_ends_with_an_error_when_something_is_wrong(case, monkeypatch, capsys):
    call_command("nightly")
    assert "queues: well" in capsys.readouterr().out
    monkeypatch.setattr(queues, "orphans", lambda: Case.objects.all())
    with pytest.raises(CommandError):
        call_command("nightly")


def test_nobody_signs_in_as_the_machine_and_no_list_shows_it(client, liban):
    machine = people.machine()
    assert people.machine() == machine
    assert (machine.may_work, machine.has_usable_password()) == (False, False)
    assert machine not in User.objects.at_work()
    client.force_login(liban)
    assert machine not in client.get(reverse("people:accounts")).context["people"]


# The page


def test_the_administrator_sees_that_something_is_wrong_and_no_code(client, liban, case, monkeypatch):
    monkeypatch.setattr(queues, "orphans", lambda: Case.objects.all())
    nightly.run()
    client.force_login(liban)
    page = client.get(PAGE).text
    assert "Look at this" in page
    assert "1 child concerned" in page
    assert case.child.code not in page


def test_the_national_officer_sees_which_case_it_is(client, nasra, case, monkeypatch):
    monkeypatch.setattr(queues, "orphans", lambda: Case.objects.all())
    nightly.run()
    client.force_login(nasra)
    page = client.get(PAGE).text
    assert case.child.code in page
    assert "Yonas" not in page


def test_before_the_first_night_the_page_says_so(client, liban):
    client.force_login(liban)
    assert "No night has passed yet" in client.get(PAGE).text


# The worker


def test_the_worker_works_at_half_past_two_and_at_seven_in_djibouti_and_catches_up_by_noon():
    app.perform_import_paths()
    noon, found = datetime(2026, 3, 14, 12, 0, tzinfo=dates.DJIBOUTI).timestamp(), {}
    for (name, _id), task in app.periodic_registry.periodic_tasks.items():
        *_missed, moment = PeriodicDeferrer(app.periodic_registry, **settings.PROCRASTINATE_PERIODIC_DEFAULTS).get_timestamps(
            task, None, noon
        )
        found[name] = datetime.fromtimestamp(moment, dates.DJIBOUTI)
    assert {name: f"{at:%H:%M}" for name, at in found.items()} == {"nightly": "02:30", "remind": "07:00", "seal": "11:55"}


def test_the_jobs_are_the_commands(case, monkeypatch):
    app.perform_import_paths()
    sent = []
    monkeypatch.setattr(reminders, "send_all", lambda: sent.append(1))
    in_memory = InMemoryConnector()
    # In a thread of its own: Playwright may have an event loop in this one.
    with app.replace_connector(in_memory) as ours, ThreadPoolExecutor(1) as thread:
        for name in ("nightly", "remind", "seal"):
            thread.submit(ours.configure_task(name).defer, timestamp=0).result()
        for job in in_memory.jobs.values():
            ours.tasks[job["task_name"]].func(**job["args"])
    assert sent == [1]
    assert Night.objects.get().well
    assert sealing.waiting() == 0 < Seal.objects.count()


def test_a_night_that_broke_is_tried_again_and_what_was_found_is_not(case, monkeypatch):
    app.perform_import_paths()
    monkeypatch.setattr(queues, "orphans", lambda: Case.objects.all())
    app.tasks["nightly"].func(timestamp=0)
    monkeypatch.setattr(queues, "orphans", lambda: 1 / 0)
    with pytest.raises(nightly.NightFailed):
        app.tasks["nightly"].func(timestamp=0)


def test_the_application_may_do_all_that_the_worker_does_in_the_database(case):
    """With the rights of the application: a job is put in, fetched, finished and removed."""
    app.perform_import_paths()
    with connection.cursor() as cursor:
        app.configure_task("nightly").defer(timestamp=0)
        cursor.execute("select procrastinate_register_worker_v1()")
        [worker] = cursor.fetchone()
        cursor.execute("select id, task_name from procrastinate_fetch_job_v2(null, %s)", [worker])
        job, name = cursor.fetchone()
        assert name == "nightly"
        cursor.execute("select procrastinate_update_heartbeat_v1(%s)", [worker])
        cursor.execute("select procrastinate_finish_job_v1(%s, 'succeeded', true)", [job])
        cursor.execute("select procrastinate_unregister_worker_v1(%s)", [worker])
        cursor.execute("select count(*) from procrastinate_jobs")
        assert cursor.fetchone() == (0,)
