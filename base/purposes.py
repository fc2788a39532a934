"""What was told for one purpose serves no other (features.md 99; domain.md 7.3): what is tied to a purpose, and what data are used for.

A record says `only_for` which of its rows are tied, a column says it with `told(…, only_for=…)`. Which use may read them is a dated rule
with its legal basis (`PurposeRule`); without a rule nothing that is tied leaves.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

EVERY_ROW = Q(pk__isnull=False)


class Tied(models.TextChoices):
    """What is tied to the purpose for which it was told."""

    AGE = "age", _("doubts about the age and their assessment")
    ASYLUM = "asylum", _("asylum: status, interviews, fear of return")


class Use(models.TextChoices):
    """What data that leave are used for."""

    CASE = "case", _("the work on this case, by whoever takes it over")
    COURT = "court", _("the juvenile court")
    ASYLUM = "asylum", _("the asylum procedure")
    CARE = "care", _("a place to live, health, school")
    FAMILY = "family", _("finding the family, a return")
    PERSON = "person", _("the person concerned")
    CONTROL = "control", _("an inspection, an evaluation")
