"""Misuse of data: the incident, in code, for the data-protection officer; and what protects a child, for those who work with it (9.11)."""

import functools

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from base import options
from base.forms import attempt, kept
from base.pages import attached, page, show
from base.roles import Verb
from minors import access, incident_paper
from minors import incidents as deeds
from minors.incident_forms import IncidentForm, NotificationForm, ProtectForm, ProtectionForm
from minors.looking_forms import NoteForm, TakeForm
from minors.models import INCIDENT, PROTECTION, IncidentNotification, LookingIncident, ProtectiveTask

LONGEST, SHOWN = 100, 500
READ = ("person__role", "person__institution", "opened_by", "closed_by")


@page(verb=Verb.SEE_ACCESS_LOG)
def incidents_page(request):
    """Those that are looked into first. None about oneself."""
    rows = access.visible_to(request.user, LookingIncident).select_related("person")
    groups = [
        {"title": _("Being looked into"), "rows": list(rows.filter(status="open")[:LONGEST])},
        {"title": _("Closed"), "rows": list(rows.filter(status="closed")[:LONGEST])},
    ]
    context = {"groups": [group for group in groups if group["rows"]], "crumbs": _crumbs()[:1]}
    return show(request, "minors/incidents.html", context)


@page(verb=Verb.SEE_ACCESS_LOG, methods=("GET", "POST"))
def new_incident(request):
    form = kept(request, IncidentForm)
    if request.method == "GET" and request.GET.get("username"):
        form.initial["username"] = request.GET["username"]
    made: list[LookingIncident] = []
    tried = attempt(request, form, lambda: made.append(deeds.begin(by=request.user, **form.deed())))
    if tried.done:
        messages.success(request, _("The incident is opened. Choose now which children are at risk."))
        return redirect(made[0])
    return show(request, "minors/new_incident.html", {"form": form, "crumbs": _crumbs()}, status=tried.status)


@access.record_page(LookingIncident, verb=Verb.SEE_ACCESS_LOG, related=READ)
def incident(request, record):
    """What this person saw, who of these children is at risk and what was decided for each, who is told."""
    return _show(request, record)


@access.record_page(LookingIncident, verb=Verb.SEE_ACCESS_LOG, methods=("POST",), related=READ)
def protect_children(request, record):
    read = deeds.seen(record, request.user)
    form = ProtectForm(request.POST, seen=_offered(request, record, read))
    done = _("Those who work with these children are asked now what protects each of them.")
    return _tried(request, record, "protecting", form, functools.partial(deeds.protect, among=read), done, read=read)


@access.record_page(LookingIncident, verb=Verb.SEE_ACCESS_LOG, methods=("POST",), related=READ)
def decide_notification(request, record):
    return _tried(request, record, "telling", NotificationForm(request.POST), deeds.decide, _("The decision is kept."))


@access.record_page(LookingIncident, verb=Verb.SEE_ACCESS_LOG, methods=("POST",), related=READ)
def close_incident(request, record):
    def close(incident, *, note, by):
        return deeds.close(incident, conclusion=note, by=by)

    return _tried(request, record, "closing", NoteForm(request.POST), close, _("The incident is closed."))


@access.record_page(LookingIncident, verb=Verb.SEE_ACCESS_LOG, methods=("POST",), related=READ, step_up=True)
def print_evidence(request, record):
    """The evidence for the prosecutor, as PDF."""
    form, made = TakeForm(request.POST), list[bytes]()
    if attempt(request, form, lambda: made.append(incident_paper.evidence(record, by=request.user, **form.deed()))).done:
        return attached(made[0], f"evidence-{str(record.pk)[:8]}.pdf")
    return _show(request, record, taking=form, status=422)


def _tried(request, record, name, form, deed, done, *, read=None):
    """One of the forms of the page: carried out, or shown again with what is wrong."""
    if attempt(request, form, lambda: deed(record, by=request.user, **form.deed())).done:
        messages.success(request, done)
        return redirect(record)
    record.refresh_from_db()
    return _show(request, record, status=422, read=read, **{name: form})


def _offered(request, record, read: list[dict]) -> list[dict]:
    """Of the children that the person saw those that may still be asked about, with what was done to each in words."""
    asked = set(_tasks(request, record).values_list("child__code", flat=True))
    lines = [line for line in read if line["code"] not in asked][:SHOWN]
    for line in lines:
        how = _("by an access that was given") if line["delegated"] else ""
        line["said"] = options.in_a_row([line["only"], *line["words"], how])
    return lines


def _tasks(request, record):
    return access.visible_to(request.user, ProtectiveTask).filter(incident=record).select_related("child")


def _show(request, record, *, protecting=None, telling=None, closing=None, taking=None, read=None, status=200):
    runs = INCIDENT.allows(record, "close")
    seen = _offered(request, record, deeds.seen(record, request.user) if read is None else read)
    tasks = list(_tasks(request, record).order_by("status", "child__code"))
    access.remember_list(request.user, [*(line["code"] for line in seen), *(task.child.code for task in tasks)])
    sent = protecting or telling or closing
    told = access.visible_to(request.user, IncidentNotification).filter(incident=record).select_related("decided_by")
    context = {
        "incident": record,
        "seen": seen,
        "only": [line for line in seen if line["only"]],
        "tasks": tasks,
        "told": told,
        "protecting": (protecting or ProtectForm(seen=seen, auto_id="protect_%s")) if runs and seen else None,
        "telling": (telling or NotificationForm(auto_id="told_%s", decided=[line.to for line in told])) if runs else None,
        "closing": (closing or NoteForm(auto_id="close_%s")) if runs else None,
        "taking": taking or TakeForm(auto_id="take_%s"),
        "overtaken": sent if not runs else None,
        "log_url": f"{reverse('minors:access_log')}?{urlencode(deeds.question(record))}",
        "crumbs": _crumbs(),
    }
    return show(request, "minors/incident.html", context, status=status)


def _crumbs() -> list[dict]:
    return [
        {"label": _("Who looked"), "url": reverse("minors:access_log")},
        {"label": _("Incidents"), "url": reverse("minors:incidents")},
    ]


# ------------------------------------------------------------------------------------------------------------ on the side of the child


@access.record_page(ProtectiveTask, verb=Verb.OPEN_CASE, related=("done_by",))
def protective_task(request, record):
    """What is asked for this child, and what was decided. Nothing of what happened."""
    return _show_task(request, record)


@access.record_page(ProtectiveTask, verb=Verb.ASSESS, methods=("POST",), related=("done_by", "incident"))
def settle_protection(request, record):
    form = ProtectionForm(request.POST)
    if attempt(request, form, lambda: deeds.settle(record, by=request.user, **form.deed())).done:
        messages.success(request, _("The decision is kept."))
        return redirect(record)
    record.refresh_from_db()
    return _show_task(request, record, form, status=422)


def _show_task(request, record, form=None, status=200):
    waits = PROTECTION.allows(record, "settle")
    may = waits and Verb.ASSESS in request.rights.verbs
    context = {
        "task": record,
        "child": record.child,
        "form": (form or kept(request, ProtectionForm)) if may else None,
        "overtaken": form if form and not waits else None,
        "crumbs": [{"label": record.child.code, "url": reverse("casework:case", args=[record.child_id])}],
    }
    return show(request, "minors/protective_task.html", context, status=status)
