"""The level of risk of one child: over time, entered at a contact, and decided by the supervisor."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from base import dates
from base.forms import kept
from base.pages import show
from base.roles import Verb
from base.workflow import Refused
from casework import intake, risk, risk_chart
from casework.facts import Facts
from casework.forms.risk import DecideRiskForm, RiskForm
from casework.models import Risk, RiskLevel
from casework.views.about import about
from minors import access, joined
from minors.models import Child


@access.record_page(Child, verb=Verb.OPEN_CASE)
def risk_over_time(request, child):
    """Every level that was entered, drawn and as a table."""
    rights = access.rights_on(request.user, child.pk)
    rows = list(child.risk_levels.select_related("set_by", "allowed_by"))
    context = {
        **about(child),
        "steps": risk_chart.steps(rows, dates.now()),
        "levels": [Risk.HIGH, Risk.MEDIUM, Risk.LOW],
        "rows": [{"row": row, "facts": _facts(row, rights.classes)} for row in reversed(rows)],
        "sensitive": "C3" in rights.classes,
        "set_url": _set_url(child, rights),
    }
    return show(request, "casework/risk.html", context)


def _facts(row: RiskLevel, classes) -> list[str]:
    """The facts that called for the floor, for readers of what is sensitive."""
    return risk.in_words(risk.remembered(row), classes) if "C3" in classes and row.called_by else []


def _set_url(child, rights) -> str:
    if Verb.ASSESS in rights.verbs:
        return reverse("casework:set_risk", args=[child.pk])
    return reverse("casework:decide_risk", args=[child.pk]) if Verb.APPROVE in rights.verbs else ""


@access.record_page(Child, verb=Verb.ASSESS, methods=("GET", "POST"))
@joined.goes_on
def set_risk(request, child):
    """The worker enters the level: as high as one likes, never below what the facts call for."""
    form = kept(request, RiskForm, initial=_now(child))
    return _enter(request, child, form, "casework/set_risk.html", RiskLevel.Source.CONTACT)


@access.record_page(Child, verb=Verb.APPROVE, methods=("GET", "POST"))
@joined.goes_on
def decide_risk(request, child):
    """The supervisor enters the level, and may go below what the facts call for, with a reason."""
    form = kept(request, DecideRiskForm, initial=_now(child))
    return _enter(request, child, form, "casework/decide_risk.html", RiskLevel.Source.SUPERVISOR)


def _now(child) -> dict:
    return {"risk": child.case.risk}


def _enter(request, child, form, template, source):
    context = about(child)
    if request.method == "POST" and form.is_valid():
        said = form.deed()
        try:
            if context["closed"]:
                raise Refused(_("The case is closed. Reopen it first."))
            case = intake.set_risk(child.case, said.pop("risk"), by=request.user, source=source, **said)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The level of risk is entered: %(level)s.") % {"level": case.get_risk_display()})
            return HttpResponseRedirect(reverse("casework:risk", args=[child.pk]))
    holding = risk.found(Facts(child))
    context |= {
        "form": form,
        "floor": risk.lowest(holding),
        "facts": risk.in_words(holding, access.classes_for(request.user, child.pk)),
        "is_below": risk.is_below(context["case"].risk, risk.lowest(holding)),
        "risk_url": reverse("casework:risk", args=[child.pk]),
    }
    return show(request, template, context, status=422 if form.is_bound else 200)
