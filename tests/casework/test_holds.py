"""A case on hold: rare, asked by one, agreed by another, and over by itself."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from base import dates
from base.workflow import Refused
from casework import holding
from casework.models import Hold
from minors.models import Clock

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def asked(case, aicha):
    return holding.ask(case, kind="abroad", reason="With his aunt in Dire Dawa", ends_at=dates.now() + 10 * DAY, by=aicha)


def due(case):
    return Clock.objects.get(child=case.child, rule="bia.comprehensive", stopped_at=None).due_at


def test_the_clocks_run_until_it_is_agreed_and_then_stand_still_for_as_long_as_agreed(case, asked, dahabo):
    before = due(case)
    with dates.at(dates.now() + DAY):
        holding.agree(asked, by=dahabo)
        held = asked.ends_at - asked.starts_at
    assert due(case) == before + held


def test_ended_earlier_it_gives_back_the_rest(case, asked, aicha, dahabo):
    before = due(case)
    with dates.at(dates.now() + DAY):
        holding.agree(asked, by=dahabo)
    with dates.at(asked.starts_at + 2 * DAY):
        holding.end(asked, by=aicha, reason="He is back")
    assert due(case) == before + 2 * DAY


def test_it_is_over_by_itself_and_another_one_may_follow(case, asked, aicha, dahabo):
    holding.agree(asked, by=dahabo)
    assert Hold.objects.running().count() == 1
    with dates.at(asked.ends_at):
        assert not Hold.objects.running().exists()
        with pytest.raises(Refused, match="ended already"):
            holding.end(asked, by=aicha, reason="x")
        assert holding.ask(case, kind="other", reason="Hospital abroad", ends_at=dates.now() + DAY, by=aicha)


def test_nobody_agrees_to_their_own_hold(asked, aicha):
    with pytest.raises(Refused, match="Nobody approves"):
        holding.agree(asked, by=aicha)
    asked.status, asked.decided_by, asked.starts_at = "agreed", aicha, dates.now()
    with pytest.raises(IntegrityError, match="hold_decided_by_another"), transaction.atomic():
        asked.save(by=aicha, reason="x")


def test_a_hold_ends_after_it_starts_and_not_in_the_past(case, asked, aicha, dahabo):
    with pytest.raises(Refused, match="a day to come"):
        holding.ask(case, kind="other", reason="x", ends_at=dates.now() - DAY, by=aicha)
    with dates.at(asked.ends_at + DAY), pytest.raises(Refused, match="has passed"):
        holding.agree(asked, by=dahabo)
    asked.status, asked.decided_by, asked.starts_at = "agreed", dahabo, asked.ends_at
    with pytest.raises(IntegrityError, match="hold_ends_after_it_starts"), transaction.atomic():
        asked.save(by=aicha, reason="x")


def test_one_hold_at_a_time(case, asked, aicha, dahabo):
    for _time in range(2):
        with pytest.raises(Refused, match="on hold already"):
            holding.ask(case, kind="other", reason="x", ends_at=dates.now() + DAY, by=aicha)
        if asked.status == "asked":
            holding.agree(asked, by=dahabo)


def test_aicha_asks_dahabo_agrees_and_the_case_says_until_when(client, case, aicha, dahabo):
    client.force_login(aicha)
    last = dates.today() + 10 * DAY
    form = {"kind": "abroad", "reason": "With his aunt", "ends_at": f"{last:%Y-%m-%d}"}
    ask = reverse("casework:ask_hold", args=[case.child_id])
    assert client.post(ask, form | {"ends_at": ""}).status_code == 422
    assert client.post(ask, form).status_code == 302
    hold = Hold.objects.get()
    assert "It was asked to put this case on hold." in client.get(case.get_absolute_url()).text
    client.force_login(dahabo)
    assert "With his aunt" in client.get(reverse("casework:hold", args=[hold.pk])).text
    decide = reverse("casework:decide_hold", args=[hold.pk])
    assert client.post(decide, {"refuse": "yes", "decision": ""}).status_code == 422
    assert client.post(decide, {"agree": "yes", "decision": ""}).status_code == 302
    assert "On hold until" in client.get(case.get_absolute_url()).text
    client.force_login(aicha)
    assert client.post(reverse("casework:end_hold", args=[hold.pk]), {"reason": "He is back"}).status_code == 302
    assert "On hold until" not in client.get(case.get_absolute_url()).text
