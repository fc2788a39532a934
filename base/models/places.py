"""The tree of places: country, region, locality, site (domain.md 5.2)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .naming import Named


class Place(Named):
    """A place where children are found, cared for or served. `region` is the region above it, itself for a region."""

    class Kind(models.TextChoices):
        COUNTRY = "country", _("country")
        REGION = "region", _("region")
        TOWN = "town", _("town")
        SHORE = "shore", _("shore")
        BORDER_POST = "border_post", _("border post")
        CAMP = "camp", _("refugee village")
        CENTRE = "centre", _("centre")
        HOSPITAL = "hospital", _("hospital")
        POLICE_POST = "police_post", _("police post")
        COURT = "court", _("court")
        SCHOOL = "school", _("school")
        STREET_AREA = "street_area", _("street area")

    code = models.CharField(_("code"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    region = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="places_within")

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["code"]
