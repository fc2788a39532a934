"""Who is responsible: T03 and T36, and the day on which the child meets the new social worker (domain.md 2.4, 9.6)."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import dates
from base.roles import Verb
from casework import queues
from casework.models import Case, Transfer
from minors.clocks import Rule, Run, declare, read
from minors.models import Clock, Grant

DAYS_TO_MEET = 7  # when nobody set a day for the meeting [assumption]


def _assignment(child):
    """From the moment at which the owner cannot act any more until somebody else is responsible; whoever registers is so at once.

    Time makes it so as well, when an account or an access ends: `queues.settle_all` is for every night.
    """
    case = Case.objects.filter(child=child).select_related("owner", "child").first()
    if case is None:
        return
    vacant = queues.since(case) if case.status != Case.Status.CLOSED else None
    running = (
        Clock.objects.filter(rule=queues.ASSIGN, subject_id=case.pk, stopped_at=None).values_list("starts_at", flat=True).first()
    )
    if vacant:
        yield Run(case.pk, since=running or vacant)
    elif running:
        yield Run(case.pk, since=running, ended_at=max(running, dates.now()))


def _of(child) -> list[Transfer]:
    """The transfers of a child in their order."""
    return sorted(read(child, Transfer), key=lambda one: (one.sent_at, one.decided_at or one.sent_at))


def _answers(child):
    """Each offer until it is answered; one that was withdrawn asks nobody any more."""
    for one in _of(child):
        if not one.given_at_once:
            dropped = one.status == Transfer.Status.CANCELLED
            yield Run(
                one.pk,
                since=one.sent_at,
                ended_at=one.decided_at,
                outcome=Clock.Outcome.DROPPED if dropped else Clock.Outcome.DONE,
            )


def _meetings(child):
    """Each case that was handed over, until the child has met the new social worker; undone or handed on, nobody has to."""
    last = None
    for one in (one for one in _of(child) if one.status in ("accepted", "undone")):
        if last:
            yield _meeting(last, over_at=one.decided_at)
        last = one
    if last:
        yield _meeting(last)


def _meeting(one: Transfer, over_at=None) -> Run:
    assert one.decided_at
    due_at = queues.midnight_after(one.meeting_on or dates.local_date(one.decided_at) + timedelta(days=DAYS_TO_MEET))
    due_at -= timedelta(minutes=1)
    if one.introduced_at:
        return Run(one.pk, since=one.decided_at, due_at=due_at, ended_at=max(one.introduced_at, one.decided_at))
    if over_at is None and one.status == Transfer.Status.UNDONE:
        over_at = dates.now()
    return Run(one.pk, since=one.decided_at, due_at=due_at, ended_at=over_at, outcome=Clock.Outcome.DROPPED)


def _transfer(clock: Clock) -> str:
    return reverse("casework:transfer", args=[clock.subject_id])


declare(
    Rule(
        "T03",
        queues.ASSIGN,
        _("Name a social worker responsible for the case"),
        Verb.ASSIGN,
        (Case, Grant),  # not Transfer: a hand-over asks for many cases at once which of them concern it (queues.settle)
        _assignment,
        lambda clock: reverse("casework:hand_over", args=[clock.child_id]),
        pauses=False,
        starts=_("the moment at which nobody can follow the case any more"),
    ),
    Rule(
        "T36",
        "transfer.accept",
        _("Answer to the offer of the case"),
        Verb.OPEN_CASE,
        (Transfer,),
        _answers,
        _transfer,
        pauses=False,
        starts=_("the offer of the case"),
    ),
    Rule(
        "F19",
        "transfer.introduce",
        _("Introduce the new social worker to the child"),
        Verb.ASSESS,
        (Transfer,),
        _meetings,
        _transfer,
        by_limit=False,
        starts=_("the hand-over of the case"),
    ),
)
