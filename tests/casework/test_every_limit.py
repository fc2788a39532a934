"""Every time limit that is declared: it starts, is late after its minute and not before, goes to the region, stands still or does not,
keeps what it began with, and stops with the deed it waits for (domain.md 2.4, 2.5)."""

from datetime import date, datetime, timedelta

import pytest

from base import dates, limits
from base.models import Holiday, TimeLimit
from casework import (
    assessments,
    best_interests,
    care,
    care_plans,
    concerns,
    conferences,
    feedback,
    follow_up,
    guardianship,
    handover,
    intake,
    majority,
    missing,
    reviews,
)
from casework.distribution import Row
from casework.models import Case
from minors import clocks, consent, filing
from minors.clocks import RULES
from minors.models import Clock
from minors.sections import SECTIONS
from referrals import workflow
from tests import family, makers, panels, placed
from tests.casework.test_guardianship import ASKED, DECIDED
from tests.casework.test_reviews import CASE, PLACEMENT

SECOND, STORIES = timedelta(seconds=1), {}


class World:
    """One case, its worker and her supervisor. A story begins what a limit waits for, and may give back what answers it."""

    def __init__(self, aicha, dahabo, **case):
        self.aicha, self.dahabo = aicha, dahabo
        self.case = makers.make_case(aicha, **case)
        self.child = self.case.child
        self.tonight = {"provider": None}

    def fresh(self):
        return Case.objects.select_related("child").get(pk=self.case.pk)

    def place(self, **fields):
        return care.place(self.child, provider=makers.make_provider(), reason="Bed", by=self.aicha, **fields)

    def refer(self, kind="medical", urgency="normal"):
        sent = {"groups": [], "urgency": urgency, "mode": "phone", "by": self.aicha, "without_consent_because": "Vital"}
        return workflow.refer(self.child, to=makers.make_service(kind), reason="Need", **sent)

    def assess(self):
        return assessments.sign_rapid_assessment(
            self.fresh(), answers=makers.ANSWERS, risk=self.fresh().risk, risk_reasons="Seen", by=self.aicha
        )

    def bia(self):
        return best_interests.submit(best_interests.begin(self.fresh(), content=makers.BIA, by=self.aicha), by=self.aicha)

    def approved_bia(self):
        return best_interests.approve(self.bia(), by=self.dahabo)

    def plan(self):
        plan = care_plans.begin(self.fresh(), content=makers.PLAN, by=self.aicha)
        values = {**makers.ACTION, "due_on": dates.today() + timedelta(days=14)}
        action = care_plans.add_action(plan, values=values, by=self.aicha)
        plan.refresh_from_db()
        plan = care_plans.hear(plan, child_agrees="yes", child_says="", by=self.aicha)
        return care_plans.approve(care_plans.submit(plan, by=self.aicha), by=self.dahabo), action

    def absence(self):
        return missing.report(self.child, noticed_at=dates.now(), by=self.aicha)

    def found(self):
        return missing.found(self.absence(), found_at=dates.now(), found_how="police", by=self.aicha)

    def visit(self, **changes):
        with_risk = {**makers.FOLLOW_UP, "risk": self.fresh().risk, **changes}
        return follow_up.sign(self.fresh(), answers=with_risk, by=self.aicha)

    def assault(self):
        return concerns.record(
            self.child, kind="sexual_violence", severity="high", source="child", incident_at=dates.now(), by=self.aicha
        )

    def offer(self):
        intake.set_risk(self.fresh(), "high", reasons="Threatened", by=self.aicha)
        colleague = makers.make_user("hodan")
        return handover.launch([Row(self.fresh(), colleague)], reason="other", by=self.dahabo).transfers.get(), colleague


def story(key, **case):
    """A function from a world to what answers the limit; None when only another test shows how it stops."""

    def keep(tell):
        STORIES[key] = (tell, case)
        return tell

    return keep


@story("consent.seek", consent={"given_at": dates.now(), "basis": "vital_interests", "reason_not_asked": "Asleep"})
def _seek(w):
    task = w.child.consent_tasks.still_open().get()
    return lambda: consent.carry_out(task, by=w.aicha, note="Asked again")


@story("consent.inform")
def _inform(w):
    sent = {"groups": [], "urgency": "normal", "mode": "phone", "by": w.aicha}
    workflow.accept(workflow.refer(w.child, to=makers.make_service(), reason="Cough", **sent), by=w.aicha)
    consent.withdraw_scopes(w.child, ["share_health"], by=w.aicha, reason="No more")
    return lambda: [consent.carry_out(task, by=w.aicha, note="Told") for task in w.child.consent_tasks.still_open()]


@story("referral.ack")
def _ack(w):
    sent = w.refer()
    return lambda: workflow.accept(sent, by=w.aicha)


