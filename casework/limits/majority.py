"""Turning 18: T35 warns by the earliest plausible birthday, T42 counts from the latest one (domain.md 2.4, 9.7)."""

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import dates
from base.roles import Verb
from casework.models import Case, Episode, TransitionPlan
from minors.clocks import Rule, Run, declare, read
from minors.models import Child, Clock

WARNED_FROM = 12  # months before the earliest birthday: the first alert of T35
LEAD = timedelta(days=14)  # so much earlier the plan is asked for: a clock of years would say nothing


def _alerts(child: Child) -> Iterable[Run]:
    """Each revision of the transition plan answers the alert that is due; the next one follows."""
    birthday = dates.turns_18_earliest(child.birth_earliest)
    if birthday is None:
        return
    at = dates.midnight(birthday)
    revised = TransitionPlan.objects.filter(child=child).values_list("revised_at", flat=True).first()
    since = max(revised or child.registered_at, dates.add_months(at, -WARNED_FROM) - LEAD)
    if since < at:
        yield Run(child.pk, since=since, origin=at, **_end(child))


def _stays(child: Child) -> Iterable[Run]:
    """From the day on which the young person surely is 18 until the case is closed."""
    birthday = dates.turns_18_latest(child.birth_latest)
    if birthday is not None:
        yield Run(child.pk, since=dates.midnight(birthday), **_end(child))


def _end(child: Child) -> dict:
    """A closed case owes neither."""
    if not Case.objects.filter(child=child, status=Case.Status.CLOSED).exists():
        return {}
    return {"ended_at": read(child, Episode)[-1].closed_at, "outcome": Clock.Outcome.DROPPED}


def _page(clock: Clock) -> str:
    return reverse("casework:transition", args=[clock.child_id])


declare(
    Rule(
        "T35", "majority.alerts", _("Transition plan: the child will soon be 18"), Verb.ASSESS,
        (Child, TransitionPlan, Episode, Case), _alerts, _page, pauses=False, starts=_("the earliest possible 18th birthday"),
    ),
    Rule(
        "T42", "majority.stays_open", _("Case of a young adult: hand over and close"), Verb.ASSESS,
        (Child, Episode, Case), _stays, _page, pauses=False, starts=_("the latest possible 18th birthday"),
    ),
)  # fmt: skip
