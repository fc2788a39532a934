"""Requests by authorities: seen by the officer and the data-protection officer, and by nobody else; what was given, in the child's file."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from base import options
from base.forms import DeedForm, kept
from base.pages import attached, page, show
from base.roles import Verb
from base.templatetags.look import isolate, when
from base.workflow import Refused
from casework import disclosures as deeds
from casework.forms import disclosures as forms
from casework.models import Disclosure, DisclosureLine, DisclosureRequest
from casework.models.disclosure import UNDECIDED
from casework.views.about import about
from minors.access import record_page, remember_list, visible_to
from referrals.packages import GROUPS

LONGEST = 100
READ = ("institution__region", "registered_by", "answered_by")
HANDLE = Verb.HANDLE_DISCLOSURES


@page(verb=HANDLE)
def disclosures(request):
    """To be answered first. How many there are, and how they ended, is the figure that is published (security.md T7)."""
    rows = visible_to(request.user, DisclosureRequest).select_related("institution__region")
    groups = [
        {"title": _("To be answered"), "rows": list(rows.still_open()[:LONGEST])},
        {"title": _("Answered"), "rows": list(rows.filter(status="answered").order_by("-answered_at")[:LONGEST])},
    ]
    return show(request, "casework/disclosures.html", {"groups": [group for group in groups if group["rows"]]})


@page(verb=HANDLE, methods=("GET", "POST"))
def new_disclosure(request):
    form = kept(request, forms.RequestForm)
    if request.method == "POST" and form.is_valid():
        try:
            asked = deeds.receive(by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request, _("The request is written down. Nothing is given before two people of different lines have signed.")
            )
            return HttpResponseRedirect(asked.get_absolute_url())
    return show(request, "casework/new_disclosure.html", {"form": form}, status=422 if form.errors else 200)


@record_page(DisclosureRequest, verb=HANDLE, related=READ)
def disclosure_request(request, record):
    return _show(request, record)


@record_page(DisclosureRequest, verb=HANDLE, methods=("POST",), related=READ)
def add_to_disclosure(request, record):
    return _do(request, record, forms.ChildForm(request.POST), deeds.add_child, _("The check was made."), record)


@record_page(DisclosureRequest, verb=HANDLE, methods=("POST",), related=READ)
def answer_disclosure(request, record):
    form = DeedForm(request.POST)
    return _do(request, record, form, deeds.answer, _("The letter is ready."), record)


@record_page(DisclosureRequest, verb=HANDLE, related=READ)
def disclosure_letter(request, record):
    if not record.letter_name:
        return _show(request, record, status=422)
    return attached(deeds.letter(record, by=request.user), f"{record.reference}.pdf")


@record_page(DisclosureLine, verb=HANDLE, methods=("POST",), related=("request__institution__region", "child"))
def decide_disclosure(request, record, step):
    """One step about one child: propose, refuse, sign, give."""
    steps = {
        "propose": (forms.ProposeForm, deeds.propose, _("It waits for two signatures of different lines.")),
        "refuse": (forms.RefuseForm, deeds.refuse, _("It is refused.")),
        "sign": (DeedForm, deeds.sign, _("It is signed.")),
        "give": (forms.GiveForm, deeds.give, _("It stands in the child’s file now.")),
    }
    if step not in steps:
        raise Http404
    made, deed, done = steps[step]
    more = {"recipient": record.recipient} if step == "propose" else {}
    return _do(request, record.request, made(request.POST, **more), deed, done, record)


@record_page(DisclosureLine, verb=HANDLE, methods=("POST",), related=("request__institution__region", "child"))
def disclosure_copy(request, record):
    try:
        return attached(deeds.copy(record, by=request.user), f"{record.request.reference}.pdf")
    except Refused as refusal:
        return _show(request, record.request, refusal=refusal, status=422)


def _do(request, asked, form, deed, done, about_what):
    if form.is_valid():
        try:
            deed(about_what, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
            asked.refresh_from_db()
        else:
            messages.success(request, done)
            return HttpResponseRedirect(asked.get_absolute_url())
    return _show(request, asked, refused=(about_what.pk, form), status=422)


def _show(request, asked, *, refused=(None, None), refusal="", status=200):
    user, is_open = request.user, asked.status == "received"
    lines = (
        visible_to(user, DisclosureLine)
        .filter(request=asked)
        .select_related("request__institution", "child", "first_by", "second_by")
    )
    rows = [_row(user, line, is_open, refused) for line in lines]
    remember_list(user, [row["line"].child.code for row in rows])
    of_request = refused[1] if refused[0] == asked.pk else None
    may_answer = is_open and not any(row["line"].status in UNDECIDED for row in rows)
    context = {
        "asked": asked,
        "rows": rows,
        "child_form": (of_request if isinstance(of_request, forms.ChildForm) else forms.ChildForm()) if is_open else None,
        "may_answer": may_answer,
        "refused": of_request if of_request and not isinstance(of_request, forms.ChildForm) else None,
        "refusal": refusal,
        "facts": [
            {"label": _("Institution"), "value": asked.institution},
            {"label": _("Name and function of who asks"), "value": isolate(asked.requester)},
            {"label": _("Legal basis that is named"), "value": options.label("L37", asked.legal_basis)},
            {"label": _("Number of the court order"), "value": asked.order_number},
            {"label": _("Purpose"), "value": asked.get_aim_display()},
            {"label": _("As it stood on"), "value": asked.as_of and when(asked.as_of)},
            {"label": _("Received on"), "value": when(asked.received_at)},
            {"label": _("To be answered by"), "value": asked.due_at and when(asked.due_at)},
            {"label": _("Reference"), "value": asked.reference},
        ],
        "crumbs": [{"label": _("Requests by authorities"), "url": reverse("casework:disclosures")}],
    }
    return show(request, "casework/disclosure_request.html", context, status=status)


def _row(user, line, is_open, refused):
    tried = refused[1] if refused[0] == line.pk else None
    found = deeds.findings(line)
    may = is_open and not found["against"]
    signs = may and line.status in ("proposed", "signed") and user.pk not in (line.note_by_id, line.first_by_id)
    propose = may and line.status == "open"
    give = may and line.status == "granted"
    return {
        **found,
        "what": options.in_a_row(GROUPS.get(one, one) for one in line.groups),
        "propose_form": _form(forms.ProposeForm, tried, recipient=line.recipient) if propose else None,
        "refuse_form": _form(forms.RefuseForm, tried) if is_open and line.status in UNDECIDED else None,
        "give_form": _form(forms.GiveForm, tried) if give else None,
        "may_sign": signs,
        "may_copy": (give or line.status == "given") and user.role_id != deeds.INDEPENDENT,
        "errors": tried.non_field_errors() if tried is not None else (),
    }


def _form(form_class, tried, **more):
    return tried if isinstance(tried, form_class) else form_class(**more)


@record_page(Disclosure, verb=Verb.OPEN_CASE, related=("first_by__role", "second_by__role", "given_by__role"))
def disclosure(request, record):
    """What was given about this child, for its own people."""
    return _given(request, record)


@record_page(Disclosure, verb=Verb.ASSESS, methods=("POST",), related=("first_by__role", "second_by__role", "given_by__role"))
def tell_disclosure(request, record):
    form = forms.TellForm(request.POST)
    if form.is_valid():
        try:
            deeds.tell(record, by=request.user, note=form.cleaned_data["note"])
        except Refused as refusal:
            form.refuse(refusal)
            record.refresh_from_db()
        else:
            messages.success(request, _("It is written down."))
            return HttpResponseRedirect(record.get_absolute_url())
    return _given(request, record, form, 422)


def _given(request, record, form=None, status=200):
    rights = request.rights
    may_tell = Verb.ASSESS in rights.verbs and record.child_informed != "yes"
    signed = options.in_a_row(one.role.name for one in (record.first_by, record.second_by))
    facts = [
        {"label": _("Who asked"), "value": options.label("L36", record.recipient)},
        {"label": _("Institution"), "value": record.institution},
        {"label": _("Legal basis"), "value": options.label("L37", record.legal_basis)},
        {"label": _("Purpose"), "value": record.get_aim_display()},
        {"label": _("What was given"), "value": options.in_a_row(GROUPS.get(one, one) for one in record.groups)},
        {"label": _("Signed by two"), "value": signed},
        {"label": _("Handed over on"), "value": when(record.given_at)},
        {"label": _("Was the child told?"), "value": record.get_child_informed_display()},
        {"label": _("Fingerprint of the copy"), "value": record.digest[:16]},
    ]
    if "C3" in rights.classes and record.informed_note:
        facts.append({"label": _("What was said to the child"), "value": isolate(record.informed_note)})
    context = {**about(record.child), "disclosure": record, "facts": facts}
    context["tell_form"] = (form or forms.TellForm()) if may_tell else None
    context["overtaken"] = form if form is not None and not may_tell else None
    return show(request, "casework/disclosure.html", context, status=status)
