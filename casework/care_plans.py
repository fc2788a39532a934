"""The care plan: written by the worker with the child, approved by a supervisor, carried out action by action, revised (domain.md 3.6, F06)."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base import dates, objectives
from base.objectives import FieldOfAction
from base.roles import Verb
from base.workflow import Refused
from casework import approvals
from casework.models import Approval, BestInterestsAssessment, CarePlan, Case, PlanAction
from casework.workflow import CARE_PLAN, PLAN_ACTION
from minors import clocks
from minors.models import Child

# The comment and the words of a plan may quote the child: the memory points to them.
WRITTEN = gettext_noop("The care plan was written.")
AGREED = gettext_noop("The child was asked, or was given a copy.")
ON_THE_PLAN = gettext_noop("What was done stands in the care plan.")
# Which field of action a service belongs to; what is not named is one of the services.
_FIELDS = {
    "case_management": FieldOfAction.BEST_INTERESTS,
    "alternative_care": FieldOfAction.CARE,
    "safe_shelter": FieldOfAction.CARE,
    "family_tracing": FieldOfAction.FAMILY_LINKS,
    "relocation": FieldOfAction.FAMILY_LINKS,
    "return_avrr": FieldOfAction.FAMILY_LINKS,
    "durable_solution": FieldOfAction.FAMILY_LINKS,
    "gbv_response": FieldOfAction.PROTECTION_FROM_VIOLENCE,
}
_COPIED = [
    *("need", "action", "service_type", "responsible", "responsible_name", "organisation_id", "due_on", "priority", "frequency"),
    *("objective", "referral_id", "placement_id", "status", "recorded_at", "decided_id"),
]


def in_force(child: Child) -> CarePlan | None:
    """The plan that is carried out: the approved one of this stretch of work, or as long as there is none the one that is written."""
    return CarePlan.objects.filter(child=child).exclude(status="superseded").order_by("-episode__number", "number").first()


# ------------------------------------------------------------------------------------------------------------------------- writing


@transaction.atomic
def begin(case: Case, *, content: dict, by) -> CarePlan:
    """A new numbered plan, as a draft. Raises `Refused` for a closed case, and where a plan of this stretch of work is to be continued."""
    Case.objects.select_for_update().get(pk=case.pk)  # two who begin at once do not get the same number
    episode = case.episode
    if episode is None:
        raise Refused(_("The case is closed. Reopen it first."))
    for other in case.child.care_plans.all():
        if other.status in ("draft", "submitted"):
            raise Refused(_("The care plan %(number)s is not finished. Continue that one.") % {"number": other})
        if other.status == "approved" and other.episode_id == episode.pk:
            raise Refused(_("The care plan %(number)s is in force. Change or revise that one.") % {"number": other})
    return _begin(case.child, episode, content, by)


def _begin(child: Child, episode, content: dict, by) -> CarePlan:
    number = 1 + max(child.care_plans.values_list("number", flat=True), default=0)
    bia = BestInterestsAssessment.objects.filter(child=child, status="approved").first()
    plan = CarePlan(child=child, episode=episode, number=number, bia=bia, **content)
    return CARE_PLAN.begin(plan, "begin", by=by, reason=WRITTEN)


@transaction.atomic
def write(plan: CarePlan, *, content: dict, by, reason: str = "") -> CarePlan:
    """Change what the plan says at its head. Raises `Stale` when another save came first."""
    _refuse_unless_open(plan)
    for field, value in content.items():
        setattr(plan, field, value)
    plan.edition += 1
    plan.save(by=by, reason=reason or WRITTEN, update_fields=[*content, "edition"])
    return plan


@transaction.atomic
def hear(plan: CarePlan, *, child_agrees: str, child_says: str, copy_language: str = "", copy_given_on=None, by) -> CarePlan:
    """Record what the child says about the plan, and that a copy was given: as often as it is talked about, whoever approved it."""
    if plan.status == CarePlan.Status.SUPERSEDED:
        raise Refused(_("This plan was replaced by a later one."))
    if child_agrees and child_agrees != CarePlan.Agreement.YES and not child_says.strip():
        raise Refused(_("Write what the child says, or why the child could not be asked."), field="child_says")
    if copy_given_on and copy_given_on > dates.today():
        raise Refused(_("This day has not come yet."), field="copy_given_on")
    if bool(copy_given_on) != bool(copy_language):
        missing = "copy_language" if copy_given_on else "copy_given_on"
        raise Refused(_("Say on which day and in which language the copy was given."), field=missing)
    plan.child_agrees, plan.child_says = child_agrees, child_says
    plan.copy_language, plan.copy_given_on = copy_language, copy_given_on
    plan.save(by=by, reason=AGREED, update_fields=["child_agrees", "child_says", "copy_language", "copy_given_on"])
    return plan


@transaction.atomic
def add_action(plan: CarePlan, *, values: dict, by) -> PlanAction:
    """One more line, with the next number. A plan that was approved needs approval again."""
    plan = _changed(plan, by)
    number = 1 + max(plan.actions.values_list("number", flat=True), default=0)
    action = PlanAction(plan=plan, number=number, **_checked(plan, values))
    return PLAN_ACTION.begin(_serving(action), "add", by=by, reason=WRITTEN)


@transaction.atomic
def order(case: Case, lines: list[dict], *, decided, by) -> list[PlanAction]:
    """The actions that a decision of the panel makes (domain.md 2.3.3), in the plan that is carried out, whatever its state, and in the
    one that is written to follow it; in a new draft where there is none. A plan that was approved, or waits for it, is read again.

    `lines` are values of actions. Raises `Refused` on a closed case.
    """
    episode = Case.objects.select_for_update().get(pk=case.pk).episode
    if episode is None:
        raise Refused(_("The case is closed. Reopen it first."))
    standing = CarePlan.objects.select_for_update(of=("self",)).filter(child=case.child, episode=episode)
    plans = list(standing.exclude(status="superseded").order_by("number")) or [_begin(case.child, episode, {"objective": ""}, by)]
    made = []
    for values in lines:
        before = None
        for plan in plans:
            number = 1 + max(plan.actions.values_list("number", flat=True), default=0)
            action = PlanAction(plan=plan, number=number, decided=decided, continues=before, **values)
            action.objective = objective_for(action.service_type)
            if before is None:
                before = PLAN_ACTION.begin(_serving(action), "add", by=by, reason=WRITTEN)
                made.append(before)
            else:
                action.save(by=by, reason=WRITTEN)  # not told: it is the same action
    for plan in plans:
        plan.edition += 1
        plan.save(by=by, reason=WRITTEN, update_fields=["edition"])
    return made


@transaction.atomic
def write_action(action: PlanAction, *, values: dict, by) -> PlanAction:
    """Change a line that is not finished. Raises `Stale` when another save came first."""
    if not action.is_open:
        raise Refused(_("This action is finished. Take it up again first, or add another one."))
    if action.decided_id:
        raise Refused(_("The panel decided this action. Give it up with the reason, and add another one."))
    plan = _changed(action.plan, by)
    values = _checked(plan, values, known=action)
    for field, value in values.items():
        setattr(action, field, value)
    action.save(by=by, reason=WRITTEN, update_fields=list(values))
    clocks.settle(plan.child, after=(PlanAction,), by=by)
    return action


def _changed(plan: CarePlan, by) -> CarePlan:
    """The plan, locked, one edition later."""
    [stored] = CarePlan.objects.select_for_update(of=("self",)).filter(pk=plan.pk).select_related("child", "episode")
    _refuse_unless_open(stored)
    stored.edition += 1
    stored.save(by=by, reason=WRITTEN, update_fields=["edition"])
    return stored


def _refuse_unless_open(plan: CarePlan):
    if plan.status == CarePlan.Status.SUBMITTED:
        raise Refused(_("The plan waits for the supervisor. Take it back before you change it."))
    if plan.status == CarePlan.Status.SUPERSEDED:
        raise Refused(_("This plan was replaced by a later one."))
    if plan.episode.closed_at:
        raise Refused(_("The case is closed. Reopen it first."))
    if plan.status == CarePlan.Status.APPROVED and plan.child.care_plans.unfinished().exists():
        raise Refused(_("The next plan is being written already. Continue that one."))


def _checked(plan: CarePlan, values: dict, known: PlanAction | None = None) -> dict:
    """The values of a line; the objective of the national plan follows from the kind of service when nobody chose one."""
    if values["due_on"] < dates.today() and not (known and known.due_on == values["due_on"]):
        raise Refused(_("This day is over. Say until when it will be done."), field="due_on")
    for name in ("referral", "placement"):
        linked = values.get(name)
        if linked and linked.child_id != plan.child_id:
            raise Refused(_("This belongs to another child."), field=name)
    code = values.get("objective") or objective_for(values["service_type"])
    if code and code not in objectives.codes_on(dates.today()):
        raise Refused(_("The national plan in force has no objective %(code)s.") % {"code": code}, field="objective")
    return {**values, "objective": code}


def objective_for(service_type: str) -> str:
    """The objective that a kind of service serves today; empty when no plan is in force."""
    return next(iter(objectives.objectives_of(_FIELDS.get(service_type, FieldOfAction.SERVICES), dates.today())), "")


def _serving(action: PlanAction) -> PlanAction:
    """The timeline tells the objective of the action itself (domain.md 6.2)."""
    field = objectives.field_of(action.objective, dates.today()) if action.objective else ""
    action.field_of_action = FieldOfAction(field) if field else PlanAction.field_of_action  # type: ignore[misc]
    return action


# ----------------------------------------------------------------------------------------------------------------------- approving


def missing(plan: CarePlan) -> list[str]:
    """What has to be there before the plan is sent, in the words of the form; "actions" when it has none."""
    gaps = [name for name in ("objective", "participants", "child_agrees") if not getattr(plan, name)]
    return gaps + ([] if plan.actions.exclude(status="cancelled").exists() else ["actions"])


def title_of(name: str) -> str:
    return _("at least one action") if name == "actions" else str(CarePlan._meta.get_field(name).verbose_name)


@transaction.atomic
def submit(plan: CarePlan, *, by) -> CarePlan:
    """Send it to the supervisor. Raises `Refused` naming the first thing that is missing, or when nothing changed since the approval."""
    gaps = missing(plan)
    if gaps:
        raise Refused(_("Still to be written: “%(section)s”.") % {"section": title_of(gaps[0])}, field=gaps[0])
    if plan.status == CarePlan.Status.APPROVED and not approvals.modified_since_approval(plan):
        raise Refused(_("Nothing was changed since the plan was approved."))
    CARE_PLAN.move(plan, "submit", by=by, reason=WRITTEN)
    approvals.ask(plan, by=by)
    return plan


@transaction.atomic
def take_back(plan: CarePlan, *, by) -> CarePlan:
    """Go on writing before anybody decided."""
    approvals.withdraw(approvals.asked_for(plan), by=by, reason=WRITTEN)
    return CARE_PLAN.move(plan, "take_back", by=by, reason=WRITTEN)


def approve(plan: CarePlan, *, by, comment: str = "") -> CarePlan:
    """The supervisor agrees to the version `plan` holds. The plan before is replaced by it."""
    return approvals.approve(approvals.asked_for(plan), version=plan.version, by=by, comment=comment).record


def send_back(plan: CarePlan, *, by, comment: str) -> CarePlan:
    """The supervisor returns it. The comment says what has to be changed."""
    return approvals.send_back(approvals.asked_for(plan), version=plan.version, by=by, comment=comment).record


def _approved(plan: CarePlan, approval: Approval):
    for before in CarePlan.objects.filter(child=plan.child_id, status="approved"):
        CARE_PLAN.move(before, "supersede", by=approval.decided_by, reason=WRITTEN)
    CARE_PLAN.move(plan, "approve", by=approval.decided_by, reason=approvals.DECIDED)


def _returned(plan: CarePlan, approval: Approval):
    CARE_PLAN.move(plan, "return", by=approval.decided_by, reason=approvals.DECIDED)


@transaction.atomic
def revise(plan: CarePlan, *, by) -> CarePlan:
    """The next plan, as a draft: its head and what is not finished are taken over. The plan before stands until it is approved."""
    if plan.status != CarePlan.Status.APPROVED:
        raise Refused(_("Only a plan that is in force is revised."))
    case = Case.objects.select_for_update().get(child=plan.child_id)
    episode = case.episode
    if episode is None:
        raise Refused(_("The case is closed. Reopen it first."))
    if plan.child.care_plans.unfinished().exists():
        raise Refused(_("The next plan is being written already. Continue that one."))
    new = _begin(plan.child, episode, {"objective": plan.objective, "participants": plan.participants}, by)
    for number, action in enumerate(plan.actions.filter(status__in=["pending", "ongoing"]), start=1):
        copy = PlanAction(plan=new, number=number, continues=action, **{name: getattr(action, name) for name in _COPIED})
        copy.save(by=by, reason=WRITTEN)  # not told: nothing new happened
    return new


approvals.declare(
    approvals.Approvable(
        key="care_plan",
        model=CarePlan,
        verb=Verb.APPROVE,
        title=lambda number: _("Care plan %(number)s") % {"number": f"PLAN-{number}"},
        deciding=lambda number: _("Decide on %(number)s") % {"number": f"PLAN-{number}"},
        page="casework:plan",
        content=("edition",),
        approved=_approved,
        returned=_returned,
    )
)


# -------------------------------------------------------------------------------------------------------------------- carrying out


@transaction.atomic
def start(action: PlanAction, *, by) -> PlanAction:
    return _go_on(action, "start", by)


@transaction.atomic
def complete(action: PlanAction, *, done_on, result: str, by) -> PlanAction:
    """It was done. Raises `Refused` without a result, and for a day that has not come."""
    if not result.strip():
        raise Refused(_("Say what came of it."), field="result")
    if done_on is None or done_on > dates.today():
        raise Refused(_("Say on which day it was done; it cannot be later than today."), field="done_on")
    return _go_on(action, "complete", by, done_on=done_on, result=result)


@transaction.atomic
def cancel(action: PlanAction, *, why: str, by) -> PlanAction:
    """It is given up, with the reason why."""
    if not why.strip():
        raise Refused(_("Say why it is given up."), field="why")
    return _go_on(action, "cancel", by, cancel_reason=why)


@transaction.atomic
def resume(action: PlanAction, *, by) -> PlanAction:
    """It was not finished after all. What was said of it stays in its history."""
    return _go_on(action, "resume", by, done_on=None)


def _go_on(action: PlanAction, move: str, by, **changes) -> PlanAction:
    """Move the line, and the same line in the plan that is being written to follow this one."""
    if action.plan.status == CarePlan.Status.SUPERSEDED:
        raise Refused(_("This plan was replaced by a later one."))
    for copy in action.continued_by.filter(plan__status__in=["draft", "submitted"]).select_related("plan"):
        for name, value in {**changes, "status": PLAN_ACTION.moves[move].target}.items():
            setattr(copy, name, value)
        copy.save(by=by, reason=ON_THE_PLAN, update_fields=[*changes, "status"])
    return PLAN_ACTION.move(_serving(action), move, by=by, reason=ON_THE_PLAN, **changes)
