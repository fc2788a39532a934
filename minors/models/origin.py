"""Where the child comes from and where it belongs on paper (domain.md 3.2, F02)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from base.described import told
from base.models import ToldRecord
from base.objectives import FieldOfAction

from .child import Child


class Origin(ToldRecord):
    """Birth place, residence and registration of birth, as told."""

    class BirthRegistered(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")
        IN_PROGRESS = "in_progress", _("in progress")
        UNKNOWN = "unknown", _("unknown")
        REFUSED = "refused", _("refused to answer")

    minor_path = "child"
    field_of_action = FieldOfAction.IDENTIFICATION

    child = models.OneToOneField(Child, models.PROTECT, related_name="origin")
    birth_place = told(
        models.CharField(_("place of birth"), max_length=120, blank=True),
        "F02",
        of="C2",
        hint=_("Village and the nearest town, as the child says it."),
    )
    birth_region = told(models.CharField(_("region of birth"), max_length=120, blank=True), "F02", of="C2")
    birth_zone = told(models.CharField(_("zone or district"), max_length=120, blank=True), "F02", of="C2")
    birth_woreda = told(models.CharField(_("woreda"), max_length=120, blank=True), "F02", of="C2")
    birth_kebele = told(models.CharField(_("kebele"), max_length=120, blank=True), "F02", of="C2")
    birth_registered = told(
        models.CharField(_("was the birth registered?"), max_length=12, choices=BirthRegistered, blank=True), "F02"
    )
    country_habitual = told(
        models.CharField(_("country where the child lived"), max_length=16, blank=True), "F02", of="C2", options="L03"
    )

    class Meta:
        verbose_name = _("origin")
        verbose_name_plural = _("origins")
        default_permissions = ()

    def __str__(self):
        return str(self._meta.verbose_name)
