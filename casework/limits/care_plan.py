"""The care plan: until it is approved (T10), until it is looked at again (T11), and the day of each of its actions (domain.md 3.6)."""

from datetime import datetime, time, timedelta

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from base import dates
from base.roles import Verb
from casework import care_plans
from casework.limits.assessments import approvals_of, episodes_of
from casework.models import Approval, BestInterestsAssessment, CarePlan, Episode, PlanAction, Review
from minors.clocks import Rule, Run, declare, read
from minors.models import Clock


def _approvals(child) -> dict:
    """When plans of each episode were approved, the first one first."""
    plans = {plan.pk: plan.episode_id for plan in read(child, CarePlan)}
    found: dict = {}
    if not plans:
        return found
    agreed = Approval.objects.filter(child=child, kind="care_plan", status=Approval.Status.APPROVED).order_by("decided_at")
    for plan, at in agreed.values_list("subject_id", "decided_at"):
        found.setdefault(plans[plan], []).append(at)
    return found


def _first_plan(child):
    """From the first approved assessment of an episode until a plan is approved, or the case is closed without one."""
    assessed = {episode: moments[0] for episode, moments in approvals_of(child).items()}
    agreed = _approvals(child)
    for episode in episodes_of(child):
        since = assessed.get(episode.pk)
        if since and episode.pk in agreed:
            yield Run(episode.pk, since=since, ended_at=max(since, agreed[episode.pk][0]))
        elif since:
            yield Run(episode.pk, since=since, ended_at=episode.closed_at, outcome=Clock.Outcome.DROPPED, stage=_stage(episode))


def _stage(episode) -> str:
    """Which plan is being written or waits for the supervisor."""
    unfinished = CarePlan.objects.filter(episode=episode).unfinished()
    return next((f"{'sent' if one.status == 'submitted' else 'draft'} {one.pk}" for one in unfinished), "")


def _review(child):
    """Since the newest approval of a plan of an episode, or since its last review after that."""
    agreed = _approvals(child)
    reviews = [one for one in read(child, Review) if one.kind == Review.Kind.CASE]
    reviewed = {one.episode_id: one.done_at for one in sorted(reviews, key=lambda one: one.done_at)}
    for episode in episodes_of(child):
        if episode.pk in agreed:
            since = max(agreed[episode.pk][-1], reviewed.get(episode.pk, agreed[episode.pk][-1]))
            ended_at = episode.closed_at and max(since, episode.closed_at)
            yield Run(episode.pk, since=since, ended_at=ended_at, outcome=Clock.Outcome.DROPPED)


def _actions(child):
    """Every action of the plan that is carried out, until the end of its day in Djibouti."""
    plan = care_plans.in_force(child)
    for action in PlanAction.objects.filter(plan=plan).select_related("plan__episode") if plan else ():
        yield _until_its_day(action)


def _until_its_day(action: PlanAction) -> Run:
    due_at = dates.midnight(action.due_on + timedelta(days=1)) - timedelta(minutes=1)
    since, closed_at = action.recorded_at, action.plan.episode.closed_at
    if action.status == PlanAction.Status.COMPLETED and action.done_on:
        done = datetime.combine(action.done_on, time(12), dates.DJIBOUTI)
        return Run(action.pk, since=since, ended_at=max(since, done), due_at=due_at)
    if action.status == PlanAction.Status.CANCELLED:
        closed_at = closed_at or dates.now()
    return Run(action.pk, since=since, ended_at=closed_at, outcome=Clock.Outcome.DROPPED, due_at=due_at)


def _title(clock: Clock) -> str:
    if clock.stage.startswith("sent"):
        return gettext("Care plan: supervisor's decision")
    if clock.stage.startswith("draft"):
        return gettext("Care plan: to finish")
    return gettext("Care plan")


def _page(clock: Clock) -> str:
    _state, _space, plan = clock.stage.partition(" ")
    return reverse("casework:plan", args=[plan]) if plan else reverse("casework:begin_plan", args=[clock.child_id])


def _verb(stage: str) -> Verb:
    return Verb.APPROVE if stage.startswith("sent") else Verb.ASSESS


declare(
    Rule(
        "T10",
        "caseplan.approved",
        _title,
        _verb,
        (BestInterestsAssessment, CarePlan, Episode),
        _first_plan,
        _page,
        starts=_("the approval of the best-interests assessment"),
    ),
    Rule(
        "T11",
        "caseplan.review",
        _("Review of the care plan"),
        Verb.ASSESS,
        (CarePlan, Review, Episode),
        _review,
        lambda clock: reverse("casework:review_case", args=[clock.child_id]),
        starts=_("the approval of the care plan, or its last review"),
    ),
    Rule(
        "F06",
        "plan.action",
        _("Action of the care plan"),
        Verb.ASSESS,
        (PlanAction, CarePlan, Episode),
        _actions,
        lambda clock: reverse("casework:plan_action", args=[clock.subject_id]),
        by_limit=False,
        starts=_("the day written in the plan"),
    ),
)
