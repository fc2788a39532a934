"""What the child does not want told to somebody: secret, in a table of its own and by a right of its own (domain.md 3.1, 7.3)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from base import options
from base.description import told
from base.models import Record
from base.objectives import FieldOfAction
from base.secret_text import SecretLine, SecretText

from .child import Child


class Withheld(Record):
    """One thing that is to be kept from somebody, and why. The door opens it to readers of class C4 only."""

    minor_path = "child"
    field_of_action = FieldOfAction.IDENTIFICATION
    record_class = "C4"

    child = models.ForeignKey(Child, models.PROTECT, related_name="withheld")
    what = told(SecretText(_("what must not be told")), "F01", of="C4", required="M")
    from_whom = told(
        ArrayField(models.CharField(max_length=24), verbose_name=_("to whom not"), default=list),
        "F01",
        of="C4",
        required="M",
        options="L46",
        strict=True,
    )
    from_whom_else = told(SecretLine(_("who exactly"), max_length=120, blank=True), "F01", of="C4")
    why = told(models.CharField(_("why"), max_length=24), "F01", of="C4", required="M", options="L47", strict=True)
    why_else = told(SecretText(_("in the child’s words"), blank=True), "F01", of="C4")

    class Meta:
        verbose_name = _("information withheld")
        verbose_name_plural = _("information withheld")
        ordering = ["-recorded_at", "id"]
        default_permissions = ()

    def __str__(self):
        return str(self._meta.verbose_name)  # never its text: what prints a record must not tell a secret

    @property
    def from_whom_label(self) -> str:
        return ", ".join([*(options.label("L46", one) for one in self.from_whom), *filter(None, [self.from_whom_else])])

    @property
    def why_label(self) -> str:
        return options.label("L47", self.why)
