"""After an assault the hours count: T24 (domain.md 2.4, 9.12). It runs from the assault and is shown also when its hours have passed."""

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from base import dates
from base.models import StateChange
from base.roles import Verb
from casework.models import Concern
from casework.models.concern import ASSAULT
from minors.clocks import Rule, Run, declare
from minors.models import Child, Clock
from referrals.models import Referral

DOCTORS = ["medical", "sexual_reproductive_health", "gbv_response"]  # services of L14 with a doctor
NOT_GIVEN = ["declined", "cancelled", "not_received"]
PUBERTY = 10  # from this age on a pregnancy is thought of


def _assaults(child: Child):
    """Until the child is sent to a doctor or was seen by one. Whoever may not read the concern learns only that a doctor is urgent."""
    ended = StateChange.objects.filter(workflow="concern", subject_id=OuterRef("pk"), target="resolved").order_by("-id")
    rows = Concern.objects.filter(child=child, kind__in=ASSAULT, incident_at__isnull=False)
    sent = Referral.objects.filter(child=child, service__kind__in=DOCTORS).exclude(status__in=NOT_GIVEN)
    sent_at = sorted(sent.values_list("sent_at", flat=True)) if rows else []
    for one in rows.annotate(resolved_at=Subquery(ended.values("recorded_at")[:1])):
        helped = [at for at in [one.doctor_at, *sent_at] if at and at >= one.incident_at]
        stage = "secret" if one.field_class == Concern.Readers.SECRET else ""
        if helped or one.is_open:
            yield Run(one.pk, since=one.incident_at, ended_at=min(helped, default=None), stage=stage, risk="high")
        else:
            yield Run(one.pk, since=one.incident_at, ended_at=one.resolved_at, outcome=Clock.Outcome.DROPPED, stage=stage, risk="high")


def _of_girls(child: Child):
    bounds = dates.age_bounds(child.birth_earliest, child.birth_latest, dates.today())
    if child.sex != Child.Sex.MALE and (bounds is None or bounds[1] >= PUBERTY):
        yield from _assaults(child)


def _title(words):
    return lambda clock: gettext("Urgent visit to a doctor") if clock.stage == "secret" else str(words)


def _page(clock: Clock) -> str:
    if clock.stage == "secret":
        return reverse("referrals:refer", args=[clock.child_id])
    return reverse("casework:concern", args=[clock.subject_id])


SOURCES = (Concern, Referral)
declare(
    Rule(
        "T24",
        "csa.medical",
        _title(_("Doctor within 72 hours: protection against HIV")),
        Verb.ASSESS,
        SOURCES,
        _assaults,
        _page,
        field_class="C3",
        pauses=False,
        goes_on=True,
    ),
    Rule(
        "T24",
        "csa.contraception",
        _title(_("Doctor within 120 hours: emergency contraception")),
        Verb.ASSESS,
        SOURCES,
        _of_girls,
        _page,
        field_class="C3",
        pauses=False,
        goes_on=True,
    ),
)
