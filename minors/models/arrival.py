"""An arrival: a boat, a truck, a group on foot. It concerns many children, and before that nobody's file (domain.md 9.1)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import dates, options
from base.models import Institution, Kept, Place, Team
from base.objectives import FieldOfAction


class ArrivalEvent(Kept):
    """Who came, from where to where, how many lived. A number that nobody knows is empty; nought was counted.

    The team that reported it answers for it and registers its children; each of them has a file of their own.
    """

    team_path = "team"
    region_path = "region"
    field_of_action = FieldOfAction.IDENTIFICATION
    field_classes = {"description": "C3"}
    NUMBERS = ["persons", "women", "men", "minors", "dead", "missing"]

    class Vehicle(models.TextChoices):
        BOAT = "boat", _("boat")
        TRUCK = "truck", _("truck")
        CAR = "car", _("car or bus")
        FOOT = "foot", _("on foot")
        TRAIN = "train", _("train")
        FLIGHT = "flight", _("flight")
        OTHER = "other", _("other")
        UNKNOWN = "unknown", _("unknown")

    arrived_at = models.DateTimeField(_("arrived at"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place of arrival"))
    region = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("region"))
    vehicle = models.CharField(_("how they came"), max_length=10, choices=Vehicle)
    description = models.TextField(_("what happened"), blank=True)
    persons = models.PositiveSmallIntegerField(_("persons who arrived"), null=True, blank=True)
    women = models.PositiveSmallIntegerField(_("women"), null=True, blank=True)
    men = models.PositiveSmallIntegerField(_("men"), null=True, blank=True)
    minors = models.PositiveSmallIntegerField(_("children"), null=True, blank=True)
    dead = models.PositiveSmallIntegerField(_("persons dead"), null=True, blank=True)
    missing = models.PositiveSmallIntegerField(_("persons missing"), null=True, blank=True)
    agencies = ArrayField(models.CharField(max_length=24), verbose_name=_("who was there"), default=list, blank=True)  # L07
    reported_by = models.CharField(_("who reported it"), max_length=24)  # L07
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("institution"))
    team = models.ForeignKey(Team, models.PROTECT, related_name="arrivals", verbose_name=_("responsible team"))

    class Meta:
        verbose_name = _("arrival")
        verbose_name_plural = _("arrivals")
        ordering = ["-arrived_at", "id"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["team", "-arrived_at"], name="arrival_by_team"),
            models.Index(fields=["region", "-arrived_at"], name="arrival_by_region"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(arrived_at__lte=F("recorded_at")),
                name="arrived_before_it_is_recorded",
                violation_error_message=_("This moment has not come yet."),
            ),
        ]

    def __str__(self):
        return f"{self.get_vehicle_display()}, {self.place}, {dates.local_date(self.arrived_at):%d/%m/%Y}"

    def get_absolute_url(self):
        return reverse("casework:arrival", args=[self.pk])

    @property
    def reported_by_label(self) -> str:
        return options.label("L07", self.reported_by)

    @property
    def agency_labels(self) -> list[str]:
        return [options.label("L07", one) for one in self.agencies]
