"""A guardian for every child that is here without its parents: asked for (T15), appointed (T16) (domain.md 2.4, 3.8)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import dates
from base.roles import Verb
from casework.age_assessment import treated_as_child
from casework.limits.assessments import begun, episodes_of
from casework.models import Episode, Guardianship
from minors.clocks import Rule, Run, declare, read
from minors.models import Child, Clock

ALONE = ("uac", "sc")  # of L01: a child at risk is with its parents, who represent it
Status = Guardianship.Status


def _mandates(child: Child) -> list[Guardianship]:
    return [one for one in read(child, Guardianship) if one.kind in Guardianship.GUARDIANS]


def _requests(child: Child) -> Iterable[Run]:
    """Since the case was opened, and again since nobody is guardian any more; until one is asked for or recorded."""
    if child.category not in ALONE or not episodes_of(child):
        return
    rows, today = _mandates(child), dates.today()
    left = [one for one in rows if one.status in (Status.REFUSED, Status.ENDED) or (one.ends_on and one.ends_on <= today)]
    stands = [one for one in rows if one not in left]
    answered = min((_moment(one.requested_on) or one.recorded_at for one in stands), default=None)
    since = begun(child, episodes_of(child)[0])
    vacant = [at for at in (_moment(one.ends_on or one.decided_on) for one in left) if at and (not answered or at <= answered)]
    since = max([since, *vacant])
    ended_at, outcome = _dropped(child, since)
    if answered:
        ended_at, outcome = max(answered, since), Clock.Outcome.DONE
    yield Run(child.pk, since=since, ended_at=ended_at, outcome=outcome)


def _appointments(child: Child) -> Iterable[Run]:
    """From each request until it is decided; a refusal gives the request back, so that its own limit runs again."""
    for one in _mandates(child):
        since = _moment(one.requested_on)
        if since is None:
            continue
        ended_at, outcome = _dropped(child, since)
        if one.status != Status.ASKED:
            decided = _moment(one.decided_on or one.starts_on) or one.recorded_at
            ended_at = max(decided, since)
            outcome = Clock.Outcome.DROPPED if one.status == Status.REFUSED else Clock.Outcome.DONE
        yield Run(one.pk, since=since, ended_at=ended_at, outcome=outcome)


def _dropped(child: Child, since: datetime) -> tuple[datetime | None, str]:
    """When it is owed no more without being met: at the closing of the case, or once the person surely is an adult."""
    closed_at = episodes_of(child)[-1].closed_at if episodes_of(child) else None
    if closed_at:
        return max(closed_at, since), Clock.Outcome.DROPPED
    if not treated_as_child(child, dates.today()):
        grown = _moment(dates.turns_18_latest(child.birth_latest))
        return max(grown or since, since), Clock.Outcome.DROPPED
    return None, Clock.Outcome.DONE


def _moment(day: date | None) -> datetime | None:
    return dates.midnight(day) if day else None


declare(
    Rule(
        "T15", "guardian.request", _("Ask for a guardian"), Verb.ASSESS,
        (Guardianship, Episode, Child), _requests,
        lambda clock: reverse("casework:guardianship", args=[clock.child_id]),
        starts=_("the registration, or the day since when nobody is guardian any more"),
    ),
    Rule(
        "T16", "guardian.appointed", _("Guardian: is the decision there?"), Verb.ASSESS,
        (Guardianship, Episode, Child), _appointments,
        lambda clock: reverse("casework:mandate", args=[clock.subject_id]),
        goes_on=True, starts=_("the request for a guardian"),
    ),
)  # fmt: skip
