"""The best-interests determination: T26 to T30, whether a decision is carried out (T44), holds (T45), and the target for a durable
solution (T46) (domain.md 2.3.3, 2.3.5, 2.4)."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from base import dates
from base.roles import Verb
from casework.limits.assessments import episodes_of
from casework.models import (
    BestInterestsAssessment,
    DecisionCheck,
    DecisionNotification,
    Determination,
    DeterminationReport,
    Episode,
    PanelDecision,
)
from minors import joined
from minors.clocks import Rule, Run, declare, read
from minors.models import Child, Clock

ENDS = ("approved", "other", "temporary", "withdrawn")
SOURCES = (Determination, DeterminationReport, PanelDecision, DecisionNotification, Episode)


def _reports(child, determination) -> list[DeterminationReport]:
    found = [one for one in read(child, DeterminationReport) if one.determination_id == determination.pk]
    return sorted(found, key=lambda one: one.number)


def _everywhere(child, model) -> list:
    """Of every file of the child: what was asked or decided in one of them is answered in the kept one."""
    files = joined.files_of(child)
    return list(model.objects.filter(child__in=files)) if len(files) > 1 else read(child, model)


def _taken(child, determination) -> list[PanelDecision]:
    found = [one for one in read(child, PanelDecision) if one.determination_id == determination.pk and one.status == "taken"]
    return sorted(found, key=lambda one: one.number)


def _run(child, record, subject, since, ended_at, **more) -> Run:
    """Until it is answered, or until the case is closed without that. `record` tells in which stretch of work it stands."""
    closed = {one.pk: one.closed_at for one in episodes_of(child)}[record.episode_id]
    if ended_at is None and closed:
        return Run(subject, since=since, ended_at=max(closed, since), outcome=Clock.Outcome.DROPPED, **more)
    return Run(subject, since=since, ended_at=ended_at and max(ended_at, since), **more)


def _submissions(child):
    """From the approved assessment that asks for the panel, or from the beginning of a determination, until its report is sent."""
    if not read(child, Determination) and not any(one.bid_needed for one in read(child, BestInterestsAssessment)):
        return
    asking = [one for one in _everywhere(child, BestInterestsAssessment) if one.status == "approved" and one.bid_needed]
    begun = sorted(_everywhere(child, Determination), key=lambda one: one.begun_at)
    before = None
    for one in begun:
        asked = [
            bia.reviewed_at for bia in asking if bia.reviewed_at <= one.begun_at and (not before or bia.reviewed_at > before)
        ]
        if one.child_id == child.pk:
            sent = [report.submitted_at for report in _reports(child, one) if report.submitted_at]
            yield _run(child, one, one.pk, min(asked, default=one.begun_at), min(sent, default=None))
        before = one.begun_at
    running = any(one.status in Determination.RUNNING for one in begun)
    waits = [bia for bia in asking if not before or bia.reviewed_at > before]
    ended = {one.pk for one in episodes_of(child) if one.closed_at}
    # The first one that still waits: what asks once more meanwhile gives no new time.
    for bia in sorted(waits, key=lambda one: (one.episode_id in ended, one.reviewed_at))[:1] if not running else ():
        if bia.child_id == child.pk:
            yield _run(child, bia, bia.pk, bia.reviewed_at, None, stage="asked")


def _decisions(child):
    """From the first report that was accepted until the decision. A deferral stops nothing; the line says what it waits for."""
    for one in read(child, Determination):
        ready = [report.checked_at for report in _reports(child, one) if report.status == "accepted" and report.checked_at]
        if ready:
            ended = [decision.taken_at for decision in _taken(child, one) if decision.value in ENDS and decision.taken_at]
            risk = "emergency" if one.urgent else ""
            yield _run(child, one, one.pk, min(ready), min(ended, default=None), risk=risk, stage=one.status)


def _explanations(child):
    told = {one.decision_id: one.told_at for one in read(child, DecisionNotification)}
    for one in read(child, Determination):
        for decision in _taken(child, one):
            if decision.value not in ("returned", "withdrawn"):
                yield _run(child, one, decision.pk, decision.taken_at, told.get(decision.pk))


def _answers(child):
    """From each deferral until the next version of the report is sent."""
    for one in read(child, Determination):
        reports = _reports(child, one)
        numbers = {report.pk: report.number for report in reports}
        for decision in _taken(child, one):
            if decision.value == "deferred":
                heard = numbers[decision.report_id]
                sent = [report.submitted_at for report in reports if report.number > heard and report.submitted_at]
                yield _run(child, one, decision.pk, decision.taken_at, min(sent, default=None))


def _durable(child):
    """Of an unaccompanied child, once the panel was asked for a durable solution: what it chose, in any determination, answers it."""
    since = child.identified_at
    asked = any(one.trigger == "durable_solution" for one in read(child, Determination))
    if child.category != "uac" or not asked:
        return
    chosen = [one.taken_at for one in read(child, PanelDecision) if one.taken_at and one.solution not in ("", "none")]
    last = max(episodes_of(child), key=lambda one: one.number, default=None)
    if not chosen and last and last.closed_at:
        yield Run(child.pk, since=since, ended_at=max(last.closed_at, since), outcome=Clock.Outcome.DROPPED)
    else:
        yield Run(child.pk, since=since, ended_at=max(min(chosen), since) if chosen else None)


def _carried_out(child):
    """(determination, decision, its checks, the review of it) for the last decision of each determination that orders something."""
    checks = read(child, DecisionCheck)
    for one in read(child, Determination):
        ordered = [decision for decision in _taken(child, one) if decision.value in PanelDecision.ORDERS]
        if ordered:
            last = ordered[-1]
            about = [last.pk, *([last.ratifies_id] if last.confirms else [])]
            seen = sorted((check for check in checks if check.decision_id in about), key=lambda check: check.checked_at)
            yield (
                one,
                last,
                seen,
                next((again for again in _everywhere(child, Determination) if again.reviews_id == one.pk), None),
            )


def _implementation(child):
    """Until it is carried out; again after each check that says that it is not, until the decision is looked at again."""
    for one, decision, seen, again in _carried_out(child):
        since = max([decision.taken_at, *[check.checked_at for check in seen if check.carried_out != "yes"]])
        done = [check.checked_at for check in seen if check.carried_out == "yes"]
        if not done and again:
            yield Run(decision.pk, since=since, ended_at=max(since, again.begun_at), outcome=Clock.Outcome.DROPPED)
        else:
            yield _run(child, one, decision.pk, since, min(done, default=None))


def _validity(child):
    """Until it is carried out, or looked at again."""
    for one, decision, seen, again in _carried_out(child):
        ended = [check.checked_at for check in seen if check.carried_out == "yes"] + ([again.begun_at] if again else [])
        yield _run(child, one, decision.pk, decision.taken_at, min(ended, default=None), stage=str(one.pk))


def _reviews(child):
    """The day that the panel itself fixed, until the end of that day in Djibouti."""
    for one, decision, _seen, again in _carried_out(child):
        if decision.review_on:
            due_at = dates.midnight(decision.review_on + timedelta(days=1)) - timedelta(minutes=1)
            ended = again.begun_at if again else None
            yield _run(child, one, decision.pk, decision.taken_at, ended, due_at=due_at, stage=str(one.pk))


def _title(clock: Clock) -> str:
    if clock.stage == Determination.Status.DEFERRED:
        return _now("Decision of the panel (BID): it waits for information")
    return _now("Decision of the panel (BID)")


def _page_of_report(clock: Clock) -> str:
    if clock.stage == "asked":
        return reverse("casework:begin_bid", args=[clock.child_id])
    return _page(clock)


def _page_of_review(clock: Clock) -> str:
    return reverse("casework:review_bid", args=[clock.stage])


def _page(clock: Clock) -> str:
    return reverse("casework:determination", args=[clock.subject_id])


def _page_of_decision(clock: Clock) -> str:
    return reverse("casework:panel_decision", args=[clock.subject_id])


declare(
    Rule(
        "T26", "bid.submit", _("Report for the panel (BID)"), Verb.ASSESS, (*SOURCES, BestInterestsAssessment), _submissions,
        _page_of_report, goes_on=True, starts=_("the approved assessment that asks for the panel, or the beginning of the determination"),
    ),
    Rule(
        "T27", "bid.panel", _title, Verb.HOLD_PANEL, SOURCES, _decisions, _page,
        goes_on=True, starts=_("the day on which the report was accepted"),
    ),
    Rule(
        "T28", "bid.notify_child", _("Explain the panel’s decision to the child"), Verb.ASSESS, SOURCES, _explanations,
        _page_of_decision, goes_on=True, starts=_("the decision of the panel"),
    ),
    Rule(
        "T29", "bid.more_info", _("Answer the questions of the panel"), Verb.ASSESS, SOURCES, _answers, _page_of_decision,
        goes_on=True, starts=_("the deferral by the panel"),
    ),
    Rule(
        "T30", "bid.max_durable", _("A durable solution for the child"), Verb.ASSESS, (*SOURCES, Child), _durable,
        lambda clock: reverse("casework:begin_bid", args=[clock.child_id]), pauses=False,
        starts=_("the day on which the child was found, once the panel is asked for a durable solution"),
    ),
    Rule(
        "T44", "bid.implementation", _("Is the panel’s decision carried out?"), Verb.ASSESS, (*SOURCES, DecisionCheck), _implementation,
        _page_of_decision, goes_on=True, starts=_("the decision of the panel, or its last check"),
    ),
    Rule(
        "T45", "bid.validity", _("Look again at a decision of the panel that was not carried out"), Verb.ASSESS,
        (*SOURCES, DecisionCheck), _validity, _page_of_review, goes_on=True, starts=_("the decision of the panel"),
    ),
    Rule(
        "F15", "bid.review_on", _("Look again at the decision of the panel"), Verb.ASSESS, SOURCES, _reviews, _page_of_review,
        by_limit=False, goes_on=True, starts=_("the day that the panel fixed"),
    ),
    Rule(
        "T46", "bid.target_durable", _("A durable solution for the child: the target"), Verb.ASSESS, (*SOURCES, Child), _durable,
        lambda clock: reverse("casework:begin_bid", args=[clock.child_id]), pauses=False,
        starts=_("the day on which the child was found, once the panel is asked for a durable solution"),
    ),
)  # fmt: skip
