"""The paper forms of a file: each finalising is a version of its own, with the moment that says how the answers stood (domain.md 3.0)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from base.models import Record
from base.objectives import FieldOfAction
from base.roles import Verb
from base.workflow import Move, Workflow

from .child import Child

PAPER = Workflow("paper", Move("finalise", (), "finalised", _("A form was finalised."), Verb.ASSESS, _("Finalise this form")))

TITLES = {
    "F02": _("Registration"),
    "F03": _("Separation, journey and family"),
    "F04": _("Rapid assessment, detention, trafficking"),
}


class FormVersion(Record):
    """F02 to F04 of one child, signed by its author at one moment. What it said then is read from history at `finalised_at`.

    `digest` (SHA-256, hexadecimal) tells later whether what history shows is what was signed.
    """

    minor_path = "child"
    field_of_action = FieldOfAction.IDENTIFICATION

    child = models.ForeignKey(Child, models.PROTECT, related_name="form_versions")
    form = models.CharField(_("form"), max_length=3)
    number = models.PositiveSmallIntegerField(_("version of the form"))
    status = models.CharField(max_length=10, editable=False)
    finalised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("signed by"))
    finalised_at = models.DateTimeField(_("signed at"))
    digest = models.CharField(_("digest"), max_length=64)

    class Meta:
        verbose_name = _("version of a form")
        verbose_name_plural = _("versions of forms")
        ordering = ["form", "number"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["child", "form", "number"], name="form_version_once")]

    def __str__(self):
        return f"{self.form}-{self.number}"
