"""Ask for closure, decide on it, reopen. Who asks does not decide."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from base import described
from base.forms import kept
from base.pages import show
from base.roles import Verb
from base.workflow import Refused
from casework import approvals, closing
from casework.forms.closing import ClosureForm, DecisionForm, ReopenForm
from casework.models import ClosureRequest
from casework.views.about import about
from casework.workflow import CASE
from minors import joined, ledger
from minors.access import record_page
from minors.models import Child


@record_page(Child, verb=Verb.REQUEST_CLOSURE, methods=("GET", "POST"))
@joined.goes_on
def request_closure(request, child):
    context = about(child)
    case = context["case"]
    still_open = closing.obstacles(case)
    form = kept(request, ClosureForm, open_things=still_open)
    if request.method == "POST" and form.is_valid():
        try:
            closing.request(case, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Closure is requested. Your supervisor decides."))
            return HttpResponseRedirect(child.get_absolute_url())
    context |= {
        "form": form,
        "obstacles": [*filter(None, [closing.out_of_contact(case)]), *still_open],
        "asked": case.status == case.Status.CLOSURE_REQUESTED,
        "contact_later": ledger.allows(child, "contact_after_closure"),
    }
    return show(request, "casework/request_closure.html", context, status=422 if form.is_bound else 200)


@record_page(ClosureRequest, verb=Verb.APPROVE_CLOSURE, methods=("GET", "POST"))
def decide_closure(request, asked):
    form = kept(request, DecisionForm, initial={"version": asked.version})
    if request.method == "POST" and form.is_valid():
        asked.version = form.cleaned_data["version"]  # what is decided on is what was read
        deed, done = (
            (closing.refuse, _("Closure is refused: the case stays open."))
            if "refuse" in request.POST
            else (closing.approve, _("The case is closed."))
        )
        try:
            deed(asked, by=request.user, decision=form.cleaned_data["decision"])
        except Refused as refusal:
            asked.refresh_from_db()
            form = DecisionForm({"decision": form.cleaned_data["decision"], "version": asked.version})
            form.refuse(refusal)
        else:
            messages.success(request, done)
            return HttpResponseRedirect(reverse("casework:approvals"))
    waits = approvals.waiting_for(asked)
    context = {
        **about(asked.episode.case.child),
        "asked": asked,
        "form": form,
        "own_work": waits is not None and waits.is_own_work_of(request.user),
        "waits": waits,
        "checks": _checks(asked),
        "contact_later": ledger.allows(asked.episode.case.child, "contact_after_closure"),
        "left_open": closing.explained(asked),
        "obstacles": closing.unexplained(asked) if waits else [],
    }
    return show(request, "casework/decide_closure.html", context, status=422 if form.is_bound else 200)


def _checks(asked) -> list[dict]:
    names = ["goals_met", "child_agrees", "caregiver_agrees", "documents_returned", "feedback_done", "follow_up_on"]
    return [
        {"label": described.label(ClosureRequest, name), "value": described.in_words(asked, name)}
        for name in names
        if described.is_answered(asked, name)
    ]


@record_page(Child, verb=Verb.REOPEN, methods=("GET", "POST"))
@joined.goes_on
def reopen(request, child):
    context = about(child)
    case = context["case"]
    form = kept(request, ReopenForm)
    if request.method == "POST" and form.is_valid():
        try:
            closing.reopen(case, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The case is open again, under the same code."))
            return HttpResponseRedirect(child.get_absolute_url())
    context |= {"form": form, "episodes": case.episodes.order_by("number"), "possible": CASE.allows(case, "reopen")}
    return show(request, "casework/reopen.html", context, status=422 if form.is_bound else 200)
