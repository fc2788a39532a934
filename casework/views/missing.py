"""A child is missing: report it in a minute, tell others, search, find, listen. Open to everybody who may see the file."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from base import dates, described, options
from base.forms import attempt, kept
from base.pages import show
from base.roles import Verb
from base.workflow import Refused
from casework import missing as search
from casework.forms import missing as forms
from casework.models import MissingReport, ReturnInterview
from casework.views.about import about
from casework.workflow import INFORMED, MISSING, RETURN_INTERVIEW
from minors import access, asylum
from minors.access import record_page
from minors.models import Child


@record_page(Child, verb=Verb.REPORT_MISSING, methods=("GET", "POST"))
def report_missing(request, child):
    form = kept(request, forms.ReportForm)
    if request.method == "POST" and form.is_valid():
        try:
            made = search.report(child, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The child is reported missing. Tell the police and the coast guard now."))
            seen = access.visible_to(request.user, MissingReport).filter(pk=made.pk).exists()
            return HttpResponseRedirect(made.get_absolute_url() if seen else child.get_absolute_url())
    known = access.visible_to(request.user, MissingReport).still_missing().filter(child=child).first()
    context = {**about(child), "form": form, "known": known, "embassy": asylum.may_need(child)}
    return show(request, "casework/report_missing.html", context, status=422 if form.is_bound else 200)


@record_page(MissingReport, verb=Verb.OPEN_CASE, related=("child__case", "reported_by", "interview__author"))
def missing(request, report):
    rights, child = request.rights, report.child
    told = [] if "C2" not in rights.classes else list(report.informed.select_related("by"))
    steps = list(report.search_actions.select_related("author"))
    talk = getattr(report, "interview", None) if _reads(rights, "C3") else None
    after = search.placed_afterwards(report)
    context = {
        **about(child),
        "report": report,
        "tone": {"missing": "bad", "found": "good"}.get(report.status, "calm"),
        "facts": _facts(report, rights.classes),
        "minimum": _minimum(report) if "C2" in rights.classes and report.status == "missing" else "",
        "told": told,
        "steps": steps,
        "talk": _talk(talk) if talk else None,
        "talk_held": talk,
        "sensitive": _reads(rights, "C3"),
        "in_code": "C2" not in rights.classes,
        "embassy": asylum.may_need(child),
        "after": (str(after) if "C2" in rights.classes else after.care_label) if after else "",
        "deeds": list(_deeds(report, rights, told)),
    }
    return show(request, "casework/missing.html", context)


def _reads(rights, field_class: str) -> bool:
    return field_class in rights.classes


def _facts(report, classes) -> list[dict]:
    names = ["noticed_at", "reported_at", "seen_at", "seen_place", "clothes", "seen_with", "risks", "destinations"]
    names += ["found_at", "found_how", "found_state"] if report.found_at else []
    return [
        {"label": described.label(MissingReport, name), "value": described.answer(report, name)}
        for name in names
        if described.class_of(MissingReport, name) in {"C1", *classes}
    ]


def _talk(talk) -> list[dict]:
    names = ["held_at", "seen_alone", "pushed", "pulled", "harmed", "harm", "child_wants"]
    return [{"label": described.label(ReturnInterview, name), "value": described.answer(talk, name)} for name in names]


def _minimum(report) -> str:
    """What may be told to who searches: enough to know the child again, and nothing else (domain.md 7.6, 9.3)."""
    child = report.child
    said = [
        _("Code %(code)s.") % {"code": child.code},
        options.in_a_row([child.get_sex_display(), child.age]) + ".",
        _("Speaks: %(language)s.") % {"language": child.language_label},
    ]
    if report.seen_at or report.seen_place:
        values = {"what": options.in_a_row([report.seen_place, dates.moment_in_words(report.seen_at) if report.seen_at else ""])}
        said.append(_("Last seen: %(what)s.") % values)
    if report.clothes:
        said.append(_("Clothes: %(what)s.") % {"what": report.clothes})
    return " ".join(said)


def _deeds(report, rights, told):
    """What can be done now: label, address, icon; the first one is the main one: to tell somebody, until somebody was told."""
    rows = []
    if MISSING.allows(report, "find"):
        rows = [
            (MISSING.moves["find"].label, "found_missing", "check-circle", Verb.REPORT_MISSING),
            (INFORMED.moves["tell"].label, "inform_missing", "send", Verb.REPORT_MISSING),
            (_("A step of the search"), "search_missing", "search", Verb.REPORT_MISSING),
            (_("Add what is known"), "complete_missing", "pencil", Verb.REPORT_MISSING),
        ]
        if "C2" in rights.classes and not told:
            rows[0], rows[1] = rows[1], rows[0]
    elif report.status == MissingReport.Status.FOUND and not hasattr(report, "interview"):
        rows = [(RETURN_INTERVIEW.moves["hold"].label, "hear_missing", "journal-text", Verb.ASSESS)]
    for label, name, icon, verb in rows:
        if verb in rights.verbs:
            yield {"label": label, "url": reverse(f"casework:{name}", args=[report.pk]), "icon": icon}


@record_page(MissingReport, verb=Verb.REPORT_MISSING, methods=("GET", "POST"))
def complete_missing(request, report):
    return _write(request, report, forms.CompleteForm, search.complete, _("Add what is known"), _("Thank you. It is kept."))


@record_page(MissingReport, verb=Verb.REPORT_MISSING, methods=("GET", "POST"))
def inform_missing(request, report):
    return _write(request, report, forms.InformForm, search.inform, _("Somebody was told"), _("It is kept who was told."))


@record_page(MissingReport, verb=Verb.REPORT_MISSING, methods=("GET", "POST"))
def search_missing(request, report):
    return _write(request, report, forms.SearchForm, search.search, _("A step of the search"), _("This step is kept."))


@record_page(MissingReport, verb=Verb.REPORT_MISSING, methods=("GET", "POST"))
def found_missing(request, report):
    done = _("The child is found. Say where it sleeps tonight, and listen to it within three days.")
    next_page = "casework:place" if access.may(request.user, Verb.PLACE, report.child_id) else ""
    return _write(request, report, forms.FoundForm, search.found, _("The child was found"), done, next_page=next_page)


@record_page(MissingReport, verb=Verb.ASSESS, methods=("GET", "POST"))
def hear_missing(request, report):
    done = _("The return interview is kept. Assess the risk again.")
    return _write(
        request, report, forms.InterviewForm, search.hear, _("Return interview"), done, next_page="casework:assess_rapidly"
    )


def _write(request, report, form_class, deed, title, done, next_page=""):
    """Every page about one report: open, form, do, redirect."""
    seen = {"classes": request.rights.classes} if form_class is forms.CompleteForm else {}
    form = kept(request, form_class, report=report, **seen)
    opened_with = report if form_class is forms.CompleteForm else None
    tried = attempt(request, form, lambda: deed(report, by=request.user, **form.deed()), opened_with)
    if tried.done:
        messages.success(request, done)
        where = reverse(next_page, args=[report.child_id]) if next_page else report.get_absolute_url()
        return HttpResponseRedirect(where)
    report.refresh_from_db()
    context = {**about(report.child), "report": report, "form": form, "conflict": tried.conflict, "title": title}
    context["crumbs"] = [*context["crumbs"], {"label": _("Missing child"), "url": report.get_absolute_url()}]
    context["embassy"] = form_class is forms.InformForm and asylum.may_need(report.child)
    return show(request, "casework/write_missing.html", context, status=tried.status)
