"""Every open case is always in somebody's queue: one definition, asked every night, and played at random."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from base import dates, people
from base.models import User
from base.workflow import Refused
from casework import assessments, closing, distribution, handover, queues
from casework.distribution import Row
from casework.models import Case, Transfer
from minors import access
from minors.models import Clock
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(db):
    return makers.make_user("admin", role="system_administrator", institution="MFF")


def of(case) -> Case:
    return Case.objects.get(pk=case.pk)


def without(case) -> bool:
    return queues.without_an_owner().filter(pk=case.pk).exists()


def orphaned(case) -> bool:
    return queues.orphans().filter(pk=case.pk).exists()


def test_a_case_is_in_the_queue_of_its_owner(case, dahabo):
    assert not without(case)
    assert not queues.waiting_for(dahabo)


@pytest.mark.parametrize("why", ["suspended", "ended", "another_role", "shut_out", "access_over"])
def test_a_case_whose_owner_cannot_act_is_in_the_queue_of_the_supervisor(why, case, aicha, dahabo, admin):
    match why:
        case "suspended":
            people.suspend(aicha, by=admin, reason="Left")
        case "ended":
            User.objects.filter(pk=aicha.pk).update(expires_on=dates.today() - timedelta(days=1))
        case "another_role":
            User.objects.filter(pk=aicha.pk).update(role="monitoring_officer")
        case "shut_out":
            access.exclude(case.child, user=aicha, by=dahabo, reason="A cousin")
        case "access_over":
            handover.launch([], reason="worker_unavailable", by=dahabo, leaver=aicha, leaving_on=dates.today())
    with dates.at(dates.now() + timedelta(days=2)):
        assert without(case)
        assert list(queues.waiting_for(dahabo)) == [of(case)]
        assert not orphaned(case)


def test_without_a_supervisor_at_work_the_national_officers_have_it_and_without_these_nobody(case, aicha, dahabo, admin):
    nasra = makers.make_user("nasra", role="national_officer", institution="MFF")
    people.suspend(aicha, by=admin, reason="Left")
    assert not queues.waiting_for(nasra), "the supervisor is nearer"
    people.suspend(dahabo, by=admin, reason="Left")
    assert list(queues.waiting_for(nasra)) == [of(case)]
    people.suspend(nasra, by=admin, reason="Left")
    assert orphaned(case)
    with pytest.raises(CommandError, match=case.child.code):
        call_command("check_queues")


def test_a_supervisor_who_is_shut_out_of_the_file_does_not_count(case, aicha, dahabo, admin):
    access.exclude(case.child, user=dahabo, by=aicha, reason="An uncle")
    people.suspend(aicha, by=admin, reason="Left")
    assert orphaned(case)


def test_the_supervisor_of_another_team_does_not_count(case, aicha, charmarke, admin):
    makers.make_user("far", role="supervisor", team=charmarke.team)
    people.suspend(aicha, by=admin, reason="Left")
    assert orphaned(case)


def test_an_offer_counts_as_long_as_somebody_can_answer_it(case, aicha, dahabo, admin):
    hodan = makers.make_user("hodan", team=makers.make_team(name="Night shelter"))
    handover.launch([Row(case, hodan)], reason="organisation", by=dahabo)
    for one in (aicha, dahabo):
        people.suspend(one, by=admin, reason="Left")
    assert not orphaned(case)
    with dates.at(dates.now() + timedelta(days=31)):
        assert orphaned(case), "an offer that cannot be read any more is in nobody's hands"
    people.suspend(hodan, by=admin, reason="Left")
    assert orphaned(case)


def test_the_nightly_check_says_how_many_wait(case, aicha, dahabo, admin, capsys):
    people.suspend(aicha, by=admin, reason="Left")
    call_command("check_queues")
    assert "1 wait for a supervisor" in capsys.readouterr().out


def test_a_closed_case_needs_nobody(case, aicha, dahabo, admin):
    assessments.sign_rapid_assessment(case, answers=makers.ANSWERS, risk="medium", risk_reasons="Seen", by=aicha)
    closing.approve(closing.request(of(case), reason="goals_met", statement="Safe", way_back="Here", by=aicha), by=dahabo)
    for one in (aicha, dahabo):
        people.suspend(one, by=admin, reason="Left")
    assert not orphaned(case)


def test_a_national_officer_hands_over_only_what_is_in_nobodys_hands_nearer_by(case, aicha, dahabo, admin):
    nasra, hodan = makers.make_user("nasra", role="national_officer", institution="MFF"), makers.make_user("hodan")
    with pytest.raises(Refused, match="the supervisor of the team decides"):
        handover.launch([Row(case, hodan)], reason="organisation", by=nasra)
    for one in (aicha, dahabo):
        people.suspend(one, by=admin, reason="Left")
    handover.launch([Row(of(case), hodan)], reason="worker_unavailable", by=nasra)
    assert of(case).owner == hodan


# --------------------------------------------------------------------------------------------------------------- time limits


def clock(rule, **about) -> Clock:
    return Clock.objects.filter(rule=rule, **about).latest("starts_at")


def test_who_is_responsible_at_registration_needs_no_naming(case, aicha, dahabo):
    handover.launch([Row(case, makers.make_user("hodan"))], reason="organisation", by=dahabo)
    assert queues.settle_all(by=dahabo) == 0
    assert not Clock.objects.filter(rule="owner.assign").exists()


def test_a_case_without_an_owner_has_a_time_limit_until_somebody_is_named(case, aicha, dahabo, admin):
    people.suspend(aicha, by=admin, reason="Left")
    assert queues.settle_all(by=dahabo) == 1
    assert queues.settle_all(by=dahabo) == 0, "it runs already"
    running = clock("owner.assign")
    assert running.stopped_at is None
    assert running.due_at - running.starts_at == timedelta(hours=24)
    handover.launch([Row(of(case), makers.make_user("hodan"))], reason="worker_unavailable", by=dahabo)
    assert clock("owner.assign").stopped_at is not None


def test_an_offer_has_the_limit_of_its_risk_until_it_is_answered(aicha, dahabo):
    case, hodan = makers.make_case(aicha, risk="high"), makers.make_user("hodan")
    handover.launch([Row(case, hodan)], reason="organisation", by=dahabo)
    running = clock("transfer.accept")
    assert running.due_at - running.starts_at == timedelta(hours=24)
    handover.accept(Transfer.objects.get(), by=hodan)
    assert clock("transfer.accept").outcome == "done"


def test_the_child_has_to_meet_the_new_worker_by_the_day_of_the_meeting(case, aicha, dahabo):
    hodan, meeting = makers.make_user("hodan"), dates.today() + timedelta(days=4)
    launched = handover.launch([Row(case, hodan)], reason="organisation", by=dahabo, meeting_on=meeting)
    assert dates.local_date(clock("transfer.introduce").due_at) == meeting
    handover.introduce(launched.transfers.get(), by=hodan, on=dates.today())
    assert clock("transfer.introduce").outcome == "done"


def test_nobody_has_to_meet_the_child_after_the_hand_over_was_undone(case, aicha, dahabo):
    hodan = makers.make_user("hodan")
    launched = handover.launch([Row(case, hodan)], reason="organisation", by=dahabo)
    handover.undo(launched, by=dahabo, reason="A mistake")
    assert clock("transfer.introduce").outcome == "dropped"


# ------------------------------------------------------------------------------------------------------------- at random

STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["launch", "leave", "accept", "refuse", "cancel", "undo", "suspend", "restore", "end", "shut_out", "close"]
        ),
        st.integers(0, 5),
        st.integers(0, 5),
        st.integers(0, 4),
    ),
    max_size=14,
)


class Play:
    """A team with three workers and a supervisor, a worker elsewhere, a national officer; three cases; days go by."""

    def __init__(self):
        self.admin = makers.make_user("admin", role="system_administrator", institution="MFF")
        self.officer = makers.make_user("nasra", role="national_officer", institution="MFF")
        self.workers = [makers.make_user(name) for name in ("aicha", "hodan", "idil")]
        self.workers.append(makers.make_user("charmarke", team=makers.make_team(name="Night shelter")))
        self.supervisors = [makers.make_user("dahabo", role="supervisor"), self.officer]
        self.cases = [makers.make_case(self.workers[0], risk=risk) for risk in ("high", "medium", "medium")]
        self.left = 0

    def step(self, what, one, other, days):
        self.left += days
        with dates.at(dates.now() + timedelta(days=self.left)):
            try:
                getattr(self, what)(one, other)
            except Refused:
                pass
            assert not queues.orphans().exists(), what

    def someone(self, number) -> User:
        return User.objects.get(pk=self.workers[number % 4].pk)

    def case(self, number) -> Case:
        return Case.objects.select_related("child").get(pk=self.cases[number % 3].pk)

    def boss(self, case) -> User:
        at_work = [one for one in self.supervisors if User.objects.at_work().filter(pk=one.pk).exists()]
        return next((one for one in at_work if access.children_of(one).filter(case=case).exists()), self.officer)

    def launch(self, one, other):
        case = self.case(one)
        handover.launch([Row(case, self.someone(other))], reason="organisation", by=self.boss(case), grace=bool(other % 2))

    def leave(self, one, other):
        owner = self.someone(one)
        cases = list(Case.objects.still_open().filter(owner=owner).select_related("child__region", "child__team"))
        boss = self.boss(cases[0]) if cases else self.supervisors[0]
        rows = [row for row in distribution.propose(cases, by=boss) if row.new]
        last = dates.today() + timedelta(days=other)
        handover.launch(rows, reason="worker_unavailable", by=boss, leaver=owner, leaving_on=last)

    def answer(self, one, deed, **said):
        offers = list(Transfer.objects.waiting().order_by("pk").select_related("new", "case__child"))
        if offers:
            offer = offers[one % len(offers)]
            deed(offer, by=offer.new, **said)

    def accept(self, one, _other):
        self.answer(one, handover.accept)

    def refuse(self, one, _other):
        self.answer(one, handover.refuse, comment="No")

    def cancel(self, one, _other):
        self.answer(one, handover.cancel, comment="No")

    def undo(self, one, _other):
        done = Transfer.objects.order_by("pk").select_related("handover").first()
        if done:
            handover.undo(done.handover, by=self.supervisors[0], reason="A mistake")

    def suspend(self, one, _other):
        people.suspend(([*self.workers, self.supervisors[0]])[one % 5], by=self.admin, reason="Away")

    def restore(self, one, _other):
        people.restore(([*self.workers, self.supervisors[0]])[one % 5], by=self.admin)

    def end(self, one, other):
        User.objects.filter(pk=self.someone(one).pk).update(expires_on=dates.today() + timedelta(days=other - 2))

    def shut_out(self, one, other):
        access.exclude(self.case(one).child, user=self.someone(other), by=self.officer, reason="A cousin")

    def close(self, one, _other):
        case = self.case(one)
        if case.status == Case.Status.OPEN:
            assessments.sign_rapid_assessment(case, answers=makers.ANSWERS, risk=case.risk, risk_reasons="Seen", by=case.owner)
            asked = closing.request(self.case(one), reason="goals_met", statement="Safe", way_back="Here", by=case.owner)
            closing.approve(asked, by=self.officer)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS)
def test_whatever_happens_no_open_case_is_in_nobodys_queue(db, steps):
    with transaction.atomic():
        play = Play()
        for step in steps:
            play.step(*step)
        transaction.set_rollback(True)
