"""The national plan seen from above: objectives with their figures, one indicator, the coded list behind it, its export."""

import json

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from base.models import AccessEvent
from base.pages import attached, attached_table, page, show
from base.roles import Verb
from minors.access import remember
from plan import measuring, tables
from plan.forms import PeriodForm
from plan.measuring import BREAKDOWNS
from plan.models import Indicator, Plan

TREND = 6  # periods
A_PAGE = 200  # codes
LEAST = 5  # children that a list has for somebody who may open no file (domain.md 7.2)


@page(verb=Verb.SEE_PLAN)
def objectives(request):
    """The objectives of the version in force, with each computed indicator in the chosen period."""
    form = PeriodForm(request.GET)
    status = 200 if form.is_valid() else 422
    plan = Plan.objects.in_force(form.period_shown.last)
    branches = (
        []
        if plan is None
        else [_branch(objective, form, request.user) for objective in plan.objectives.prefetch_related("indicators")]
    )
    context = {"form": form, "period": form.period_shown, "plan": plan, "branches": branches}
    return show(request, "plan/objectives.html", context, status=status)


@page(verb=Verb.SEE_PLAN)
def indicator(request, code):
    """One indicator: its definition, its value with every breakdown, the periods before."""
    form = PeriodForm(request.GET)
    status = 200 if form.is_valid() else 422
    found = _indicator(code, form)
    context = {
        "form": form,
        "indicator": found,
        "plan": found.objective.plan,
        "crumbs": _crumbs(form),
        "lists": "",
        "measure": None,
    }
    if found.definition:
        context |= _measured(found, form, request.user)
    return show(request, "plan/indicator.html", context, status=status)


@page(verb=Verb.DRILL_DOWN)
def cases(request, code):
    """The codes behind a figure. Whoever may open no file sees them only in groups that are large enough (domain.md 7.2)."""
    form = _asked_for(request)
    found = _indicator(code, form, computed=True)
    breakdown, group = request.GET.get("breakdown", ""), request.GET.get("group", "")
    if breakdown and (breakdown not in BREAKDOWNS or group not in measuring.groups_of(breakdown)):
        raise Http404
    lines = measuring.drill_down(
        found, form.period_shown, user=request.user, known_on=form.moment, breakdown=breakdown, group=group
    )
    opens_files = request.user.can(Verb.OPEN_CASE)
    too_few = 0 < len(lines) < LEAST and not opens_files
    start = _number(request.GET.get("start", "0"))
    shown = [] if too_few else lines[start : start + A_PAGE]
    remember(
        request.user,
        AccessEvent.Kind.LISTED,
        indicator=code,
        period=str(form.period_shown),
        group=f"{breakdown} {group}".strip(),
        codes=len(shown),
        found=[line.code for line in shown],
    )
    pages = {key: value for key, value in {"breakdown": breakdown, "group": group}.items() if value}
    context = {
        "form": form,
        "indicator": found,
        "crumbs": [*_crumbs(form), {"label": code, "url": reverse("plan:indicator", args=[code]) + form.query()}],
        "group": measuring.group_label(breakdown, group) if breakdown else "",
        "count": len(lines),
        "too_few": too_few,
        "least": LEAST,
        # Beside a code, sex, age, nationality and region together would single a child out.
        "groups_shown": opens_files,
        "lines": [_in_words(line) for line in shown],
        "newer_url": form.query(start=max(0, start - A_PAGE), **pages) if start else "",
        "older_url": form.query(start=start + A_PAGE, **pages) if start + A_PAGE < len(lines) and not too_few else "",
    }
    return show(request, "plan/cases.html", context)


@page(verb=Verb.SEE_PLAN)
def export(request, code):
    """The figures of one indicator as CSV or JSON, marked internal."""
    form = _asked_for(request)
    found = _indicator(code, form, computed=True)
    measure = measuring.measure(found, form.period_shown, user=request.user, known_on=form.moment)
    rows = tables.rows(measure)
    remember(request.user, AccessEvent.Kind.EXPORTED, indicator=code, period=str(measure.period), rows=len(rows))
    name = f"internal-{code}-{measure.period}"
    if request.GET.get("format") == "json":
        said = json.dumps({"marking": tables.MARKING, "rows": rows}, ensure_ascii=False, indent=1)
        return attached(said, f"{name}.json", media_type="application/json")
    return attached_table(tables.as_csv(rows), f"{name}.csv")


def _indicator(code: str, form: PeriodForm, *, computed: bool = False) -> Indicator:
    """The indicator of the version in force in the period; 404 when there is none, or none that is computed."""
    plan = Plan.objects.in_force(form.period_shown.last)
    found = Indicator.objects.filter(objective__plan=plan, code=code).select_related("objective__plan").first()
    if found is None or (computed and not found.definition):
        raise Http404
    return found


def _asked_for(request) -> PeriodForm:
    """The period of an address that a page has made; one that cannot be read leads nowhere."""
    form = PeriodForm(request.GET)
    if not form.is_valid():
        raise Http404
    return form


def _branch(objective, form: PeriodForm, user) -> dict:
    computed, waiting = [], []
    for one in objective.indicators.all():
        url = reverse("plan:indicator", args=[one.code]) + form.query()
        if one.definition:
            one.objective = objective
            computed.append(tables.card(measuring.measure(one, form.period_shown, user=user, known_on=form.moment), url))
        else:
            waiting.append({"indicator": one, "url": url})
    return {"objective": objective, "computed": computed, "waiting": waiting}


def _measured(found: Indicator, form: PeriodForm, user) -> dict:
    """What the page of a computed indicator shows besides its name."""
    measures = [measuring.measure(found, one, user=user, known_on=form.moment) for one in form.period_shown.trend(TREND)]
    address = reverse("plan:cases", args=[found.code])
    may_list = user.can(Verb.DRILL_DOWN)

    def behind(breakdown, group):
        return address + form.query(breakdown=breakdown, group=group)

    measure = measures[-1]
    return {
        "measure": measure,
        "card": tables.card(measure),
        "definition": [{"label": heading, "value": sentence} for heading, sentence in measure.definition.published()],
        "breakdowns": tables.breakdowns(measure, behind if may_list else None),
        "trend": tables.trend(measures),
        "lists": address + form.query() if may_list else "",
        "csv": reverse("plan:export", args=[found.code]) + form.query(format="csv"),
        "json": reverse("plan:export", args=[found.code]) + form.query(format="json"),
    }


def _crumbs(form: PeriodForm) -> list[dict]:
    return [{"label": _("National plan"), "url": reverse("plan:objectives") + form.query()}]


def _in_words(line: measuring.Line) -> dict:
    groups = {name: measuring.group_label(name, getattr(line, name)) for name in BREAKDOWNS}
    return {"code": line.code, "counted": line.counted, **groups}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0
