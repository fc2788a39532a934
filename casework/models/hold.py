"""A case on hold: rare, with a reason and an end date, agreed by somebody else (domain.md 2.1, 2.5)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from base import dates
from base.description import told
from base.models import Record, RecordQuerySet
from base.objectives import FieldOfAction

from .case import Case


class HoldQuerySet(RecordQuerySet):
    def running(self, at=None):
        """Holds that stand at that moment. A hold ends by itself: no job has to end it."""
        moment = at or dates.now()
        return self.filter(status__in=("agreed", "ended"), starts_at__lte=moment, ends_at__gt=moment)


class Hold(Record):
    """A stretch during which clocks stand still. `ends_at` is the agreed end, or the moment at which it was ended earlier."""

    minor_path = "case__child"
    field_of_action = FieldOfAction.GOVERNANCE

    class Kind(models.TextChoices):
        ABROAD = "abroad", _("the child is out of the country")
        OTHER = "other", _("another reason")

    class Status(models.TextChoices):
        ASKED = "asked", _("waiting for the supervisor")
        AGREED = "agreed", _("agreed")
        REFUSED = "refused", _("refused")
        ENDED = "ended", _("ended")

    case = models.ForeignKey(Case, models.PROTECT, related_name="case_holds")
    status = models.CharField(_("status"), max_length=8, choices=Status, editable=False)
    kind = models.CharField(_("why is the case put on hold?"), max_length=8, choices=Kind)
    reason = told(models.TextField(_("what happened, and who looks after the child meanwhile")), "", of="C3")
    starts_at = models.DateTimeField(_("from"), null=True, blank=True, editable=False)
    ends_at = models.DateTimeField(_("until"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"), default=dates.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decision = told(models.TextField(_("comment on the decision"), blank=True), "", of="C3")

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        ordering = ["-asked_at", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(status="asked"), name="one_hold_asked_at_a_time"),
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(ends_at__gt=F("starts_at")),
                name="hold_ends_after_it_starts",
                violation_error_message=_("A hold ends after it starts."),
            ),
            models.CheckConstraint(condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="hold_decided_by_another"),
            models.CheckConstraint(
                condition=Q(status="asked", decided_by=None) | ~Q(status="asked") & Q(decided_by__isnull=False),
                name="hold_decision_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["asked", "refused"]) | Q(starts_at__isnull=False), name="hold_runs_from_a_moment"
            ),
        ]

    def __str__(self):
        return self.get_status_display()
