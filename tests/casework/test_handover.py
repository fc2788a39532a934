"""Handing over: who proposes what and why, who becomes responsible when, and how it is undone."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from base import dates
from base.models import StateChange
from base.workflow import Refused
from casework import assessments, closing, distribution, handover, queues
from casework.distribution import Row
from casework.models import Case, Transfer
from casework.workflow import TRANSFER
from minors import access, consent, siblings
from minors.models import Grant
from tests import makers


@pytest.fixture
def hodan(db):
    """A colleague of Aicha's, who speaks Oromo."""
    return makers.make_user("hodan", speaks=["om", "so"])


def give(case, to, by, **said):
    return handover.launch([Row(case, to)], reason="organisation", by=by, **said)


def of(case) -> Case:
    return Case.objects.get(pk=case.pk)


def transfer_of(case) -> Transfer:
    return Transfer.objects.select_related("case__child", "handover", "new", "previous").filter(case=case).latest("sent_at")


def opens(person, case) -> bool:
    return access.children_of(person).filter(pk=case.child_id).exists()


def later(**by):
    return dates.at(dates.now() + timedelta(**by))


# ------------------------------------------------------------------------------------------------------------- the owner changes


def test_a_case_of_low_or_medium_risk_changes_hands_at_once(case, aicha, hodan, dahabo):
    give(case, hodan, dahabo)
    assert of(case).owner == hodan
    assert (opens(hodan, case), opens(aicha, case)) == (True, False)
    assert "change" in makers.levels_on(hodan, case.child_id)
    assert transfer_of(case).status == "accepted"


def test_a_case_of_high_risk_waits_for_the_new_worker_and_the_previous_one_stays_responsible(aicha, hodan, dahabo):
    case = makers.make_case(aicha, risk="high")
    give(case, hodan, dahabo)
    assert of(case).owner == aicha
    assert "change" in makers.levels_on(aicha, case.child_id)
    assert makers.levels_on(hodan, case.child_id) == {"read_c1"}, "who has to decide reads the case in code"
    handover.accept(transfer_of(case), by=hodan)
    assert of(case).owner == hodan
    assert makers.levels_on(hodan, case.child_id) == set(access.FULL)
    assert not opens(aicha, case)


def test_who_refuses_says_why_and_the_supervisor_decides_again(aicha, hodan, dahabo):
    case = makers.make_case(aicha, risk="high")
    give(case, hodan, dahabo)
    with pytest.raises(Refused, match="Say why"):
        handover.refuse(transfer_of(case), by=hodan, comment=" ")
    handover.refuse(transfer_of(case), by=hodan, comment="On leave from Sunday")
    assert of(case).owner == aicha
    assert not opens(hodan, case)
    assert list(queues.refused_by_others(dahabo)) == [transfer_of(case)]
    give(case, makers.make_user("idil"), dahabo)
    assert not queues.refused_by_others(dahabo)


def test_only_the_person_to_whom_it_was_offered_answers(aicha, hodan, dahabo):
    case = makers.make_case(aicha, risk="high")
    give(case, hodan, dahabo)
    for deed in (handover.accept, handover.refuse):
        with pytest.raises(Refused, match="Only the person"):
            deed(transfer_of(case), by=dahabo, comment="For her")


def test_an_offer_is_answered_once(aicha, hodan, dahabo):
    case = makers.make_case(aicha, risk="high")
    give(case, hodan, dahabo)
    offer = transfer_of(case)
    handover.cancel(transfer_of(case), by=dahabo, comment="Somebody else is nearer")
    with pytest.raises(Refused, match="already changed"):
        handover.accept(offer, by=hodan)
    assert of(case).owner == aicha
    assert not opens(hodan, case)


def test_an_offer_that_waits_stands_in_the_way_of_closing(aicha, hodan, dahabo):
    case = makers.make_case(aicha, risk="high")
    give(case, hodan, dahabo)
    assert any("offered" in str(one) for one in closing.obstacles(of(case)))


@pytest.mark.parametrize("wrong", ["same", "closed", "offered", "suspended", "excluded", "stranger_role"])
def test_a_case_that_cannot_go_is_named_with_the_reason(wrong, aicha, hodan, dahabo):
    case = makers.make_case(aicha, risk="high")
    to = hodan
    match wrong:
        case "same":
            to = aicha
        case "closed":
            close(case, aicha, dahabo)
        case "offered":
            give(case, makers.make_user("idil"), dahabo)
        case "suspended":
            hodan.suspended_at, hodan.suspended_because = dates.now(), "Left"
            hodan.save()
        case "excluded":
            access.exclude(case.child, user=hodan, by=aicha, reason="A cousin")
        case "stranger_role":
            to = makers.make_user("judge", role="judge", institution="JUSTICE")
    with pytest.raises(Refused, match=case.child.code):
        give(of(case), to, dahabo)
    assert of(case).owner == aicha


