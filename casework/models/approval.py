"""Approvals: who agreed to which version of what, and who must not (domain.md 2.6)."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from base import dates
from base.models import Record
from base.objectives import FieldOfAction
from minors.models import Child


class Approval(Record):
    """One question to somebody else: may this stand, as it is in this version? `casework/approvals.py` asks and answers.

    `authors` are the ids of everybody who wrote what is asked for, since it was last approved: none of them decides.
    `number` is that of the record ("BIA-3"), 0 where records of its kind have none.
    """

    minor_path = "child"
    field_of_action = FieldOfAction.GOVERNANCE
    field_classes = {"comment": "C3"}

    class Status(models.TextChoices):
        ASKED = "asked", _("waits for approval")
        APPROVED = "approved", _("approved")
        RETURNED = "returned", _("returned with a comment")
        WITHDRAWN = "withdrawn", _("taken back")

    child = models.ForeignKey(Child, models.PROTECT, related_name="approvals")
    kind = models.CharField(_("what is asked for"), max_length=20)
    subject = models.CharField(max_length=60)  # "app.model"
    subject_id = models.UUIDField()
    subject_version = models.PositiveIntegerField(_("version that was read"))
    number = models.PositiveSmallIntegerField(_("number"), default=0)
    authors = ArrayField(models.BigIntegerField(), verbose_name=_("who wrote it"))
    status = models.CharField(_("status"), max_length=10, choices=Status, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"), default=dates.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    comment = models.TextField(_("comment on the decision"), blank=True)

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering = ["-asked_at", "id"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["subject_id", "-asked_at"], name="approval_of_subject"),
            models.Index(fields=["asked_at"], condition=Q(status="asked"), name="approval_waits"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["subject_id"], condition=Q(status="asked"), name="one_approval_waits"),
            models.CheckConstraint(condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="approval_by_another"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(authors__contains=[F("decided_by")]), name="approval_by_no_author"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "returned"]) | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="approval_is_signed",
            ),
            models.CheckConstraint(
                condition=~Q(status="returned") | ~Q(comment=""),
                name="approval_returned_with_a_comment",
                violation_error_message=_("Say what has to be changed."),
            ),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    @property
    def model(self) -> type[Record]:
        return apps.get_model(self.subject)

    @cached_property
    def record(self) -> Any:
        """What is asked for, as it stands. Who holds it already may put it here."""
        return self.model._base_manager.get(pk=self.subject_id)

    def is_own_work_of(self, person) -> bool:
        """Whether this person wrote it or asked for it, and so does not decide."""
        return person.pk in {self.asked_by_id, *self.authors}
