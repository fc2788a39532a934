"""What is true of a child for a time: each row has its first day and its end, and no two of one kind overlap (domain.md 3.2, 8.6)."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from base.description import told
from base.models import RecordQuerySet, ToldRecord
from base.objectives import FieldOfAction
from base.purposes import EVERY_ROW, Tied
from base.ranges import Days, UuidRange

from .child import Child


class OverTimeQuerySet(RecordQuerySet):
    def current(self):
        """What nothing has ended yet."""
        return self.filter(ends_on=None)

    def on(self, day):
        """What was true on a day. The day on which one state ends is the first one of the next."""
        begun = Q(starts_on=None) | Q(starts_on__lte=day)
        return self.filter(begun, Q(ends_on=None) | Q(ends_on__gt=day))


class OverTime(ToldRecord):
    """A fact with `starts_on` (empty: since before anybody knows) and `ends_on` (empty: it still is so)."""

    starts_on = models.DateField(_("since"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = OverTimeQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = [F("starts_on").desc(nulls_last=True), "-recorded_at", "id"]
        default_permissions = ()
        constraints = [
            ExclusionConstraint(
                name="%(class)s_one_at_a_time",
                expressions=[(UuidRange(), "&&"), (Days(), "&&")],
                violation_error_message=_("These days overlap with another line of this list. Check both dates."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="%(class)s_ends_after_it_starts",
                violation_error_message=_("The end cannot be before the beginning."),
            ),
        ]


class LegalStatus(OverTime):
    """What the child is before the law, from when to when (L09). Only for readers of what is sensitive."""

    minor_path = "child"
    field_of_action = FieldOfAction.IDENTIFICATION
    record_class = "C3"
    only_for = {Tied.ASYLUM: EVERY_ROW}

    child = models.ForeignKey(Child, models.PROTECT, related_name="legal_statuses")
    legal_status = told(
        models.CharField(_("legal status"), max_length=24, blank=True), "F02", required="M", of="C3", options="L09"
    )
    starts_on = told(models.DateField(_("since"), null=True, blank=True), "F02", of="C3", hint=_("Empty: since before we know."))
    ends_on = told(models.DateField(_("until"), null=True, blank=True), "F02", of="C3", hint=_("Empty: it is so today."))
    source = told(
        models.CharField(_("known from"), max_length=120, blank=True),
        "F02",
        of="C3",
        hint=_("For example: said by the child, attestation seen, decision of a court."),
    )

    class Meta(OverTime.Meta):
        verbose_name = _("legal status")
        verbose_name_plural = _("legal statuses")

    def __str__(self):
        return str(self._meta.verbose_name)