def close(case, by, supervisor):
    assessments.sign_rapid_assessment(case, answers=makers.ANSWERS, risk="medium", risk_reasons="Seen", by=by)
    asked = closing.request(of(case), reason="goals_met", statement="Safe", way_back="Here", by=by)
    return closing.approve(asked, by=supervisor)


def test_a_hand_over_is_all_or_nothing(aicha, hodan, dahabo, at_commit):
    first, second = makers.make_case(aicha), makers.make_case(aicha)
    access.exclude(second.child, user=hodan, by=aicha, reason="A cousin")
    with pytest.raises(Refused):
        handover.launch([Row(first, hodan), Row(second, hodan)], reason="organisation", by=dahabo)
    assert {of(first).owner, of(second).owner} == {aicha}
    assert not Transfer.objects.exists()


def test_history_and_timeline_tell_every_step(case, aicha, hodan, dahabo, at_commit):
    give(case, hodan, dahabo)
    at_commit()
    assert [row.owner_id for row in Case.history.filter(id=case.pk).order_by("history_id")] == [aicha.pk, hodan.pk]
    moves = StateChange.objects.filter(child_id=case.child_id).values_list("workflow", "move")
    assert {("transfer", "hand_over"), ("grant", "revoke"), ("grant", "give")} <= set(moves)


def test_the_database_offers_a_case_to_one_person_only(aicha, hodan, dahabo):
    case = makers.make_case(aicha, risk="high")
    give(case, hodan, dahabo)
    twin = transfer_of(case)
    twin.pk, twin.version, twin._state.adding = uuid.uuid4(), 0, True
    with pytest.raises(IntegrityError, match="offered_to_one_person"), transaction.atomic():
        TRANSFER.begin(twin, "offer", by=dahabo, reason="organisation")


# ----------------------------------------------------------------------------------------------------------------- who leaves


def test_the_leaver_loses_everything_after_the_last_day_also_a_case_that_nobody_accepted(aicha, hodan, dahabo):
    high, closed = makers.make_case(aicha, risk="high"), makers.make_case(aicha)
    close(closed, aicha, dahabo)
    last = dates.today() + timedelta(days=3)
    give(high, hodan, dahabo, leaver=aicha, leaving_on=last)
    assert opens(aicha, high)
    assert opens(aicha, closed)
    with dates.at(queues.midnight_after(last) - timedelta(seconds=1)):
        assert opens(aicha, high)
    with dates.at(queues.midnight_after(last)):
        assert not opens(aicha, high)
        assert not opens(aicha, closed)
        assert list(queues.waiting_for(dahabo)) == [of(high)], "nobody's never"
        handover.accept(transfer_of(high), by=hodan)
        assert not queues.waiting_for(dahabo)


def test_who_leaves_without_a_successor_leaves_the_cases_to_the_supervisor(case, aicha, dahabo):
    handover.launch([], reason="worker_unavailable", by=dahabo, leaver=aicha, leaving_on=dates.today())
    assert not queues.waiting_for(dahabo)
    with later(days=1):
        assert list(queues.waiting_for(dahabo)) == [of(case)]
        assert not opens(aicha, case)


def test_the_last_day_is_not_over(case, aicha, hodan, dahabo):
    with pytest.raises(Refused) as refusal:
        give(case, hodan, dahabo, leaver=aicha, leaving_on=dates.today() - timedelta(days=1))
    assert refusal.value.field == "leaving_on"


# ------------------------------------------------------------------------------------------------------------------ grace


def test_grace_lets_the_previous_worker_read_and_ends_by_itself(case, aicha, hodan, dahabo):
    give(case, hodan, dahabo, grace=True)
    assert makers.levels_on(aicha, case.child_id) == {"read_c1", "read_c2", "read_c3"}
    with later(days=6, hours=23):
        assert opens(aicha, case)
    with later(days=7):
        assert not opens(aicha, case)


def test_grace_never_outlasts_the_last_day(case, aicha, hodan, dahabo):
    give(case, hodan, dahabo, grace=True, leaver=aicha, leaving_on=dates.today() + timedelta(days=1))
    with later(days=2):
        assert not opens(aicha, case)


# ------------------------------------------------------------------------------------------------------------------- undo


