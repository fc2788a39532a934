"""The panel: who sits on it, which files open to whom and when, conflicts of interest, quorum, signatures, locked minutes (domain.md 2.3.3)."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from base import dates
from base.models import Role
from base.workflow import Refused
from casework import care, determinations, panel, panel_decisions
from casework.models import DecisionSignature, Determination, PanelDecision, QuorumRule
from minors import access
from minors.models import Child
from tests import makers, panels

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def opens(member, child) -> bool:
    return access.children_of(member.user).filter(pk=child.pk).exists()


# ------------------------------------------------------------------------------------------------------------ eligibility and window


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"trained_on": None}, "No training"),
        ({"undertaking_until": None}, "undertaking"),
        ({"undertaking_until": dates.today() + DAY}, "undertaking"),
        ({"active": False}, "does not sit"),
    ],
)
def test_nobody_is_invited_without_training_or_beyond_the_undertaking(determination, people, changes, sentence):
    member = panel.change(people[0], by=panels.secretary(), **changes)
    planned = panel.plan(held_at=dates.now() + 3 * DAY, place="MFF", by=panels.secretary())
    with pytest.raises(Refused, match=sentence):
        panel.send(planned, members=[member], by=panels.secretary())


def test_an_account_of_another_role_does_not_sit_on_the_panel(aicha):
    with pytest.raises(Refused, match="cannot sit"):
        panel.appoint(aicha, function="x", sex="F", by=panels.secretary())


def test_what_waits_stands_on_the_agenda_by_itself_and_can_be_taken_off_until_it_is_sent(determination, people):
    planned = panel.plan(held_at=dates.now() + DAY, place="MFF", by=panels.secretary())
    item = planned.items.standing().get()
    assert item.determination == determination
    panel.take_off(item, by=panels.secretary(), reason="The judge is away")
    with pytest.raises(Refused, match="nothing on the agenda"):
        panel.send(planned, members=people, by=panels.secretary())
    again = panel.put_on(planned, determination, by=panels.secretary())
    panel.send(planned, members=people, by=panels.secretary())
    with pytest.raises(Refused, match="the agenda stands"):
        panel.take_off(again, by=panels.secretary(), reason="x")


def test_a_file_opens_only_to_who_was_invited_and_declared_and_only_in_the_window(held, item, people, yonas):
    late = panels.seat("omar", "IOM", "M")
    assert not any(opens(member, yonas) for member in people)
    with pytest.raises(Refused, match="not invited"):
        panel.declare(item, kind="none", by=late.user)
    panel.declare(item, kind="none", by=people[0].user)
    assert [opens(member, yonas) for member in [*people, late]] == [True, False, False, False]
    assert access.classes_for(people[0].user, yonas.pk) == {"C1", "C3"}, "coded: no identity"
    other = makers.make_case(item.determination.begun_by, own="Hana").child
    assert not opens(people[0], other), "a file that is not on the agenda"
    with dates.at(held.closes_at - timedelta(minutes=1)):
        assert opens(people[0], yonas)
    with dates.at(held.closes_at):
        assert not opens(people[0], yonas)
        with pytest.raises(Refused, match="closed"):
            panel.declare(item, kind="none", by=people[1].user)
    assert (held.closes_at - held.held_at).days == 7


def test_nothing_opens_before_the_invitations_are_sent(determination, people):
    planned = panel.plan(held_at=dates.now() + DAY, place="MFF", by=panels.secretary())
    with pytest.raises(Refused, match="not invited"):
        panel.declare(planned.items.get(), kind="none", by=people[0].user)


def test_a_session_that_is_cancelled_closes_its_files_at_once(held, item, people, yonas):
    panels.free(item, people)
    panel.cancel(held, by=panels.secretary(), reason="Flood")
    assert not any(opens(member, yonas) for member in people)
    assert panel.waiting().get() == item.determination


# ------------------------------------------------------------------------------------------------------------- conflicts of interest


def test_a_declared_conflict_opens_nothing_and_closes_what_was_open_for_good(held, item, people, yonas, aicha, dahabo):
    panels.free(item, people)
    panel.declare(item, kind="relative", by=people[2].user)
    assert [opens(member, yonas) for member in people] == [True, True, False]
    with dates.at(held.held_at):
        decision = panel_decisions.propose(item, by=people[0].user, **panels.ASKED)
        with pytest.raises(Refused, match="conflict of interest"):
            panels.sign(decision, people[2])
        extra = panels.seat("omar", "IOM", "M")
        assert panel_decisions.lacking(decision)
    with dates.at(held.closes_at):
        later = panels.session([*people, extra])
        again = later.items.get()
        with pytest.raises(Refused, match="declared a conflict"):
            panel.declare(again, kind="none", by=people[2].user)
        assert not opens(people[2], yonas)


def test_a_member_in_conflict_cannot_open_version_two(determination, people, yonas, aicha, dahabo):
    extra = panels.seat("omar", "IOM", "M")
    held = panels.session([*people, extra])
    item = held.items.get()
    panel.declare(item, kind="relative", by=extra.user)
    with dates.at(held.held_at):
        decision = panels.proposed(item, people, **panels.ASKED, solution="", option_reasons=[])
        panels.sign(decision, *people)
        panel_decisions.take(decision, by=people[0].user)
        second = determinations.revise(Determination.objects.get(), by=aicha)
        determinations.write(second, content={"answers": "It is."}, by=aicha)
        panels.accepted(second, aicha, dahabo)
        later = panels.session([*people, extra])
        assert later.items.get().report == second
        with pytest.raises(Refused, match="declared a conflict"):
            panel.declare(later.items.get(), kind="none", by=extra.user)
        client_sees = access.visible_to(extra.user, type(second))
        assert not client_sees.filter(pk=second.pk).exists()


def conflict_of(kind, member, case, aicha):
    user = member.user
    if kind == "owner":
        case.owner = user
        case.save(by=aicha, reason="Handed over")
    elif kind == "team":
        user.team = case.child.team
        user.save()
    elif kind == "unit":
        user.role, user.institution = Role.objects.get(code="supervisor"), case.child.institution
        user.role.verbs = [*user.role.verbs, "sit_on_panel"]
        user.role.save()
        user.save()
    elif kind == "house":
        house = makers.make_provider(institution=member.institution)
        care.place(Child.objects.get(pk=case.child_id), provider=house, reason="Bed", by=aicha)


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("owner", "responsible for this case"),
        ("team", "the team that works on this case"),
        ("unit", "the team that works on this case"),
        ("house", "looks after this child"),
    ],
)
def test_who_works_on_the_case_or_looks_after_the_child_neither_opens_nor_signs(kind, sentence, held, item, people, case, aicha):
    panels.free(item, people[:2])
    conflict_of(kind, people[2], case, aicha)
    with pytest.raises(Refused, match=sentence):
        panel.declare(item, kind="none", by=type(people[2].user).objects.get(pk=people[2].user.pk))
    panel.declare(item, kind="work", by=people[2].user)
    with dates.at(held.held_at):
        decision = panel_decisions.propose(item, by=people[0].user, **panels.CHOSEN)
        with pytest.raises(Refused, match=sentence):
            panels.sign(decision, type(people[2]).objects.get(pk=people[2].pk))


@pytest.mark.parametrize("kind", ["owner", "team", "house", "declared"])
def test_the_database_refuses_a_signature_in_conflict(kind, held, item, people, case, aicha):
    panels.free(item, people)
    with dates.at(held.held_at):
        decision = panel_decisions.propose(item, by=people[0].user, **panels.CHOSEN)
        if kind == "declared":
            panel.declare(item, kind="relative", by=people[2].user)
        else:
            conflict_of(kind, people[2], case, aicha)
        with pytest.raises(IntegrityError, match="conflict of interest"):
            forged(decision, people[2])


def forged(decision, member, **changes):
    """A signature written past the deed."""
    facts = {"function": "x", "institution": member.institution, "sex": member.sex, "votes": True, "agrees": True, **changes}
    with transaction.atomic():
        one = DecisionSignature(decision=decision, member=member, status="signed", typed=member.user.name, **facts)
        one.save(by=member.user, reason="x")


def test_nobody_proposes_or_signs_before_declaring(held, item, people):
    with dates.at(held.held_at):
        with pytest.raises(Refused, match="Declare first"):
            panel_decisions.propose(item, by=people[0].user, **panels.CHOSEN)
        panels.free(item, people[:1])
        decision = panel_decisions.propose(item, by=people[0].user, **panels.CHOSEN)
        with pytest.raises(Refused, match="Declare first"):
            panels.sign(decision, people[1])
        with pytest.raises(IntegrityError, match="no declaration"):
            forged(decision, people[1])


# ----------------------------------------------------------------------------------------------------------------- quorum, signatures


def test_a_decision_waits_for_the_session_and_for_its_reasons(held, item, people):
    panels.free(item, people)
    with pytest.raises(Refused, match="has not begun"):
        panel_decisions.propose(item, by=people[0].user, **panels.CHOSEN)
    gaps = [
        ({"why": " "}, "why the panel"),
        ({"solution": ""}, "which solution"),
        ({"solution": "resettlement"}, "does not compare"),
        ({"option_reasons": panels.CHOSEN["option_reasons"][:1]}, "reasons for each option"),
        ({"option_reasons": [{**one, "reasons": " "} for one in panels.CHOSEN["option_reasons"]]}, "reasons for each option"),
        ({"value": "temporary"}, "which measures"),
        ({"value": "deferred"}, "at least one question"),
        ({**panels.ASKED, "questions": [{"question": "x", "who": "y", "due_on": "2020-01-01"}]}, "a day to come"),
    ]
    with dates.at(held.held_at):
        for words, sentence in gaps:
            with pytest.raises(Refused, match=sentence):
                panel_decisions.propose(item, by=people[0].user, **{**panels.CHOSEN, **words})
    assert not PanelDecision.objects.exists()


@pytest.mark.parametrize(
    ("seats", "sentence"),
    [
        ([("MFF", "F"), ("JUSTICE", "M")], "1 member who votes is missing"),
        ([("MFF", "F"), ("JUSTICE", "F"), ("HEALTH", "F")], "1 man is missing"),
        ([("MFF", "M"), ("JUSTICE", "M"), ("HEALTH", "M")], "1 woman is missing"),
        ([("MFF", "F"), ("MFF", "M"), ("MFF", "F")], "1 more institution"),
    ],
)
def test_no_decision_without_its_quorum_neither_by_deed_nor_in_the_database(determination, seats, sentence):
    some = [panels.seat(f"member{n}", *where) for n, where in enumerate(seats)]
    held = panels.session([*some, *panels.members()])  # these do not come
    with dates.at(held.held_at):
        decision = panels.proposed(held.items.get(), some)
        panels.sign(decision, *some)
        with pytest.raises(Refused, match=sentence):
            panel_decisions.take(decision, by=some[0].user)
        with pytest.raises(IntegrityError, match="without its quorum"), transaction.atomic():
            decision.status, decision.taken_at, decision.digest = "taken", dates.now(), "0" * 64
            decision.save(by=some[0].user, reason="x")


def test_an_adviser_signs_and_does_not_count(determination, people):
    adviser = panels.seat("omar", "UNICEF", "M", votes=False)
    some = [people[0], people[1], adviser]
    held = panels.session([*people, adviser])
    with dates.at(held.held_at):
        decision = panels.proposed(held.items.get(), some)
        panels.sign(decision, *some)
        with pytest.raises(Refused, match="1 member who votes is missing"):
            panel_decisions.take(decision, by=some[0].user)


def test_the_quorum_that_applied_is_never_made_another_one(db):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        QuorumRule.objects.filter(urgent=False).update(members=2)


def test_the_quorum_is_a_row_with_a_day_and_a_decision_keeps_its_own(held, item, people):
    QuorumRule.objects.filter(urgent=False).update(valid_to=dates.today() + DAY)
    stricter = QuorumRule.objects.create(urgent=False, members=5, women=2, men=2, institutions=3, valid_from=dates.today() + DAY)
    with dates.at(held.held_at):
        decision = panels.proposed(item, people)
        panels.sign(decision, *people)
        assert decision.quorum == stricter
        with pytest.raises(Refused, match="2 members who vote are missing"):
            panel_decisions.take(decision, by=people[0].user)


def test_nobody_signs_twice_for_somebody_else_or_after_the_end(held, item, people):
    with dates.at(held.held_at):
        decision = panels.proposed(item, people)
        with pytest.raises(Refused, match="your own name"):
            panel_decisions.sign(decision, typed="Somebody Else", agrees=True, by=people[0].user)
        panels.sign(decision, *people)
        with pytest.raises(Refused, match="signed already"):
            panels.sign(decision, people[0])
        with pytest.raises(IntegrityError, match="one_signature_of_a_member"):
            forged(decision, people[0])
        panel_decisions.take(decision, by=people[0].user)
        with pytest.raises(Refused, match="not being signed"):
            panels.sign(decision, people[0])
        with pytest.raises(IntegrityError, match="not being signed"):
            forged(decision, people[0])


def test_a_signature_is_counted_as_the_member_is(held, item, people):
    with dates.at(held.held_at):
        decision = panels.proposed(item, people)
        with pytest.raises(IntegrityError, match="counted as the member is"):
            forged(decision, people[0], sex="M")


def test_a_dissenting_opinion_is_written_and_more_dissent_than_agreement_decides_nothing(held, item, people):
    with dates.at(held.held_at):
        decision = panels.proposed(item, people)
        with pytest.raises(Refused, match="dissenting opinion"):
            panels.sign(decision, people[0], agrees=False)
        panels.sign(decision, *people[:2], agrees=False, dissent="Nobody saw the house.")
        panels.sign(decision, people[2])
        with pytest.raises(Refused, match="dissent"):
            panel_decisions.take(decision, by=people[0].user)
        panel_decisions.set_aside(decision, by=people[0].user, reason="Another one")
        assert panel_decisions.propose(item, by=people[0].user, **panels.ASKED)


def test_only_one_decision_is_signed_at_a_time(held, item, people):
    with dates.at(held.held_at):
        panels.proposed(item, people)
        with pytest.raises(Refused, match="being signed"):
            panel_decisions.propose(item, by=people[1].user, **panels.ASKED)
