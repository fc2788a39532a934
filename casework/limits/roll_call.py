"""What a roll-call found otherwise than the system has it: the child's social worker is told, until it is settled (domain.md 3.9)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import dates
from base.roles import Verb
from casework.limits.assessments import episodes_of
from casework.models import Absence, MissingReport, Placement, RollCallLine
from minors.clocks import Rule, Run, declare, read
from minors.models import Clock


def _found_otherwise(child):
    """Of the last roll-call in which the child stood: due at once, until the system says what was found, or the case is closed."""
    lines = sorted(read(child, RollCallLine, "roll_call"), key=lambda one: one.roll_call.called_at)
    for line in lines:
        since = line.roll_call.called_at
        if line.differs:
            closed = all(one.closed_at for one in episodes_of(child))
            settled = line is not lines[-1] or closed or _is_settled(child, line)
            yield Run(
                line.pk, since=since, ended_at=max(dates.now(), since) if settled else None, due_at=since, stage=line.expected
            )


def _is_settled(child, line: RollCallLine) -> bool:
    stays = [one for one in read(child, Placement) if one.ends_at is None]
    if line.expected == RollCallLine.Expected.ELSEWHERE:
        return any(one.provider_id == line.roll_call.provider_id for one in stays)
    away = any(one.placement_id == line.placement_id and one.ends_at is None for one in read(child, Absence))
    if line.present:
        return not away
    missing = any(one.status == "missing" for one in read(child, MissingReport))
    return away or missing or line.placement_id not in {one.pk for one in stays}


def _page(clock: Clock) -> str:
    if clock.stage == RollCallLine.Expected.ELSEWHERE:
        return reverse("casework:place", args=[clock.child_id])
    return reverse("casework:settle_call", args=[clock.subject_id])


declare(
    Rule(
        "F09", "roll_call.difference", _("The roll-call found it otherwise: where does the child sleep?"), Verb.PLACE,
        (RollCallLine, Absence, Placement, MissingReport), _found_otherwise, _page,
        by_limit=False, goes_on=True, urgent=True, pauses=False, starts=_("the roll-call"),
    ),
)  # fmt: skip
