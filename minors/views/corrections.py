"""Correcting who the child is; deciding on what a second person has to agree to (features.md 106)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from base import described
from base.forms import kept
from base.models import AccessEvent, Stale
from base.pages import show
from base.roles import Verb
from base.workflow import Refused
from minors import access, corrections
from minors.correction_forms import CorrectForm, DecideForm
from minors.forms import ReasonForm
from minors.models import PROPOSAL, Child, ProposedChange
from minors.models.proposal import as_value
from minors.weight import BY_CODE


@access.record_page(Child, verb=Verb.ASSESS, methods=("GET", "POST"), related=("found_place",))
def correct(request, child):
    """The identity, field by field. Opening it shows the birth and the nationality, so that is remembered."""
    if "C2" not in access.classes_for(request.user, child.pk):
        raise PermissionDenied(_("You may read this file, but not the identity."))
    access.remember(request.user, AccessEvent.Kind.REVEALED, child)
    form, conflict = kept(request, CorrectForm, child=child), None
    if request.method == "POST" and form.is_valid():
        child.version = form.cleaned_data["version"] or 0
        try:
            waiting = corrections.correct(child, form.values(), by=request.user, reason=form.cleaned_data["reason"])
        except Stale as stale:
            conflict = form.conflict(stale)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            changed = _("The identity was changed. The earlier answers stay in the history.")
            messages.success(
                request, _("A second person has to agree: the change waits for a supervisor.") if waiting else changed
            )
            return redirect("minors:file", child.pk)
    status = 409 if conflict else 422 if form.is_bound else 200
    waiting = child.proposed_changes.filter(status="proposed").first()
    context = {"child": child, "form": form, "conflict": conflict, "waiting": waiting, "crumbs": _crumbs(child)}
    return show(request, "minors/correct.html", context, status=status)


@access.record_page(ProposedChange, verb=Verb.OPEN_CASE, related=("proposed_by", "decided_by"))
def decide_change(request, proposal):
    """What would change, for whoever may ask for the identity; with the buttons for those who may decide."""
    return _show(request, proposal)


@access.record_page(ProposedChange, verb=Verb.APPROVE, methods=("POST",), related=("proposed_by", "decided_by"))
def settle_change(request, proposal):
    """Approve or refuse, by somebody who did not propose it."""
    form = DecideForm(request.POST)
    if form.is_valid():
        deed, done = (
            (corrections.refuse, _("The change is refused: everything stays as it is."))
            if "refuse" in request.POST
            else (corrections.approve, _("The change is approved and made."))
        )
        try:
            deed(proposal, by=request.user, decision=form.cleaned_data["decision"])
        except Refused as refusal:
            form.refuse(refusal)
            proposal.refresh_from_db()
        else:
            messages.success(request, done)
            return redirect(proposal.child)
    return _show(request, proposal, form=form)


@access.record_page(ProposedChange, verb=Verb.ASSESS, methods=("POST",), related=("proposed_by", "decided_by"))
def withdraw_change(request, proposal):
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            corrections.withdraw(proposal, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            form.refuse(refusal)
            proposal.refresh_from_db()
        else:
            messages.success(request, _("The proposal is withdrawn: everything stays as it is."))
            return redirect(proposal.child)
    return _show(request, proposal, withdraw=form)


def _show(request, proposal, *, form=None, withdraw=None):
    rights = access.rights_on(request.user, proposal.child_id)
    if Verb.REVEAL_IDENTITY not in rights.verbs:
        raise PermissionDenied(_("You may read this file, but not the identity."))
    access.remember(request.user, AccessEvent.Kind.REVEALED, proposal)
    waits = PROPOSAL.allows(proposal, "approve")
    own = proposal.proposed_by_id == request.user.pk
    context = {
        "child": proposal.child,
        "proposal": proposal,
        "rows": [_row(proposal, name) for name in proposal.after if proposal.after[name] != proposal.before[name]],
        "rules": [BY_CODE[code].sentence for code in proposal.rules],
        "form": form or (DecideForm() if waits and not own and Verb.APPROVE in rights.verbs else None),
        "withdraw": withdraw or (ReasonForm() if waits and Verb.ASSESS in rights.verbs else None),
        "own": own,
        "waits": waits,
        "sensitive": "C3" in rights.classes,
        "crumbs": _crumbs(proposal.child)[:1],
    }
    bound = any(one is not None and one.is_bound for one in (form, withdraw))
    return show(request, "minors/decide_change.html", context, status=422 if bound else 200)


def _row(proposal, name) -> dict:
    """One column as it is and as it would be, in words."""
    model = proposal.model
    column = described.column_of(model, name)

    def words(text):
        value = as_value(column, text)
        if column.is_relation:
            return str(column.related_model.objects.filter(pk=value).first() or "")
        return described.value_in_words(model, column, value)

    return {"label": described.label(model, name), "before": words(proposal.before[name]), "after": words(proposal.after[name])}


def _crumbs(child) -> list[dict]:
    return [
        {"label": child.code, "url": child.get_absolute_url()},
        {"label": _("The child’s file"), "url": reverse("minors:file", args=[child.pk])},
    ]
