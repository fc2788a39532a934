"""A decision of the panel: proposed, signed, locked by its members; read by whoever may read the file; explained to the child."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from base import options
from base.forms import attempt, kept
from base.pages import show
from base.roles import Verb
from base.workflow import Refused
from casework import carrying_out, determinations, panel, panel_decisions
from casework.forms.determinations import DecisionCheckForm, TellForm
from casework.forms.panel import DecideForm, SignForm, WhyForm
from casework.models import AgendaItem, PanelDecision, PlanAction
from casework.views.about import about
from minors.access import record_page, rights_on, visible_to

READ = (
    "determination__child__case",
    "determination__reviews",
    "item__session",
    "item__determination",
    "report",
    "quorum",
    "ratifies",
    "proposed_by",
)


@record_page(
    AgendaItem,
    verb=Verb.SIT_ON_PANEL,
    methods=("GET", "POST"),
    related=("session", "report", "determination__child__case", "determination__reviews"),
)
def decide_bid(request, item):
    """Put a decision to the vote."""
    again = item.determination.reviews_id is not None
    urgently = panel_decisions.to_ratify(item.determination)
    form = kept(request, DecideForm, report=item.report, again=again, urgently=urgently)
    if request.method == "POST" and form.is_valid():
        try:
            decision = panel_decisions.propose(item, by=request.user, **form.decision())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The decision is put to the vote. Each member signs it."))
            return HttpResponseRedirect(decision.get_absolute_url())
    context = {**about(item.determination.child), "item": item, "determination": item.determination, "form": form}
    context["urgently"] = urgently
    return show(request, "casework/decide_bid.html", context, status=422 if form.is_bound else 200)


@record_page(PanelDecision, verb=Verb.OPEN_CASE, related=READ)
def panel_decision(request, record):
    return _show(request, record)


@record_page(PanelDecision, verb=Verb.SIT_ON_PANEL, methods=("POST",), related=READ)
def sign_bid(request, record):
    return _acted(request, record, signing=SignForm(request.POST), deed=panel_decisions.sign, done=_("You have signed."))


@record_page(PanelDecision, verb=Verb.SIT_ON_PANEL, methods=("POST",), related=READ)
def take_bid(request, record):
    return _take(request, record)


@record_page(PanelDecision, verb=Verb.HOLD_PANEL, methods=("POST",), related=READ)
def lock_bid(request, record):
    """The same for the secretariat."""
    return _take(request, record)


def _take(request, record):
    try:
        panel_decisions.take(record, by=request.user)
    except Refused as refusal:
        record.refresh_from_db()
        return _show(request, record, refusal=refusal)
    messages.success(request, _("The decision is taken. Its minutes are locked."))
    return HttpResponseRedirect(record.get_absolute_url())


@record_page(PanelDecision, verb=Verb.SIT_ON_PANEL, methods=("POST",), related=READ)
def set_aside_bid(request, record):
    return _acted(
        request,
        record,
        aside=WhyForm(request.POST),
        deed=panel_decisions.set_aside,
        done=_("It is set aside. Another decision can be proposed."),
        to=record.determination,
    )


@record_page(PanelDecision, verb=Verb.ASSESS, methods=("POST",), related=READ)
def tell_bid(request, record):
    return _acted(
        request, record, telling=TellForm(request.POST), deed=determinations.tell, done=_("It is kept how the child was told.")
    )


@record_page(PanelDecision, verb=Verb.ASSESS, methods=("POST",), related=READ)
def check_bid(request, record):
    return _acted(
        request, record, checking=DecisionCheckForm(request.POST), deed=carrying_out.check, done=_("The check is kept.")
    )


def _acted(request, record, *, deed, done, to=None, **sent):
    """Do what the one sent form asks for, or show it again on the page, by the name it has there."""
    [form] = sent.values()
    if attempt(request, form, lambda: deed(record, by=request.user, **form.deed())).done:
        messages.success(request, done)
        return HttpResponseRedirect((to or record).get_absolute_url())
    return _show(request, record, **sent)


def _show(request, record, *, signing=None, aside=None, telling=None, checking=None, refusal=None):
    rights = request.rights or rights_on(request.user, record.determination.child_id)
    proposed, taken = record.status == "proposed", record.status == "taken"
    sits = Verb.SIT_ON_PANEL in rights.verbs and proposed
    signatures = list(record.signatures.select_related("member__user", "institution"))
    signed = any(one.member.user_id == request.user.pk for one in signatures)
    notification = getattr(record, "notification", None)
    lacking = panel_decisions.lacking(record) if proposed else []
    checks = list(carrying_out.checks_of(record).select_related("checked_by"))
    open_to_checks = taken and record.value in record.ORDERS and not any(one.carried_out == "yes" for one in checks)
    locks = proposed and not lacking and (signed or Verb.HOLD_PANEL in rights.verbs)
    context = {
        **about(record.determination.child),
        "decision": record,
        "determination": record.determination,
        "readable": "C3" in rights.classes,
        "reasons": [{**one, "label": options.label("L19", one["solution"])} for one in record.option_reasons],
        "signatures": signatures,
        "as_signed": taken and panel_decisions.is_as_signed(record),
        "lacking": lacking,
        "signing": signing or (SignForm() if sits and not signed else None),
        "aside": aside or (WhyForm() if sits and _is_free(record, request.user) else None),
        "locks": locks,
        "lock_by": "casework:take_bid" if Verb.SIT_ON_PANEL in rights.verbs else "casework:lock_bid",
        "notification": notification,
        "telling": telling or (TellForm() if taken and notification is None and Verb.ASSESS in rights.verbs else None),
        "checks": checks,
        "checking": checking or (DecisionCheckForm() if open_to_checks and Verb.ASSESS in rights.verbs else None),
        "follows": taken and record.value in record.ORDERS,
        "may_review": bool(checks)
        and open_to_checks
        and Verb.ASSESS in rights.verbs
        and record.determination.status == "decided",
        "may_revise": Verb.ASSESS in rights.verbs and _asks_for_more(record),
        "actions": _actions(record),
        "in_plan": visible_to(request.user, PlanAction).filter(decided=record, continues=None).select_related("plan"),
        "refusal": refusal,
        "facts": _facts(record),
    }
    bound = refusal or any(form is not None for form in (signing, aside, telling, checking))
    return show(request, "casework/panel_decision.html", context, status=422 if bound else 200)


def _asks_for_more(record) -> bool:
    """Whether the determination waits for the next version of its report because of this decision."""
    if record.status != "taken" or record != panel_decisions.last_taken(record.determination):
        return False
    latest = determinations.latest(record.determination)
    return record.determination.status in ("deferred", "report") and latest.status == "accepted"


def _is_free(record, user) -> bool:
    try:
        panel.refuse_unless_free(record.item, panel.member_of(user))
    except Refused:
        return False
    return True


def _actions(record) -> list[dict]:
    people = dict(PlanAction.Responsible.choices)
    return [
        {
            **one,
            "service": options.label("L14", one["service_type"]),
            "by": options.in_a_row([people[one["responsible"]], one.get("who")]),
            "day": date.fromisoformat(one["due_on"]),
        }
        for one in record.actions
    ]


def _facts(record) -> list[dict]:
    found = [{"label": _("Decision"), "value": record.get_value_display()}]
    if record.solution:
        found.append({"label": _("Solution that is chosen"), "value": record.solution_label})
    if record.outcome:
        found.append({"label": _("What becomes of the earlier decision"), "value": record.get_outcome_display()})
    return found
