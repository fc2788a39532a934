"""Reunification and return: planned, approved, carried out or told afterwards; and the list of a group (domain.md 3.13, 9.15)."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from base.described import facts
from base.forms import kept
from base.pages import page, show
from base.roles import Verb
from base.workflow import Refused
from casework import departures, travel_paper
from casework.forms import family as forms
from casework.models import DEPARTURE, TRAVEL, Departure, GroupTravel
from casework.views.family import at_family, form_page, tone
from minors import joined
from minors.access import record_page, rights_on, visible_to
from minors.models import Child

READ = ("child__case", "author", "decided_by", "verification", "assessment", "panel_decision__determination", "travel")
TOLD = [name for name in forms.PLANNED if name != "kind"] + ["left_at", "signed_by", "documents", "supervisor_note", "decision"]
LONGEST = 60  # travels on one page


@record_page(Child, verb=Verb.ASSESS, methods=("GET", "POST"), related=("case",))
@joined.goes_on
def plan_departure(request, child):
    form = kept(request, forms.DepartureForm, secret="C4" in rights_on(request.user, child.pk).classes)
    return form_page(
        request,
        child,
        form,
        lambda: departures.plan(child.case, by=request.user, **form.deed()),
        done=_("The departure is planned."),
        heading=_("Plan a reunification or return"),
        lead=_("Each check below is asked again on the day itself. Nobody can override one."),
        submit=_("Keep the plan"),
        notes=departures.obstacles(child, cross_border=False),
    )


@record_page(Child, verb=Verb.APPROVE, methods=("GET", "POST"), related=("case",))
@joined.goes_on
def departure_happened(request, child):
    form = kept(request, forms.HappenedForm)
    return form_page(
        request,
        child,
        form,
        lambda: departures.happened(child.case, by=request.user, **form.deed()),
        done=_("It is recorded. The follow-ups are due from now on."),
        heading=_("The child has gone already"),
        lead=_("Only for what has happened. It is recorded as a departure without the procedure, with your note."),
        submit=_("Record it"),
    )


@record_page(Departure, verb=Verb.OPEN_CASE, related=READ)
def departure(request, record):
    return _show(request, record)


def _show(request, record, form=None, status=200):
    rights = rights_on(request.user, record.child_id)
    may = Verb.ASSESS in rights.verbs
    decides = DEPARTURE.allows(record, "approve") and Verb.APPROVE in rights.verbs and record.author_id != request.user.pk
    checks = departures.obstacles_of(record) if record.unfinished else []
    free = record.status == Departure.Status.APPROVED
    travels = visible_to(request.user, GroupTravel).filter(status="planned") if may and free and not record.travel_id else []
    context = {
        **at_family(record.child),
        "departure": record,
        "heading": capfirst(record.get_kind_display()),
        "tone": tone(record.status),
        "facts": facts(record, TOLD, rights.classes),
        "sensitive": "C3" in rights.classes,
        "obstacles": checks if "C3" in rights.classes else [],
        "stopped": bool(checks),
        "may_write": may and DEPARTURE.allows(record, "submit"),
        "may_complete": may and free and not checks,
        "may_cancel": may and DEPARTURE.allows(record, "cancel"),
        "may_leave_group": may and free and record.travel_id,
        "join_form": forms.JoinForm(travels=travels) if travels and not checks else None,
        "decision_form": (form or forms.DecisionForm(initial={"version": record.version})) if decides else None,
        "overtaken": None if decides else form,
    }
    return show(request, "casework/departure.html", context, status=422 if form else status)


@record_page(Departure, verb=Verb.ASSESS, methods=("GET", "POST"), related=READ)
def write_departure(request, record):
    secret = "C4" in rights_on(request.user, record.child_id).classes
    form = kept(request, forms.DepartureForm, record=record, secret=secret)
    return form_page(
        request,
        record.child,
        form,
        lambda: departures.write(record, by=request.user, **form.deed()),
        done=_("The plan is kept."),
        heading=_("Change the planned departure"),
        submit=_("Keep the plan"),
        back=record.get_absolute_url(),
        record=record,
        notes=departures.obstacles_of(record),
    )


@record_page(Departure, verb=Verb.ASSESS, methods=("POST",), related=READ)
def submit_departure(request, record):
    return _do(request, record, lambda: departures.submit(record, by=request.user), _("It is sent. The supervisor decides."))


@record_page(Departure, verb=Verb.ASSESS, methods=("POST",), related=READ)
def join_travel(request, record):
    """Put the child on the list of a group, or take it off."""
    travels = visible_to(request.user, GroupTravel).filter(status="planned")
    form = forms.JoinForm(request.POST, travels=travels)
    if "leave" in request.POST:
        return _do(request, record, lambda: departures.leave_group(record, by=request.user), _("The child is off the list."))
    if not form.is_valid():
        return _show(request, record, status=422)
    return _do(request, record, lambda: departures.join(record, by=request.user, **form.deed()), _("The child is on the list."))


def _do(request, record, deed, done):
    try:
        deed()
    except Refused as refusal:
        messages.error(request, str(refusal))
        record.refresh_from_db()
        return _show(request, record, status=422)
    messages.success(request, done)
    return HttpResponseRedirect(record.get_absolute_url())


@record_page(Departure, verb=Verb.APPROVE, methods=("POST",), related=READ)
def decide_departure(request, record):
    form = forms.DecisionForm(request.POST)
    deed = departures.send_back if "refuse" in request.POST else departures.approve
    if form.is_valid():
        try:
            deed(record, by=request.user, version=form.cleaned_data["version"], **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
            record.refresh_from_db()
        else:
            messages.success(request, _("It is decided."))
            return HttpResponseRedirect(record.get_absolute_url())
    return _show(request, record, form)


@record_page(Departure, verb=Verb.ASSESS, methods=("GET", "POST"), related=READ)
def complete_departure(request, record):
    form = kept(request, forms.HandoverForm)
    return form_page(
        request,
        record.child,
        form,
        lambda: departures.complete(record, by=request.user, **form.deed()),
        done=_("The child was handed over. The follow-ups are due from now on."),
        heading=_("The child was handed over"),
        lead=_("The certificate is signed by the adult, the social worker and a witness; the child signs too, if it can."),
        submit=_("Record the handover"),
        back=record.get_absolute_url(),
        notes=departures.obstacles_of(record),
    )


@record_page(Departure, verb=Verb.ASSESS, methods=("GET", "POST"), related=READ)
def cancel_departure(request, record):
    form = kept(request, forms.CancelForm)
    return form_page(
        request,
        record.child,
        form,
        lambda: departures.cancel(record, by=request.user, **form.deed()),
        done=_("The departure is cancelled."),
        heading=_("Cancel the departure"),
        submit=_("Cancel the departure"),
        back=record.get_absolute_url(),
    )


# ------------------------------------------------------------------------------------------------------------------------- groups


@page(verb=Verb.OPEN_CASE)
def travels(request):
    """The group travels that this person's team, unit, region or country has to do with."""
    found = visible_to(request.user, GroupTravel).select_related("team__institution")[:LONGEST]
    return show(request, "casework/travels.html", {"travels": found, "may_plan": request.user.can(Verb.REGISTER_CHILD)})


