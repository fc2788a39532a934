"""Turning 18: the plan for it, and what holds before and after (domain.md 9.7). The rules for children hold until the latest plausible birthday."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_noop

from base import dates
from base.models import Stale
from casework.models import TransitionPlan
from casework.workflow import TRANSITION
from minors.models import Child

SOON = 12  # months before the earliest birthday: the first alert of T35


@dataclass(frozen=True)
class Birthday:
    """The first and the last day on which the child may turn 18; None when nothing is known of the birth."""

    earliest: date | None
    latest: date | None

    @property
    def stage(self) -> str:
        """ "far", "soon" (12 months before the earliest), "maybe" (between both days) or "grown"; "unknown"."""
        if self.earliest is None or self.latest is None:
            return "unknown"
        today = dates.today()
        if today >= self.latest:
            return "grown"
        if today >= self.earliest:
            return "maybe"
        return "soon" if today >= dates.add_months(self.earliest, -SOON) else "far"


def birthday(child: Child) -> Birthday:
    return Birthday(dates.turns_18_earliest(child.birth_earliest), dates.turns_18_latest(child.birth_latest))


@transaction.atomic
def write(child: Child, *, version: int | None = None, by, **parts) -> TransitionPlan:
    """Write the transition plan, or revise it; every revision answers the alert that is due. `parts` are its fields.

    Raises `Stale` when somebody else revised it since `version`.
    """
    Child.objects.select_for_update(of=["self"]).get(pk=child.pk)
    plan = TransitionPlan.objects.filter(child=child).first()
    now = dates.now()
    if plan is None:
        plan = TransitionPlan(child=child, author=by, revised_at=now, **parts)
        return TRANSITION.begin(plan, "write", by=by, reason=gettext_noop("A transition plan was written."))
    if version != plan.version:
        raise Stale(plan)
    changes = {**parts, "author": by, "revised_at": now}
    return TRANSITION.move(plan, "revise", by=by, reason=gettext_noop("The transition plan was revised."), **changes)
