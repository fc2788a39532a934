"""After an assault the hours count: T24 (domain.md 2.4, 9.12). It runs from the assault and is shown also when its hours have passed."""

from typing import Any
from uuid import UUID, uuid5

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from base import dates, limits
from base.models import StateChange
from base.roles import Verb
from casework.models import Concern
from casework.models.concern import ASSAULT
from minors.clocks import Rule, Run, declare
from minors.models import Child, Clock
from referrals.models import Referral

KEY = "csa.medical"
DOCTORS = ["medical", "sexual_reproductive_health", "gbv_response"]  # services of L14 with a doctor
NOT_GIVEN = ["declined", "cancelled", "not_received"]
PUBERTY = 10  # from this age on a pregnancy is thought of


def subjects(concern: UUID) -> tuple[UUID, UUID]:
    """Each step of the schedule has a clock: protection against HIV under the concern itself, then emergency contraception."""
    return concern, uuid5(concern, "contraception")


def _assaults(child: Child):
    """Until the child is sent to a doctor or was seen by one. Whoever may not read the concern learns only that a doctor is urgent."""
    ended = StateChange.objects.filter(workflow="concern", subject_id=OuterRef("pk"), target="resolved").order_by("-id")
    rows: Any = list(
        Concern.objects.filter(child=child, kind__in=ASSAULT, incident_at__isnull=False).annotate(
            resolved_at=Subquery(ended.values("recorded_at")[:1])
        )
    )
    sent = Referral.objects.filter(child=child, service__kind__in=DOCTORS).exclude(status__in=NOT_GIVEN)
    helped_at = list(sent.values_list("sent_at", flat=True)) if rows else []
    for one in rows:
        helped = min((at for at in [one.doctor_at, *helped_at] if at and at >= one.incident_at), default=None)
        dropped = helped is None and not one.is_open
        ended_at = one.resolved_at if dropped else helped
        outcome = Clock.Outcome.DROPPED if dropped else Clock.Outcome.DONE
        secret = "-secret" if one.field_class == Concern.Readers.SECRET else ""
        for step, (subject, since) in enumerate(zip(subjects(one.pk), _steps(child, one), strict=False)):
            stage = f"{step}{secret} {one.pk}"
            yield Run(subject, since=since, origin=one.incident_at, ended_at=ended_at, outcome=outcome, stage=stage, risk="high")


def _steps(child: Child, concern: Concern):
    """Where each step of the configured schedule begins. The second one concerns girls who may become pregnant."""
    yield concern.incident_at
    limit = limits.limit_for(KEY, "high", concern.incident_at)
    first = limit and limits.moment(limit, since=concern.incident_at)
    bounds = dates.age_bounds(child.birth_earliest, child.birth_latest, dates.today())
    if first and child.sex != Child.Sex.MALE and (bounds is None or bounds[1] >= PUBERTY):
        yield first


def _title(clock: Clock) -> str:
    step = clock.stage.partition(" ")[0]
    if step.endswith("-secret"):
        return _("Urgent visit to a doctor")
    if step == "1":
        return _("Doctor within 120 hours: emergency contraception")
    return _("Doctor within 72 hours: protection against HIV")


def _page(clock: Clock) -> str:
    step, _space, concern = clock.stage.partition(" ")
    if step.endswith("-secret"):
        return reverse("referrals:refer", args=[clock.child_id])
    return reverse("casework:concern", args=[concern])


declare(
    Rule(
        "T24",
        KEY,
        _title,
        Verb.ASSESS,
        (Concern, Referral),
        _assaults,
        _page,
        field_class="C3",
        pauses=False,
        goes_on=True,
        starts=gettext_lazy("the time of the assault"),
    ),
)
