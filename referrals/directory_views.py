"""The directory of services and the sharing protocols: read by everybody who signs in, changed by the official who may."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from base import dates, options
from base.forms import attempt, kept
from base.pages import page, show
from base.roles import Verb
from base.workflow import Refused
from minors.access import record_page
from referrals import directory, packages, protocols
from referrals.forms import SEXES, EndProtocolForm, ProtocolForm, ServiceForm
from referrals.models import Referral, SharingProtocol


@page()
def services(request):
    """What there is for children, where, for whom, and what it needs to be sent."""
    rows = list(directory.everything())
    for row in rows:
        row.scope_label = options.label("L28", packages.scope_for(row.kind))
        row.may_get = options.in_a_row(packages.GROUPS[one] for one in packages.allowed_for(row.kind))
        row.takes = options.in_a_row(label for code, label in SEXES if code in row.sexes)
    return show(request, "referrals/services.html", {"rows": rows, "may_change": request.user.can(Verb.SET_SHARING)})


@page(verb=Verb.SET_SHARING, methods=("GET", "POST"))
def new_service(request):
    return _service(request, None)


@page(verb=Verb.SET_SHARING, methods=("GET", "POST"))
def service(request, pk):
    """Change one line."""
    found = directory.everything().filter(pk=pk).first()
    if found is None:
        raise Http404
    return _service(request, found)


@page(verb=Verb.SET_SHARING)
def service_history(request, pk):
    """What one line said before, who changed it and when."""
    found = directory.everything().filter(pk=pk).first()
    if found is None:
        raise Http404
    crumbs = [
        {"label": _("Services"), "url": reverse("referrals:services")},
        {"label": str(found), "url": reverse("referrals:service", args=[pk])},
    ]
    context = {"service": found, "versions": directory.history(found, reader=request.user), "crumbs": crumbs}
    return show(request, "referrals/service_history.html", context)


def _service(request, found):
    initial = {}
    if found:
        initial = {name: getattr(found, name) for name in ServiceForm.base_fields if hasattr(found, name) and name != "version"}
        initial["place"] = found.place.code
    form = kept(request, ServiceForm, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            directory.write(found, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("It is written down."))
            return redirect("referrals:services")
    return show(request, "referrals/service.html", {"form": form, "service": found}, status=422 if form.errors else 200)


@page()
def sharing(request):
    """Who may send what to whom, and until when."""
    rows = list(protocols.everything())
    modes, today = dict(Referral.Mode.choices), dates.today()
    for row in rows:
        row.what = options.in_a_row(packages.GROUPS.get(one, one) for one in row.groups)
        row.how, row.basis = modes.get(row.mode, row.mode), options.label("L37", row.legal_basis)
        row.expires_soon = row.is_in_force and (row.expires_on - today).days <= 60
    groups: list[dict] = [
        {"title": _("In force"), "rows": [row for row in rows if row.is_in_force], "live": True},
        {"title": _("Not in force: each sending needs the supervisor"), "rows": [row for row in rows if not row.is_in_force]},
    ]
    context = {"groups": [one for one in groups if one["rows"]], "may_change": request.user.can(Verb.SET_SHARING)}
    return show(request, "referrals/sharing.html", context)


@page(verb=Verb.SET_SHARING, methods=("GET", "POST"))
def new_protocol(request):
    form = kept(request, ProtocolForm)
    tried = attempt(request, form, lambda: protocols.write(by=request.user, **form.deed()))
    if tried.done:
        messages.success(request, _("The protocol is written down."))
        return redirect("referrals:sharing")
    context = {"form": form, "protocol": None, "version": "", "conflict": None}
    return show(request, "referrals/protocol.html", context, status=tried.status)


@record_page(SharingProtocol, verb=Verb.SET_SHARING, methods=("GET", "POST"), related=("sender__region", "receiver__region"))
def protocol(request, record):
    """Change one. Two who change it at a time are both shown what the other wrote."""
    form = kept(request, ProtocolForm, protocol=record)
    tried = attempt(request, form, lambda: protocols.write(record, by=request.user, **form.deed()), record)
    if tried.done:
        messages.success(request, _("The protocol is written down."))
        return redirect("referrals:sharing")
    context = {"form": form, "protocol": record, "conflict": tried.conflict, "end_form": EndProtocolForm()}
    context["version"] = record.version
    return show(request, "referrals/protocol.html", context, status=tried.status)


@record_page(SharingProtocol, verb=Verb.SET_SHARING, methods=("POST",), related=("sender__region", "receiver__region"))
def end_protocol(request, record):
    form = EndProtocolForm(request.POST)
    if form.is_valid():
        try:
            protocols.end(record, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            form.refuse(refusal)
            record.refresh_from_db()
        else:
            messages.success(request, _("The protocol has ended. Each sending needs the supervisor now."))
            return redirect("referrals:sharing")
    context = {"form": ProtocolForm(protocol=record), "protocol": record, "end_form": form, "version": record.version}
    context["conflict"] = None
    return show(request, "referrals/protocol.html", context, status=422)
