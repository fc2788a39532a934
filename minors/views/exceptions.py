"""Exceptional rights: a file opened in an emergency, a sealed file, relatives one must not meet (domain.md 7.2)."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from base import dates
from base.forms import attempt, kept
from base.pages import page, show
from base.roles import Verb
from base.workflow import Refused
from minors import access, conflicts
from minors import emergency as emergencies
from minors import sealed as sealing
from minors.forms import ReasonForm
from minors.models import SEALING, Child, DeclaredRelative, EmergencyAccess, SealedFile
from minors.rights_forms import EmergencyForm, EmergencyReviewForm, RelativeForm, SealForm

LISTED = 100


@page(verb=Verb.OPEN_IN_EMERGENCY, methods=("GET", "POST"), step_up=True)
def open_in_emergency(request):
    """The file of a code, for four hours. Asked for by somebody who has just proved who they are."""
    form = kept(request, EmergencyForm)
    opened: list[EmergencyAccess | None] = []
    tried = attempt(request, form, lambda: opened.append(emergencies.open_file(by=request.user, **form.deed())))
    if tried.done:
        if opened[0]:
            return redirect(opened[0].child)
        # One sentence for a wrong code, an excluded person and a sealed file: it tells nothing about any child.
        form.add_error(None, _("Nothing was opened. Check the code, or call the supervisor on duty. The attempt is on record."))
    return show(request, "minors/open_in_emergency.html", {"form": form}, status=422 if form.is_bound else 200)


@page(verb=Verb.REVIEW_EMERGENCY)
def emergencies_page(request):
    """What was opened in an emergency: for a supervisor in the unit, for the data-protection officer everywhere, in code."""
    rows = access.visible_to(request.user, EmergencyAccess).select_related("child", "person__role", "person__institution")
    waiting = list(rows.filter(status="open")[:LISTED])
    done = list(rows.filter(status="reviewed")[:LISTED])
    access.remember_list(request.user, [row.child.code for row in [*waiting, *done]])
    return show(request, "minors/emergencies.html", {"waiting": waiting, "done": done})


@access.record_page(EmergencyAccess, verb=Verb.REVIEW_EMERGENCY, related=("person__role", "witness", "reviewed_by"))
def emergency(request, record):
    """One of them, with its review."""
    return _show_emergency(request, record)


@access.record_page(EmergencyAccess, verb=Verb.REVIEW_EMERGENCY, methods=("POST",), related=("person__role", "witness"))
def review_emergency(request, record):
    form = EmergencyReviewForm(request.POST)
    if attempt(request, form, lambda: emergencies.review(record, by=request.user, **form.deed())).done:
        messages.success(request, _("The review is kept."))
        return redirect("minors:emergencies")
    record.refresh_from_db()
    return _show_emergency(request, record, form)


@access.record_page(
    EmergencyAccess, verb=Verb.REVIEW_EMERGENCY, methods=("POST",), related=("person__role", "witness"), step_up=True
)
def witness_emergency(request, record):
    """The second person, without whom nobody reads an address in an emergency."""
    try:
        emergencies.witness(record, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The secret part can be read now, until the access ends."))
    return redirect(record)


def _show_emergency(request, record, form=None):
    waits = record.status == EmergencyAccess.Status.OPEN and record.person_id != request.user.pk
    runs = record.ends_at > dates.now()
    context = {
        "emergency": record,
        "runs": runs,
        "form": form if waits and form else EmergencyReviewForm() if waits else None,
        "overtaken": form if not waits else None,
        "may_witness": waits and runs and not record.witness_id and "C4" in request.rights.classes,
        "crumbs": [{"label": _("Opened in an emergency"), "url": reverse("minors:emergencies")}],
        "case_url": reverse("casework:case", args=[record.child_id]) if request.user.can(Verb.OPEN_CASE) else "",
    }
    return show(request, "minors/emergency.html", context, status=422 if form else 200)


@access.record_page(Child, verb=Verb.SEAL_CASE, methods=("GET", "POST"))
def seal(request, child):
    """Seal the file, or see why it is sealed and lift it."""
    form = kept(request, SealForm, child=child, by=request.user)
    tried = attempt(request, form, lambda: sealing.seal(child, by=request.user, **form.deed()))
    if tried.done:
        messages.success(request, _("The case is sealed: only the people named for it know of it."))
        return redirect("minors:access", child.pk)
    return _show_seal(request, child, form, status=tried.status)


@access.record_page(SealedFile, verb=Verb.SEAL_CASE, methods=("POST",))
def lift_seal(request, record):
    form = ReasonForm(request.POST, about=record)
    tried = attempt(request, form, lambda: sealing.lift(record, by=request.user, **form.deed()))
    if tried.done:
        messages.success(request, _("The case is not sealed any more."))
        return redirect("minors:access", record.child_id)
    return _show_seal(request, record.child, SealForm(child=record.child, by=request.user), lifting=form, status=tried.status)


def _show_seal(request, child, form, *, lifting=None, status=200):
    sealed = access.visible_to(request.user, SealedFile).filter(child=child, status="sealed").select_related("sealed_by").first()
    context = {
        "child": child,
        "sealed": sealed,
        "form": form,
        "lifting": lifting or (ReasonForm(about=sealed) if sealed else None),
        "may_lift": sealed is not None and SEALING.allows(sealed, "lift"),
        "named": sealing.named_in(child),
        "crumbs": [{"label": _("Who has access"), "url": reverse("minors:access", args=[child.pk])}],
    }
    return show(request, "minors/seal.html", context, status=status)


@page(verb=Verb.OPEN_CASE, methods=("GET", "POST"))
def relatives(request):
    """One's own relatives, whom one must not meet in a file. Nobody else reads this page."""
    form = kept(request, RelativeForm)
    if request.method == "POST" and form.is_valid():
        conflicts.declare(by=request.user, reach=access.readable_by(request.user, "C2"), **form.deed())
        messages.success(request, _("It is kept. Files in which this person is named are closed to you."))
        return redirect("minors:relatives")
    mine = access.visible_to(request.user, DeclaredRelative).standing()
    return show(request, "minors/relatives.html", {"form": form, "mine": mine}, status=422 if form.is_bound else 200)


@access.record_page(DeclaredRelative, verb=Verb.OPEN_CASE, methods=("POST",))
def take_back_relative(request, record):
    if record.ended_at is None:
        conflicts.take_back(record, by=request.user)
    messages.success(request, _("The declaration is taken back. Your supervisor decides whether you see a file again."))
    return redirect("minors:relatives")
