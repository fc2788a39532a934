"""Questions and flags: asked of somebody about a record of the file, and resolved with an answer. One list for each person."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from base.forms import kept
from base.pages import page, show
from base.roles import Verb
from base.workflow import Refused
from casework import questions
from casework.forms.questions import AskForm, ResolveForm
from casework.models import Question
from casework.views.about import about
from minors import joined
from minors.access import record_page, remember_list, rights_on, visible_to
from minors.models import Child

LONGEST = 200  # lines of the whole list


@page(verb=Verb.QUESTION)
def all_questions(request):
    """What waits for this person, what this person asked, and for who watches over a unit everything that is open in it."""
    user = request.user
    rows = visible_to(user, Question).still_open().select_related("child", "asked_by", "asked_of").order_by("asked_at")
    if not user.can(Verb.SEE_BOARD):
        rows = rows.filter(Q(asked_of=user) | Q(asked_by=user))
    found = list(rows[:LONGEST])
    groups = [
        {"title": _("For you to answer"), "rows": [one for one in found if one.asked_of_id == user.pk]},
        {"title": _("You asked"), "rows": [one for one in found if one.asked_by_id == user.pk]},
        {"title": _("Others in your unit"), "rows": [one for one in found if user.pk not in (one.asked_of_id, one.asked_by_id)]},
    ]
    remember_list(user, [one.child.code for one in found])
    context = {
        "groups": [group for group in groups if group["rows"]],
        "crumbs": [{"label": _("Today"), "url": reverse("casework:today")}],
    }
    return show(request, "casework/all_questions.html", context)


@record_page(Child, verb=Verb.OPEN_CASE, related=("case",))
def case_questions(request, child):
    """Everything that was asked about one file, open ones first."""
    files = joined.files_for(child, by=request.user)
    rows = (
        visible_to(request.user, Question).filter(child__in=files).select_related("asked_by", "asked_of", "resolved_by", "child")
    )
    context = {
        **about(child),
        "rows": sorted(rows, key=lambda one: one.status != Question.Status.OPEN),
        "several": len(files) > 1,
        "may_ask": Verb.QUESTION in request.rights.verbs and "C3" in request.rights.classes,
        "readable": "C3" in request.rights.classes,
    }
    return show(request, "casework/case_questions.html", context)


@record_page(Child, verb=Verb.QUESTION, methods=("GET", "POST"), related=("case",))
@joined.goes_on
def ask(request, child):
    offered = questions.subjects(child, request.user)
    form = kept(
        request,
        AskForm,
        subjects=offered,
        people=questions.can_be_asked(child, by=request.user),
        owner=child.case.owner_id,
        initial={"about": request.GET.get("about", "")},  # the id of a record, no words
    )
    if request.method == "POST" and form.is_valid():
        try:
            question = questions.ask(by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("%(person)s will see this on the first page of the day.") % {"person": question.asked_of})
            return HttpResponseRedirect(reverse("casework:case_questions", args=[child.pk]))
    context = {**about(child), "form": form, "readable": "C3" in request.rights.classes}
    return show(request, "casework/ask.html", context, status=422 if form.is_bound else 200)


RELATED = ("child__case", "asked_by", "asked_of", "resolved_by")


@record_page(Question, verb=Verb.OPEN_CASE, related=RELATED)
def question(request, record):
    return _show(request, record, kept(request, ResolveForm))


@record_page(Question, verb=Verb.QUESTION, methods=("POST",), related=RELATED)
def resolve_question(request, record):
    form = ResolveForm(request.POST)
    if form.is_valid():
        try:
            questions.resolve(record, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
            record.refresh_from_db()
        else:
            messages.success(request, _("It is resolved. %(person)s can read your answer.") % {"person": record.asked_by})
            return HttpResponseRedirect(reverse("casework:case_questions", args=[record.child_id]))
    return _show(request, record, form, status=422)


def _show(request, record, form, status=200):
    may = Verb.QUESTION in rights_on(request.user, record.child_id).verbs and questions.may_resolve(record, request.user)
    context = {
        **about(record.child),
        "question": record,
        "subject_url": questions.address_of(record, request.user),
        "form": form if form.is_bound or (may and record.status == Question.Status.OPEN) else None,
    }
    return show(request, "casework/question.html", context, status=status)
