"""The actions of a care plan: added in a few taps, changed, begun, done or given up."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from base import described
from base.forms import attempt, kept
from base.pages import show
from base.roles import Verb
from base.workflow import Refused
from casework import care_plans
from casework.forms.care_plan import ActionForm, DoneForm, GivenUpForm
from casework.models import CarePlan, PlanAction
from casework.views.about import about
from casework.views.care_plan import row_of
from casework.workflow import PLAN_ACTION
from minors.access import record_page, rights_on


@record_page(CarePlan, verb=Verb.ASSESS, methods=("GET", "POST"), related=("episode",))
def add_action(request, plan):
    form = kept(request, ActionForm, plan=plan)
    if request.method == "POST" and form.is_valid():
        try:
            added = care_plans.add_action(plan, values=form.deed(), by=request.user)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Action %(number)s is in the plan.") % {"number": added.number})
            again = reverse("casework:add_action", args=[plan.pk]) if "more" in request.POST else plan.get_absolute_url()
            return HttpResponseRedirect(again)
    number = 1 + plan.actions.count()
    context = {**about(plan.child), "plan": plan, "form": form, "number": number}
    return show(request, "casework/add_action.html", context, status=422 if form.is_bound else 200)


@record_page(PlanAction, verb=Verb.ASSESS, methods=("GET", "POST"), related=("plan__episode",))
def write_action(request, action):
    form = kept(request, ActionForm, plan=action.plan, action=action)
    tried = attempt(request, form, lambda: care_plans.write_action(action, values=form.deed(), by=request.user), action)
    if tried.done:
        messages.success(request, _("The action is saved."))
        return HttpResponseRedirect(action.plan.get_absolute_url())
    context = {**about(action.plan.child), "plan": action.plan, "action": action, "form": form, "conflict": tried.conflict}
    return show(request, "casework/write_action.html", context, status=tried.status)


@record_page(PlanAction, verb=Verb.OPEN_CASE, related=("plan__episode", "organisation", "referral__service__institution"))
def plan_action(request, action):
    return _read(request, action)


@record_page(PlanAction, verb=Verb.ASSESS, methods=("POST",), related=("plan__episode", "organisation"))
def move_action(request, action, move):
    """Begun, done, given up or taken up again."""
    forms = {"complete": DoneForm, "cancel": GivenUpForm}
    deeds: dict[str, Callable] = {
        "start": care_plans.start,
        "complete": care_plans.complete,
        "cancel": care_plans.cancel,
        "resume": care_plans.resume,
    }
    if move not in deeds:
        raise Http404
    form = forms[move](request.POST) if move in forms else None
    if form is None or form.is_valid():
        try:
            deeds[move](action, by=request.user, **(form.deed() if form else {}))
        except Refused as refusal:
            action.refresh_from_db()
            if form is None:
                return _read(request, action, refusal=refusal)
            form.refuse(refusal)
        else:
            messages.success(request, str(PLAN_ACTION.moves[move].sentence))
            return HttpResponseRedirect(action.plan.get_absolute_url())
    return _read(request, action, forms={move: form})


def _read(request, action, *, forms=None, refusal=None):
    rights = rights_on(request.user, action.plan.child_id)
    readable = described.class_of(PlanAction, "action") in rights.classes
    open_plan = action.plan.status != CarePlan.Status.SUPERSEDED and not action.plan.episode.closed_at
    may_work = Verb.ASSESS in rights.verbs and open_plan
    possible = {move.name for move in PLAN_ACTION.possible(action)} if may_work else set()
    forms = forms or {}
    context = {
        **about(action.plan.child),
        "plan": action.plan,
        "row": row_of(action, rights.classes),
        "action": action,
        "readable": readable,
        "facts": _facts(action),
        "refusal": refusal,
        "possible": possible,
        "done": (forms.get("complete") or DoneForm()) if "complete" in possible else None,
        "given_up": (forms.get("cancel") or GivenUpForm()) if "cancel" in possible else None,
        "may_write": may_work
        and action.is_open
        and action.decided_id is None
        and action.plan.status != CarePlan.Status.SUBMITTED,
    }
    context["crumbs"] = [*context["crumbs"], {"label": str(action.plan), "url": action.plan.get_absolute_url()}]
    return show(request, "casework/plan_action.html", context, status=422 if forms or refusal else 200)


def _facts(action) -> list[dict]:
    facts = [
        {"label": described.label(PlanAction, name), "value": described.in_words(action, name)}
        for name in ("service_type", "due_on", "priority", "frequency", "objective", "done_on")
        if getattr(action, name)
    ]
    if action.referral:
        facts.append({"label": described.label(PlanAction, "referral"), "value": str(action.referral.service)})
    return facts
