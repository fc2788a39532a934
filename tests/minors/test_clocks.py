"""Clocks start, stop, move and stand still by what the records say, and keep what they began with (domain.md 2.4, 2.5)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from base import dates
from base.models import TimeLimit
from base.roles import Verb
from casework import assessments, best_interests, closing, intake
from minors import access, clocks
from minors.clocks import RULES, Rule, Run
from minors.models import Clock
from tests import makers

DAY = timedelta(days=1)


def clock_of(case, rule="rapid_assessment") -> Clock:
    return Clock.objects.filter(child=case.child, rule=rule).latest("starts_at", "recorded_at")


def sign(case, by, **more):
    return assessments.sign_rapid_assessment(case, answers=makers.ANSWERS, risk=case.risk, risk_reasons="Seen", by=by, **more)


@pytest.fixture
def stands_still(monkeypatch):
    """A list of (from, until) in which the clocks of everybody stand still."""
    still = []
    monkeypatch.setattr(clocks, "_pauses", [lambda child: still])
    return still


def test_a_clock_starts_with_the_record_and_stops_with_the_deed(case, aicha):
    running = clock_of(case)
    assert running.due_at - case.child.identified_at == timedelta(hours=48)
    done = sign(case, aicha)
    stopped = clock_of(case)
    assert (stopped.stopped_at, stopped.outcome) == (done.done_at, "done")
    assert stopped.pk == running.pk


def test_a_limit_that_changes_later_does_not_rewrite_what_began_before(case, aicha):
    before = clock_of(case)
    row = before.limit
    TimeLimit.objects.filter(pk=row.pk).update(valid_to=dates.today())
    row.pk, row.value, row.valid_from = None, 1, dates.today() - 30 * DAY  # somebody even dates it back
    row.save()
    assert clocks.settle(case.child, by=aicha) == []
    assert clock_of(case).due_at == before.due_at


def test_a_higher_risk_makes_it_due_earlier_and_the_earlier_date_stays_visible(case, aicha, client):
    before = clock_of(case).due_at
    intake.set_risk(case, "high", reasons="Threatened", by=aicha)
    after = clock_of(case)
    assert after.due_at == case.child.identified_at + timedelta(hours=24)
    assert after.first_due_at == before
    client.force_login(aicha)
    assert "at first:" in client.get(case.get_absolute_url()).content.decode()


def test_a_clock_stands_still_and_goes_on_as_long_after(case, aicha, stands_still):
    before = clock_of(case).due_at
    stands_still.append((dates.now(), None))
    clocks.settle(case.child, by=aicha)
    assert clock_of(case).due_at is None
    assert (
        not Clock.objects.running()
        .filter(child=case.child, due_at__lt=dates.now() + 1000 * DAY, rule="rapid_assessment")
        .exists()
    )
    stands_still[:] = [(stands_still[0][0], stands_still[0][0] + 3 * DAY)]
    clocks.settle(case.child, by=aicha)
    assert clock_of(case).due_at == before + 3 * DAY
    assert clock_of(case).first_due_at == before


def test_to_tell_of_a_withdrawal_does_not_wait_for_a_missing_child(stands_still, case, aicha):
    assert not RULES["consent.inform"].pauses
    assert RULES["rapid_assessment"].pauses


def test_settling_again_changes_nothing(case, aicha):
    assert clocks.settle(case.child, by=aicha) == []


def test_a_clock_that_nobody_started_is_found_by_settling(case, aicha, monkeypatch):
    promised = dates.now() + DAY
    extra = Rule(
        "T99",
        "extra",
        "Extra",
        Verb.ASSESS,
        (),
        lambda child: [Run(child.pk, since=dates.now(), due_at=promised)],
        str,
        by_limit=False,
    )
    monkeypatch.setitem(RULES, "extra", extra)
    assert [(clock.subject_id, clock.due_at) for clock in clocks.settle(case.child, by=aicha)] == [(case.child_id, promised)]


def test_a_closed_case_owes_nothing_and_its_clocks_say_why(case, aicha, dahabo):
    sign(case, aicha)
    for placement in case.child.placements.current():
        assert placement.provider is None
    asked = closing.request(case, reason="goals_met", statement="Safe", way_back="Here", by=aicha)
    closing.approve(asked, by=dahabo)
    assert not Clock.objects.filter(child=case.child, stopped_at=None, goes_on=False).exists()
    assert clock_of(case, "bia.comprehensive").outcome == "dropped"


def test_what_is_late_goes_to_the_region_when_half_of_its_time_has_passed_again(case):
    clock = clock_of(case)
    assert clock.escalates_at - clock.starts_at == 1.5 * (clock.due_at - clock.starts_at)


def test_the_minute_decides(case, aicha):
    due_at = clock_of(case).due_at
    with dates.at(due_at):
        assert not Clock.objects.late().filter(rule="rapid_assessment").exists()
    with dates.at(due_at + timedelta(microseconds=1)):
        assert Clock.objects.late().filter(rule="rapid_assessment").exists()


def test_one_record_has_one_running_clock_of_a_kind(case, aicha):
    twin = clock_of(case)
    twin.pk, twin._state.adding, twin.version = None, True, 0
    twin.id = case.pk
    with pytest.raises(IntegrityError, match="one_running_clock"), transaction.atomic():
        twin.save(by=aicha, reason="Twice")


def test_who_may_not_read_secret_data_does_not_learn_of_the_screening(case, aicha, bilan):
    assert access.visible_to(aicha, Clock).filter(rule="trafficking_screening").exists()
    assert not access.visible_to(bilan, Clock).filter(rule="trafficking_screening").exists()


def test_the_assessment_of_best_interests_says_what_is_next_and_by_whom(case, aicha, dahabo):
    assert clock_of(case, "bia.comprehensive").verb == "assess"
    bia = best_interests.submit(best_interests.begin(case, content=makers.BIA, by=aicha), by=aicha)
    waiting = clock_of(case, "bia.comprehensive")
    assert (waiting.verb, RULES["bia.comprehensive"].url(waiting)) == ("approve", bia.get_absolute_url())
    best_interests.approve(bia, by=dahabo)
    assert clock_of(case, "bia.comprehensive").outcome == "done"


def test_every_rule_says_what_it_is_about_and_where_its_figures_come_from(client, aicha):
    client.force_login(aicha)
    text = client.get(reverse("casework:limits")).content.decode()
    keys = set(TimeLimit.objects.values_list("key", flat=True))
    for rule in RULES.values():
        assert rule.by_limit == (rule.key in keys), rule.key
        assert rule.name in text or not rule.by_limit
    assert "A working assumption of this system, not a law." in text
