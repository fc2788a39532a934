"""Complaints about staff: handed in by anybody who signs in, opened only by people designated for it in another house."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from base.forms import kept
from base.pages import home_of, page, show
from base.roles import Verb
from base.templatetags.look import isolate, when
from base.workflow import Refused
from casework import complaints as deeds
from casework.forms.feedback import CloseForm, ComplainForm, IdentifyForm
from casework.models import COMPLAINT, StaffComplaint
from minors.access import record_page, visible_to

LONGEST = 100
READ = ("about", "institution__region", "received_in__region", "handler", "child")


@page(methods=("GET", "POST"))
def complain(request):
    """For everybody who signs in: a colleague's conduct is told past one's own superiors."""
    form = kept(request, ComplainForm)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        deeds.receive(
            text=said["complaint"],
            who=said["complaint_who"],
            institution=said["complaint_house"],
            said_by=said["said_by"],
            channel=said["channel"],
            by=request.user,
        )
        messages.success(request, _("It is kept. People designated for this, in another house, read it now."))
        return HttpResponseRedirect(home_of(request.user))
    return show(request, "casework/complain.html", {"form": form}, status=422 if form.is_bound else 200)


@page(verb=Verb.HANDLE_COMPLAINTS)
def complaints(request):
    """Open ones first, the most urgent on top."""
    rows = visible_to(request.user, StaffComplaint).select_related("handler")
    groups = [
        {"title": _("To be answered"), "rows": list(rows.still_open()[:LONGEST])},
        {"title": _("Closed"), "rows": list(rows.filter(status="closed").order_by("-closed_at")[:LONGEST])},
    ]
    return show(request, "casework/complaints.html", {"groups": [group for group in groups if group["rows"]]})


@record_page(StaffComplaint, verb=Verb.HANDLE_COMPLAINTS, related=READ)
def complaint(request, record):
    return _show(request, record)


@record_page(StaffComplaint, verb=Verb.HANDLE_COMPLAINTS, methods=("POST",), related=READ)
def take_complaint(request, record):
    try:
        deeds.take(record, by=request.user)
    except Refused as refusal:
        record.refresh_from_db()
        return _show(request, record, refusal=refusal, status=422)
    messages.success(request, _("You look into this complaint."))
    return HttpResponseRedirect(record.get_absolute_url())


@record_page(StaffComplaint, verb=Verb.HANDLE_COMPLAINTS, methods=("POST",), related=READ)
def identify_complaint(request, record):
    form = IdentifyForm(request.POST)
    if form.is_valid():
        try:
            stays = deeds.identify(record, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
            record.refresh_from_db()
        else:
            if stays:
                messages.success(request, _("It is written down."))
                return HttpResponseRedirect(record.get_absolute_url())
            messages.success(request, _("It concerns your own house: somebody of another house looks into it from now on."))
            return HttpResponseRedirect(reverse("casework:complaints"))
    return _show(request, record, identify=form, status=422)


@record_page(StaffComplaint, verb=Verb.HANDLE_COMPLAINTS, methods=("POST",), related=READ)
def close_complaint(request, record):
    form = CloseForm(request.POST)
    if form.is_valid():
        try:
            deeds.close(record, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
            record.refresh_from_db()
        else:
            messages.success(request, _("The complaint is closed with an answer."))
            return HttpResponseRedirect(reverse("casework:complaints"))
    return _show(request, record, close=form, status=422)


def _show(request, record, *, identify=None, close=None, refusal="", status=200):
    mine = record.handler_id == request.user.pk and COMPLAINT.allows(record, "close")
    told = {"about": record.about_id, "institution": record.institution_id}
    context = {
        "complaint": record,
        "may_take": COMPLAINT.allows(record, "take"),
        "identify": identify or (IdentifyForm(initial=told) if mine else None),
        "close": close or (CloseForm() if mine else None),
        "refusal": refusal,
        "facts": [
            {"label": _("Who it was, in words"), "value": record.about_words},
            {"label": _("About whom?"), "value": record.about and isolate(record.about)},
            {"label": _("For which institution this person works"), "value": record.institution},
            {"label": _("Institution where it was handed in"), "value": record.received_in},
            {"label": _("Child"), "value": record.child and isolate(record.child.code)},
            {"label": _("To be answered by"), "value": record.due_at and when(record.due_at)},
            {"label": _("Looked into by"), "value": record.handler and isolate(record.handler)},
        ],
        "crumbs": [{"label": _("Complaints"), "url": reverse("casework:complaints")}],
    }
    return show(request, "casework/complaint.html", context, status=status)
