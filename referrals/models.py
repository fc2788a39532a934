"""The service directory, and referrals of one child to one service (domain.md 3.7)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import options
from base.models import Institution, Place, Record, RecordQuerySet
from base.objectives import FieldOfAction
from minors.models import Child


class Service(models.Model):
    """What an institution offers to children, and where: one line of the directory."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="services", verbose_name=_("institution"))
    kind = models.CharField(_("service"), max_length=40)  # L14
    place = models.ForeignKey(Place, models.PROTECT, related_name="services", verbose_name=_("place"))
    is_open = models.BooleanField(_("accepts referrals"), default=True)

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["kind", "institution"]
        constraints = [models.UniqueConstraint(fields=["institution", "kind", "place"], name="service_once")]

    def __str__(self):
        return f"{self.kind_label} – {self.institution}"

    @property
    def kind_label(self) -> str:
        return options.label("L14", self.kind)


class ReferralQuerySet(RecordQuerySet):
    def still_open(self):
        """Sent or accepted: somebody still owes an answer or a service."""
        return self.filter(status__in=["sent", "accepted"])

    def waiting_for_an_answer(self):
        return self.filter(status="sent")


class Referral(Record):
    """A child's case sent to a service. The package is frozen at sending: the receiver reads it and nothing else of the child."""

    minor_path = "child"
    partner_path = "service__institution"
    field_of_action = FieldOfAction.SERVICES
    field_classes = {"package": "C2"} | dict.fromkeys(["reason", "without_consent_because", "answer", "feedback"], "C3")

    class Urgency(models.TextChoices):
        URGENT = "urgent", _("urgent")
        NORMAL = "normal", _("not urgent")

    class Mode(models.TextChoices):
        PHONE = "phone", _("by phone")
        IN_PERSON = "in_person", _("in person")
        ACCOMPANIED = "accompanied", _("the child is accompanied")
        ELECTRONIC = "electronic", _("through this system")

    class Status(models.TextChoices):
        SENT = "sent", _("waiting for an answer")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        RECEIVED = "received", _("service received")
        NOT_RECEIVED = "not_received", _("service not received")
        CANCELLED = "cancelled", _("cancelled")

    child = models.ForeignKey(Child, models.PROTECT, related_name="referrals")
    service = models.ForeignKey(Service, models.PROTECT, related_name="referrals", verbose_name=_("service"))
    status = models.CharField(_("status"), max_length=14, choices=Status, editable=False)
    reason = models.TextField(_("what the service needs to know"), max_length=500)
    urgency = models.CharField(_("urgency"), max_length=8, choices=Urgency, default=Urgency.NORMAL)
    mode = models.CharField(_("how it is sent"), max_length=12, choices=Mode, default=Mode.ELECTRONIC)
    groups = ArrayField(models.CharField(max_length=20), verbose_name=_("what is shared"))
    package = models.JSONField(default=list, editable=False)
    without_consent_because = models.TextField(_("why it is sent without consent"), blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    sent_at = models.DateTimeField(_("sent at"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, editable=False)
    received_at = models.DateTimeField(_("service received at"), null=True, editable=False)
    answer = models.TextField(_("answer"), blank=True)
    feedback = models.TextField(_("feedback"), blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        ordering = ["-sent_at", "id"]
        default_permissions = ()
        indexes = [models.Index(fields=["service", "status", "-sent_at"], name="referral_of_service")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status="declined") | ~models.Q(answer=""),
                name="declined_with_a_reason",
                violation_error_message=_("Say why the referral is declined."),
            ),
            models.CheckConstraint(
                condition=~models.Q(status="received") | models.Q(received_at__isnull=False), name="received_has_a_date"
            ),
        ]

    def __str__(self):
        return str(self.service)

    def get_absolute_url(self):
        return reverse("referrals:referral", args=[self.pk])
