"""What a determination and its panel refuse, each with the sentence that the person reads (domain.md 2.3.3)."""

from datetime import timedelta

import pytest

from base import dates
from base.models import Institution
from base.workflow import Refused
from casework import approvals, care, carrying_out, determinations, panel, panel_decisions
from casework.models import AgendaItem, Case, ConflictDeclaration, Determination, PanelMember
from minors import consent
from minors.models import LegalStatus
from tests import makers, panels
from tests.casework.test_said_no import closed

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


# ------------------------------------------------------------------------------------------------------------------ the determination


def test_a_determination_says_what_calls_for_it(case, aicha):
    with pytest.raises(Refused, match="Write what calls for the panel"):
        determinations.begin(case, by=aicha, trigger="durable_solution", reason=" ")


def test_nobody_asks_the_panel_about_a_child_whose_case_is_closed(case, aicha, dahabo):
    closed(case, aicha, dahabo)
    with pytest.raises(Refused, match="Reopen it first"):
        determinations.begin(Case.objects.get(pk=case.pk), by=aicha, **panels.BECAUSE)


def test_a_supervisor_who_agrees_past_the_check_of_its_points_accepts_no_report(case, aicha, dahabo):
    report = panels.report(case, aicha)
    determinations.submit(report, by=aicha)
    with pytest.raises(Refused, match="every point of the check holds"):
        approvals.approve(approvals.asked_for(report), version=report.version, by=dahabo)
    assert Determination.objects.get().status == "report"


def test_a_child_is_not_told_what_is_still_being_signed_nor_is_it_carried_out(held, item, people, aicha):
    with dates.at(held.held_at):
        decision = panels.proposed(item, people)
        words = {"explained": "x", "reaction": "x", "guardian": "none", "language": "om", "told_at": dates.now()}
        with pytest.raises(Refused, match="not taken yet"):
            determinations.tell(decision, by=aicha, **words)
        with pytest.raises(Refused, match="Nothing was decided here"):
            carrying_out.check(decision, carried_out="yes", by=aicha)


# ------------------------------------------------------------------------------------------------------------- members and sessions


def test_nobody_has_two_seats(people):
    with pytest.raises(Refused, match="sits on the panel already"):
        panel.appoint(people[0].user, function="x", sex="F", by=panels.secretary())


def test_who_has_no_seat_declares_proposes_and_signs_nothing(held, item, people, dahabo):
    with dates.at(held.held_at):
        decision = panels.proposed(item, people)
        for deed in (
            lambda: panel.declare(item, kind="none", by=dahabo),
            lambda: panel_decisions.propose(item, by=dahabo, **panels.CHOSEN),
            lambda: panel_decisions.sign(decision, typed=dahabo.name, agrees=True, by=dahabo),
            lambda: panel_decisions.set_aside(decision, reason="x", by=dahabo),
        ):
            with pytest.raises(Refused, match="You do not sit on the panel"):
                deed()


def test_a_session_without_members_or_after_its_moment_is_not_sent(determination, people):
    planned = panel.plan(held_at=dates.now() + DAY, place="MFF", by=panels.secretary())
    with pytest.raises(Refused, match="Choose who is invited"):
        panel.send(planned, members=[], by=panels.secretary())
    with dates.at(planned.held_at), pytest.raises(Refused, match="The moment of this session has passed"):
        panel.send(planned, members=people, by=panels.secretary())


def test_a_session_with_fewer_than_its_quorum_asks_is_not_sent_and_it_is_said_how_many_are_missing(determination, people):
    planned = panel.plan(held_at=dates.now() + DAY, place="MFF", by=panels.secretary())
    silent = panel.change(people[2], by=panels.secretary(), votes=False)
    for invited, sentence in (
        (people[:1], "2 members who vote are missing.\n1 man is missing.\nMembers of 1 more institution are missing."),
        ([people[0], people[1], silent], "1 member who votes is missing."),
    ):
        with pytest.raises(Refused) as refused:
            panel.send(planned, members=invited, by=panels.secretary())
        assert str(refused.value) == f"Too few are invited for a decision:\n{sentence}"
    panel.send(planned, members=[*people[:2], silent, panels.seat("omar", "IOM", "M")], by=panels.secretary())


def test_who_looks_after_a_child_of_the_agenda_is_not_counted_for_its_quorum(determination, people, yonas, aicha):
    held = panel.plan(held_at=dates.now() + DAY, place="MFF", by=panels.secretary())
    house = makers.make_provider(institution=Institution.objects.get(code="HEALTH"))
    care.place(yonas, provider=house, reason="A bed", by=aicha)
    with pytest.raises(Refused, match=rf"may decide about {yonas.code} \(BID-1\):\n1 member who votes is missing"):
        panel.send(held, members=people, by=panels.secretary())
    panel.send(held, members=[*people, panels.seat("omar", "IOM", "M")], by=panels.secretary())


def test_a_child_is_not_put_on_an_agenda_that_was_sent(held, determination):
    with pytest.raises(Refused, match="the agenda stands"):
        panel.put_on(held, determination, by=panels.secretary())


def test_a_session_in_which_the_panel_has_worked_is_not_cancelled(held, item, people):
    with dates.at(held.held_at):
        panels.proposed(item, people)
        with pytest.raises(Refused, match="has worked in this session"):
            panel.cancel(held, by=panels.secretary(), reason="Flood")


