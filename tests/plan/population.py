"""Invented children whose files live through a few deeds, each at its own moment."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from base import dates
from base.models import Place
from base.workflow import Refused
from casework import assessments, best_interests, care, closing
from casework.models import Case
from minors import consent
from minors.models import Child
from referrals import workflow as referring
from tests import makers


@dataclass
class Life:
    """One child's story. Deeds are (hours after registration, name of the deed, what it says)."""

    registered: object
    found_hours_before: int = 1
    deeds: list = field(default_factory=list)
    risk: str = "medium"
    born: tuple | None = (date(2012, 1, 1), date(2012, 12, 31))
    found_in: str = "DJV"
    changes: dict = field(default_factory=dict)


def live(life: Life, *, worker, supervisor) -> Child:
    """Carry out the story by the project's own deeds. A deed that the rules refuse just does not happen."""
    birth = None
    if life.born:
        birth = dates.PartialDate("told", "unknown", "unknown", *life.born, "child", life.born[1])
    found_at = life.registered - timedelta(hours=life.found_hours_before)
    place = Place.objects.get(code=life.found_in)
    facts = {"at": life.registered, "identified_at": found_at, "birth": birth, "found_place": place, **life.changes}
    try:
        case = makers.make_case(worker, risk=life.risk, **facts)
    except Refused:
        case = makers.make_case(worker, risk="high", **facts)  # what is known calls for more, so the worker says more
    for hours, deed, *said in sorted(life.deeds, key=lambda one: one[0]):
        with dates.at(life.registered + timedelta(hours=hours)):
            try:
                DEEDS[deed](Case.objects.get(pk=case.pk), *said, worker=worker, supervisor=supervisor)
            except Refused:
                pass
    return Child.objects.get(pk=case.child_id)


def assess(case, *, worker, supervisor):
    assessments.sign_rapid_assessment(case, answers=makers.ANSWERS, risk="medium", risk_reasons="Alone", by=worker)


def bia(case, kind="comprehensive", wait=1, decision="approve", *, worker, supervisor):
    written = best_interests.begin(case, content={**makers.BIA, "kind": kind}, by=worker)
    best_interests.submit(written, by=worker)
    with dates.at(dates.now() + timedelta(hours=wait)):
        if decision == "approve":
            best_interests.approve(written, by=supervisor)
        else:
            best_interests.send_back(written, by=supervisor, comment="Say more")


def place(case, suitable="yes", region="DJV", *, worker, supervisor):
    provider = makers.make_provider(region=Place.objects.get(code=region))
    care.place(case.child, provider=provider, reason="A bed is free", by=worker, suitable=suitable)


def leave(case, *, worker, supervisor):
    for placement in case.child.placements.current():
        care.end(placement, end_reason="moved", by=worker)


def refer(case, outcome="complete", wait=24, *, worker, supervisor):
    sent = referring.refer(
        case.child,
        to=makers.make_service(),
        reason="Cough",
        groups=["age_sex_language"],
        urgency="normal",
        mode="phone",
        by=worker,
    )
    with dates.at(dates.now() + timedelta(hours=wait)):
        if outcome == "cancel":
            referring.cancel(sent, by=worker, reason="The child left")
        elif outcome == "decline":
            referring.decline(sent, by=worker, answer="No doctor")
        elif outcome != "wait":
            referring.accept(sent, by=worker)
            if outcome == "complete":
                referring.complete(sent, by=worker, feedback="Seen")


def close(case, reason="goals_met", *, worker, supervisor):
    with dates.at(dates.now() - timedelta(minutes=1)):  # where the child sleeps then is told, and ends with the case
        leave(case, worker=worker, supervisor=supervisor)
    asked = closing.request(case, reason=reason, statement="Safe", way_back="Phone us", by=worker)
    closing.approve(asked, by=supervisor)


def reopen(case, *, worker, supervisor):
    closing.reopen(case, reason="new_concern", explanation="Back in the street", risk="high", by=supervisor)


def answer_statistics(case, answer, *, worker, supervisor):
    """What the child says about anonymous statistics, after the yes of the registration."""
    if answer == "withdraw":
        consent.withdraw_scopes(case.child, ["anonymous_statistics"], by=worker, reason="Not in your tables")
        return
    kind = "refused" if answer == "refuse" else "granted"
    last = dates.today() if answer == "for_a_day" else None
    line = {"scope": "anonymous_statistics", "kind": kind, "valid_until": last}
    consent.record(
        case.child, by=worker, reason="Asked", given_at=dates.now(), basis="consent", givers=["child"], conditions=[line]
    )


DEEDS = {
    "answer_statistics": answer_statistics,
    "assess": assess,
    "bia": bia,
    "place": place,
    "leave": leave,
    "refer": refer,
    "close": close,
    "reopen": reopen,
}
