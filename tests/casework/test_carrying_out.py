"""What follows from a decision of the panel: actions of the care plan, the check after 30 days, twelve months (domain.md 2.3.3, 2.3.5)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from base import dates, limits
from base.workflow import Refused
from casework import care_plans, carrying_out, determinations, panel_decisions
from casework.dossier.gathering import gather
from casework.dossier.known import Known
from casework.models import CarePlan, Case, DecisionCheck, Determination, Episode, PanelDecision, PlanAction
from minors.models import Clock
from tests import makers, panels

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TWO_ACTIONS = [panels.ACTION, {**panels.ACTION, "action": "Ask the judge.", "service_type": "legal_aid", "who": "Legal officer"}]


def clock(rule, **more):
    return Clock.objects.filter(rule=rule, **more).order_by("starts_at").last()


def plan_of(case, by) -> CarePlan:
    plan = care_plans.begin(case, content=makers.PLAN, by=by)
    care_plans.add_action(plan, values={**makers.ACTION, "due_on": dates.today() + 14 * DAY}, by=by)
    plan.refresh_from_db()
    return care_plans.hear(plan, child_agrees="yes", child_says="", by=by)


# ---------------------------------------------------------------------------------------------------------------- into the care plan


def test_what_was_decided_stands_in_the_care_plan_with_owner_and_day(determination, aicha):
    decision = panels.decide(determination, actions=TWO_ACTIONS)
    first, second = PlanAction.objects.all()
    assert first.plan.status == "draft", "there was none: it is begun"
    assert (first.decided, first.responsible, f"{first.due_on}") == (decision, "worker", panels.ACTION["due_on"])
    assert (second.action, second.service_type, second.status) == ("Ask the judge. (Legal officer)", "legal_aid", "pending")
    assert "BID-1" in first.need
    assert first.objective == care_plans.objective_for("family_tracing")
    assert clock("plan.action", subject_id=first.pk).stopped_at is None


def test_what_was_decided_in_a_joined_file_is_done_in_the_kept_one_and_stays_in_sight(determination, yonas, aicha, dahabo):
    kept = makers.make_case(aicha, own="Ionas", father="Tesfay", risk="high").child
    makers.make_merge(kept, yonas, dahabo)
    decision = panels.decide(determination, review_on=dates.today() + 90 * DAY)
    assert PlanAction.objects.get().plan.child == kept
    with dates.at(decision.taken_at):
        shown = set(Clock.objects.running().filter(child=yonas).values_list("rule", flat=True))
    assert shown >= {"bid.notify_child", "bid.implementation", "bid.validity", "bid.review_on"}


AGAIN = {"asked_by": "child", "because": "new_facts", "new_facts": "The uncle left for Saudi Arabia."}


@pytest.fixture
def kept(aicha):
    """Another file of the same boy, which is to be kept."""
    return makers.make_case(aicha, own="Ionas", father="Tesfay", risk="high").child


def test_what_was_decided_in_a_joined_file_is_looked_at_again_in_the_kept_one(determination, case, kept, yonas, aicha, dahabo):
    decision = panels.decide(determination, review_on=dates.today() + 90 * DAY)
    makers.make_merge(kept, yonas, dahabo)
    determination.refresh_from_db()
    with dates.at(decision.taken_at + DAY):
        again = determinations.review(determination, by=aicha, **AGAIN)
        assert (again.child, again.reviews, again.number) == (kept, determination, 1)
        due = Clock.objects.filter(rule__in=["bid.validity", "bid.review_on"], child=yonas)
        assert [one.stopped_at for one in due] == [again.begun_at] * 2
        with pytest.raises(Refused, match="joined with another file"):
            determinations.begin(Case.objects.get(pk=case.pk), by=aicha, **panels.BECAUSE)


def test_who_may_not_work_in_the_kept_file_is_told_whom_to_ask(determination, yonas, aicha, dahabo):
    decision = panels.decide(determination)
    idil = makers.make_user("idil", team=aicha.team)
    makers.make_merge(makers.make_case(idil, own="Ionas").child, yonas, dahabo)
    determination.refresh_from_db()
    with dates.at(decision.taken_at + DAY), pytest.raises(Refused, match="ask your supervisor for access"):
        determinations.review(determination, by=aicha, **AGAIN)


def test_an_assessment_of_a_joined_file_that_asks_for_the_panel_waits_until_the_kept_file_asks_it(
    case, kept, yonas, aicha, dahabo
):
    asking = panels.asked(case, aicha, dahabo)
    makers.make_merge(kept, yonas, dahabo)
    [due] = Clock.objects.running().filter(rule="bid.submit")
    assert (due.child, due.subject_id) == (yonas, asking.pk)
    begun = determinations.begin(Case.objects.get(child=kept), by=aicha, **panels.BECAUSE)
    [due] = Clock.objects.running().filter(rule="bid.submit")
    assert (due.child, due.subject_id, due.starts_at) == (kept, begun.pk, asking.reviewed_at)


def test_a_report_that_is_written_in_a_joined_file_is_still_due(case, kept, yonas, aicha, dahabo):
    begun = panels.report(case, aicha).determination
    makers.make_merge(kept, yonas, dahabo)
    assert Clock.objects.running().get(rule="bid.submit").subject_id == begun.pk
    with pytest.raises(Refused, match="not decided yet"):
        determinations.begin(Case.objects.get(child=kept), by=aicha, **panels.BECAUSE)


def test_a_plan_that_waits_or_is_in_force_gets_the_actions_and_is_read_again(case, determination, aicha, dahabo):
    plan = care_plans.submit(plan_of(case, aicha), by=aicha)
    panels.decide(determination)
    with pytest.raises(Refused, match="changed after you opened it"):
        care_plans.approve(plan, by=dahabo)
    plan.refresh_from_db()
    assert plan.actions.count() == 2
    assert care_plans.approve(plan, by=dahabo).status == "approved"


def test_the_next_plan_that_is_being_written_gets_them_too_and_they_move_together(case, determination, aicha, dahabo):
    plan = care_plans.approve(care_plans.submit(plan_of(case, aicha), by=aicha), by=dahabo)
    following = care_plans.revise(plan, by=aicha)
    panels.decide(determination)
    mine = plan.actions.get(decided__isnull=False)
    copy = following.actions.get(decided__isnull=False)
    assert copy.continues == mine
    care_plans.complete(mine, done_on=dates.today(), result="Seen.", by=aicha)
    copy.refresh_from_db()
    assert copy.status == "completed"


def test_what_the_panel_decided_is_given_up_with_a_reason_but_not_rewritten(determination, aicha):
    panels.decide(determination)
    action = PlanAction.objects.get()
    with pytest.raises(Refused, match="The panel decided this action"):
        care_plans.write_action(action, values={**makers.ACTION, "due_on": dates.today()}, by=aicha)
    assert care_plans.cancel(action, why="The uncle died.", by=aicha).status == "cancelled"


def test_on_a_closed_case_nothing_is_ordered(case):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Case, "episode", None)
        with pytest.raises(Refused, match="case is closed"):
            care_plans.order(case, [], decided=None, by=case.owner)


@pytest.mark.parametrize(
    ("actions", "sentence"),
    [
        ([], "at least one action"),
        ([{**panels.ACTION, "action": " "}], "what is done"),
        ([{**panels.ACTION, "service_type": "sweets"}], "kind of service"),
        ([{**panels.ACTION, "responsible": ""}], "who sees to it"),
        ([{**panels.ACTION, "due_on": "2020-01-01"}], "a day to come"),
    ],
)
def test_no_decision_without_who_does_what_until_when(determination, actions, sentence):
    people = panels.members()
    held = panels.session(people)
    with dates.at(held.held_at), pytest.raises(Refused, match=sentence):
        panels.proposed(held.items.get(), people, actions=actions)
    assert not PanelDecision.objects.exists()


def test_the_database_refuses_a_decision_from_which_nothing_follows(determination):
    people = panels.members()
    held = panels.session(people)
    with dates.at(held.held_at), pytest.MonkeyPatch.context() as patch:
        patch.setattr(carrying_out, "refuse_gaps", lambda decision: None)
        with pytest.raises(IntegrityError, match="panel_decision_says_who_does_what"), transaction.atomic():
            panels.proposed(held.items.get(), people, actions=[])


def test_what_is_returned_orders_nothing_and_what_ratifies_leaves_standing_what_was_ordered(case, aicha, dahabo):
    waits = panels.ready(case, aicha, dahabo, urgent=True, urgent_because="The lorry leaves tomorrow")
    people = panels.members()
    urgent = panels.decide(waits, people[:2], urgent=True)
    assert PlanAction.objects.get().decided == urgent
    with dates.at(urgent.taken_at + DAY):
        panels.decide(Determination.objects.get(), people, actions=[])
    assert PlanAction.objects.count() == 1
    with dates.at(urgent.taken_at + 10 * DAY):
        again = determinations.review(
            Determination.objects.get(number=1), asked_by="child", because="facts", new_facts="He moved.", by=aicha
        )
        determinations.write(again.reports.get(), content={**panels.WORDS, "alternatives": panels.TWO}, by=aicha)
        returned = panels.decide(
            panels.accepted(again.reports.get(), aicha, dahabo), people, value="returned", solution="", option_reasons=[]
        )
    assert returned.actions == []
    assert PlanAction.objects.count() == 1


@pytest.fixture
def urgent(case, aicha, dahabo):
    """What two members decided at once: the uncle. The full session has not answered yet."""
    waits = panels.ready(case, aicha, dahabo, urgent=True, urgent_because="The lorry leaves tomorrow")
    return panels.decide(waits, panels.members()[:2], urgent=True)


STAYS = {"value": "approved", "solution": "local_family"}


def test_a_full_session_that_decides_otherwise_than_the_urgent_one_says_who_does_what(urgent):
    with dates.at(urgent.taken_at + DAY), pytest.raises(Refused, match="at least one action"):
        panels.decide(Determination.objects.get(), actions=[], **STAYS)


def test_the_database_refuses_another_decision_than_the_urgent_one_from_which_nothing_follows(urgent):
    with dates.at(urgent.taken_at + DAY), pytest.MonkeyPatch.context() as patch:
        patch.setattr(carrying_out, "refuse_gaps", lambda decision: None)
        with pytest.raises(IntegrityError, match="otherwise than urgently says who does what"), transaction.atomic():
            panels.decide(Determination.objects.get(), actions=[], **STAYS)


def test_what_was_carried_out_before_the_full_session_confirmed_it_is_carried_out(client, urgent, yonas, aicha):
    with dates.at(urgent.taken_at + DAY / 2):
        carrying_out.check(urgent, carried_out="yes", by=aicha)
    with dates.at(urgent.taken_at + DAY):
        confirmed = panels.decide(Determination.objects.get(), actions=[])
    with dates.at(confirmed.taken_at + DAY):
        with pytest.raises(Refused, match="recorded already"):
            carrying_out.check(confirmed, carried_out="no", why="x", by=aicha)
        client.force_login(aicha)
        shown = client.get(confirmed.get_absolute_url()).context
        assert [one.decision for one in shown["checks"]] == [urgent]
        assert shown["checking"] is None
    assert {one.outcome for one in Clock.objects.filter(rule__in=["bid.implementation", "bid.validity"])} == {"done"}
    with dates.at(confirmed.taken_at + 500 * DAY):
        assert carrying_out.in_force([yonas]) == confirmed


def test_what_was_carried_out_before_the_full_session_decided_otherwise_is_not_what_it_decided(urgent, yonas, aicha):
    with dates.at(urgent.taken_at + DAY / 2):
        carrying_out.check(urgent, carried_out="yes", by=aicha)
    with dates.at(urgent.taken_at + DAY):
        decision = panels.decide(Determination.objects.get(), **STAYS)
    assert clock("bid.implementation", subject_id=decision.pk).stopped_at is None
    with dates.at(decision.taken_at + 500 * DAY):
        assert carrying_out.in_force([yonas]) is None


def test_the_actions_are_part_of_what_was_signed(determination):
    decision = panels.decide(determination)
    assert panel_decisions.is_as_signed(decision)
    decision.actions = []
    assert not panel_decisions.is_as_signed(decision)


# ------------------------------------------------------------------------------------------------------------------------- the check


def test_it_is_checked_within_thirty_days_and_again_until_it_is_carried_out(determination, aicha):
    decision = panels.decide(determination)
    due = clock("bid.implementation")
    assert (due.due_at - decision.taken_at).days == 30
    with dates.at(decision.taken_at + 20 * DAY):
        carrying_out.check(decision, carried_out="partly", why="The uncle is ill.", by=aicha)
        assert clock("bid.implementation").due_at == limits.due("bid.implementation", "medium", dates.now())
        assert Clock.objects.get(pk=due.pk).outcome == "done"
    with dates.at(decision.taken_at + 40 * DAY):
        carrying_out.check(decision, carried_out="yes", by=aicha)
        assert [clock(rule).outcome for rule in ("bid.implementation", "bid.validity")] == ["done", "done"]
        with pytest.raises(Refused, match="recorded already"):
            carrying_out.check(decision, carried_out="no", why="x", by=aicha)


def test_a_check_says_why_not_and_when(determination, aicha):
    decision = panels.decide(determination)
    with dates.at(decision.taken_at + DAY):
        for said, sentence in [
            ({"carried_out": "no", "why": " "}, "Say what is not done"),
            ({"carried_out": "yes", "checked_at": dates.now() + DAY}, "not come yet"),
            ({"carried_out": "yes", "checked_at": decision.taken_at - DAY}, "before the decision"),
        ]:
            with pytest.raises(Refused, match=sentence):
                carrying_out.check(decision, by=aicha, **said)
        assert not DecisionCheck.objects.exists()
        kept = carrying_out.check(decision, carried_out="no", why="Flood", by=aicha)
        kept.why = "Nothing"
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            kept.save(by=aicha, reason="x")


def test_a_deferral_is_not_carried_out(determination, aicha):
    deferral = panels.decide(determination, **{**panels.ASKED, "solution": "", "option_reasons": []})
    with pytest.raises(Refused, match="Nothing was decided"):
        carrying_out.check(deferral, carried_out="yes", by=aicha)
    assert clock("bid.implementation") is None


def test_the_database_asks_for_the_reason_and_for_a_moment_that_came(determination, aicha):
    decision = panels.decide(determination)
    for facts, name in [
        ({"carried_out": "no", "why": " ", "checked_at": dates.now()}, "what_is_not_carried_out_has_a_reason"),
        ({"carried_out": "yes", "checked_at": dates.now() + 900 * DAY}, "decision_was_checked"),
    ]:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            DecisionCheck(decision=decision, status="checked", checked_by=aicha, **facts).save(by=aicha, reason="x")


def test_after_twelve_months_it_has_to_be_looked_at_again_and_holds_no_more(determination, yonas, aicha):
    decision = panels.decide(determination)
    due = clock("bid.validity")
    assert due.due_at == dates.add_months(decision.taken_at, 12)
    assert carrying_out.in_force([yonas]) == decision
    with dates.at(due.due_at + DAY):
        assert carrying_out.in_force([yonas]) is None
        determinations.review(
            Determination.objects.get(), asked_by="worker", because="impossible", new_facts="Still here.", by=aicha
        )
    assert clock("bid.validity").outcome == "done"
    assert clock("bid.implementation").outcome == "dropped"


def test_what_was_carried_out_holds_on(determination, yonas, aicha):
    decision = panels.decide(determination)
    with dates.at(decision.taken_at + DAY):
        carrying_out.check(decision, carried_out="yes", by=aicha)
    with dates.at(decision.taken_at + 500 * DAY):
        assert carrying_out.in_force([yonas]) == decision


def test_the_day_that_the_panel_fixed_is_due(determination, aicha):
    day = dates.today() + 90 * DAY
    panels.decide(determination, review_on=day)
    assert dates.local_date(clock("bid.review_on").due_at) == day


def test_from_the_approved_assessment_that_asks_for_the_panel_the_report_is_due(case, aicha, dahabo):
    bia = panels.asked(case, aicha, dahabo)
    waits = clock("bid.submit")
    assert (waits.subject_id, waits.starts_at) == (bia.pk, bia.reviewed_at)
    with dates.at(bia.reviewed_at + 2 * DAY):
        written = panels.report(case, aicha)
        assert Clock.objects.get(pk=waits.pk).stopped_at
        assert clock("bid.submit", subject_id=written.determination_id).starts_at == bia.reviewed_at, (
            "the days already gone count"
        )


def test_an_assessment_that_asks_for_the_panel_once_more_gives_no_new_time(case, aicha, dahabo):
    first = panels.asked(case, aicha, dahabo)
    with dates.at(first.reviewed_at + 5 * DAY):
        panels.asked(case, aicha, dahabo)
    [waits] = Clock.objects.filter(rule="bid.submit", stopped_at=None)
    assert (waits.subject_id, waits.starts_at) == (first.pk, first.reviewed_at)


def test_an_assessment_from_before_the_case_was_closed_does_not_hide_the_one_that_asks_now(case, aicha, dahabo):
    first = panels.asked(case, aicha, dahabo)
    stretch = case.episode
    with dates.at(first.reviewed_at + DAY):
        stretch.closed_at, stretch.closing_reason = dates.now(), "adult"
        stretch.save(by=aicha, reason="x")
        Episode(case=case, number=2, opened_at=dates.now()).save(by=aicha, reason="x")
        second = panels.asked(Case.objects.get(pk=case.pk), aicha, dahabo)
    [waits] = Clock.objects.filter(rule="bid.submit", stopped_at=None)
    assert waits.subject_id == second.pk


def test_the_target_is_half_of_the_hard_limit(aicha, dahabo):
    case = makers.make_case(aicha, identified_at=dates.now() - 100 * DAY)
    panels.ready(case, aicha, dahabo)
    assert clock("bid.target_durable").due_at == dates.add_months(case.child.identified_at, 12)


def test_actions_and_checks_stand_on_paper_without_names(determination, yonas, aicha):
    decision = panels.decide(determination, actions=TWO_ACTIONS)
    with dates.at(decision.taken_at + DAY):
        carrying_out.check(decision, carried_out="partly", why="The uncle is ill.", by=aicha)
        file = gather(Known(yonas.pk, reader=aicha, until=dates.now()), language="en")
    [section] = [one for one in file.sections if one.title == "Best-interests determinations (BID)"]
    said = repr(section)
    for words in ("Visit the uncle", "legal aid, the social worker", "The uncle is ill.", "in part"):
        assert words in said
    assert "Legal officer" not in said
