"""A case on hold, and the way to 18."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from base import dates, described
from base.forms import attempt, kept
from base.pages import show
from base.roles import Verb
from base.workflow import Refused
from casework import holding, majority
from casework.forms.standing import HoldDecisionForm, HoldEndForm, HoldForm, TransitionForm
from casework.models import Hold, TransitionPlan
from casework.views.about import about
from casework.workflow import HOLD
from minors import access, joined
from minors.access import record_page
from minors.models import Child


@record_page(Child, verb=Verb.REQUEST_CLOSURE, methods=("GET", "POST"))
@joined.goes_on
def ask_hold(request, child):
    context = about(child)
    form = kept(request, HoldForm)
    if request.method == "POST" and form.is_valid():
        try:
            holding.ask(context["case"], by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("It is asked for. Your supervisor decides; until then the time limits run."))
            return HttpResponseRedirect(child.get_absolute_url())
    return show(request, "casework/ask_hold.html", context | {"form": form}, status=422 if form.is_bound else 200)


@record_page(Hold, verb=Verb.OPEN_CASE, related=("asked_by", "decided_by"))
def hold(request, record):
    """One hold, and what may be done with it now."""
    return _show(request, record, request.rights)


@record_page(Hold, verb=Verb.APPROVE, methods=("POST",), related=("asked_by", "decided_by"))
def decide_hold(request, record):
    form = HoldDecisionForm(request.POST)
    deed, done = (
        (holding.refuse, _("It is refused: the work goes on."))
        if "refuse" in request.POST
        else (holding.agree, _("The case is on hold."))
    )
    return _do(request, record, form, deed, done)


@record_page(Hold, verb=Verb.ASSESS, methods=("POST",), related=("asked_by", "decided_by"))
def end_hold(request, record):
    return _do(request, record, HoldEndForm(request.POST), holding.end, _("The hold has ended: the time limits run again."))


def _do(request, record, form, deed, done):
    if form.is_valid():
        try:
            deed(record, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
            record.refresh_from_db()
        else:
            messages.success(request, done)
            return HttpResponseRedirect(record.case.child.get_absolute_url())
    return _show(request, record, request.rights, refused=form)


def _show(request, record, rights, refused=None):
    runs = record.status == Hold.Status.AGREED and record.ends_at > dates.now()
    own = record.asked_by_id == request.user.pk
    forms = {
        "decision_form": _form(HoldDecisionForm, refused)
        if HOLD.allows(record, "agree") and not own and Verb.APPROVE in rights.verbs
        else None,
        "end_form": _form(HoldEndForm, refused) if runs and Verb.ASSESS in rights.verbs else None,
    }
    context = {
        **about(record.case.child),
        "hold": record,
        "runs": runs,
        "sensitive": "C3" in rights.classes,
        "overtaken": refused if refused not in forms.values() else None,
        **forms,
    }
    return show(request, "casework/hold.html", context, status=422 if refused else 200)


def _form(form_class, refused):
    return refused if isinstance(refused, form_class) else form_class()


@record_page(Child, verb=Verb.OPEN_CASE)
@joined.goes_on
def transition(request, child):
    """The way to 18: when, what is planned, what holds."""
    rights = access.rights_on(request.user, child.pk)
    plan = access.visible_to(request.user, TransitionPlan).filter(child=child).select_related("author").first()
    shown = [
        {"label": described.label(TransitionPlan, name), "value": described.answer(plan, name)}
        for name in [*TransitionPlan.PARTS, "agrees", "stays_open_because"]
        if plan and described.class_of(TransitionPlan, name) in {"C1", *rights.classes}
    ]
    days = majority.birthday(child)
    context = {
        **about(child),
        "plan": plan,
        "parts": shown,
        "days": days,
        "stage": days.stage,
        "says_days": "C2" in rights.classes,
        "may_write": Verb.ASSESS in rights.verbs,
        "may_share": Verb.SHARE_CASE in rights.verbs,
    }
    return show(request, "casework/transition.html", context)


@record_page(Child, verb=Verb.ASSESS, methods=("GET", "POST"))
@joined.goes_on
def write_transition(request, child):
    plan = access.visible_to(request.user, TransitionPlan).filter(child=child).first()
    form = kept(request, TransitionForm, plan=plan)
    tried = attempt(
        request,
        form,
        lambda: majority.write(child, version=form.cleaned_data["version"], by=request.user, **form.deed()),
    )
    if tried.done:
        messages.success(request, _("The transition plan is kept."))
        return HttpResponseRedirect(_transition_of(child))
    context = {**about(child), "form": form, "conflict": tried.conflict, "back": _transition_of(child)}
    context["crumbs"] = [*context["crumbs"], {"label": _("Turning 18"), "url": context["back"]}]
    return show(request, "casework/write_transition.html", context, status=tried.status)


def _transition_of(child) -> str:
    return reverse("casework:transition", args=[child.pk])
