"""The consents of a child: what holds now and why, a new conversation, withdrawal at once, and what is left to do (domain.md 7.4)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from base import dates, options
from base.forms import kept
from base.pages import show
from base.roles import Verb
from base.workflow import Refused
from minors import access, ages, asylum, clocks, ledger, relying
from minors import consent as consents
from minors.consent_forms import ConsentForm, TaskForm, WithdrawForm, WithheldForm
from minors.models import SCOPES, Child, ConsentTask, Withheld


@access.record_page(Child, verb=Verb.ASSESS, methods=("GET", "POST"))
def consent(request, child):
    """What the child or somebody for the child allows, and a form for a new consent."""
    form = kept(request, ConsentForm, child=child)
    if request.method == "POST" and form.is_valid():
        facts = form.consent(given_at=dates.now(), language=child.language)
        try:
            consents.record(child, by=request.user, reason=_("Consent asked for again"), **facts)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The consent was recorded."))
            return redirect("minors:consent", child.pk)
    return _show(request, child, form=form, status=422 if form.is_bound else 200)


@access.record_page(Child, verb=Verb.ASSESS, methods=("POST",))
def withdraw_consent(request, child):
    """End scopes at once, for everybody or for one institution."""
    prefetch_related_objects([child], "consent_statements")
    form = WithdrawForm(request.POST, child=child)
    if form.is_valid():
        try:
            ended = consents.withdraw_scopes(child, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request,
                _(
                    "The consent was withdrawn. Nothing is shared on it any more, and services can no longer read what was sent on it."
                ),
            )
            if any(task.status == ConsentTask.Status.OPEN for task in ended.tasks):
                messages.warning(request, _("Some already have information of the child. Tell them, and tell the child."))
            return redirect("minors:consent", child.pk)
    return _show(request, child, ending=form, status=422)


@access.record_page(ConsentTask, verb=Verb.ASSESS, methods=("POST",))
def consent_task(request, record):
    """Somebody was asked or told."""
    form = TaskForm(request.POST, task=record)
    if form.is_valid():
        try:
            consents.carry_out(record, by=request.user, note=form.cleaned_data["note"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("It is recorded as done."))
            return redirect("minors:consent", record.child_id)
    return _show(request, record.child, doing=(record.pk, form), status=422)


@access.record_page(Child, verb=Verb.OPEN_CASE)
def consent_card(request, child):
    """One page for the child: what I allowed, in large letters and without a name (domain.md 7.10)."""
    if "C2" not in access.classes_for(request.user, child.pk):
        raise PermissionDenied(_("You may read this file, but not what the child allowed."))
    now = [one for one in ledger.standing(child) if one.for_everybody]
    context = {"child": child, "allowed": [one for one in now if one.allowed], "ended": [one for one in now if not one.allowed]}
    return show(request, "minors/consent_card.html", context)


@access.record_page(Child, verb=Verb.OPEN_CASE)
def withheld(request, child):
    """What the child does not want told: read through the door of what is secret, never beside anything else."""
    return _secrets(request, child, WithheldForm() if access.may(request.user, Verb.ASSESS, child.pk) else None)


@access.record_page(Child, verb=Verb.ASSESS, methods=("POST",))
def withhold(request, child):
    """Write down one thing that must not be told."""
    form = WithheldForm(request.POST)
    if "C4" in access.classes_for(request.user, child.pk) and form.is_valid():
        consents.withhold(child, by=request.user, reason=_("The child asked for it"), **form.deed())
        messages.success(request, _("It is written down, and shown to nobody without the right to read what is secret."))
        return redirect("minors:withheld", child.pk)
    return _secrets(request, child, form)


def _secrets(request, child, form):
    if "C4" not in access.classes_for(request.user, child.pk):
        raise PermissionDenied(_("You may read this file, but not what is secret in it."))
    rows = access.visible_to(request.user, Withheld).filter(child=child)
    context = {"child": child, "rows": rows, "form": form}
    return show(request, "minors/withheld.html", context, status=422 if form and form.is_bound else 200)


def _show(request, child, *, form=None, ending=None, doing=(None, None), status=200):
    classes = access.classes_for(request.user, child.pk)
    prefetch_related_objects([child], "consent_statements__recipient")
    now = ledger.standing(child)
    said = {one.scope for one in now if one.for_everybody}
    hidden = {ledger.EMBASSY} if asylum.closed_to_origin(child) else set()
    conversations = list(child.consents.prefetch_related("statements__recipient").select_related("place"))
    tasks = list(
        child.consent_tasks.annotate(due_at=clocks.due_of("consent.seek", "consent.inform")).select_related(
            "recipient", "done_by", "child"
        )
    )
    open_tasks = [task for task in tasks if task.status == ConsentTask.Status.OPEN]
    gone = doing[1] if doing[0] and doing[0] not in {task.pk for task in open_tasks} else None  # done meanwhile by somebody else
    allowed = [one for one in now if one.allowed]
    context = {
        "child": child,
        "form": form or ConsentForm(child=child),
        "allowed": allowed,
        "ended": [one for one in now if not one.allowed],
        "not_asked": [options.label("L28", scope) for scope in SCOPES if scope not in said | hidden],
        "stops": [{"label": one.scope_label, "text": relying.WHAT_STOPS.get(one.scope, "")} for one in allowed],
        "embassy_closed": bool(hidden),
        "ending": ending or (WithdrawForm(child=child) if allowed else None),
        "tasks": [(task, doing[1] if task.pk == doing[0] else TaskForm(task=task)) for task in open_tasks],
        "done": [task for task in tasks if task.status == ConsentTask.Status.DONE],
        "overtaken": gone,
        "needed": ages.needed_for(child, dates.today()),
        "missing": consents.missing(conversations[0]) if conversations else [],
        "restricted": ledger.restricted(child),
        "conversations": conversations,
        "sensitive": "C3" in classes,
        "secret": "C4" in classes,
    }
    return show(request, "minors/consent.html", context, status=status)