@page(verb=Verb.REGISTER_CHILD, methods=("GET", "POST"))
def new_travel(request):
    form = kept(request, forms.TravelForm)
    if request.method == "POST" and form.is_valid():
        try:
            made = departures.plan_travel(by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The travel is planned. Put each child on the list from its own departure."))
            return HttpResponseRedirect(made.get_absolute_url())
    return show(request, "casework/new_travel.html", {"form": form}, status=422 if form.is_bound else 200)


@record_page(GroupTravel, verb=Verb.OPEN_CASE, related=("team__institution",))
def travel(request, record):
    """The list: codes only, and only of children whose file this person may open; who has an obstacle today is on no list."""
    free, kept_back = travel_paper.on_the_list(record, reader=request.user)
    context = {
        "travel": record,
        "crumbs": [{"label": _("Group travels"), "url": reverse("casework:travels")}],
        "free": free,
        "kept_back": kept_back,
        "may_print": bool(free) and request.user.can(Verb.PRINT_CASE),
        "may_name": bool(free) and request.user.can(Verb.PRINT_IDENTITIES),
        "may_close": request.user.can(Verb.REGISTER_CHILD) and TRAVEL.allows(record, "close"),
    }
    return show(request, "casework/travel.html", context)


@record_page(GroupTravel, verb=Verb.REGISTER_CHILD, methods=("POST",), related=("team__institution",))
def close_travel(request, record):
    try:
        departures.close_travel(record, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The list is closed."))
    return HttpResponseRedirect(record.get_absolute_url())
