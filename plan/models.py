"""The national response plan as data: versions, objectives, indicators, targets (domain.md 6.1)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from base.models.naming import Named
from base.objectives import FieldOfAction


class PlanQuerySet(models.QuerySet):
    def in_force(self, on):
        """The version valid on that day, or None. A new version never rewrites the past."""
        rows = self.filter(models.Q(valid_to=None) | models.Q(valid_to__gt=on), valid_from__lte=on)
        return rows.order_by("-valid_from").first()


class Plan(Named):
    """One version of the plan. `illustrative` marks a reconstruction that no authority has adopted (domain.md 0.2)."""

    code = models.CharField(_("version"), max_length=20, unique=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until"), null=True, blank=True)
    illustrative = models.BooleanField(_("illustrative"), default=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["-valid_from"]


class Objective(Named):
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="objectives")
    code = models.CharField(_("code"), max_length=8)
    fields_of_action = ArrayField(models.CharField(max_length=30, choices=FieldOfAction), default=list, blank=True)

    class Meta:
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["plan", "code"], name="objective_once_in_a_plan")]


class Indicator(Named):
    """An indicator of the plan. `definition` names the reviewed query that computes it; empty means not computed yet."""

    class Unit(models.TextChoices):
        CHILDREN = "children", _("children")
        PERCENT = "percent", _("per cent")
        HOURS = "hours", _("hours")
        RATE = "rate", _("rate")
        RATIO = "ratio", _("ratio")

    class Frequency(models.TextChoices):
        MONTHLY = "M", _("every month")
        QUARTERLY = "Q", _("every quarter")
        YEARLY = "A", _("every year")

    objective = models.ForeignKey(Objective, models.PROTECT, related_name="indicators")
    code = models.CharField(_("code"), max_length=8)
    definition = models.CharField(max_length=40, blank=True)
    numerator_fr = models.TextField(_("numerator in French"))
    numerator_en = models.TextField(_("numerator in English"))
    numerator_ar = models.TextField(_("numerator in Arabic"))
    denominator_fr = models.TextField(_("denominator in French"), blank=True)
    denominator_en = models.TextField(_("denominator in English"), blank=True)
    denominator_ar = models.TextField(_("denominator in Arabic"), blank=True)
    unit = models.CharField(_("unit"), max_length=20, choices=Unit)
    breakdowns = models.CharField(_("breakdowns"), max_length=120, blank=True)
    period = models.CharField(_("how often"), max_length=2, choices=Frequency)
    target = models.DecimalField(_("target"), max_digits=6, decimal_places=1, null=True, blank=True)
    target_text_fr = models.CharField(_("target in French words"), max_length=60, blank=True)
    target_text_en = models.CharField(_("target in English words"), max_length=60, blank=True)
    target_text_ar = models.CharField(_("target in Arabic words"), max_length=60, blank=True)
    source = models.CharField(_("source records"), max_length=120, blank=True)
    international = models.CharField(_("international reference"), max_length=160, blank=True)
    optional = models.BooleanField(_("optional"), default=False)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["objective", "code"], name="indicator_once")]

    @property
    def numerator(self) -> str:
        return self.in_words("numerator")

    @property
    def denominator(self) -> str:
        return self.in_words("denominator")

    @property
    def target_text(self) -> str:
        return self.in_words("target_text")

    def in_words(self, name: str) -> str:
        """A text of the plan in the reader's language."""
        return getattr(self, f"{name}_{(get_language() or 'fr')[:2]}", "") or getattr(self, f"{name}_fr")
