"""The rapid assessment: asked, answered and signed on one page; then only read."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from base import described
from base.forms import kept
from base.pages import show
from base.roles import Verb
from base.workflow import Refused
from casework import assessments, risk
from casework.facts import Facts
from casework.forms.assessments import RapidAssessmentForm
from casework.models import RapidAssessment
from casework.views.about import about
from minors import joined
from minors.access import classes_for, record_page
from minors.models import Child


@record_page(Child, verb=Verb.ASSESS, methods=("GET", "POST"))
@joined.goes_on
def assess_rapidly(request, child):
    form = kept(request, RapidAssessmentForm, child=child)
    if request.method == "POST" and form.is_valid() and "propose" not in request.POST:
        try:
            signed = assessments.sign_rapid_assessment(child.case, answers=form.answers(), by=request.user, **_level(form))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request, _("The rapid assessment is signed. Level of risk: %(level)s.") % {"level": signed.get_risk_display()}
            )
            return HttpResponseRedirect(child.get_absolute_url())
    given = form.answers() if form.is_bound else {}
    holding = risk.found(Facts(child, given))
    facts = risk.in_words(holding, classes_for(request.user, child.pk), told=given)
    context = {"form": form, "floor": risk.lowest(holding), "facts": facts}
    if "propose" in request.POST:  # asked while the worker answers; nothing is stored
        return render(request, "casework/_floor.html", context)
    context |= about(child)
    return show(request, "casework/assess_rapidly.html", context, status=422 if form.is_bound else 200)


def _level(form) -> dict:
    return {name: form.cleaned_data[name] for name in ("risk", "risk_reasons", "done_at")}


@record_page(RapidAssessment, verb=Verb.OPEN_CASE)
def rapid_assessment(request, assessment):
    readable = described.class_of(RapidAssessment, "danger") in classes_for(request.user, assessment.child_id)
    asked = [name for name in assessment.QUESTIONS if name != "pregnant" or assessment.child.sex != Child.Sex.MALE]
    answers = (
        [{"label": _label(name), "value": getattr(assessment, f"get_{name}_display")()} for name in asked] if readable else []
    )
    context = {**about(assessment.child), "assessment": assessment, "answers": answers, "readable": readable}
    return show(request, "casework/rapid_assessment.html", context)


def _label(name: str):
    return RapidAssessment._meta.get_field(name).verbose_name