def test_undoing_restores_owners_and_accesses_as_new_changes(case, aicha, hodan, dahabo, at_commit):
    high = makers.make_case(aicha, risk="high")
    launched = handover.launch(
        [Row(case, hodan), Row(high, hodan)], reason="organisation", by=dahabo, leaver=aicha, leaving_on=dates.today()
    )
    assert handover.undo(launched, by=dahabo, reason="She stays") == []
    at_commit()
    for one in (case, high):
        assert of(one).owner == aicha
        assert makers.levels_on(aicha, one.child_id) == set(access.FULL)
        assert not opens(hodan, one)
        with later(days=3):
            assert opens(aicha, one), "who stays keeps the access that was to end"
    assert {one.status for one in Transfer.objects.all()} == {"undone", "cancelled"}
    assert Case.history.filter(id=case.pk).count() == 3


def test_what_somebody_changed_since_stays_as_it_is(case, aicha, hodan, dahabo):
    other = makers.make_case(aicha)
    launched = handover.launch([Row(case, hodan), Row(other, hodan)], reason="organisation", by=dahabo)
    idil = makers.make_user("idil")
    with later(minutes=5):
        give(of(other), idil, dahabo)
        left = handover.undo(launched, by=dahabo, reason="A mistake")
    assert [one.case for one in left] == [other]
    assert (of(case).owner, of(other).owner) == (aicha, idil)


def test_a_case_does_not_go_back_to_somebody_who_cannot_act(case, aicha, hodan, dahabo):
    launched = give(case, hodan, dahabo)
    aicha.suspended_at, aicha.suspended_because = dates.now(), "Left"
    aicha.save()
    with pytest.raises(Refused, match="Nothing"):
        handover.undo(launched, by=dahabo, reason="A mistake")
    assert of(case).owner == hodan


# ------------------------------------------------------------------------------------------------------------- another team


@pytest.fixture
def far(charmarke):
    """The supervisor of Charmarke's team in Obock, of another institution."""
    return makers.make_user("far", role="supervisor", team=charmarke.team)


def test_a_case_goes_to_another_institution_only_with_consent(case, aicha, dahabo, charmarke, far):
    consent.withdraw_scopes(case.child, ["case_management"], by=aicha, reason="No", told="Said so")
    with pytest.raises(Refused) as refusal:
        give(case, charmarke, dahabo)
    assert refusal.value.field == "without_consent_because"
    give(case, charmarke, dahabo, without_consent_because="He is in Obock already and sick")
    assert transfer_of(case).without_consent_because


def test_a_case_that_goes_to_another_team_waits_and_then_belongs_to_that_team(case, aicha, dahabo, charmarke, far):
    give(case, charmarke, dahabo)
    assert transfer_of(case).status == "proposed", "also at medium risk"
    assert transfer_of(case).consent.scope == "case_management"
    assert opens(far, case), "both supervisors see it"
    assert makers.levels_on(far, case.child_id) == {"read_c1"}
    handover.accept(transfer_of(case), by=charmarke)
    child = of(case).child
    assert (child.team, child.institution, child.region) == (charmarke.team, charmarke.institution, charmarke.team.region)
    assert opens(far, case)
    assert makers.levels_on(dahabo, case.child_id) == {"read_c1"}, "for a week the supervisor so far sees that it arrived"
    with later(days=8):
        assert not opens(dahabo, case)


def test_the_cases_of_one_hand_over_are_of_one_team(case, dahabo, charmarke, hodan):
    other = makers.make_case(charmarke)
    with pytest.raises(Refused, match="one team"):
        handover.launch([Row(case, hodan), Row(other, hodan)], reason="organisation", by=dahabo)


# ------------------------------------------------------------------------------------------------------------ introduction


def test_the_new_worker_writes_when_the_child_met_them(case, aicha, hodan, dahabo):
    give(case, hodan, dahabo)
    with pytest.raises(Refused, match="The new social worker"):
        handover.introduce(transfer_of(case), by=dahabo, on=dates.today())
    with pytest.raises(Refused, match="not come yet"):
        handover.introduce(transfer_of(case), by=hodan, on=dates.today() + timedelta(days=1))
    handover.introduce(transfer_of(case), by=hodan, on=dates.today(), how="He smiled")
    assert transfer_of(case).introduced_on == dates.today()


def test_joined_files_of_the_child_go_together(case, aicha, hodan, dahabo):
    twin = makers.make_case(aicha, own="Ionas")
    makers.make_merge(case.child, twin.child, dahabo)
    give(case, hodan, dahabo)
    assert of(twin).owner == hodan
    assert opens(hodan, twin)
    assert not opens(aicha, twin)


