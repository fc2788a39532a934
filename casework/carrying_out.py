"""What follows from a decision of the panel: actions of the care plan, the check whether it is carried out, and how long it holds
(domain.md 2.3.3, 2.3.5)."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base import dates, limits, options
from base.workflow import Refused
from casework import care_plans
from casework.models import CHECK, Case, DecisionCheck, PanelDecision, PlanAction
from minors import joined

CHECKED = gettext_noop("What came of it stands with the decision.")
VALID = "bid.validity"  # the limit after which a decision that was not carried out has to be looked at again


def refuse_gaps(decision: PanelDecision) -> None:
    """Raises `Refused` unless what has to be done says what, by whom and until when; drops it where nothing is to be done."""
    if decision.value in (PanelDecision.Value.RETURNED, PanelDecision.Value.WITHDRAWN):
        decision.actions = []
    if decision.orders and not decision.actions:
        raise Refused(_("Write at least one action: what is done, by whom, until when."), field="action_1")
    kinds = dict(options.choices("L14", strict=True))
    for number, one in enumerate(decision.actions, start=1):
        if not one.get("action", "").strip() or one.get("service_type") not in kinds:
            raise Refused(_("Say for each action what is done and which kind of service it is."), field=f"action_{number}")
        if one.get("responsible") not in PlanAction.Responsible.values:
            raise Refused(_("Say for each action who sees to it."), field=f"responsible_{number}")
        if one.get("due_on", "") < dates.today().isoformat():
            raise Refused(_("An action is done on a day to come."), field=f"until_{number}")


def into_the_plan(decision: PanelDecision, *, by) -> list[PlanAction]:
    """What the panel decided stands in the care plan from now on, each action with its owner and its day."""
    if not decision.actions:
        return []
    # Of a file that was joined the work goes on in the kept one.
    kept = joined.files_of(decision.determination.child)[0]
    case = Case.objects.select_related("child").get(child=kept)
    need = _("Decision of the panel (%(number)s)") % {"number": decision.determination}
    if decision.solution:
        need = _("%(label)s: %(value)s") % {"label": need, "value": decision.solution_label}
    lines = [
        {
            "need": need,
            "action": f"{one['action']} ({one['who']})" if one.get("who") else one["action"],
            "service_type": one["service_type"],
            "responsible": one["responsible"],
            "due_on": date.fromisoformat(one["due_on"]),
        }
        for one in decision.actions
    ]
    return care_plans.order(case, lines, decided=decision, by=by)


@transaction.atomic
def check(decision: PanelDecision, *, carried_out: str, why: str = "", checked_at: datetime | None = None, by) -> DecisionCheck:
    """Record whether it is carried out. Raises `Refused` before it was taken, for a moment to come or before the decision, where
    nothing was to be carried out, without the reason why not, and once it was carried out."""
    checked_at = checked_at or dates.now()
    PanelDecision.objects.select_for_update().get(pk=decision.pk)
    if decision.taken_at is None or decision.value not in PanelDecision.ORDERS:
        raise Refused(_("Nothing was decided here that is carried out."))
    if checks_of(decision).filter(carried_out=DecisionCheck.CarriedOut.YES).exists():
        raise Refused(_("It is recorded already that it was carried out."))
    if checked_at > dates.now():
        raise Refused(_("This moment has not come yet."), field="checked_at")
    if checked_at < decision.taken_at.replace(second=0, microsecond=0):
        raise Refused(_("This is before the decision was taken."), field="checked_at")
    if carried_out != DecisionCheck.CarriedOut.YES and not why.strip():
        raise Refused(_("Say what is not done, and why."), field="why")
    said = DecisionCheck(decision=decision, carried_out=carried_out, why=why.strip(), checked_at=checked_at, checked_by=by)
    return CHECK.begin(said, "check", by=by, reason=CHECKED, happened_at=checked_at)


def checks_of(decision: PanelDecision):
    """Whether it is carried out: what was recorded about it, or about the urgent decision that it confirms."""
    return DecisionCheck.objects.filter(decision__in=[decision.pk, *([decision.ratifies_id] if decision.confirms else [])])


def in_force(files) -> PanelDecision | None:
    """The last decision about a child that chose what is to become of it, or replaced what was chosen by measures for now; of one
    that was not carried out, for twelve months."""
    chosen = Q(value__in=["approved", "other"]) | Q(outcome=PanelDecision.Outcome.REPLACE)
    taken = PanelDecision.objects.filter(chosen, determination__child__in=files, status="taken")
    last = taken.select_related("determination").order_by("-taken_at").first()
    return last if last and not expired(last, files[0]) else None


def expired(decision: PanelDecision, child) -> bool:
    """Whether it was not carried out in time, so that it has to be looked at again."""
    if checks_of(decision).filter(carried_out=DecisionCheck.CarriedOut.YES).exists() or decision.taken_at is None:
        return False
    [risk] = Case.objects.filter(child=child).values_list("risk", flat=True)
    until = limits.due(VALID, risk, decision.taken_at)
    return until is not None and until < dates.now()
