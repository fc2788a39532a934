"""Handing over: the queue of whoever decides, the proposal with a change for each row, the launch, its result and the way back."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from base import dates, options
from base.forms import kept
from base.models import AccessEvent, Team, User
from base.pages import page, show
from base.roles import Verb
from base.workflow import Refused
from casework import distribution, queues
from casework import handover as deeds
from casework.forms.handover import HandOverForm, UndoForm
from casework.models import Case, HandOver, Transfer
from casework.views.about import about
from casework.workflow import TRANSFER
from minors import access, joined
from minors.models import Child

MOST = 500  # cases of one hand-over
LATEST = 20  # earlier hand-overs on the page of the queue
READ = ("child__region", "child__team__institution", "owner")
TONES = {"proposed": "warn", "accepted": "good", "refused": "bad", "cancelled": "calm", "undone": "calm"}


@page(verb=Verb.ASSIGN)
def queue(request):
    """What nobody is responsible for, what somebody refused, what waits for an answer, and the latest hand-overs."""
    cases = list(queues.waiting_for(request.user).select_related(*READ).order_by("child__team", "child__code"))
    teams: dict[Team, list[Case]] = {}
    for case in cases:
        teams.setdefault(case.child.team, []).append(case)
    offers = access.visible_to(request.user, Transfer).waiting().select_related("case__child", "new", "previous")
    refused = queues.refused_by_others(request.user).select_related("case__child", "new", "previous")
    context = {
        "teams": list(teams.items()),
        "offers": _lines(offers.order_by("sent_at", "pk")[:MOST]),
        "refused": _lines(refused.order_by("decided_at", "pk")[:MOST]),
        "latest": access.visible_to(request.user, HandOver).select_related("launched_by", "leaver")[:LATEST],
        "crumbs": _crumbs()[:1],
    }
    lines = [*context["offers"], *context["refused"]]
    access.remember_list(request.user, [one.child.code for one in [*cases, *(line["transfer"].case for line in lines)]])
    return show(request, "casework/queue.html", context)


@page(verb=Verb.ASSIGN, methods=("GET", "POST"), step_up=True)
def hand_over_caseload(request, worker):
    """Everything that one social worker carries, as far as this supervisor answers for it."""
    cases = access.visible_to(request.user, Case).still_open().filter(owner=worker)
    owner = User.objects.filter(pk=worker).first()
    found = list(cases.select_related(*READ).order_by("child__code")[:MOST])
    if owner is None or not found:
        raise Http404
    title = _("Hand over the cases of %(person)s") % {"person": owner}
    return _propose(request, found, title=title, leaver=owner)


@page(verb=Verb.ASSIGN, methods=("GET", "POST"), step_up=True)
def hand_over_queue(request, team):
    """The cases of a team for which nobody can act."""
    cases = queues.waiting_for(request.user).filter(child__team=team)
    found = list(cases.select_related(*READ).order_by("child__code")[:MOST])
    if not found:
        raise Http404
    return _propose(request, found, title=_("Hand over the cases that nobody follows"))


@access.record_page(Child, verb=Verb.ASSIGN, methods=("GET", "POST"), related=("team__institution", "region", "case__owner"))
@joined.goes_on
def hand_over(request, child):
    """One case, also to another team or institution."""
    case = child.case
    case.child = child
    elsewhere = distribution.workers().exclude(team=child.team_id).order_by("team__institution", "team", "name", "pk")
    title = _("Hand over the case %(code)s") % {"code": child}
    return _propose(request, [case], title=title, elsewhere=list(elsewhere), more=about(child))


def _propose(request, cases: Sequence[Case], *, title: str, leaver: User | None = None, elsewhere=(), more=None):
    """The proposal is the preview: every row can be changed, "check" counts again, "launch" does it."""
    access.remember_list(request.user, [one.child.code for one in cases])
    people = list(distribution.colleagues(cases[0].child.team_id))
    rows = distribution.propose(cases, by=request.user, to=people)
    loads = distribution.loads(people)
    form = kept(request, HandOverForm, rows=rows, loads=loads, elsewhere=elsewhere, leaving=leaver is not None)
    checking = "check" in request.POST
    if request.method == "POST" and form.is_valid() and not checking:
        said = form.deed()
        leaving_on = said.pop("leaving_on", None)
        try:
            launched = deeds.launch(
                form.chosen(), by=request.user, leaver=leaver if leaving_on else None, leaving_on=leaving_on, **said
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The hand-over is launched."))
            return redirect(launched)
    chosen = form.chosen()
    languages = {case.child.language: case.child.language_label for case in cases}
    regions = distribution.region_names()
    context = {
        **(more or {}),
        "title": title,
        "form": form,
        "rows": [
            {
                "case": row.case,
                "field": form[form.name_of(row)],
                "why": distribution.in_words(row.why, regions),
                "elsewhere_url": "" if more else _offer_elsewhere(row.case, form.fields[form.name_of(row)].choices),
                "language": languages[row.case.child.language],
            }
            for row in rows
        ],
        "after": _after(chosen, loads),
        "too_many": distribution.MOST_CASES,
        "waiting": sum(row.waits for row in chosen),
        "left": len(rows) - len(chosen),
        "crumbs": (more or {}).get("crumbs") or _crumbs(),
    }
    return show(request, "casework/hand_over.html", context, status=422 if form.is_bound and not checking else 200)


def _offer_elsewhere(case: Case, choices) -> str:
    """Where a case for which the team has nobody to choose is offered to another: several go to people of their team only."""
    return "" if len(choices) > 1 else reverse("casework:hand_over", args=[case.child_id])


def _after(chosen, loads) -> list[dict]:
    """What everybody of the team would carry: before, after, weight, whether it is too much."""
    rows = []
    for load in loads.values():
        taken = [row.case for row in chosen if row.new == load.worker]
        before = load.cases
        load.take(taken)
        if taken:
            many = load.cases > distribution.MOST_CASES
            rows.append({"person": load.worker, "before": before, "cases": load.cases, "weight": load.weight, "too_many": many})
    return rows


@access.record_page(HandOver, verb=Verb.ASSIGN, related=("launched_by", "leaver", "team__institution"))
def handover(request, handover):
    return _result(request, handover)


@access.record_page(HandOver, verb=Verb.ASSIGN, methods=("POST",), related=("launched_by", "leaver", "team__institution"))
def undo(request, handover):
    form = UndoForm(request.POST)
    if form.is_valid():
        try:
            left = deeds.undo(handover, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            if left:
                text = ngettext(
                    "The hand-over is undone. %(count)s case stays as it is, because somebody changed it since: %(codes)s.",
                    "The hand-over is undone. %(count)s cases stay as they are, because somebody changed them since: %(codes)s.",
                    len(left),
                )
                messages.warning(request, text % {"count": len(left), "codes": options.in_a_row(one.case for one in left)})
            else:
                messages.success(request, _("The hand-over is undone: owners and accesses are as they were."))
            return redirect(handover)
    return _result(request, handover, form)


def _result(request, handover, form=None):
    transfers = access.visible_to(request.user, Transfer).filter(handover=handover).order_by("case__child__code")
    found = list(transfers.select_related("case__child", "new", "previous"))
    for one in found:  # each line tells who follows the child
        access.remember(request.user, AccessEvent.Kind.LISTED, one)
    elsewhere = handover.transfers.count() - len(found)
    running = [one for one in found if TRANSFER.allows(one, "undo") or TRANSFER.allows(one, "cancel")]
    states = Transfer.Status
    context = {
        "handover": handover,
        "facts": [
            {"label": _("Launched by"), "value": handover.launched_by},
            {"label": _("Reason"), "value": handover.reason_label},
            {"label": _("Team"), "value": handover.team},
        ],
        "tiles": [
            {"label": state.label, "value": count, "tone": "", "url": "", "hint": ""}
            for state in states
            if (count := sum(one.status == state for one in found))
        ],
        "lines": _lines(found),
        "elsewhere": elsewhere,
        "form": form or (UndoForm() if running else None),
        "over": bool(handover.leaving_on and handover.leaving_on < dates.today()),
        "crumbs": _crumbs(),
    }
    return show(request, "casework/handover.html", context, status=422 if form else 200)


def _lines(transfers) -> list[dict]:
    """Transfers as lines of a list: code and people, no names of children."""
    return [{"transfer": one, "tone": TONES[one.status]} for one in transfers]


def _crumbs() -> list[dict]:
    return [
        {"label": _("Board of the unit"), "url": reverse("casework:board")},
        {"label": _("Hand-overs"), "url": reverse("casework:queue")},
    ]
