"""A sealed file: open to the people named for it, and to nobody else whatever their unit or role (domain.md 7.2)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from base import dates
from base.description import told
from base.models import Record, RecordQuerySet
from base.objectives import FieldOfAction
from base.roles import Verb
from base.workflow import Move, Workflow

from .child import Child

SEALING = Workflow(
    "sealing",
    Move(
        "seal", (), "sealed", _("The case was sealed: only the people named for it open it."), Verb.SEAL_CASE, _("Seal the case")
    ),
    Move("lift", ("sealed",), "lifted", _("The case is not sealed any more."), Verb.SEAL_CASE, _("Lift the seal")),
)


class SealedQuerySet(RecordQuerySet):
    def holding(self, child: Child):
        return self.filter(child=child, status="sealed")


class SealedFile(Record):
    """A stretch during which a file is sealed. Who is named for it says `Grant`: an access given to a person, and to no team."""

    minor_path = "child"
    field_of_action = FieldOfAction.GOVERNANCE

    class Status(models.TextChoices):
        SEALED = "sealed", _("sealed")
        LIFTED = "lifted", _("lifted")

    child = models.ForeignKey(Child, models.PROTECT, related_name="sealings")
    status = models.CharField(_("status"), max_length=8, choices=Status, editable=False)
    reason = told(models.TextField(_("why the case is sealed")), "", of="C3")
    sealed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("sealed by"))
    sealed_at = models.DateTimeField(_("sealed at"), default=dates.now)
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)

    objects = SealedQuerySet.as_manager()

    class Meta:
        verbose_name = _("sealed case")
        verbose_name_plural = _("sealed cases")
        ordering = ["-sealed_at", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["child"], condition=Q(status="sealed"), name="sealed_once"),
            models.CheckConstraint(
                condition=Q(status="sealed", lifted_at=None) | Q(status="lifted", lifted_at__isnull=False),
                name="seal_is_lifted_at",
            ),
            models.CheckConstraint(condition=Q(reason__regex=r"\S"), name="seal_has_a_reason"),
        ]

    def __str__(self):
        return self.get_status_display()
