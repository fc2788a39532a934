"""The time limits of referrals (domain.md 2.4, T22 and T23)."""

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base.models import StateChange
from base.roles import Verb
from minors.clocks import Rule, Run, declare
from minors.models import Clock
from referrals.models import Referral

ENDED = ["declined", "received", "not_received", "cancelled"]


def _answers(child):
    """Each referral until the service says yes or no. What is urgent has the limit of high risk whatever the level of the case."""
    for one in _sent(child):
        outcome = Clock.Outcome.DROPPED if one.ended == "cancelled" and not one.accepted_at else Clock.Outcome.DONE
        risk = "high" if one.urgency == Referral.Urgency.URGENT else ""
        yield Run(one.pk, since=one.sent_at, ended_at=one.accepted_at or one.ended_at, outcome=outcome, risk=risk)


def _feedback(child):
    """Each accepted referral until the service says what became of it."""
    for one in _sent(child).filter(accepted_at__isnull=False):
        outcome = Clock.Outcome.DROPPED if one.ended == "cancelled" else Clock.Outcome.DONE
        yield Run(one.pk, since=one.accepted_at, ended_at=one.ended_at, outcome=outcome)


def _sent(child):
    """What left the house for a child, with `ended`, the state in which they ended, and `ended_at`, when that was recorded."""
    last = StateChange.objects.filter(workflow="referral", subject_id=OuterRef("pk"), target__in=ENDED).order_by("-id")
    return Referral.objects.filter(child=child, is_out=True).annotate(
        ended=Subquery(last.values("target")[:1]), ended_at=Subquery(last.values("recorded_at")[:1])
    )


def _referral(clock: Clock) -> str:
    return reverse("referrals:referral", args=[clock.subject_id])


declare(
    Rule(
        "T22",
        "referral.ack",
        _("Answer to a referral"),
        Verb.REFER,
        (Referral,),
        _answers,
        _referral,
        pauses=False,
        goes_on=True,
        starts=_("the sending of the referral"),
    ),
    Rule(
        "T23",
        "referral.feedback",
        _("What became of a referral"),
        Verb.REFER,
        (Referral,),
        _feedback,
        _referral,
        goes_on=True,
        starts=_("the yes of the service"),
    ),
)
