"""The best-interests determination: T26 to T30 (domain.md 2.3.5, 2.4)."""

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from base.roles import Verb
from casework.limits.assessments import episodes_of
from casework.models import DecisionNotification, Determination, DeterminationReport, Episode, PanelDecision
from minors.clocks import Rule, Run, declare, read
from minors.models import Child, Clock

ENDS = ("approved", "other", "temporary", "withdrawn")
SOURCES = (Determination, DeterminationReport, PanelDecision, DecisionNotification, Episode)


def _reports(child, determination) -> list[DeterminationReport]:
    found = [one for one in read(child, DeterminationReport) if one.determination_id == determination.pk]
    return sorted(found, key=lambda one: one.number)


def _taken(child, determination) -> list[PanelDecision]:
    found = [one for one in read(child, PanelDecision) if one.determination_id == determination.pk and one.status == "taken"]
    return sorted(found, key=lambda one: one.number)


def _run(child, determination, subject, since, ended_at, **more) -> Run:
    """Until it is answered, or until the case is closed without that."""
    closed = {one.pk: one.closed_at for one in episodes_of(child)}[determination.episode_id]
    if ended_at is None and closed:
        return Run(subject, since=since, ended_at=max(closed, since), outcome=Clock.Outcome.DROPPED, **more)
    return Run(subject, since=since, ended_at=ended_at and max(ended_at, since), **more)


def _submissions(child):
    for one in read(child, Determination):
        sent = [report.submitted_at for report in _reports(child, one) if report.submitted_at]
        yield _run(child, one, one.pk, one.begun_at, min(sent, default=None))


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


def _title(clock: Clock) -> str:
    if clock.stage == Determination.Status.DEFERRED:
        return _now("Decision of the panel (BID): it waits for information")
    return _now("Decision of the panel (BID)")


def _page(clock: Clock) -> str:
    return reverse("casework:determination", args=[clock.subject_id])


def _page_of_decision(clock: Clock) -> str:
    return reverse("casework:panel_decision", args=[clock.subject_id])


declare(
    Rule(
        "T26", "bid.submit", _("Report for the panel (BID)"), Verb.ASSESS, SOURCES, _submissions, _page,
        starts=_("the day on which the determination was begun"),
    ),
    Rule(
        "T27", "bid.panel", _title, Verb.HOLD_PANEL, SOURCES, _decisions, _page,
        starts=_("the day on which the report was accepted"),
    ),
    Rule(
        "T28", "bid.notify_child", _("Explain the panel’s decision to the child"), Verb.ASSESS, SOURCES, _explanations,
        _page_of_decision, starts=_("the decision of the panel"),
    ),
    Rule(
        "T29", "bid.more_info", _("Answer the questions of the panel"), Verb.ASSESS, SOURCES, _answers, _page_of_decision,
        starts=_("the deferral by the panel"),
    ),
    Rule(
        "T30", "bid.max_durable", _("A durable solution for the child"), Verb.ASSESS, (*SOURCES, Child), _durable,
        lambda clock: reverse("casework:begin_bid", args=[clock.child_id]), pauses=False,
        starts=_("the day on which the child was found, once the panel is asked for a durable solution"),
    ),
)  # fmt: skip
