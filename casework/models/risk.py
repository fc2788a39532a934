"""The level of risk over time: one row each time it is entered, also when it stays the same; never averaged (domain.md 4.1)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from base import dates
from base.description import told
from base.models import Record
from base.objectives import FieldOfAction
from minors.models import Child

from .case import Risk

ORDER = [Risk.LOW, Risk.MEDIUM, Risk.HIGH]
BELOW = Q(floor=Risk.HIGH, level__in=[Risk.LOW, Risk.MEDIUM]) | Q(floor=Risk.MEDIUM, level=Risk.LOW)


class RiskLevel(Record):
    """The level that somebody entered, and the lowest one that the facts known then called for (`floor`, empty: none did).

    `called_by` are the keys of those facts in `casework.risk.FLOORS`, each with the class it had ("debt/C4"): readers are told those
    of their own classes. Below the floor a supervisor allowed it, and said why; `owner` is who was responsible then, and never that
    supervisor.
    """

    minor_path = "child"
    field_of_action = FieldOfAction.BEST_INTERESTS
    field_classes = {"called_by": "C3", "below_floor_because": "C3"}

    class Status(models.TextChoices):
        ENTERED = "entered", _("entered")
        BELOW = "below", _("below what the facts call for")

    class Source(models.TextChoices):
        REGISTRATION = "registration", _("registration")
        RAPID_ASSESSMENT = "rapid_assessment", _("rapid assessment")
        BEST_INTERESTS = "best_interests", _("best-interests assessment")
        FOLLOW_UP = "follow_up", _("follow-up")
        CONTACT = "contact", _("another contact or news of the child")
        MISSING = "missing", _("the child is missing")
        REVIEW = "review", _("review or case conference")
        SUPERVISOR = "supervisor", _("decision of the supervisor")
        REOPENING = "reopening", _("reopening of the case")

    child = models.ForeignKey(Child, models.PROTECT, related_name="risk_levels")
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.ENTERED, editable=False)
    level = told(models.CharField(_("level of risk"), max_length=8, choices=Risk), "F10", required="M", strict=True)
    floor = models.CharField(_("lowest level that the facts call for"), max_length=8, choices=Risk, blank=True)
    called_by = ArrayField(models.CharField(max_length=40), verbose_name=_("facts that call for it"), default=list, blank=True)
    reasons = told(models.TextField(_("reasons for this level")), "F10", required="M")
    source = models.CharField(_("entered at"), max_length=18, choices=Source)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    set_at = models.DateTimeField(_("found at"), default=dates.now)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    allowed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("allowed by")
    )
    below_floor_because = models.TextField(_("why the level may be lower than the facts call for"), blank=True)

    class Meta:
        verbose_name = _("level of risk")
        verbose_name_plural = _("levels of risk")
        ordering = ["recorded_at", "id"]
        default_permissions = ()
        indexes = [models.Index(fields=["child", "-recorded_at"], name="risk_level_of_child")]
        constraints = [
            models.CheckConstraint(
                condition=(BELOW & Q(status="below")) | (~BELOW & Q(status="entered")), name="risk_below_floor_is_marked"
            ),
            models.CheckConstraint(
                condition=Q(status="entered", allowed_by=None, below_floor_because="")
                | Q(status="below", allowed_by__isnull=False, below_floor_because__regex=r"\S"),
                name="risk_below_floor_with_a_reason",
                violation_error_message=_("Say why the level may be lower than the facts call for."),
            ),
            models.CheckConstraint(
                condition=Q(allowed_by=None) | ~Q(allowed_by=F("owner")), name="risk_below_floor_allowed_by_another"
            ),
        ]

    def __str__(self):
        return self.get_level_display()

    @property
    def keys(self) -> set[str]:
        return {one.partition("/")[0] for one in self.called_by}

    @property
    def is_below(self) -> bool:
        return self.status == self.Status.BELOW
