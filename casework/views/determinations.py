"""The best-interests determination on the bench: begin, report, send, check; read what was decided, explain it, look at it again."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from base.forms import attempt, kept
from base.pages import show
from base.roles import Verb
from base.workflow import Refused
from casework import approvals, determinations
from casework.forms.determinations import OPTIONS, BeginForm, CheckForm, ReportForm, ReviewAgainForm
from casework.models import FACTORS, Determination, DeterminationReport
from casework.views.about import about
from minors import joined
from minors.access import record_page, rights_on
from minors.models import Child

READ = ("child__case", "begun_by", "reviews")
READ_REPORT = ("determination__child__case", "determination__reviews", "author", "checker")


@record_page(Child, verb=Verb.ASSESS, methods=("GET", "POST"), related=("case",))
@joined.goes_on
def begin_bid(request, child):
    context = about(child)
    form = kept(request, BeginForm)
    if request.method == "POST" and form.is_valid():
        try:
            begun = determinations.begin(context["case"], by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return HttpResponseRedirect(reverse("casework:write_bid_report", args=[determinations.latest(begun).pk]))
    context |= {"form": form, "other": determinations.running(child)}
    return show(request, "casework/begin_bid.html", context, status=422 if form.is_bound else 200)


@record_page(Determination, verb=Verb.OPEN_CASE, related=READ)
def determination(request, record):
    return _show(request, record)


def _show(request, record, *, refusal=None):
    rights = request.rights or rights_on(request.user, record.child_id)
    reports = list(record.reports.select_related("author", "checker"))
    may = Verb.ASSESS in rights.verbs
    context = {
        **about(record.child),
        "determination": record,
        "readable": "C3" in rights.classes,
        "reports": reports,
        "decisions": record.decisions.select_related("item__session", "ratifies"),
        "sessions": record.items.standing().select_related("session"),
        "reviews": record.reviewed_by.all(),
        "may_write": reports[0] if may and reports[0].is_open else None,
        "may_revise": may and reports[0].status == "accepted" and record.status in ("report", "deferred"),
        "may_review": may and record.status == Determination.Status.DECIDED,
        "refusal": refusal,
    }
    return show(request, "casework/determination.html", context, status=422 if refusal else 200)


@record_page(Determination, verb=Verb.ASSESS, methods=("POST",), related=READ)
def revise_bid(request, record):
    try:
        following = determinations.revise(record, by=request.user)
    except Refused as refusal:
        return _show(request, record, refusal=refusal)
    return HttpResponseRedirect(reverse("casework:write_bid_report", args=[following.pk]))


@record_page(Determination, verb=Verb.ASSESS, methods=("GET", "POST"), related=READ)
def review_bid(request, record):
    form = kept(request, ReviewAgainForm)
    if request.method == "POST" and form.is_valid():
        try:
            begun = determinations.review(record, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return HttpResponseRedirect(reverse("casework:write_bid_report", args=[determinations.latest(begun).pk]))
    context = {**about(record.child), "determination": record, "form": form}
    return show(request, "casework/review_bid.html", context, status=422 if form.is_bound else 200)


@record_page(DeterminationReport, verb=Verb.ASSESS, methods=("GET", "POST"), related=READ_REPORT)
def write_bid_report(request, report):
    if request.method == "GET" and not report.is_open:
        messages.info(request, _("This version can no longer be changed."))
        return HttpResponseRedirect(report.get_absolute_url())
    asked = determinations.asked_in(report)
    names = ["version", *DeterminationReport.SECTIONS]
    initial = {name: getattr(report, name) for name in names} | OPTIONS.flat(report.alternatives)
    form = kept(request, ReportForm, asked=bool(asked), initial=initial)
    tried = attempt(request, form, lambda: determinations.write(report, content=form.content(), by=request.user), report)
    if tried.done:
        return _written(request, report)
    context = {**about(report.determination.child), "report": report, "asked": asked, "form": form, "conflict": tried.conflict}
    return show(request, "casework/write_bid_report.html", context, status=tried.status)


def _written(request, report):
    """The draft is saved; where asked it is sent too. One that is not complete stays saved."""
    if "send" not in request.POST:
        messages.success(request, _("The draft is saved. It is not sent yet."))
        return HttpResponseRedirect(report.get_absolute_url())
    try:
        determinations.submit(report, by=request.user)
    except Refused as refusal:
        messages.warning(request, _("The draft is saved, but not sent. %(refusal)s") % {"refusal": refusal})
    else:
        messages.success(request, _("The report was sent to the supervisor."))
    return HttpResponseRedirect(report.get_absolute_url())


@record_page(DeterminationReport, verb=Verb.OPEN_CASE, related=READ_REPORT)
def bid_report(request, report):
    return _read(request, report, CheckForm(initial={"version": report.version}))


@record_page(DeterminationReport, verb=Verb.ASSESS, methods=("POST",), related=READ_REPORT)
def submit_bid_report(request, report):
    try:
        determinations.submit(report, by=request.user)
    except Refused as refusal:
        return _read(request, report, CheckForm(initial={"version": report.version}), refusal=refusal)
    messages.success(request, _("The report was sent to the supervisor."))
    return HttpResponseRedirect(report.get_absolute_url())


@record_page(DeterminationReport, verb=Verb.APPROVE, methods=("POST",), related=READ_REPORT)
def accept_bid_report(request, report):
    return _checked(request, report, _("The report is accepted: the panel hears it."))


@record_page(DeterminationReport, verb=Verb.APPROVE, methods=("POST",), related=READ_REPORT)
def return_bid_report(request, report):
    return _checked(request, report, _("The report was returned to its author with your comment."))


def _checked(request, report, done):
    form = CheckForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        now, report.version = report.version, said["version"]  # what is accepted is what was read
        try:
            if request.resolver_match.url_name == "accept_bid_report":
                determinations.accept(report, checked=said["checked"], by=request.user, comment=said["comment"])
            else:
                determinations.send_back(report, by=request.user, comment=said["comment"])
        except Refused as refusal:
            form = CheckForm({"comment": said["comment"], "checked": said["checked"], "version": now})
            form.refuse(refusal)
        else:
            messages.success(request, done)
            return HttpResponseRedirect(reverse("casework:approvals"))
        report.refresh_from_db()
    return _read(request, report, form)


def _read(request, report, form, refusal=None):
    rights = request.rights or rights_on(request.user, report.determination.child_id)
    readable = "C3" in rights.classes
    asked = approvals.waiting_for(report)
    checker = asked is not None and Verb.APPROVE in rights.verbs
    own = asked is not None and asked.is_own_work_of(request.user)
    parts = [
        {"name": name, "label": determinations.title_of(name), "text": getattr(report, name)}
        for name in DeterminationReport.SECTIONS
        if readable and getattr(report, name)
    ]
    after = DeterminationReport.SECTIONS.index("recommendation")
    context = {
        **about(report.determination.child),
        "report": report,
        "determination": report.determination,
        "form": form,
        "refusal": refusal,
        "readable": readable,
        "before": [one for one in parts if DeterminationReport.SECTIONS.index(one["name"]) < after],
        "after": [one for one in parts if DeterminationReport.SECTIONS.index(one["name"]) >= after],
        "compared": compared(report) if readable else [],
        "changes": determinations.changes(report) if readable else [],
        "asked": determinations.asked_in(report) if readable else None,
        "may_write": report.is_open and Verb.ASSESS in rights.verbs,
        "gaps": [determinations.title_of(name) for name in determinations.missing(report)] if report.is_open else [],
        "may_check": checker and not own,
        "own_work": checker and own,
    }
    return show(request, "casework/bid_report.html", context, status=422 if form.is_bound or refusal else 200)


def compared(report) -> list[dict]:
    """The options, each with its factors."""
    return [
        {
            "label": determinations.option_in_words(report, position).split("\n")[0],
            "plan": one.get("plan", ""),
            "facts": [{"label": label, "value": one.get(name, "")} for name, label in FACTORS.items()],
        }
        for position, one in enumerate(report.alternatives)
    ]