def test_after_a_session_was_cancelled_nobody_is_invited_any_more(held, item, people):
    panel.cancel(held, by=panels.secretary(), reason="Flood")
    with pytest.raises(Refused, match="You are not invited"):
        panel.declare(AgendaItem.objects.get(pk=item.pk), kind="none", by=people[0].user)


def test_whose_undertaking_ran_out_since_the_invitation_opens_no_file(held, item, people):
    panel.change(PanelMember.objects.get(pk=people[0].pk), undertaking_until=dates.today() - DAY, by=panels.secretary())
    with pytest.raises(Refused, match="undertaking of confidentiality"):
        panel.declare(item, kind="none", by=people[0].user)


@pytest.mark.parametrize("opened_by", ["asylum", "consent"])
def test_the_refugee_office_sees_only_a_child_who_seeks_asylum_or_allowed_it(opened_by, determination, people, yonas, aicha):
    office = panels.seat("omar", "ONARS", "M")
    item = panels.session([*people, office]).items.get()
    with pytest.raises(Refused, match="The refugee office takes part only"):
        panel.declare(item, kind="none", by=office.user)
    if opened_by == "asylum":
        LegalStatus(child=yonas, legal_status="asylum_seeker").save(by=aicha, reason="Attestation")
    else:
        said = {"basis": "consent", "givers": ["child"], "given_at": dates.now()}
        consent.record(yonas, by=aicha, reason="Asked", scopes=["share_legal_asylum"], **said)
    assert panel.declare(item, kind="none", by=office.user).grant


def test_a_member_declares_once_and_says_what_another_conflict_is(item, people):
    member = people[0].user
    panel.declare(item, kind="none", by=member)
    with pytest.raises(Refused, match="declared this already"):
        panel.declare(item, kind="none", by=member)
    with pytest.raises(Refused, match="Say what the conflict is"):
        panel.declare(item, kind="other", note=" ", by=member)
    panel.declare(item, kind="relative", by=member)
    with pytest.raises(Refused, match="declared this already"):
        panel.declare(item, kind="work", by=member)
    assert ConflictDeclaration.objects.count() == 2


# --------------------------------------------------------------------------------------------------------------------- the decision


def test_after_the_window_nobody_proposes_or_signs_though_they_declared_in_time(held, item, people):
    panels.free(item, people)
    with dates.at(held.held_at):
        decision = panel_decisions.propose(item, by=people[0].user, **panels.CHOSEN)
    with dates.at(held.closes_at):
        with pytest.raises(Refused, match="files of this session are closed"):
            panels.sign(decision, people[0])
        with pytest.raises(Refused, match="files of this session are closed"):
            panel_decisions.set_aside(decision, by=people[0].user, reason="x")


def test_an_adviser_proposes_no_decision(determination, people):
    adviser = panels.seat("omar", "UNICEF", "M", votes=False)
    held = panels.session([*people, adviser])
    item = held.items.get()
    panels.free(item, [adviser])
    with dates.at(held.held_at), pytest.raises(Refused, match="You advise the panel"):
        panel_decisions.propose(item, by=adviser.user, **panels.CHOSEN)


def test_what_was_decided_is_not_decided_again_in_the_same_session(held, item, people):
    with dates.at(held.held_at):
        decision = panels.proposed(item, people)
        panels.sign(decision, *people)
        panel_decisions.take(decision, by=people[0].user)
        with pytest.raises(Refused, match="does not wait for a decision any more"):
            panel_decisions.propose(item, by=people[0].user, **panels.CHOSEN)


def test_a_reduced_panel_does_not_ratify_its_own_urgent_decision(case, aicha, dahabo, people):
    panels.ready(case, aicha, dahabo, urgent=True, urgent_because="The lorry leaves tomorrow")
    held = panels.session(people[:2], urgent=True)
    item = held.items.get()
    with dates.at(held.held_at):
        decision = panels.proposed(item, people[:2])
        panels.sign(decision, *people[:2])
        panel_decisions.take(decision, by=people[0].user)
        with pytest.raises(Refused, match="It was decided urgently"):
            panel_decisions.propose(item, by=people[1].user, **panels.CHOSEN)


def test_only_who_signed_or_the_secretariat_locks_the_minutes(held, item, people, dahabo):
    with dates.at(held.held_at):
        decision = panels.proposed(item, people)
        panels.sign(decision, *people)
        stranger = panels.seat("omar", "IOM", "M").user
        for person in (dahabo, stranger):
            with pytest.raises(Refused, match="Who has signed locks the minutes"):
                panel_decisions.take(decision, by=person)
        assert panel_decisions.take(decision, by=panels.secretary()).status == "taken"


def test_a_decision_is_set_aside_with_a_reason_and_by_who_is_free_to_decide(held, item, people):
    panels.free(item, people[:1])
    with dates.at(held.held_at):
        decision = panel_decisions.propose(item, by=people[0].user, **panels.CHOSEN)
        with pytest.raises(Refused, match="Say why it is set aside"):
            panel_decisions.set_aside(decision, by=people[0].user, reason=" ")
        with pytest.raises(Refused, match="Declare first"):
            panel_decisions.set_aside(decision, by=people[1].user, reason="Another one")


def test_who_comes_to_work_on_the_case_after_declaring_signs_no_more(held, item, people, case, aicha):
    panels.free(item, people)
    case.owner = people[2].user
    case.save(by=aicha, reason="Handed over")
    with dates.at(held.held_at):
        decision = panel_decisions.propose(item, by=people[0].user, **panels.CHOSEN)
        with pytest.raises(Refused, match="You are responsible for this case"):
            panels.sign(decision, people[2])
