"""The care plan: its page, its head, the child's agreement, sending and deciding. Its actions: `views/plan_actions.py`."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from base import dates, described, options
from base.forms import attempt, kept
from base.pages import show
from base.roles import Verb
from base.templatetags.look import isolate
from base.workflow import Refused
from casework import approvals, care_plans
from casework.forms.best_interests import ReviewForm
from casework.forms.care_plan import ChildForm, HeadForm
from casework.models import Approval, CarePlan, PlanAction
from casework.views.about import about
from casework.views.reviewing import reviewed
from minors import joined
from minors.access import record_page, rights_on, visible_to
from minors.clocks import due_of
from minors.models import Child

STATE_TONES = {"draft": "calm", "submitted": "info", "approved": "good", "superseded": "calm"}
ACTION_TONES = {"pending": "info", "ongoing": "info", "completed": "good", "cancelled": "calm"}


@record_page(Child, verb=Verb.OPEN_CASE)
def care_plan(request, child):
    """The plan that is carried out; a page that says so where there is none."""
    plan = care_plans.in_force(child)
    if plan:
        return HttpResponseRedirect(plan.get_absolute_url())
    may_begin = Verb.ASSESS in rights_on(request.user, child.pk).verbs
    return show(request, "casework/care_plan.html", {**about(child), "may_begin": may_begin})


@record_page(Child, verb=Verb.ASSESS, methods=("GET", "POST"))
@joined.goes_on
def begin_plan(request, child):
    context = about(child)
    form = kept(request, HeadForm, initial={"participants": ["child", "worker"]})
    if request.method == "POST" and form.is_valid():
        try:
            begun = care_plans.begin(context["case"], content=form.deed(), by=request.user)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return HttpResponseRedirect(reverse("casework:add_action", args=[begun.pk]))
    context |= {"form": form, "other": care_plans.in_force(child)}
    return show(request, "casework/begin_plan.html", context, status=422 if form.is_bound else 200)


@record_page(CarePlan, verb=Verb.ASSESS, methods=("GET", "POST"))
def write_plan(request, plan):
    initial = {name: getattr(plan, name) for name in ("version", "objective", "participants")}
    return _saved(
        request, plan, HeadForm, initial, lambda **said: care_plans.write(plan, content=said, by=request.user), "write_plan"
    )


@record_page(CarePlan, verb=Verb.ASSESS, methods=("GET", "POST"))
def plan_child(request, plan):
    """What the child says about the plan, and the copy."""
    names = ("version", "child_agrees", "child_says", "copy_given_on", "copy_language")
    initial = {name: getattr(plan, name) for name in names}
    return _saved(request, plan, ChildForm, initial, lambda **said: care_plans.hear(plan, by=request.user, **said), "plan_child")


def _saved(request, plan, form_class, initial, deed, template):
    form = kept(request, form_class, initial=initial)
    tried = attempt(request, form, lambda: deed(**form.deed()), plan)
    if tried.done:
        messages.success(request, _("The care plan is saved."))
        return HttpResponseRedirect(plan.get_absolute_url())
    context = {**about(plan.child), "plan": plan, "form": form, "conflict": tried.conflict}
    return show(request, f"casework/{template}.html", context, status=tried.status)


# ----------------------------------------------------------------------------------------------------- sending, deciding, revising


@record_page(CarePlan, verb=Verb.ASSESS, methods=("POST",))
def submit_plan(request, plan):
    return _done(request, plan, care_plans.submit, _("The care plan was sent to the supervisor."))


@record_page(CarePlan, verb=Verb.ASSESS, methods=("POST",))
def take_back_plan(request, plan):
    return _done(request, plan, care_plans.take_back, _("The care plan is a draft again."))


@record_page(CarePlan, verb=Verb.ASSESS, methods=("POST",))
def revise_plan(request, plan):
    return _done(request, plan, care_plans.revise, _("The next plan is begun. What was not finished is taken over."))


def _done(request, plan, deed, words):
    try:
        made = deed(plan, by=request.user)
    except Refused as refusal:
        plan.refresh_from_db()
        return _read(request, plan, ReviewForm(initial={"version": plan.version}), refusal=refusal)
    messages.success(request, words)
    return HttpResponseRedirect(made.get_absolute_url())


@record_page(CarePlan, verb=Verb.APPROVE, methods=("POST",))
def approve_plan(request, plan):
    return reviewed(request, plan, care_plans.approve, _read, _("The care plan is approved."))


@record_page(CarePlan, verb=Verb.APPROVE, methods=("POST",))
def return_plan(request, plan):
    return reviewed(request, plan, care_plans.send_back, _read, _("The care plan was returned with your comment."))


# ------------------------------------------------------------------------------------------------------------------------- reading


@record_page(CarePlan, verb=Verb.OPEN_CASE, related=("bia", "episode"))
def plan(request, plan):
    return _read(request, plan, ReviewForm(initial={"version": plan.version}))


def _read(request, plan, form, refusal=None):
    user, child = request.user, plan.child
    rights = rights_on(user, child.pk)
    readable = described.class_of(CarePlan, "objective") in rights.classes
    asked = approvals.waiting_for(plan)
    may_write, may_review = Verb.ASSESS in rights.verbs, asked is not None and Verb.APPROVE in rights.verbs
    decided = list(visible_to(user, Approval).filter(subject_id=plan.pk).exclude(decided_by=None).select_related("decided_by"))
    own = asked is not None and asked.is_own_work_of(user)
    changed = approvals.modified_since_approval(plan)
    plans = list(visible_to(user, CarePlan).filter(child=child).order_by("-number"))
    open_plan = plan.status in ("draft", "approved") and not plan.episode.closed_at
    gaps = care_plans.missing(plan) if open_plan else []
    context = {
        **about(child),
        "plan": plan,
        "form": form,
        "refusal": refusal,
        "readable": readable,
        "tone": STATE_TONES[plan.status],
        "changed": changed,
        "facts": _facts(plan),
        "child_facts": _child_facts(plan, readable),
        "rows": [row_of(action, rights.classes) for action in plan.actions.select_related("organisation")],
        "decided": decided,
        "last": decided[0] if decided else None,
        "others": [one for one in plans if one.pk != plan.pk],
        "review_due": _review_due(user, plan) if plan.status == "approved" else None,
        "may_write": may_write and open_plan,
        "may_hear": may_write and plan.status != "superseded" and not plan.episode.closed_at,
        "may_submit": may_write and open_plan and (plan.status == "draft" or changed),
        "may_take_back": may_write and asked is not None,
        "may_revise": may_write and open_plan and plan.status == "approved" and not any(one.status == "draft" for one in plans),
        "may_review": may_review and not own,
        "own_work": may_review and own,
        "gaps": [{"name": name, "label": care_plans.title_of(name), "url": _gap_url(plan, name)} for name in gaps],
    }
    return show(request, "casework/plan.html", context, status=422 if form.is_bound or refusal else 200)


def _gap_url(plan, name) -> str:
    page = {"actions": "add_action", "child_agrees": "plan_child"}.get(name, "write_plan")
    return reverse(f"casework:{page}", args=[plan.pk])


def _review_due(user, plan):
    """When the plan has to be looked at again, by its running limit."""
    seen = visible_to(user, type(plan.episode)).filter(pk=plan.episode_id)
    return seen.values_list(due_of("caseplan.review"), flat=True).first()


def _facts(plan) -> list[dict]:
    facts = [{"label": _("Made together by"), "value": options.in_a_row(plan.participant_labels)}]
    if plan.bia:
        facts.append({"label": described.label(CarePlan, "bia"), "value": str(plan.bia)})
    return facts


def _child_facts(plan, readable) -> list[dict]:
    agrees = plan.get_child_agrees_display() if plan.child_agrees else _("not asked yet")
    facts = [{"label": described.label(CarePlan, "child_agrees"), "value": agrees}]
    if readable and plan.child_says:
        facts.append({"label": _("In the child's words, or why not"), "value": isolate(plan.child_says)})
    if plan.copy_given_on:
        facts.append({"label": described.label(CarePlan, "copy_given_on"), "value": described.in_words(plan, "copy_given_on")})
        facts.append({"label": described.label(CarePlan, "copy_language"), "value": plan.language_label})
    else:
        facts.append({"label": _("Copy for the child"), "value": _("not given yet")})
    return facts


def row_of(action: PlanAction, classes: set[str]) -> dict:
    """A line of the plan as this reader may see it."""
    readable = described.class_of(PlanAction, "action") in classes
    named = described.class_of(PlanAction, "responsible_name") in classes
    return {
        "action": action,
        "title": action.action if readable else action.service_label,
        "need": action.need if readable else "",
        "who": options.in_a_row(
            [
                action.get_responsible_display(),
                isolate(action.responsible_name) if named and action.responsible_name else "",
                str(action.organisation or ""),
            ]
        ),
        "tone": ACTION_TONES[action.status],
        "result": (action.result or action.cancel_reason) if readable and not action.is_open else "",
        "late": action.is_late,
        "today": action.is_open and action.due_on == dates.today(),
    }
