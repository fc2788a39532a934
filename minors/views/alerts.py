"""Alerts about unusual looking: read by data-protection officers and supervisors, closed with a note by the former (domain.md 7.7)."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from base.forms import attempt, kept
from base.pages import page, show
from base.roles import Verb
from minors import access
from minors import alerts as deeds
from minors.looking_forms import NoteForm
from minors.models import ALERT, LookingAlert

LONGEST = 100
READ = ("person__role", "person__institution", "child", "closed_by")


@page(verb=Verb.SEE_ALERTS)
def alerts(request):
    """Those that wait first. None about oneself."""
    rows = access.visible_to(request.user, LookingAlert).select_related(*READ)
    groups = [
        {"title": _("To be looked into"), "rows": list(rows.still_open()[:LONGEST])},
        {"title": _("Closed"), "rows": list(rows.filter(status="closed").order_by("-closed_at")[:LONGEST])},
    ]
    lines = [one for group in groups for one in group["rows"]]
    shown = deeds.codes_for(request.user, lines)
    access.remember_list(request.user, shown.values())
    for one in lines:
        one.code = shown.get(one.child_id, "")
    return show(
        request, "minors/alerts.html", {"groups": [group for group in groups if group["rows"]], "crumbs": _crumbs(request)[:-1]}
    )


@access.record_page(LookingAlert, verb=Verb.SEE_ALERTS, related=READ)
def alert(request, record):
    """Why, about whom, and the way to the lines of the log."""
    return _show(request, record, None)


@access.record_page(LookingAlert, verb=Verb.SEE_ACCESS_LOG, methods=("POST",), related=READ)
def close_alert(request, record):
    form = NoteForm(request.POST)
    if attempt(request, form, lambda: deeds.close(record, by=request.user, note=form.cleaned_data["note"])).done:
        messages.success(request, _("The alert is closed."))
        return redirect("minors:alerts")
    record.refresh_from_db()
    return _show(request, record, form)


def _show(request, record, form):
    code = deeds.codes_for(request.user, [record]).get(record.child_id, "")
    access.remember_list(request.user, [code])
    closes = ALERT.allows(record, "close") and request.user.can(Verb.SEE_ACCESS_LOG)
    query = {"username": record.person.username, "since": f"{record.day}", "code": code}
    reads_log = request.user.can(Verb.SEE_ACCESS_LOG)
    context = {
        "alert": record,
        "code": code,
        "form": (form or kept(request, NoteForm)) if closes else None,
        "overtaken": form if form and not closes else None,
        "log_url": f"{reverse('minors:access_log')}?{urlencode({k: v for k, v in query.items() if v})}" if reads_log else "",
        "crumbs": _crumbs(request),
    }
    return show(request, "minors/alert.html", context, status=422 if form else 200)


def _crumbs(request) -> list[dict]:
    log = [{"label": _("Who looked"), "url": reverse("minors:access_log")}] if request.user.can(Verb.SEE_ACCESS_LOG) else []
    return [*log, {"label": _("Alerts"), "url": reverse("minors:alerts")}]
