"""Where the child sleeps: place, end a placement, say whether the place suits."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from base.forms import kept
from base.models import Stale
from base.pages import show
from base.roles import Verb
from base.workflow import Refused
from casework import approvals, care
from casework.forms.best_interests import ReviewForm
from casework.forms.care import EndForm, JudgeForm, PlaceForm
from casework.models import Approval, Placement
from casework.views.about import about
from minors import access, joined
from minors.access import record_page
from minors.models import Child


@record_page(Child, verb=Verb.PLACE, methods=("GET", "POST"))
@joined.goes_on
def place(request, child):
    context = about(child)
    current = _tonight(request, child)
    form = kept(request, PlaceForm, child=child, initial={"leaves": current.pk if current else None})
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
            return HttpResponseRedirect(child.get_absolute_url())
    context |= {"form": form, "current": current, "places": form.fields["provider"].queryset}
    return show(request, "casework/place.html", context, status=422 if form.is_bound else 200)


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
    conflict, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            placement.version = form.cleaned_data["version"]
            try:
                deed(placement, by=request.user, **form.deed())
            except Refused as refusal:
                form.refuse(refusal)
            except Stale as stale:
                conflict, status = form.conflict(stale), 409
            else:
                messages.success(request, done)
                return HttpResponseRedirect(placement.child.get_absolute_url())
            placement.refresh_from_db()
    context = {**about(placement.child), "placement": placement, "form": form, "conflict": conflict}
    return show(request, template, context, status=status)


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