@story("referral.feedback")
def _referral_feedback(w):
    sent = workflow.accept(w.refer(), by=w.aicha)
    return lambda: workflow.complete(sent, by=w.aicha, feedback="Done")


@story("rapid_assessment")
def _rapid(w):
    return w.assess


@story("trafficking_screening")
def _screening(w):
    said = {"done_on": dates.today(), "indicators": ["none"], "conclusion": "no_indicator"}
    return lambda: filing.write(SECTIONS["screening"], w.child, values=said, silences={}, by=w.aicha)


@story("health_check")
def _health(w):
    return lambda: workflow.complete(workflow.accept(w.refer(), by=w.aicha), by=w.aicha, feedback="Seen")


@story("bia.short")
def _short(w):
    return w.bia


@story("bia.comprehensive")
def _full(w):
    return w.approved_bia


@story("bia.revalidate")
def _revalidate(w):
    w.approved_bia()
    return w.approved_bia


@story("asylum.orientation")
def _asylum(w):
    return lambda: workflow.accept(w.refer("asylum"), by=w.aicha)


@story("caseplan.approved")
def _plan(w):
    w.approved_bia()
    return w.plan


@story("caseplan.review")
def _plan_review(w):
    w.plan()
    return lambda: reviews.review_case(w.fresh(), by=w.aicha, **{**CASE, "risk": w.fresh().risk})


@story("plan.action")
def _action(w):
    _plan, action = w.plan()
    action.refresh_from_db()
    return lambda: care_plans.complete(action, done_on=dates.today(), result="Enrolled", by=w.aicha)


@story("csa.medical")
def _assault(w):
    w.assault()
    return w.refer


@story("followup.visit")
def _visit(w):
    return w.visit


@story("placement.first_visit")
def _first_visit(w):
    w.place()
    return lambda: w.visit(kind="in_care")


@story("placement.visits")
def _visits(w):
    w.place()
    return lambda: w.visit(kind="in_care")


@story("placement.review")
def _placement_review(w):
    placement = w.place()
    return lambda: reviews.review_placement(placement, by=w.aicha, **{**PLACEMENT, "risk": w.fresh().risk})


@story("placement.emergency_max")
def _emergency(w):
    placement = w.place()
    return lambda: care.end(placement, end_reason="moved", by=w.aicha)


@story("placement.residential_alert")
def _residential(w):
    placement = w.place()
    return lambda: care.end(placement, end_reason="moved", by=w.aicha)


@story("transfer.accept")
def _offer(w):
    transfer, colleague = w.offer()
    return lambda: handover.accept(transfer, by=colleague)


@story("transfer.introduce")
def _introduce(w):
    transfer, colleague = w.offer()
    handover.accept(transfer, by=colleague)
    transfer.refresh_from_db()
    return lambda: handover.introduce(transfer, by=colleague, on=dates.today())


@story("owner.assign")
def _owner(w):
    w.aicha.suspended_at, w.aicha.suspended_because = dates.now(), "Ill"
    w.aicha.save()
    clocks.settle(w.child, by=w.dahabo)
    return  # tests/casework/test_queues.py


@story("majority.alerts", birth=dates.from_age(16, dates.today()))
def _majority(w):
    return lambda: majority.write(w.child, by=w.aicha, housing="With friends")


@story("majority.stays_open")
def _stays_open(w):
    return None  # it ends with the case: test_a_closed_case_owes_nothing_and_its_clocks_say_why


@story("missing.search_review")
def _search(w):
    absence = w.absence()
    return lambda: missing.search(absence, kind="review", what="Looked at", done_at=dates.now(), by=w.aicha)


@story("missing.return_interview")
def _return_interview(w):
    absence = w.found()
    answers = {"pushed": "Fear", "pulled": "A friend", "harm": "None", "child_wants": "School"}
    return lambda: missing.hear(absence, held_at=dates.now(), seen_alone="yes", harmed="no", by=w.aicha, **answers)


@story("missing.reassessment")
def _reassessment(w):
    w.found()
    return w.assess


@story("conference.decision")
def _decision(w):
    minutes = {
        "reason": "complex",
        "chair": "The supervisor",
        "child_part": "heard",
        "guardian_part": "none",
        "after": "continues",
    }
    minutes |= {"child_view": "School", "options": "One", "conclusion": "Done"}
    people = [{"name": name, "function": "Nurse", "institution_id": None, "confidential": True} for name in ("Ali", "Amina")]
    todo = [{"action": "Call", "who": "Aicha", "due_on": dates.today() + timedelta(days=3)}]
    held = conferences.sign(w.fresh(), participants=people, decisions=todo, by=w.aicha, **minutes)
    return lambda: conferences.settle(held.decisions.get(), move="carry_out", result="Called", by=w.aicha)


