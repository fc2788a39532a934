"""A doubt about the age, from the first word to its end. The child is treated as a child all the way (domain.md 3.16, F16)."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from base import described
from base.forms import kept
from base.pages import show
from base.roles import Verb
from base.workflow import Refused
from casework import age_assessment as deeds
from casework import approvals
from casework.forms import age_assessment as forms
from casework.models import AgeAssessment
from casework.views.about import about
from casework.views.one_form import OneForm
from casework.workflow import AGE
from minors import access, joined
from minors.access import record_page, rights_on
from minors.models import Child, Origin

Status = AgeAssessment.Status
READ = ("child__case", "guardian", "author", "concluded_by", "confirmed_by")
SHOWN = [
    *("doubted_on", "informed_on", "informed_language", "consent", "consent_on", "guardian", "without_guardian_because"),
    *("documents_considered", "social_interview", "methods", "medical_because", "assessed_on"),
    *("first_assessor", "first_function", "second_assessor", "second_function"),
    *("age_min", "age_max", "conclusion", "reasons", "notified_on", "appeal_until"),
    *("appealed_on", "appealed_by", "appeal_result", "appeal_decided_on", "confirmed_on"),
]
TONES = {Status.DOUBTED: "warn", Status.CONCLUDED: "info", Status.SUBMITTED: "info", Status.CONFIRMED: "calm"}


def card(files) -> list[dict]:
    """What the page of a case says about doubts: each with its state; the words stand on their own page."""
    rows = []
    for file in files:
        for said in next(iter(file.case.episodes.all())).ages:
            one = AgeAssessment(**said)
            word = one.get_conclusion_display() if one.conclusion else one.get_status_display()
            if one.status == Status.SET_ASIDE:
                word = one.get_status_display()
            code = file.code if len(files) > 1 else ""
            rows.append({"one": one, "word": word, "tone": TONES.get(Status(one.status), "calm"), "code": code})
    return rows


@record_page(Child, verb=Verb.ASSESS, methods=("GET", "POST"))
@joined.goes_on
def doubt_age(request, child):
    form = kept(request, forms.DoubtForm)
    if request.method == "GET":
        origins = access.visible_to(request.user, Origin).filter(child=child, age_disputed="yes")
        said = origins.values_list("age_disputed_by", flat=True).first()
        if said and "C3" in request.rights.classes:
            form.initial.setdefault("doubted_by", said)
    done = _("It is kept. The child is treated as a child meanwhile.")
    page = OneForm(_("The age is doubted"), _("Keep the doubt"), done, child.get_absolute_url(), onwards=_to)
    page.lead = _("Whoever may be a child is treated as a child, until everything is settled.")
    return page.answer(request, child, form, lambda said: deeds.doubt(child, by=request.user, **said))


@record_page(AgeAssessment, verb=Verb.OPEN_CASE, related=READ)
def age_assessment(request, record):
    return _show(request, record)


def _to(one: AgeAssessment) -> str:
    return one.get_absolute_url()


def _step(form_class, heading, submit, done, deed):
    """A page on which one step of an assessment is written."""

    @record_page(AgeAssessment, verb=Verb.ASSESS, methods=("GET", "POST"), related=READ)
    def step(request, record):
        given = {"child": record.child, "named": "C2" in request.rights.classes, "record": record}
        form = kept(request, form_class, **(given if form_class is forms.ConcludeForm else {}))
        page = OneForm(heading(), submit(), done(), record.get_absolute_url(), _("Assessment of the age"), record)
        return page.answer(request, record.child, form, lambda said: deed(record, by=request.user, **said))

    return step


conclude_age = _step(
    forms.ConcludeForm,
    lambda: _("Conclusion about the age"),
    lambda: _("Sign the conclusion"),
    lambda: _("The conclusion is kept. Tell the child now, and that an appeal is possible."),
    deeds.conclude,
)
drop_age = _step(
    forms.ReasonForm,
    lambda: _("The doubt is given up"),
    lambda: _("Give it up"),
    lambda: _("The doubt is given up: nothing changes for the child."),
    deeds.drop,
)
tell_age = _step(
    forms.TellForm,
    lambda: _("The child was told"),
    lambda: _("Keep it"),
    lambda: _("It is kept. Until the last day for an appeal nothing changes."),
    deeds.tell,
)
appeal_age = _step(
    forms.AppealForm,
    lambda: _("An appeal was made"),
    lambda: _("Keep the appeal"),
    lambda: _("The appeal is kept. Until it is decided nothing changes."),
    deeds.appeal,
)
decide_appeal = _step(
    forms.AppealDecisionForm,
    lambda: _("The appeal was decided"),
    lambda: _("Keep the decision"),
    lambda: _("The decision on the appeal is kept."),
    deeds.decide_appeal,
)


@record_page(AgeAssessment, verb=Verb.ASSESS, methods=("POST",), related=READ)
def submit_age(request, record):
    try:
        deeds.submit(record, by=request.user)
    except Refused as refusal:
        record.refresh_from_db()
        return _show(request, record, refused=str(refusal))
    messages.success(request, _("It is sent to the supervisor. Until it is confirmed the child is treated as a child."))
    return HttpResponseRedirect(record.get_absolute_url())


@record_page(AgeAssessment, verb=Verb.APPROVE, methods=("POST",), related=READ)
def decide_age(request, record):
    form = forms.DecisionForm(request.POST)
    if form.is_valid():
        record.version = form.cleaned_data["version"] or record.version  # what is decided on is what was read
        back = "return" in request.POST
        try:
            (deeds.send_back if back else deeds.confirm)(record, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
            record.refresh_from_db()
        else:
            done = _("It is returned.") if back else _("It is confirmed. The birth waits at the desk for changes of identity.")
            messages.success(request, done)
            return HttpResponseRedirect(record.child.get_absolute_url())
    return _show(request, record, form=form)


def _show(request, record, *, form=None, refused=""):
    rights = rights_on(request.user, record.child_id)
    classes = {"C1", *rights.classes}
    names = [name for name in SHOWN if described.class_of(AgeAssessment, name) in classes and described.is_answered(record, name)]
    waiting = approvals.waiting_for(record)
    own = waiting is not None and waiting.is_own_work_of(request.user)
    may_decide = record.status == Status.SUBMITTED and Verb.APPROVE in rights.verbs and not own
    adult = record.conclusion == AgeAssessment.Conclusion.ADULT
    origins = access.visible_to(request.user, Origin).filter(child=record.child)
    doubts = origins.values_list("age_disputed_by", flat=True).first()
    facts = [{"label": described.label(AgeAssessment, name), "value": described.in_words(record, name)} for name in names]
    if "C3" in classes:
        facts.insert(0, {"label": _("Who doubts the age, and why?"), "value": doubts or ""})
    context = {
        **about(record.child),
        "one": record,
        "tone": TONES.get(Status(record.status), "calm"),
        "facts": facts,
        "readable": "C3" in classes,
        "unsettled": record.is_unsettled,
        "appeal_waits": bool(record.appealed_on and not record.appeal_result),
        "against": [sentence for _field, sentence in deeds.against_adult(record)] if adult and record.is_unsettled else [],
        "deeds": _possible(record) if Verb.ASSESS in rights.verbs else [],
        "may_submit": adult and record.status == Status.CONCLUDED and Verb.ASSESS in rights.verbs,
        "form": form if form is not None else forms.DecisionForm(initial={"version": record.version}) if may_decide else None,
        "may_decide": may_decide,
        "own": own and record.status == Status.SUBMITTED and Verb.APPROVE in rights.verbs,
        "refused": refused,
    }
    return show(request, "casework/age_assessment.html", context, status=422 if refused or form is not None else 200)


def _possible(record) -> list[dict]:
    waits = bool(record.appealed_on and not record.appeal_result)
    concluded = record.status == Status.CONCLUDED
    told = (_("The child was told"), "tell_age", "journal-text")
    rows = [
        (AGE.allows(record, "conclude"), AGE.moves["conclude"].label, "conclude_age", "clipboard-check"),
        (AGE.allows(record, "drop"), AGE.moves["drop"].label, "drop_age", "x-circle"),
        (concluded and not record.notified_on, *told),
        (AGE.allows(record, "appeal") and record.notified_on and not waits, _("An appeal was made"), "appeal_age", "send"),
        (concluded and record.notified_on and not record.appealed_on, *told),
        (concluded and waits, _("The appeal was decided"), "decide_appeal", "check-circle"),
    ]
    return [
        {"label": label, "url": reverse(f"casework:{page}", args=[record.pk]), "icon": icon}
        for may, label, page, icon in rows
        if may
    ]
