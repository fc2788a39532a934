"""A file that somebody opened in an emergency, and what came of the review (domain.md 7.2; security.md rule 9)."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import dates
from base.description import told
from base.models import Record
from base.objectives import FieldOfAction
from base.roles import Verb
from base.workflow import Move, Workflow

from .child import Child
from .grant import EMERGENCY_LASTS

REVIEWED_WITHIN = timedelta(
    hours=72
)  # the list of the data-protection officer, who sees no clock; a supervisor's day goes by T50
EMERGENCY = Workflow(
    "emergency",
    Move("open", (), "open", _("The file was opened in an emergency."), Verb.OPEN_IN_EMERGENCY),
    Move(
        "witness",
        ("open",),
        "open",
        _("A second person opened the secret part in the emergency."),
        Verb.REVIEW_EMERGENCY,
        _("Open the secret part as second person"),
    ),
    Move(
        "review",
        ("open",),
        "reviewed",
        _("The access in an emergency was reviewed."),
        Verb.REVIEW_EMERGENCY,
        _("Keep the review"),
    ),
)


class EmergencyAccess(Record):
    """Who opened what, why, and who looked at it afterwards. The accesses themselves are grants, which end by themselves.

    Told to the supervisor and to the data-protection officer at once; reviewed by somebody else within 72 hours.
    """

    minor_path = "child"
    field_of_action = FieldOfAction.GOVERNANCE
    overseen_by = Verb.REVIEW_EMERGENCY

    class Status(models.TextChoices):
        OPEN = "open", _("waits for its review")
        REVIEWED = "reviewed", _("reviewed")

    class Finding(models.TextChoices):
        JUSTIFIED = "justified", _("it was needed")
        UNCLEAR = "unclear", _("it could have been done otherwise")
        UNJUSTIFIED = "unjustified", _("it was not justified")

    child = models.ForeignKey(Child, models.PROTECT, related_name="emergencies")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("opened by"))
    status = models.CharField(_("status"), max_length=8, choices=Status, editable=False)
    reason = told(models.TextField(_("why the file has to be opened now")), "", of="C3")
    opened_at = models.DateTimeField(_("opened at"), default=dates.now)
    ends_at = models.DateTimeField(_("until"))
    witness = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("second person")
    )
    witnessed_at = models.DateTimeField(_("secret part opened at"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reviewed by")
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    finding = models.CharField(_("was it needed?"), max_length=12, choices=Finding, blank=True)
    review = told(models.TextField(_("what the review found, and what follows"), blank=True), "", of="C3")

    class Meta:
        verbose_name = _("access in an emergency")
        verbose_name_plural = _("accesses in an emergency")
        ordering = ["-opened_at", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("opened_at"), ends_at__lte=F("opened_at") + EMERGENCY_LASTS),
                name="emergency_lasts_four_hours",
            ),
            models.CheckConstraint(condition=Q(reason__regex=r"\S"), name="emergency_has_a_reason"),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("person")),
                name="emergency_reviewed_by_another",
                violation_error_message=_("Nobody reviews what they opened themselves."),
            ),
            models.CheckConstraint(
                condition=Q(witness=None, witnessed_at=None) | Q(witness__isnull=False, witnessed_at__isnull=False) & ~Q(witness=F("person")),
                name="emergency_witnessed_by_another",
                violation_error_message=_("The second person is somebody else."),
            ),
            models.CheckConstraint(
                condition=Q(status="open", reviewed_by=None, reviewed_at=None, finding="")
                | Q(status="reviewed", reviewed_by__isnull=False, reviewed_at__isnull=False, review__regex=r"\S") & ~Q(finding=""),
                name="emergency_review_is_signed",
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.get_status_display()

    @property
    def is_late(self) -> bool:
        return self.status == self.Status.OPEN and self.opened_at + REVIEWED_WITHIN < dates.now()

    def get_absolute_url(self):
        return reverse("minors:emergency", args=[self.pk])
