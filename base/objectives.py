"""Fields of action: what a record is for. The plan on the top floor says which objective of the plan in force each one serves."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class FieldOfAction(models.TextChoices):
    IDENTIFICATION = "identification", _("identification")
    BEST_INTERESTS = "best_interests", _("best interests")
    CARE = "care", _("care")
    SERVICES = "services", _("services")
    FAMILY_LINKS = "family_links", _("family links")
    PROTECTION_FROM_VIOLENCE = "protection_from_violence", _("protection from violence")
    GOVERNANCE = "governance", _("governance")


def objectives_of(field_of_action: str, on: date) -> list[str]:
    """Codes of the objectives served on that day, such as ["OS1"]; empty when no plan was in force.

    The plan stands on the top floor and is named by string in the settings, as the root urls are.
    """
    return import_string(settings.OBJECTIVES_OF)(field_of_action, on)


def codes_on(day: date) -> list[str]:
    """The codes of all objectives of the plan in force on that day, in their order; empty when none was."""
    return sorted({code for field in FieldOfAction.values for code in objectives_of(field, day)})


def field_of(code: str, on: date) -> str:
    """The first field of action that serves this objective on that day; empty when none does."""
    return next((field for field in FieldOfAction.values if code in objectives_of(field, on)), "")
