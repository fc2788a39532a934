"""The best-interests assessment: begin, write, send; read, approve or return. Writer and reviewer are never the same person."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from base import described
from base.forms import attempt, kept
from base.pages import show
from base.roles import Verb
from base.workflow import Refused
from casework import approvals, best_interests, bid_triggers, determinations
from casework.forms.best_interests import COMPARED, BeginForm, ReviewForm, WriteForm
from casework.models import BestInterestsAssessment
from casework.views.about import about
from casework.views.reviewing import reviewed
from casework.workflow import BIA
from minors import joined
from minors.access import classes_for, may, record_page
from minors.models import Child

CONCLUDING = ["analysis", "recommendation"]  # sections that stand after the options


@record_page(Child, verb=Verb.ASSESS, methods=("GET", "POST"))
@joined.goes_on
def begin_bia(request, child):
    context = about(child)
    form = kept(request, BeginForm)
    if request.method == "POST" and form.is_valid():
        try:
            content = {**form.deed(), "risk": context["case"].risk}
            begun = best_interests.begin(context["case"], content=content, by=request.user)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return HttpResponseRedirect(reverse("casework:write_bia", args=[begun.pk]))
    context |= {"form": form, "other": best_interests.unfinished(child)}
    return show(request, "casework/begin_bia.html", context, status=422 if form.is_bound else 200)


@record_page(BestInterestsAssessment, verb=Verb.ASSESS, methods=("GET", "POST"))
def write_bia(request, bia):
    if request.method == "GET" and not BIA.allows(bia, "submit"):
        messages.info(request, _("This assessment can no longer be changed. Begin a new one."))
        return HttpResponseRedirect(bia.get_absolute_url())
    names = [name for name in WriteForm.base_fields if name not in ("version", "key")]
    initial = {name: getattr(bia, name) for name in ["version", *names]} | COMPARED.flat(bia.alternatives)
    form = kept(request, WriteForm, initial=initial)
    tried = attempt(request, form, lambda: best_interests.write(bia, content=form.content(), by=request.user), bia)
    if tried.done:
        return _written(request, bia)
    context = {**about(bia.child), "bia": bia, "form": form, "conflict": tried.conflict}
    context["calls"] = _calls(request.user, bia)
    return show(request, "casework/write_bia.html", context, status=tried.status)


def _calls(user, bia) -> list[str]:
    """What calls for the panel today, in the words that this reader may read; nothing once it is approved."""
    if bia.status == bia.Status.APPROVED:
        return []
    return bid_triggers.in_words(bid_triggers.proposed(bia.child, bia.purpose), classes_for(user, bia.child_id))


def _written(request, bia):
    """The draft is saved; where asked it is sent too. One that is not complete stays saved."""
    if "send" not in request.POST:
        messages.success(request, _("The draft is saved. It is not sent yet."))
        return HttpResponseRedirect(bia.get_absolute_url())
    try:
        best_interests.submit(bia, by=request.user)
    except Refused as refusal:
        messages.warning(request, _("The draft is saved, but not sent. %(refusal)s") % {"refusal": refusal})
    else:
        messages.success(request, _("The assessment was sent to the supervisor."))
    return HttpResponseRedirect(bia.get_absolute_url())


@record_page(BestInterestsAssessment, verb=Verb.OPEN_CASE)
def bia(request, bia):
    return _read(request, bia, ReviewForm(initial={"version": bia.version}))


@record_page(BestInterestsAssessment, verb=Verb.ASSESS, methods=("POST",))
def submit_bia(request, bia):
    try:
        best_interests.submit(bia, by=request.user)
    except Refused as refusal:
        return _read(request, bia, ReviewForm(initial={"version": bia.version}), refusal=refusal)
    messages.success(request, _("The assessment was sent to the supervisor."))
    return HttpResponseRedirect(bia.get_absolute_url())


@record_page(BestInterestsAssessment, verb=Verb.APPROVE, methods=("POST",))
def approve_bia(request, bia):
    return reviewed(request, bia, best_interests.approve, _read, _("The assessment is approved."))


@record_page(BestInterestsAssessment, verb=Verb.APPROVE, methods=("POST",))
def return_bia(request, bia):
    return reviewed(
        request, bia, best_interests.send_back, _read, _("The assessment was returned to its author with your comment.")
    )


def _read(request, bia, form, refusal=None):
    user, child = request.user, bia.child
    readable = described.class_of(BestInterestsAssessment, "analysis") in classes_for(user, child.pk)
    names = ["not_alone_because", *bia.SECTIONS] if readable else []
    parts = [
        {"name": name, "label": best_interests.title_of(name), "text": getattr(bia, name)} for name in names if getattr(bia, name)
    ]
    open_to_writing = BIA.allows(bia, "submit")
    asked = approvals.waiting_for(bia)
    reviewer = asked is not None and may(user, Verb.APPROVE, child.pk)
    own = asked is not None and asked.is_own_work_of(user)
    context = {
        **about(child),
        "bia": bia,
        "form": form,
        "refusal": refusal,
        "readable": readable,
        "before": [one for one in parts if one["name"] not in CONCLUDING],
        "after": [one for one in parts if one["name"] in CONCLUDING],
        "compared": bia.alternatives if readable else [],
        "calls": _calls(user, bia) if readable and bia.status != bia.Status.APPROVED else [],
        "may_write": open_to_writing and may(user, Verb.ASSESS, child.pk),
        "may_review": reviewer and not own,
        "own_work": reviewer and own,
        "gaps": [{"name": name, "label": best_interests.title_of(name)} for name in best_interests.missing(bia)]
        if open_to_writing
        else [],
        "may_begin_bid": bia.status == "approved" and may(user, Verb.ASSESS, child.pk) and not determinations.running(child),
        "versions": bia.history.count(),
    }
    return show(request, "casework/bia.html", context, status=422 if form.is_bound or refusal else 200)
