"""Alternative care: providers with their beds, and placements that never overlap (domain.md 3.9)."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import options
from base.description import told
from base.models import Institution, Place, Record, RecordQuerySet
from base.objectives import FieldOfAction
from base.ranges import UuidRange
from minors.models import Child

from .assessment import Answer

FAMILY_CARE = ["kinship", "foster", "kafala", "customary_caregiver", "adult_sibling"]
# Sleeping there is no care: never counted as appropriate (domain.md 6.4, indicator 3.1).
NO_CARE = ["none", "street", "detention", "employer", "unknown", "refused"]


class Stay(Func):
    function = "TSTZRANGE"
    output_field = DateTimeRangeField()

    def __init__(self, *expressions):
        super().__init__(*(expressions or (F("starts_at"), F("ends_at"))))


class CareProviderQuerySet(models.QuerySet):
    def with_free_beds(self):
        """Adds `taken` and `free`."""
        return self.annotate(
            taken=models.Count("placements", filter=Q(placements__ends_at=None)), free=F("capacity") - F("taken")
        )


class CareProvider(models.Model):
    """A centre or a family that takes children in. A family's address is secret (C4) and not kept here."""

    class Kind(models.TextChoices):
        CENTRE = "centre", _("centre")
        FAMILY = "family", _("family")

    code = models.CharField(_("code"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="care_providers", verbose_name=_("institution that answers for it")
    )
    care_type = models.CharField(_("type of care"), max_length=24)  # L11
    region = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("region"))
    label = models.CharField(_("label"), max_length=120)
    capacity = models.PositiveSmallIntegerField(_("beds"))
    sexes = ArrayField(models.CharField(max_length=1), verbose_name=_("takes"))
    min_age = models.PositiveSmallIntegerField(_("from age"), default=0)
    max_age = models.PositiveSmallIntegerField(_("to age"), default=17)
    is_open = models.BooleanField(_("takes children"), default=True)

    objects = CareProviderQuerySet.as_manager()

    class Meta:
        verbose_name = _("care provider")
        verbose_name_plural = _("care providers")
        ordering = ["kind", "label"]

    def __str__(self):
        return self.label


class PlacementQuerySet(RecordQuerySet):
    def current(self):
        return self.filter(ends_at=None)

    def tonight(self, files):
        """Where a child sleeps whose files are these (its own, or several that became one): a bed counts before a place without care."""
        return self.current().filter(child__in=files).order_by(F("provider").asc(nulls_last=True), "-starts_at")


class Placement(Record):
    """Where the child sleeps, from when to when. Also a night in the street or in a cell: then there is no provider."""

    minor_path = "child"
    field_of_action = FieldOfAction.CARE

    class Basis(models.TextChoices):
        EMERGENCY = "emergency", _("emergency, decided by the social worker")
        ADMINISTRATIVE = "administrative", _("decision of the ministry")
        COURT = "court", _("court order")
        BID = "bid", _("best-interests determination")
        INFORMAL = "informal", _("informal or spontaneous")

    child = models.ForeignKey(Child, models.PROTECT, related_name="placements")
    status = models.CharField(max_length=8, editable=False)
    provider = models.ForeignKey(
        CareProvider, models.PROTECT, null=True, blank=True, related_name="placements", verbose_name=_("centre or family")
    )
    care_type = told(models.CharField(_("type of care"), max_length=24), "F02", required="M", options="L11")
    region = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("region"))
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    basis = models.CharField(_("basis of the decision"), max_length=16, choices=Basis, default=Basis.EMERGENCY)
    reason = told(models.TextField(_("why this place")), "F09", required="M", of="C3")
    child_agrees = models.CharField(_("Does the child agree?"), max_length=8, choices=Answer, default=Answer.UNKNOWN)
    suitable = models.CharField(_("Is this place suitable for the child?"), max_length=8, choices=Answer, default=Answer.UNKNOWN)
    end_reason = told(models.CharField(_("why it ended"), max_length=24, blank=True), "F09", options="L26", strict=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering = ["-starts_at", "id"]
        default_permissions = ()
        constraints = [
            ExclusionConstraint(
                name="one_place_a_night",
                expressions=[(UuidRange(), "&&"), (Stay(), "&&")],
                violation_error_message=_("The child already has a place for these nights. End that placement first."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="placement_ends_after_it_starts",
                violation_error_message=_("A placement ends after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | ~Q(end_reason=""),
                name="placement_ends_with_a_reason",
                violation_error_message=_("Say why the placement ended."),
            ),
        ]

    def __str__(self):
        return str(self.provider or self.care_label)

    def get_absolute_url(self):
        return reverse("casework:case", args=[self.child_id])

    @classmethod
    def keeps_apart(cls, kept, other):
        """One child has one bed: of two placements in a centre or a family, the one that is not true has to end first."""
        beds = cls.objects.current().filter(child__in=[kept, other], provider__isnull=False).select_related("child")
        found = sorted(beds, key=lambda one: one.child_id != kept)
        if len(found) > 1:
            values = {"kept": found[0].child.code, "care": found[0].care_label}
            values |= {"other": found[1].child.code, "other_care": found[1].care_label}
            yield (
                _(
                    "Both files have a bed for tonight: %(kept)s (%(care)s) and %(other)s (%(other_care)s). End the placement that is "
                    "not true first."
                )
                % values
            )

    @property
    def care_label(self) -> str:
        return options.label("L11", self.care_type)

    @property
    def end_reason_label(self) -> str:
        return options.label("L26", self.end_reason)
