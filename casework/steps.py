"""Where a case stands: computed from its records, never typed (domain.md 2.1). A table, read from the top: the first line that holds is the step."""

from django.db import models
from django.db.models import Case as If
from django.db.models import CharField, Exists, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _

from base import dates
from casework.models import CarePlan, ClosureRequest, PlanAction, RapidAssessment
from minors.models import Clock


class Step(models.TextChoices):
    REGISTERED = "registered", _("registered")
    ASSESSED = "assessed", _("assessed")
    PLANNED = "planned", _("planned")
    IN_PROGRESS = "in_progress", _("in progress")
    UNDER_REVIEW = "under_review", _("under review")
    CLOSURE_REQUESTED = "closure_requested", _("closure requested")
    CLOSED = "closed", _("closed")


def step() -> If:
    """For a query over episodes: the step of each.

    A plan is under review from the day on which its review is due, and while its revision is written or waits for approval.
    """
    signed = RapidAssessment.objects.filter(episode=OuterRef("pk"), status="signed")
    asked = ClosureRequest.objects.filter(episode=OuterRef("pk"), status="requested")
    plans = CarePlan.objects.filter(episode=OuterRef("pk"))
    approved, revised = plans.filter(status="approved"), plans.unfinished().filter(number__gt=1)
    begun = PlanAction.objects.filter(plan__episode=OuterRef("pk"), plan__status="approved", status__in=["ongoing", "completed"])
    review = Clock.objects.filter(rule="caseplan.review", stopped_at=None, child=OuterRef("case__child"), due_at__lt=dates.now())
    table = [
        (Step.CLOSED, Q(closed_at__isnull=False)),
        (Step.CLOSURE_REQUESTED, Q(Exists(asked))),
        (Step.UNDER_REVIEW, Q(Exists(approved)) & (Q(Exists(revised)) | Q(Exists(review)))),
        (Step.IN_PROGRESS, Q(Exists(begun))),
        (Step.PLANNED, Q(Exists(approved))),
        (Step.ASSESSED, Q(Exists(signed))),
    ]
    return If(*(When(holds, then=Value(name)) for name, holds in table), default=Value(Step.REGISTERED), output_field=CharField())
