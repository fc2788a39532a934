"""While a child is missing and after it came back: T33, T34, T41 and T43 (domain.md 2.4, 3.17). Everything else stands still meanwhile."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base.roles import Verb
from casework.models import Episode, Hold, MissingReport, RapidAssessment, ReturnInterview, SearchAction
from minors.clocks import Rule, Run, declare, pauses_from, read
from minors.models import Child, Clock

NOT_TO_HEAR = ["dead", "abroad", "never_missing"]  # ways of being found after which nobody is there to be heard


def _reports(child: Child) -> list[MissingReport]:
    return read(child, MissingReport)


def _absences(child: Child):
    """The absence of a child that was never found ends with the episode in which it was reported."""
    for report in _reports(child):
        ended = report.found_at
        if report.status == MissingReport.Status.CLOSED:
            ended = _closed_after(child, report.reported_at)
        yield report.noticed_at, ended


def _holds(child: Child):
    for hold in read(child, Hold):
        if hold.status in ("agreed", "ended"):
            yield hold.starts_at, hold.ends_at


def _told(child: Child) -> Iterable[Run]:
    for report in _reports(child):
        yield Run(report.pk, since=report.noticed_at, ended_at=report.reported_at)


def _reviews(child: Child) -> Iterable[Run]:
    """From the report on, and again from each review of the search, until the child is found."""
    for report in (one for one in _reports(child) if one.status != MissingReport.Status.CLOSED):
        reviews = SearchAction.objects.filter(report=report, kind=SearchAction.Kind.REVIEW, done_at__gt=report.reported_at)
        last = reviews.order_by("-done_at").values_list("done_at", flat=True).first()
        since = last or report.reported_at
        ended = report.found_at and max(report.found_at, since)
        yield Run(report.pk, since=since, origin=report.reported_at, ended_at=ended)


def _talks(child: Child) -> Iterable[Run]:
    for report in _back(child):
        heard = {one.report_id: one.held_at for one in read(child, ReturnInterview)}
        yield _until(child, report, heard.get(report.pk))


def _assessed_again(child: Child) -> Iterable[Run]:
    for report in _back(child):
        done = [one.done_at for one in read(child, RapidAssessment) if one.done_at >= report.found_at]
        yield _until(child, report, min(done, default=None))


def _back(child: Child):
    return [one for one in _reports(child) if one.status == MissingReport.Status.FOUND and one.found_how not in NOT_TO_HEAR]


def _until(child: Child, report: MissingReport, done_at) -> Run:
    """Until it is done; a case that is closed without that owes it no more."""
    if done_at:
        return Run(report.pk, since=report.found_at, ended_at=max(done_at, report.found_at))
    ended = _closed_after(child, report.found_at)
    return Run(report.pk, since=report.found_at, ended_at=ended, outcome=Clock.Outcome.DROPPED)


def _closed_after(child: Child, moment):
    """When the case was first closed after that moment."""
    return min((one.closed_at for one in read(child, Episode) if one.closed_at and one.closed_at >= moment), default=None)


def _page(name: str):
    return lambda clock: reverse(f"casework:{name}", args=[clock.subject_id])


pauses_from(_absences)
pauses_from(_holds)
declare(
    Rule(
        "T33", "missing.report", _("Report of a missing child"), Verb.REPORT_MISSING,
        (MissingReport,), _told, _page("missing"), pauses=False, starts=_("the moment the absence was noticed"),
    ),
    Rule(
        "T34", "missing.search_review", _("Review of the search for the missing child"), Verb.REPORT_MISSING,
        (MissingReport, SearchAction, Episode), _reviews, _page("search_missing"), pauses=False, starts=_("the report of the absence"),
    ),
    Rule(
        "T41", "missing.return_interview", _("Return interview"), Verb.ASSESS,
        (MissingReport, ReturnInterview, Episode), _talks, _page("hear_missing"), starts=_("the return of the child"),
    ),
    Rule(
        "T43", "missing.reassessment", _("Rapid assessment after the return"), Verb.ASSESS,
        (MissingReport, RapidAssessment, Episode), _assessed_again,
        lambda clock: reverse("casework:assess_rapidly", args=[clock.child_id]), starts=_("the return of the child"),
    ),
)  # fmt: skip
