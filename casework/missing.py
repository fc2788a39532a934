"""A child is missing: reported by anybody who may see the file, at once and without approval, until it is found (domain.md 3.17, 9.3)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base import dates
from base.workflow import Refused
from casework import care
from casework.intake import set_risk
from casework.models import Case, InformedBody, MissingReport, Placement, ReturnInterview, Risk, SearchAction
from casework.workflow import INFORMED, MISSING, RETURN_INTERVIEW, SEARCH
from minors import clocks, joined
from minors.models import Child


def now_missing(child: Child) -> MissingReport | None:
    """The report of the absence that goes on, whichever of the child's files it stands in."""
    return MissingReport.objects.still_missing().filter(child__in=joined.files_of(child)).first()


@transaction.atomic
def report(child: Child, *, noticed_at: datetime, by, **facts) -> MissingReport:
    """Report the child missing. `facts` are fields of `MissingReport`; all but the moment may stay empty and follow later.

    In the same transaction the place of the night ends, the child sleeps nowhere known, and the risk is high. Raises `Refused` for a
    moment that has not come, for a closed case and when the child is reported missing already.
    """
    now = dates.now()
    if noticed_at > now or (facts.get("seen_at") or noticed_at) > now:
        field = "noticed_at" if noticed_at > now else "seen_at"
        raise Refused(_("This moment has not come yet."), field=field)
    files = joined.files_of(child)
    kept = Child.objects.select_for_update(of=["self"]).get(pk=files[0].pk)
    case = Case.objects.select_related("child").get(child=kept)
    if case.status == Case.Status.CLOSED:
        raise Refused(_("The case is closed. Ask a supervisor to reopen it, and report the child missing then."))
    if now_missing(kept):
        raise Refused(_("The child is reported missing already. Write what you know on the page of that report."))
    made = MissingReport(child=kept, noticed_at=noticed_at, reported_by=by, reported_at=now, **facts)
    why = _("The child is missing.")
    MISSING.begin(made, "report", by=by, reason=gettext_noop("The child was reported missing."), happened_at=noticed_at)
    _leave_the_bed(kept, files, since=noticed_at, by=by, reason=why)
    if case.risk != Risk.HIGH:
        set_risk(case, Risk.HIGH, reasons=why, by=by)
    clocks.settle(kept, by=by)  # every other limit stands still from now on
    return made


def _leave_the_bed(child: Child, files: list[Child], *, since: datetime, by, reason: str) -> None:
    """Wherever the child slept ends when the absence was noticed; from then on nobody knows where it sleeps."""
    for current in Placement.objects.tonight(files):
        since = max(since, current.starts_at + care.INSTANT)
        care.end(current, ends_at=since, end_reason="missing", by=by, afterwards=None)
    last = child.placements.order_by("-ends_at").values_list("ends_at", flat=True).first()
    since = max(since, last) if last else since
    care.settle(child, care_type="unknown", provider=None, starts_at=since, reason=reason, by=by)


@transaction.atomic
def complete(report: MissingReport, *, by, **facts) -> MissingReport:
    """Write what became known later: the latest word counts, the earlier one stays in history. Raises `Refused` after the end."""
    _must_go_on(report)
    if facts.get("seen_at") and facts["seen_at"] > dates.now():
        raise Refused(_("This moment has not come yet."), field="seen_at")
    for name, value in facts.items():
        setattr(report, name, value)
    report.save(by=by, reason=gettext_noop("More is known about the missing child."), update_fields=list(facts))
    return report


@transaction.atomic
def inform(report: MissingReport, *, body: str, said: str, informed_at: datetime, by) -> InformedBody:
    """Keep who was told what (list W41). Raises `Refused` for a moment before the absence or in the future."""
    _must_go_on(report)
    _between(report, informed_at, "informed_at")
    row = InformedBody(report=report, body=body, said=said, informed_at=informed_at, by=by)
    reason = gettext_noop("An institution was told that the child is missing.")
    return INFORMED.begin(row, "tell", by=by, reason=reason, happened_at=informed_at)


@transaction.atomic
def search(report: MissingReport, *, kind: str, what: str, done_at: datetime, by) -> SearchAction:
    """Keep a step of the search; a review answers what is due by T34. Raises `Refused` for a moment outside of the absence."""
    _must_go_on(report)
    _between(report, done_at, "done_at")
    row = SearchAction(report=report, what=what, done_at=done_at, author=by)
    move = "review" if kind == SearchAction.Kind.REVIEW else "act"
    reasons = {
        "act": gettext_noop("Something was done to find the child."),
        "review": gettext_noop("The search for the child was reviewed."),
    }
    return SEARCH.begin(row, move, by=by, reason=reasons[move], happened_at=done_at)


@transaction.atomic
def found(report: MissingReport, *, found_at: datetime, found_how: str, found_state: str = "", by) -> MissingReport:
    """The child is back, or known to be somewhere. Where it sleeps tonight is said next, by placing it.

    Raises `Refused` for a moment before the absence or in the future, and when the search has ended already.
    """
    _between(report, found_at, "found_at")
    what = {"found_at": max(found_at, report.noticed_at), "found_how": found_how, "found_state": found_state}
    MISSING.move(report, "find", by=by, reason=gettext_noop("The child was found."), happened_at=found_at, **what)
    clocks.settle(report.child, by=by)  # the limits go on
    return report


@transaction.atomic
def hear(report: MissingReport, *, held_at: datetime, by, **answers) -> ReturnInterview:
    """Write the return interview. Raises `Refused` while the child is missing, a second time, and for harm without a word about it."""
    if report.status != MissingReport.Status.FOUND:
        raise Refused(_("The child was not found yet."))
    if ReturnInterview.objects.filter(report=report).exists():
        raise Refused(_("The return interview is written already."))
    if not report.found_at.replace(second=0, microsecond=0) <= held_at <= dates.now():
        raise Refused(_("The talk was held after the child was found, and not in the future."), field="held_at")
    if answers.get("harmed") == "yes" and not answers.get("harm", "").strip():
        raise Refused(_("The child was harmed: say what happened and what was done about it."), field="harm")
    talk = ReturnInterview(report=report, held_at=held_at, author=by, **answers)
    return RETURN_INTERVIEW.begin(talk, "hold", by=by, reason=gettext_noop("The return interview was held."), happened_at=held_at)


def end_with_the_case(case: Case, *, by, reason: str) -> None:
    """The search ends with the case (after the 90 days of T32). A later reopening may report the child missing again."""
    for waiting in MissingReport.objects.still_missing().filter(child__in=joined.files_of(case.child)):
        MISSING.move(waiting, "close", by=by, reason=reason)


def placed_afterwards(report: MissingReport) -> Placement | None:
    """Where the child first slept after it was found: the placement that follows, never typed a second time."""
    if report.found_at is None:
        return None
    after = Placement.objects.filter(child=report.child_id, starts_at__gte=report.found_at)
    return after.select_related("provider").order_by("starts_at").first()


def _must_go_on(report: MissingReport) -> None:
    if not MISSING.allows(MissingReport.objects.get(pk=report.pk), "find"):
        raise Refused(_("This search has ended."))


def _between(report: MissingReport, moment: datetime, field: str) -> None:
    if moment > dates.now():
        raise Refused(_("This moment has not come yet."), field=field)
    if moment < report.noticed_at.replace(second=0, microsecond=0):  # people tell minutes
        raise Refused(_("This was before the absence was noticed."), field=field)
