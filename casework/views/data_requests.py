"""What somebody asks about their own data, also an adult who was a child here (domain.md 9.17)."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from base import options
from base.forms import kept
from base.pages import attached, show
from base.roles import Verb
from base.templatetags.look import when
from base.workflow import Refused
from casework import data_requests as deeds
from casework.forms import disclosures as forms
from casework.models import DATA_REQUEST, DataRequest, Disclosure
from casework.views.about import about
from minors.access import record_page, visible_to
from minors.models import Child

READ = ("received_by", "checked_by", "answered_by")


@record_page(Child, verb=Verb.OPEN_CASE, methods=("GET",))
def given(request, child):
    """Everything that was given about the child, and what it asked about its own data."""
    rows = visible_to(request.user, Disclosure).filter(child=child)
    asked = visible_to(request.user, DataRequest).filter(child=child)
    context = {**about(child), "rows": list(rows), "asked": list(asked)}
    context["may_ask"] = Verb.PRINT_CASE in request.rights.verbs
    return show(request, "casework/given.html", context)


@record_page(Child, verb=Verb.PRINT_CASE, methods=("GET", "POST"))
def ask_data(request, child):
    form = kept(request, forms.DataRequestForm)
    if request.method == "POST" and form.is_valid():
        try:
            asked = deeds.receive(child, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The request is written down. Check first who asks."))
            return HttpResponseRedirect(asked.get_absolute_url())
    return show(request, "casework/ask_data.html", {**about(child), "form": form}, status=422 if form.errors else 200)


@record_page(DataRequest, verb=Verb.OPEN_CASE, related=READ)
def data_request(request, record):
    return _show(request, record)


@record_page(DataRequest, verb=Verb.PRINT_CASE, methods=("POST",), related=READ)
def recognise_data(request, record):
    if "turn_down" in request.POST:
        return _do(request, record, forms.TurnDownForm(request.POST), deeds.turn_down, _("Nothing was said."))
    return _do(request, record, forms.ProofForm(request.POST), deeds.recognise, _("The identity is checked."))


@record_page(DataRequest, verb=Verb.APPROVE, methods=("POST",), related=READ)
def answer_data(request, record):
    form = forms.DataAnswerForm(request.POST, kind=record.kind)
    return _do(request, record, form, deeds.answer, _("The request is answered."))


@record_page(DataRequest, verb=Verb.PRINT_CASE, methods=("POST",), related=READ)
def data_copy(request, record):
    """The copy as it was made, to be handed over."""
    try:
        content = deeds.copy(record, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _show(request, record, status=422)
    return attached(content, f"{record.child.code}.pdf")


def _do(request, record, form, deed, done):
    if form.is_valid():
        try:
            deed(record, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
            record.refresh_from_db()
        else:
            messages.success(request, done)
            return HttpResponseRedirect(record.get_absolute_url())
    return _show(request, record, refused=form, status=422)


def _show(request, record, refused=None, status=200):
    verbs, classes, user = request.rights.verbs, request.rights.classes, request.user
    checks = DATA_REQUEST.allows(record, "recognise") and Verb.PRINT_CASE in verbs
    answers = DATA_REQUEST.allows(record, "answer") and Verb.APPROVE in verbs and record.checked_by_id != user.pk
    shown = {
        "proof_form": _form(forms.ProofForm, refused) if checks else None,
        "turn_down_form": _form(forms.TurnDownForm, refused) if checks else None,
        "answer_form": _form(forms.DataAnswerForm, refused, kind=record.kind) if answers else None,
    }
    objection = record.kind == DataRequest.Kind.OBJECTION
    held = record.holds if record.answered_at else deeds.holds(record.child) if objection else []
    context = {
        **about(record.child),
        "asked": record,
        "sensitive": "C3" in classes,
        "may_copy": bool(record.copy_name) and {"C2", "C3"} <= classes and Verb.PRINT_CASE in verbs,
        "corrects": record.kind == DataRequest.Kind.CORRECTION and Verb.ASSESS in verbs and not record.answered_at,
        "held": [options.label("F23", one) for one in held],
        "overtaken": refused if refused not in shown.values() else None,
        "facts": [
            {"label": _("Received on"), "value": when(record.received_at)},
            {"label": _("How the identity was checked"), "value": record.get_proof_display()},
            {"label": _("What was done"), "value": record.get_outcome_display()},
            {"label": _("Answered on"), "value": record.answered_at and when(record.answered_at)},
        ],
        **shown,
    }
    context["crumbs"] = [
        *context["crumbs"],
        {"label": _("What was given out"), "url": reverse("casework:given", args=[record.child_id])},
    ]
    return show(request, "casework/data_request.html", context, status=status)


def _form(form_class, tried, **more):
    return tried if isinstance(tried, form_class) else form_class(**more)
