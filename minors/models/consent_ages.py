"""Who has to agree at which age: dated configuration rows, the table of domain.md 7.4. A new row never rewrites an earlier consent."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ConsentAgeQuerySet(models.QuerySet):
    def in_force(self, day: date):
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)


class ConsentAge(models.Model):
    """What is needed from the child, and from whoever cares for the child, between two ages (completed years, both included)."""

    class FromChild(models.TextChoices):
        NOTHING = "nothing", _("nothing is asked of the child")
        ASSENT = "assent", _("the child’s assent")
        CONSENT = "consent", _("the child’s own informed consent")

    class FromCarer(models.TextChoices):
        CONSENT = "consent", _("the consent of the carer or guardian")
        WITH_PERMISSION = "with_permission", _("the consent of the carer or guardian, if the child permits to ask")

    class WithoutCarer(models.TextChoices):
        ADULT_OR_WORKER = (
            "adult_or_worker",
            _("another adult whom the child trusts, or the social worker in the child’s best interests"),
        )
        ADULT_OR_MATURE = "adult_or_mature", _("another adult whom the child trusts, or the assent of a mature child")
        MATURE_CHILD = "mature_child", _("the child’s consent, weighed by maturity")

    class Form(models.TextChoices):
        WRITTEN = "written", _("in writing")
        ORAL_ASSENT = "oral_assent", _("assent by word of mouth, consent in writing")

    from_age = models.PositiveSmallIntegerField(_("from age"))
    to_age = models.PositiveSmallIntegerField(_("to age"))
    child = models.CharField(_("from the child"), max_length=10, choices=FromChild)
    carer = models.CharField(_("from the carer"), max_length=16, choices=FromCarer)
    without_carer = models.CharField(_("without a carer"), max_length=16, choices=WithoutCarer)
    form = models.CharField(_("form"), max_length=12, choices=Form)
    source_note = models.TextField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = ConsentAgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("age of consent")
        verbose_name_plural = _("ages of consent")
        ordering = ["from_age", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["from_age", "valid_from"], name="one_consent_age_from_a_day"),
            models.CheckConstraint(condition=Q(to_age__gte=models.F("from_age")), name="consent_ages_in_order"),
        ]

    def __str__(self):
        return f"{self.from_age}–{self.to_age}"
