"""Random months in the life of a case: after every deed, what is due is what a slow and separate computation finds in the records."""

from datetime import timedelta

from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some

from base import dates
from base.workflow import Refused
from casework import assessments, best_interests, closing, intake
from casework.models import BestInterestsAssessment, Case, ClosureRequest
from minors import clocks
from minors.models import Clock
from referrals import workflow
from referrals.models import Referral
from tests import makers

H, D = timedelta(hours=1), timedelta(days=1)
# domain.md 2.4, typed here once more: what the rows of the database have to agree with.
LIMITS = {
    "rapid_assessment": {"high": 24 * H, "medium": 48 * H, "low": 48 * H},
    "health_check": {"high": 24 * H, "medium": 7 * D, "low": 7 * D},
    "bia.short": {"high": 2 * D, "medium": 7 * D, "low": 30 * D},
    "bia.comprehensive": {"high": 7 * D, "medium": 14 * D, "low": 30 * D},
    "referral.ack": {"high": 24 * H, "medium": 72 * H, "low": 7 * D},
    "referral.feedback": {"high": 7 * D, "medium": 14 * D, "low": 30 * D},
}


class Undo(Exception):
    """Everything that one example did is taken back."""


class Life:
    """One case and the two people who work on it. Each deed may be refused; what it left behind has to be consistent all the same."""

    def __init__(self, aicha, dahabo):
        self.aicha, self.dahabo = aicha, dahabo
        for person in (aicha, dahabo):  # they stay longer than any of these cases
            person.expires_on = dates.today() + timedelta(days=3650)
            person.save()
        self.case = makers.make_case(aicha)
        self.child = self.case.child
        self.services = [makers.make_service(), makers.make_service("food", "MFF")]

    def assess(self, risk):
        assessments.sign_rapid_assessment(self.fresh(), answers=makers.ANSWERS, risk=risk, risk_reasons="Seen", by=self.aicha)

    def change_risk(self, risk):
        intake.set_risk(self.fresh(), risk, reasons=f"Now {risk}", by=self.aicha)

    def begin_bia(self, _risk):
        best_interests.begin(self.fresh(), content=makers.BIA, by=self.aicha)

    def send_bia(self, _risk):
        best_interests.submit(self.bia("draft", "returned"), by=self.aicha)

    def approve_bia(self, _risk):
        best_interests.approve(self.bia("submitted"), by=self.dahabo)

    def return_bia(self, _risk):
        best_interests.send_back(self.bia("submitted"), by=self.dahabo, comment="More")

    def refer(self, risk):
        to = self.services[risk == "low"]
        urgency = "urgent" if risk == "high" else "normal"
        workflow.refer(
            self.child,
            to=to,
            reason="Need",
            groups=[],
            urgency=urgency,
            mode="phone",
            by=self.aicha,
            without_consent_because="Vital",
        )

    def accept(self, _risk):
        workflow.accept(self.referral("sent"), by=self.aicha)

    def decline(self, _risk):
        workflow.decline(self.referral("sent"), by=self.aicha, answer="Full")

    def complete(self, _risk):
        workflow.complete(self.referral("accepted"), by=self.aicha, feedback="Done")

    def cancel(self, _risk):
        workflow.cancel(self.referral("sent", "accepted"), by=self.aicha, reason="Gone")

    def ask_closure(self, _risk):
        closing.request(self.fresh(), reason="goals_met", statement="Safe", way_back="Here", by=self.aicha)

    def close(self, _risk):
        closing.approve(self.asked(), by=self.dahabo)

    def keep_open(self, _risk):
        closing.refuse(self.asked(), by=self.dahabo, decision="Not yet")

    def reopen(self, risk):
        closing.reopen(self.fresh(), reason="new_concern", explanation="Back", risk=risk, by=self.aicha)

    def fresh(self):
        return Case.objects.select_related("child").get(pk=self.case.pk)

    def one(self, rows):
        found = rows.order_by("recorded_at").first()
        if found is None:
            raise Refused("There is none.")
        return found

    def bia(self, *states):
        return self.one(BestInterestsAssessment.objects.filter(child=self.child, status__in=states))

    def referral(self, *states):
        return self.one(Referral.objects.filter(child=self.child, status__in=states))

    def asked(self):
        return self.one(ClosureRequest.objects.filter(episode__case=self.case, status="requested"))


DEEDS = [name for name in vars(Life) if not name.startswith("_") and name not in ("fresh", "one", "bia", "referral", "asked")]


def expected(life) -> dict:
    """{(rule, record): due}, by looking at every record."""
    case = life.fresh()
    if case.status == "closed":
        return {}
    owed = [*of_assessments(life.child, list(case.episodes.order_by("number"))), *of_referrals(life.child, case)]
    return {(rule, key): since + LIMITS[rule][risk or case.risk] for rule, key, since, risk in owed}


def of_assessments(child, episodes):
    signed = [one.episode_id for one in child.rapid_assessments.all()]
    for episode in episodes:
        written = [one for one in child.best_interests_assessments.all() if one.episode_id == episode.pk]
        if episode.closed_at is not None:
            continue
        if episode.pk not in signed:
            yield "rapid_assessment", episode.pk, child.identified_at if episode.number == 1 else episode.opened_at, ""
        if not any(one.submitted_at for one in written):
            yield "bia.short", episode.pk, episode.opened_at, ""
        if not any(one.status == "approved" for one in written):
            yield "bia.comprehensive", episode.pk, episode.opened_at, ""


def of_referrals(child, case):
    referrals = list(child.referrals.select_related("service"))
    if not any(one.status == "received" and one.service.kind == "medical" for one in referrals):
        yield "health_check", child.pk, case.episodes.earliest("number").opened_at, ""
    for one in referrals:
        if one.status == "sent":
            yield "referral.ack", one.pk, one.sent_at, "high" if one.urgency == "urgent" else ""
        if one.status == "accepted":
            yield "referral.feedback", one.pk, one.accepted_at, ""


def running(life) -> dict:
    clocks_now = Clock.objects.running().filter(child=life.child, rule__in=LIMITS)
    return {(clock.rule, clock.subject_id): clock.due_at for clock in clocks_now}


def live(life, steps) -> None:
    now = dates.now()
    for deed, risk, passes in steps:
        now += passes
        with dates.at(now):
            try:
                with transaction.atomic():
                    getattr(life, deed)(risk)
            except Refused:
                pass
            assert running(life) == expected(life), f"after {deed} {risk}"
            assert clocks.settle(life.child, by=life.aicha) == [], f"after {deed} {risk} a clock was lost"


@settings(
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    steps=some.lists(
        some.tuples(
            some.sampled_from(DEEDS), some.sampled_from(["high", "medium", "low"]), some.integers(0, 400).map(lambda h: h * H)
        ),
        min_size=20,
        max_size=60,
    )
)
def test_whatever_happens_in_a_case_nothing_that_is_due_is_lost_and_nothing_else_is_due(aicha, dahabo, steps):
    try:
        with transaction.atomic():
            live(Life(aicha, dahabo), steps)
            raise Undo
    except Undo:
        pass
