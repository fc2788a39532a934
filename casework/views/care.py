"""Where the child sleeps: place, end a placement, say whether the place suits."""

import functools

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from base import dates
from base.forms import attempt, kept
from base.pages import show
from base.roles import Verb
from base.workflow import Refused
from casework import apart, approvals, away, care, families
from casework.forms.best_interests import ReviewForm
from casework.forms.care import ApartForm, AwayForm, BackForm, EndForm, JudgeForm, PlaceForm
from casework.models import Absence, Approval, Placement
from casework.views.about import about
from minors import access, joined
from minors.access import record_page
from minors.models import Child


@record_page(Child, verb=Verb.PLACE, methods=("GET", "POST"))
@joined.goes_on
def place(request, child):
    context = about(child)
    current = _tonight(request, child)
    family = apart.placed_siblings(joined.files_of(child))
    initial = {"leaves": current.pk if current else None}
    form = kept(request, PlaceForm, child=child, has_siblings=family, classes=request.rights.classes, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            if context["closed"]:
                raise Refused(_("The case is closed. Reopen it first."))
            given = care.place(child, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
            current = _tonight(request, child)
            form.show_again(child, current)
        else:
            messages.success(request, _("The child is placed: %(place)s.") % {"place": given})
            _say_what_follows(request, given, context["case"].risk)
            return HttpResponseRedirect(child.get_absolute_url())
    context |= {"form": form, "current": current, "places": form.fields["provider"].queryset}
    return show(request, "casework/place.html", context, status=422 if form.is_bound else 200)


def _say_what_follows(request, given: Placement, risk: str) -> None:
    """What an emergency let pass, and until when it has to follow."""
    until = families.screen_by(given, risk)
    if until:
        day = dates.day_in_words(until)
        messages.warning(request, _("This family has no valid screening: screen it by %(day)s.") % {"day": day})
    if given.siblings == Placement.Siblings.SEPARATED and not given.apart_plan:
        messages.warning(
            request, _("A brother or sister sleeps elsewhere: say on the page of the case why, and what is planned.")
        )


def _tonight(request, child) -> Placement | None:
    """Where the child sleeps, as far as this person may know it."""
    seen = joined.files_for(child, by=request.user)
    return access.visible_to(request.user, Placement).tonight(seen).select_related("provider", "region").first()


@record_page(Placement, verb=Verb.PLACE, methods=("GET", "POST"))
def end_placement(request, placement):
    return _change(request, placement, EndForm, care.end, "casework/end_placement.html", _("The placement ended."))


@record_page(Placement, verb=Verb.PLACE, methods=("GET", "POST"))
def judge_placement(request, placement):
    return _change(request, placement, JudgeForm, care.judge, "casework/judge_placement.html", _("Your judgement is kept."))


def _change(request, placement, form_class, deed, template, done):
    """Both pages change one placement that still runs: open, form, do, redirect."""
    form = kept(request, form_class, initial={"version": placement.version})
    tried = attempt(request, form, lambda: deed(placement, by=request.user, **form.deed()), placement)
    if tried.done:
        messages.success(request, done)
        return HttpResponseRedirect(placement.child.get_absolute_url())
    context = {**about(placement.child), "placement": placement, "form": form, "conflict": tried.conflict}
    return show(request, template, context, status=tried.status)


@record_page(Placement, verb=Verb.PLACE, methods=("GET", "POST"))
def explain_apart(request, placement):
    """Why brothers and sisters sleep apart, the plan and the contacts."""
    form_class = functools.partial(ApartForm, placement=placement)
    return _change(request, placement, form_class, care.explain_apart, "casework/explain_apart.html", _("It is kept."))


@record_page(Placement, verb=Verb.PLACE, methods=("GET", "POST"))
def leave_bed(request, placement):
    """The child is away for some nights, and its bed is kept."""
    return _change(
        request, placement, AwayForm, away.leave, "casework/leave_bed.html", _("The absence is kept, and so is the bed.")
    )


@record_page(Absence, verb=Verb.PLACE, methods=("GET", "POST"), related=("placement__provider",))
def absence(request, record):
    form = kept(request, BackForm)
    if request.method == "POST" and form.is_valid():
        try:
            away.come_back(record, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
            record.refresh_from_db()
        else:
            messages.success(request, _("The child is back in its bed."))
            asked = record.decisions.filter(status="asked").first()
            return HttpResponseRedirect((asked or record.placement.child).get_absolute_url())
    sensitive = "C3" in request.rights.classes
    context = {**about(record.placement.child), "absence": record, "placement": record.placement, "form": form}
    context |= {"sensitive": sensitive}
    return show(request, "casework/absence.html", context, status=422 if form.is_bound else 200)


@record_page(Placement, verb=Verb.APPROVE, methods=("GET", "POST"), related=("provider",))
def decide_placement(request, placement):
    """A placement that was decided outside an emergency: a second person approves it, or returns it with a comment."""
    form = kept(request, ReviewForm, initial={"version": placement.version})
    if request.method == "POST" and form.is_valid():
        back = "return" in request.POST
        deed = approvals.send_back if back else approvals.approve
        try:
            asked = approvals.asked_for(placement)
            deed(asked, version=form.cleaned_data["version"], by=request.user, comment=form.cleaned_data["comment"])
        except Refused as refusal:
            placement.refresh_from_db()
            form = ReviewForm({"comment": form.cleaned_data["comment"], "version": placement.version})
            form.refuse(refusal)
        else:
            words = _("The placement was returned with your comment.") if back else _("The placement is approved.")
            messages.success(request, words)
            return HttpResponseRedirect(reverse("casework:approvals"))
    waits = approvals.waiting_for(placement)
    own = waits is not None and waits.is_own_work_of(request.user)
    last = access.visible_to(request.user, Approval).filter(subject_id=placement.pk).select_related("decided_by").first()
    context = {**about(placement.child), "placement": placement, "form": form, "waits": waits, "own_work": own, "last": last}
    return show(request, "casework/decide_placement.html", context, status=422 if form.is_bound else 200)
