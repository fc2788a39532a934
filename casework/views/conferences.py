"""A case conference: its minutes are signed on one page, then read; decisions are settled, additions stand below."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from base import dates, options
from base.forms import kept
from base.pages import show
from base.roles import Verb
from base.workflow import Refused
from casework import conferences
from casework.forms.conferences import AddForm, MinutesForm, SettleForm
from casework.models import Conference, ConferenceDecision, Feedback, Review
from casework.views.about import about
from minors import joined
from minors.access import record_page, rights_on, visible_to
from minors.models import Child

READ = ("child__case", "author")


@record_page(Child, verb=Verb.OPEN_CASE, related=("case",))
def talks(request, child):
    """What was talked over about one child: reviews, conferences, feedback. Each kind with one query."""
    files = joined.files_for(child, by=request.user)
    seen = [
        visible_to(request.user, model).filter(child__in=files).select_related("child")
        for model in (Review, Conference, Feedback)
    ]
    here = child.placements.current().filter(provider__isnull=False).order_by("-starts_at").first()
    context = {
        **about(child),
        "reviews": seen[0].select_related("author", "child"),
        "conferences": seen[1].select_related("author", "child"),
        "feedback": seen[2],
        "several": len(files) > 1,
        "may": Verb.ASSESS in request.rights.verbs,
        "placement": here,
    }
    return show(request, "casework/talks.html", context)


@record_page(Child, verb=Verb.ASSESS, methods=("GET", "POST"), related=("case",))
@joined.goes_on
def hold_conference(request, child):
    context = about(child)
    form = kept(request, MinutesForm)
    if request.method == "POST" and form.is_valid():
        rows = {"participants": form.participants(), "decisions": form.decisions()}
        try:
            held = conferences.sign(context["case"], by=request.user, **rows, **form.minutes())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The minutes are signed and locked."))
            return HttpResponseRedirect(held.get_absolute_url())
    return show(request, "casework/hold_conference.html", context | {"form": form}, status=422 if form.is_bound else 200)


@record_page(Conference, verb=Verb.OPEN_CASE, related=READ)
def conference(request, record):
    return _show(request, record)


@record_page(ConferenceDecision, verb=Verb.ASSESS, methods=("POST",), related=("conference__child__case", "conference__author"))
def settle_decision(request, record):
    form = SettleForm(request.POST, prefix=record.pk)
    if form.is_valid():
        try:
            conferences.settle(record, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("It is kept what came of the decision."))
            return HttpResponseRedirect(record.get_absolute_url())
    return _show(request, record.conference, settling=(record.pk, form), status=422)


@record_page(Conference, verb=Verb.ASSESS, methods=("POST",), related=READ)
def add_to_minutes(request, record):
    form = AddForm(request.POST)
    if form.is_valid():
        try:
            conferences.add(record, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("It is added below the minutes."))
            return HttpResponseRedirect(record.get_absolute_url())
    return _show(request, record, adding=form, status=422)


def _show(request, record, *, settling=(None, None), adding=None, status=200):
    rights = rights_on(request.user, record.child_id)
    may = Verb.ASSESS in rights.verbs
    there = list(record.participants.select_related("institution"))
    rows = []
    for decision in record.decisions.select_related("settled_by"):
        form = SettleForm(prefix=decision.pk) if may and decision.status == "open" else None
        late = decision.status == "open" and decision.due_on < dates.today()
        rows.append({"decision": decision, "late": late, "form": settling[1] if decision.pk == settling[0] else form})
    context = {
        **about(record.child),
        "conference": record,
        "readable": "C3" in rights.classes,
        "named": "C2" in rights.classes,
        "participants": there,
        "decisions": rows,
        "addenda": record.addenda.select_related("author"),
        "as_signed": conferences.is_as_signed(record),
        "adding": adding or (AddForm() if may else None),
        "facts": [
            {"label": _("Why was it held?"), "value": record.reason_label},
            {"label": _("Chaired by"), "value": record.chair},
            {"label": _("The child"), "value": record.get_child_part_display()},
            {"label": _("Guardian or caregiver"), "value": record.get_guardian_part_display()},
            {"label": _("Information that was shared"), "value": options.in_a_row(record.shared_labels) or _("nothing")},
            {"label": _("Spoken of by code, without names"), "value": _("yes") if record.in_code else _("no")},
            {"label": _("The case afterwards"), "value": record.get_after_display()},
        ],
    }
    return show(request, "casework/conference.html", context, status=status)
