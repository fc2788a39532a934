"""Feedback: given by the child on the phone, written down by a worker, taken out of the box; read and answered."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from base.forms import kept
from base.pages import page, show
from base.roles import Verb
from base.workflow import Refused
from casework import feedback as feedbacks
from casework.forms.feedback import AnswerForm, FeedbackForm, SayForm
from casework.models import BOX, FEEDBACK, BoxFeedback, Feedback
from casework.views.about import about
from minors import joined
from minors.access import classes_for, record_page, rights_on, visible_to
from minors.models import Child

TONGUES = ("fr", "ar", "en")
LONGEST = 60


@record_page(Child, verb=Verb.ASSESS, methods=("GET", "POST"), related=("case",))
@joined.goes_on
def give_feedback(request, child):
    """What a worker writes down for the child or somebody else. The message says nothing of where a complaint goes."""
    form = kept(request, FeedbackForm)
    if request.method == "POST" and form.is_valid():
        try:
            feedbacks.receive(child, by=request.user, complaint=_about_staff(form, child), **form.said())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("It is kept."))
            return HttpResponseRedirect(reverse("casework:talks", args=[child.pk]))
    context = {**about(child), "form": form, "tongues": TONGUES}
    return show(request, "casework/give_feedback.html", context, status=422 if form.is_bound else 200)


@record_page(Child, verb=Verb.ASSESS, methods=("GET", "POST"), related=("case",))
def say(request, child, tongue):
    """The child's own page, in the child's language, without the worker's menu.

    A face is always asked for, so that there is always feedback: nobody can tell from it whether something was written in the box
    that others read.
    """
    _known(tongue)
    form = SayForm(request.POST if request.method == "POST" else None)
    with translation.override(tongue):
        if request.method == "POST" and form.is_valid():
            said = {**form.said(), "said_by": "child", "channel": "worker_phone"}
            feedbacks.receive(child, by=request.user, complaint=_about_staff(form, child), **said)
            return HttpResponseRedirect(reverse("casework:thanks", args=[child.pk, tongue]))
        context = {"child": child, "form": form, "tongue": tongue, "tongues": TONGUES}
        return show(request, "casework/say.html", context, status=422 if form.is_bound else 200)


@record_page(Child, verb=Verb.ASSESS)
def thanks(request, child, tongue):
    _known(tongue)
    with translation.override(tongue):
        return show(request, "casework/thanks.html", {"child": child})


def _known(tongue: str) -> None:
    if tongue not in TONGUES:
        raise Http404


def _about_staff(form, child) -> dict | None:
    found = form.about_staff()
    return found and {**found, "child": child if form.cleaned_data.get("complaint_known") else None}


@record_page(Feedback, verb=Verb.OPEN_CASE, related=("child__case", "answered_by"))
def feedback(request, record):
    return _show_feedback(request, record, AnswerForm())


@record_page(Feedback, verb=Verb.APPROVE, methods=("POST",), related=("child__case", "answered_by"))
def answer_feedback(request, record):
    return _answer(request, record, FEEDBACK, _show_feedback)


def _show_feedback(request, record, form, status=200):
    rights = rights_on(request.user, record.child_id)
    context = {
        **about(record.child),
        "feedback": record,
        "readable": "C3" in classes_for(request.user, record.child_id),
        "may_answer": Verb.APPROVE in rights.verbs and FEEDBACK.allows(record, "answer"),
        "form": form,
        "answer_url": reverse("casework:answer_feedback", args=[record.pk]),
    }
    return show(request, "casework/feedback.html", context, status=status)


@page(verb=Verb.OPEN_CASE)
def box(request):
    """What nobody can be asked about, in the boxes of this person's team, unit, region or country."""
    rows = visible_to(request.user, BoxFeedback)[:LONGEST]
    context = {"rows": rows, "readable": _reads(request.user), "may_write": request.user.can(Verb.REGISTER_CHILD)}
    return show(request, "casework/box.html", context)


@page(verb=Verb.REGISTER_CHILD, methods=("GET", "POST"))
def empty_box(request):
    form = kept(request, FeedbackForm, of_child=False, initial={"channel": "box"})
    if request.method == "POST" and form.is_valid():
        try:
            feedbacks.receive_from_box(by=request.user, complaint=form.about_staff(), **form.said())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("It is kept."))
            return HttpResponseRedirect(reverse("casework:box"))
    return show(request, "casework/empty_box.html", {"form": form}, status=422 if form.is_bound else 200)


@record_page(BoxFeedback, verb=Verb.OPEN_CASE, related=("team__institution", "answered_by"))
def box_feedback(request, record):
    return _show_box(request, record, AnswerForm())


@record_page(BoxFeedback, verb=Verb.APPROVE, methods=("POST",), related=("team__institution", "answered_by"))
def answer_box(request, record):
    return _answer(request, record, BOX, _show_box)


def _show_box(request, record, form, status=200):
    context = {
        "crumbs": [{"label": _("Suggestion box"), "url": reverse("casework:box")}],
        "feedback": record,
        "readable": _reads(request.user),
        "may_answer": _reads(request.user) and request.user.can(Verb.APPROVE) and BOX.allows(record, "answer"),
        "form": form,
        "answer_url": reverse("casework:answer_box", args=[record.pk]),
    }
    return show(request, "casework/feedback.html", context, status=status)


def _reads(user) -> bool:
    return "C3" in user.role.classes


def _answer(request, record, workflow, page_of):
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            feedbacks.answer(record, text=form.cleaned_data["answer"], by=request.user)
        except Refused as refusal:
            form.refuse(refusal)
            record.refresh_from_db()
        else:
            messages.success(request, _("The answer is kept."))
            return HttpResponseRedirect(record.get_absolute_url())
    return page_of(request, record, form, status=422)
