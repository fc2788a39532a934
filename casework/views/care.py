"""Where the child sleeps: place, end a placement, say whether the place suits."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from base.forms import kept
from base.models import Stale
from base.pages import show
from base.roles import Verb
from base.workflow import Refused
from casework import care
from casework.forms.care import EndForm, JudgeForm, PlaceForm
from casework.models import Placement
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
