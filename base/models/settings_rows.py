"""Dated configuration: time limits and option lists. Changing a row never rewrites what was decided under the earlier one."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from base.purposes import Tied, Use

from .naming import Named


class TimeLimit(models.Model):
    """One time limit at one level of risk, valid from a day to a day (domain.md 2.4, T01 to T38)."""

    class Unit(models.TextChoices):
        HOURS = "hours", _("hours")
        DAYS = "days", _("days")
        WORKING_DAYS = "working_days", _("working days")
        MONTHS = "months", _("months")

    number = models.CharField(max_length=4)
    key = models.CharField(max_length=40)
    risk = models.CharField(max_length=10)
    value = models.PositiveIntegerField(null=True, blank=True)
    unit = models.CharField(max_length=12, choices=Unit, blank=True)
    schedule = models.JSONField(null=True, blank=True)  # see base.limits.moment
    starts_at = models.CharField(max_length=120)
    source_note = models.TextField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("time limit")
        verbose_name_plural = _("time limits")
        ordering = ["number", "risk", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["key", "risk", "valid_from"], name="one_limit_from_a_day"),
            models.CheckConstraint(
                condition=models.Q(value__isnull=False) | models.Q(schedule__isnull=False), name="limit_has_a_value"
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.key} {self.risk}"


class PurposeRuleQuerySet(models.QuerySet):
    def opened(self, use: str, on: date) -> set[str]:
        """What is tied to another purpose and may be used for this one all the same."""
        rows = self.filter(use=use, valid_from__lte=on).exclude(valid_to__lte=on)
        return set(rows.values_list("tied", flat=True))


class PurposeRule(models.Model):
    """That what is tied to its purpose may be used for another one, on which legal basis, valid from a day to a day (features.md 99)."""

    tied = models.CharField(_("what is tied to its purpose"), max_length=8, choices=Tied)
    use = models.CharField(_("what it may be used for"), max_length=8, choices=Use)
    legal_basis = models.CharField(_("legal basis"), max_length=20)  # L37
    source_note = models.TextField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = PurposeRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule about a further purpose")
        verbose_name_plural = _("rules about further purposes")
        ordering = ["tied", "use", "valid_from"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["tied", "use", "valid_from"], name="one_purpose_rule_from_a_day"),
            models.CheckConstraint(condition=~models.Q(legal_basis=""), name="a_purpose_rule_has_its_legal_basis"),
        ]

    def __str__(self):
        return f"{self.tied} {self.use}"


class Holiday(Named):
    """A day on which nobody works. Those that follow the moon are announced late: until then they are expected (domain.md 2.5)."""

    day = models.DateField(_("day"), unique=True)
    is_expected = models.BooleanField(_("expected, not yet announced"), default=False)

    class Meta:
        verbose_name = _("public holiday")
        verbose_name_plural = _("public holidays")
        ordering = ["day"]


class Option(Named):
    """One choice of one list (domain.md Annex A). Deactivated by a date, never deleted: old records still read it."""

    list = models.CharField(max_length=4)
    code = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("option")
        verbose_name_plural = _("options")
        ordering = ["list", "position"]
        constraints = [models.UniqueConstraint(fields=["list", "code"], name="option_once")]
