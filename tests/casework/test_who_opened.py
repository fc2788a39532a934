"""Every week a supervisor reads who opened the unit's cases without being responsible for them (security.md T1)."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from base import dates
from casework import opened, reminders
from minors import access
from tests import makers

pytestmark = pytest.mark.django_db
SUNDAY = datetime(2026, 3, 15, 6, tzinfo=dates.DJIBOUTI)  # the morning of the message; the week before is looked at


@pytest.fixture
def last_week(dahabo, aicha, bilan, yonas):
    """Aicha, Bilan and Dahabo opened Yonas's file on the Tuesday; a child of another unit was opened too."""
    obock = makers.make_user("charmarke", team=makers.make_team("IOM", "Obock", "OBK"))
    other = makers.make_case(obock, own="Hana").child
    with dates.at(SUNDAY - timedelta(days=5)):
        for person in (aicha, bilan, bilan, dahabo):
            access.remember(person, "opened", yonas)
        access.remember(bilan, "opened", other)
    return yonas


def responsible_since(aicha, yonas):
    """The access of the responsible worker reaches back to before the week that is looked at."""
    grant = yonas.grants.get(user=aicha)
    grant.starts_at = SUNDAY - timedelta(days=30)
    grant.save(by=aicha, reason="Registered earlier")


def test_everybody_but_the_responsible_worker_and_the_reader_stands_there_in_code(dahabo, aicha, last_week):
    responsible_since(aicha, last_week)
    browser = Client()
    browser.force_login(dahabo)
    with dates.at(SUNDAY):
        browser.force_login(dahabo)
        page = browser.get(reverse("casework:who_opened"))
    [line] = page.context["visitors"]
    assert (line.person.username, dict(line.codes)) == ("bilan", {last_week.code: 2})
    assert "Yonas" not in page.text


def test_another_week_and_another_unit_tell_nothing(dahabo, last_week):
    assert opened.visitors(dahabo, (SUNDAY - timedelta(days=14)).date()) == []
    stranger = makers.make_user("kadir", role="supervisor", team=makers.make_team("IOM", "Obock", "OBK"))
    codes = {code for one in opened.visitors(stranger, opened.last_week(SUNDAY.date())) for code in one.codes}
    assert last_week.code not in codes


@pytest.mark.parametrize("day", ["2026-03-15", "2026-03-17", "2026-03-21"])
def test_the_last_whole_week_is_meant_whatever_day_it_is(day):
    assert opened.last_week(datetime.fromisoformat(day).date()).isoformat() == "2026-03-08"


def test_a_file_that_is_shut_to_the_supervisor_stands_nowhere(dahabo, aicha, last_week):
    access.exclude(last_week, user=dahabo, by=aicha, reason="Her nephew")
    assert opened.visitors(dahabo, opened.last_week(SUNDAY.date())) == []


def test_on_the_first_day_of_the_week_the_morning_s_message_says_how_many(dahabo, aicha, last_week):
    responsible_since(aicha, last_week)
    with dates.at(SUNDAY):
        message = reminders.write(dahabo)
    assert "1 person opened cases of your unit without being responsible" in message.text
    assert reverse("casework:who_opened") in message.text
    assert "Bilan" not in message.text
    with dates.at(SUNDAY + timedelta(days=1)):
        later = reminders.write(dahabo)
    assert later is None or "opened cases" not in later.text


def test_an_address_with_nonsense_shows_the_last_week(dahabo):
    browser = Client()
    browser.force_login(dahabo)
    for week in ("x", "1999-01-01", "2999-01-01", ""):
        assert browser.get(reverse("casework:who_opened"), {"week": week}).context["week"] == opened.last_week()
