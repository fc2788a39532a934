"""Trafficking screening, secret as a whole, and deprivation of liberty over time (domain.md 3.4, F04)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from base.description import told
from base.models import Place, ToldRecord
from base.objectives import FieldOfAction
from base.secret_text import SecretText
from minors.models import Child, OverTime


class TraffickingScreening(ToldRecord):
    """Signs of trafficking and what they mean. A table of its own: who may not read secret data does not learn that there is one."""

    minor_path = "child"
    field_of_action = FieldOfAction.PROTECTION_FROM_VIOLENCE
    record_class = "C4"

    child = models.ForeignKey(Child, models.PROTECT, related_name="trafficking_screenings")
    done_on = told(models.DateField(_("day of the screening"), null=True, blank=True), "F04", required="M", of="C4")
    indicators = told(
        ArrayField(models.CharField(max_length=40), verbose_name=_("signs of trafficking"), default=list, blank=True),
        "F04",
        required="M",
        of="C4",
        options="L55",
        hint=_("What was seen or told, not what is guessed. “None of these” is an answer."),
    )
    told_words = told(SecretText(_("what was said or seen"), blank=True), "F04", of="C4", hint=_("In the words of the child."))
    conclusion = told(
        models.CharField(_("conclusion of the screening"), max_length=24, blank=True),
        "F04",
        required="M",
        of="C4",
        options="L56",
        strict=True,
    )

    class Meta:
        verbose_name = _("screening for trafficking")
        verbose_name_plural = _("screenings for trafficking")
        default_permissions = ()

    def __str__(self):
        return str(self._meta.verbose_name)


class Detention(OverTime):
    """A stretch of time in a cell, a prison or somebody's hands: where, since when, and what for."""

    class Ground(models.TextChoices):
        OFFENCE = "offence", _("suspected of an offence")
        IMMIGRATION = "immigration", _("because of papers or the border")
        NOT_DETAINED = "not_detained", _("not detained")
        UNKNOWN = "unknown", _("unknown")

    minor_path = "child"
    field_of_action = FieldOfAction.PROTECTION_FROM_VIOLENCE
    record_class = "C3"

    child = models.ForeignKey(Child, models.PROTECT, related_name="detentions")
    ground = told(
        models.CharField(_("is the child detained, and what for?"), max_length=14, choices=Ground, blank=True),
        "F04",
        required="M",
        of="C3",
    )
    starts_on = told(
        models.DateField(_("since"), null=True, blank=True),
        "F04",
        required="C",
        of="C3",
        when=("ground", ("offence", "immigration")),
    )
    ends_on = told(models.DateField(_("until"), null=True, blank=True), "F04", of="C3", hint=_("Empty: it is so today."))
    region = told(
        models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("in which place")),
        "F04",
        required="C",
        of="C3",
        when=("ground", ("offence", "immigration")),
    )
    held_by = told(models.CharField(_("held by"), max_length=120, blank=True), "F04", of="C3")
    offence = told(
        models.CharField(_("which offence"), max_length=200, blank=True),
        "F04",
        required="C",
        of="C3",
        when=("ground", ("offence",)),
    )

    class Meta(OverTime.Meta):
        verbose_name = _("detention")
        verbose_name_plural = _("detentions")

    def __str__(self):
        return str(self._meta.verbose_name)