# ---------------------------------------------------------------------------------------------------------------- proposal


def proposal(cases, by):
    return {row.case.child.code: row for row in distribution.propose(cases, by=by)}


def rules(row) -> set[str]:
    return {one["rule"] for one in row.why}


def test_who_speaks_the_language_of_the_child_is_proposed_and_the_row_says_so(case, aicha, hodan, dahabo):
    makers.make_user("abdi", speaks=["so"])
    [row] = distribution.propose([case], by=dahabo)
    assert row.new == hodan
    assert {"rule": "language", "code": "om"} in row.why
    assert "Speaks the language of the child" in " ".join(distribution.in_words(row.why, {}))


def test_the_load_is_weighted_by_risk(aicha, dahabo):
    abdi, fardus = makers.make_user("abdi"), makers.make_user("fardus")
    for _each in range(2):
        makers.make_case(abdi, risk="high")
    for _each in range(4):
        makers.make_case(fardus, risk="low")
    [row] = distribution.propose([makers.make_case(aicha)], by=dahabo)
    assert row.new == fardus


def test_brothers_and_sisters_stay_together_and_with_who_follows_one_already(aicha, hodan, dahabo):
    abdi = makers.make_user("abdi")
    cases = [makers.make_case(aicha) for _each in range(4)]
    siblings.link([case.child for case in cases[:3]], by=aicha, reason="One boat")
    found = proposal(cases, dahabo)
    assert len({found[case.child.code].new for case in cases[:3]}) == 1
    at_abdis = makers.make_case(abdi)
    siblings.link([at_abdis.child, cases[3].child], by=dahabo, reason="One boat")
    found = proposal(cases, dahabo)
    assert found[cases[3].child.code].new == abdi, "although Hodan speaks the language"
    assert "sibling" in rules(found[cases[3].child.code])


def test_nobody_is_proposed_beyond_their_capacity(aicha, hodan, dahabo, monkeypatch):
    monkeypatch.setattr(distribution, "MOST_CASES", 2)
    makers.make_case(hodan)
    cases = [makers.make_case(aicha) for _each in range(2)]
    found = distribution.propose(cases, by=dahabo)
    assert sorted(row.new is None for row in found) == [False, True]
    siblings.link([case.child for case in cases], by=aicha, reason="One boat")
    assert [rules(row) for row in distribution.propose(cases, by=dahabo)] == [{"no_room_together"}] * 2


def test_an_offer_not_answered_counts_in_the_load(aicha, hodan, dahabo):
    give(makers.make_case(aicha, risk="high"), hodan, dahabo)
    assert distribution.loads([hodan])[hodan.pk].weight == 3


def test_a_proposal_is_the_same_for_the_same_facts_and_saves_nothing(aicha, hodan, dahabo):
    makers.make_user("abdi")
    cases = [makers.make_case(aicha, risk=risk) for risk in ("low", "high", "medium", "low")]
    first, second = proposal(cases, dahabo), proposal(cases[::-1], dahabo)
    assert {code: row.new for code, row in first.items()} == {code: row.new for code, row in second.items()}
    assert not Transfer.objects.exists()
    assert not Grant.objects.filter(user=hodan).exists()


def test_who_is_shut_out_of_a_file_is_not_proposed_for_it(case, aicha, hodan, dahabo):
    access.exclude(case.child, user=hodan, by=aicha, reason="A cousin")
    assert distribution.propose([case], by=dahabo)[0].new is None


def test_who_may_not_read_the_family_learns_nothing_of_it_from_the_proposal(aicha, hodan):
    nasra = makers.make_user("nasra", role="national_officer", institution="MFF")
    cases = [makers.make_case(aicha) for _each in range(2)]
    siblings.link([case.child for case in cases], by=aicha, reason="One boat")
    assert "together" not in set().union(*map(rules, distribution.propose(cases, by=nasra)))


def test_one_answer_counts_for_all_files_of_the_child(aicha, hodan, dahabo):
    case, twin = makers.make_case(aicha, risk="high"), makers.make_case(aicha, own="Ionas", risk="high")
    makers.make_merge(case.child, twin.child, dahabo)
    give(case, hodan, dahabo)
    assert list(queues.offered_to(hodan)) == [transfer_of(case)]
    handover.accept(transfer_of(case), by=hodan)
    assert (of(twin).owner, Transfer.objects.waiting().exists()) == (hodan, False)