@story("guardian.request")
def _guardian(w):
    return lambda: guardianship.ask(w.child, by=w.aicha, **ASKED, requested_on=dates.today())


@story("guardian.appointed")
def _appointment(w):
    asked, today = guardianship.ask(w.child, by=w.aicha, **ASKED, requested_on=dates.today()), dates.today()
    return lambda: guardianship.appoint(asked, by=w.aicha, decided_on=today, starts_on=today, **DECIDED)


@story("complaint.answer")
def _complaint(w):
    said = feedback.receive(w.child, by=w.aicha, said_by="child", channel="box", text="Too loud", wants_answer=True)
    return lambda: feedback.answer(said, text="We moved the bed", by=w.dahabo)


STORIES |= panels.STORIES | placed.STORIES | family.STORIES

# Met at the moment at which they become known: there is nothing to wait for, only whether it was in time.
MET_AT_ONCE = {"registration.complete", "missing.report"}


@pytest.fixture
def world(request, aicha, dahabo):
    return World(aicha, dahabo, **STORIES[request.param][1])


def running(world, key) -> Clock:
    return Clock.objects.filter(child=world.child, rule=key, stopped_at=None).order_by("due_at").first()


def each(keys=STORIES):
    return pytest.mark.parametrize(("world", "key"), [(key, key) for key in keys], indirect=["world"])


def test_every_declared_limit_has_its_story_here():
    assert set(STORIES) | MET_AT_ONCE == set(RULES)


@each()
def test_a_limit_starts_is_due_at_its_minute_and_goes_to_the_region_later(world, key):
    STORIES[key][0](world)
    clock = running(world, key)
    assert clock
    if RULES[key].by_limit:
        expected = limits.moment(clock.limit, since=clock.starts_at, origin=clock.origin)
        assert (clock.limit.key, clock.due_at) == (key, expected)
    assert dates.local_date(clock.due_at) == clock.due_at.astimezone(dates.DJIBOUTI).date()
    with dates.at(clock.due_at):
        assert clock not in Clock.objects.late()
    with dates.at(clock.due_at + SECOND):
        assert clock in Clock.objects.late()
    assert clock.escalates_at - clock.due_at == (clock.due_at - clock.starts_at) / 2


@each([key for key, (tell, _case) in STORIES.items() if key not in ("owner.assign", "majority.stays_open")])
def test_a_limit_stops_with_the_deed_it_waits_for(world, key):
    answer = STORIES[key][0](world)
    with dates.at(dates.now() + timedelta(minutes=1)):
        clock = running(world, key)
        answer()
    clock.refresh_from_db()
    assert clock.stopped_at, f"{key} goes on"
    assert clock.outcome == "done" or key in ("placement.emergency_max", "placement.residential_alert", "csa.medical")


@each()
def test_a_limit_stands_still_or_not_as_it_is_declared(world, key, monkeypatch):
    STORIES[key][0](world)
    before = running(world, key).due_at
    monkeypatch.setattr(clocks, "_pauses", [lambda child: [(dates.now() - SECOND, None)]])
    clocks.settle(world.child, by=world.aicha)
    assert running(world, key).due_at == (None if RULES[key].pauses else before)


@each([key for key, rule in RULES.items() if rule.by_limit and key in STORIES])
def test_a_limit_keeps_what_it_began_with_when_the_configuration_changes(world, key):
    STORIES[key][0](world)
    before = running(world, key)
    row = before.limit
    TimeLimit.objects.filter(pk=row.pk).update(valid_to=date(2021, 1, 1))
    row.pk, row.valid_from, row.valid_to, row.schedule, row.unit, row.value = None, date(2021, 1, 1), None, None, "hours", 1
    row.save()
    clocks.settle(world.child, by=world.aicha)
    assert running(world, key).due_at == before.due_at


def test_over_a_holiday_hours_and_days_run_and_working_days_wait(db):
    thursday = datetime(2026, 3, 5, 14, tzinfo=dates.DJIBOUTI)
    Holiday.objects.create(day="2026-03-08", name_fr="Aïd", name_en="Eid", name_ar="عيد")
    for row in TimeLimit.objects.filter(value__isnull=False, schedule=None):
        plain, with_holiday = (limits.moment(row, since=thursday, holidays=days) for days in ((), {date(2026, 3, 8)}))
        assert (plain == with_holiday) == (row.unit != "working_days"), row


@pytest.mark.parametrize("key", sorted(MET_AT_ONCE))
def test_what_is_met_at_once_says_whether_it_was_in_time(aicha, dahabo, key):
    world = World(aicha, dahabo)
    world.absence()
    clock = Clock.objects.get(child=world.child, rule=key)
    assert (clock.outcome, clock.stopped_at <= clock.due_at) == ("done", True)
