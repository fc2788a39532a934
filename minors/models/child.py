"""The child: who it is and who answers for it. Its names stand in a table of their own (`name.py`)."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import dates, options
from base.models import Institution, Place, Record, Team
from base.objectives import FieldOfAction
from base.roles import Verb
from base.workflow import Move, Workflow
from minors import codes

REGISTRATION = Workflow(
    "registration",
    Move("register", (), "registered", _("The child was registered."), Verb.REGISTER_CHILD),
)


class Child(Record):
    """A child known to the programme, by code. The unit is the child, never the family (domain.md 0.3, rule 1)."""

    minor_path = ""
    field_of_action = FieldOfAction.IDENTIFICATION
    field_classes = {
        "birth_raw": "C2",
        "birth_calendar": "C2",
        "birth_precision": "C2",
        "birth_earliest": "C2",
        "birth_latest": "C2",
        "nationality": "C2",
    }
    option_lists = {"category": "L01", "nationality": "L03", "language": "L05", "found_by": "L07"}

    class Sex(models.TextChoices):
        FEMALE = "F", _("girl")
        MALE = "M", _("boy")
        UNDISCLOSED = "X", _("other or not disclosed")

    code = models.CharField(_("case code"), max_length=12, unique=True, default=codes.new_code, editable=False)
    status = models.CharField(max_length=12, default="registered", editable=False)
    category = models.CharField(_("category"), max_length=4)  # L01
    sex = models.CharField(_("sex"), max_length=1, choices=Sex)
    birth_raw = models.CharField(_("birth as it was told"), max_length=60, blank=True)
    birth_calendar = models.CharField(_("calendar"), max_length=10, blank=True)
    birth_precision = models.CharField(_("precision"), max_length=12, blank=True)
    birth_earliest = models.DateField(_("born on or after"), null=True, blank=True)
    birth_latest = models.DateField(_("born on or before"), null=True, blank=True)
    birth_source = models.CharField(_("told by"), max_length=12, blank=True)
    birth_recorded_on = models.DateField(_("told on"), null=True, blank=True)
    nationality = models.CharField(_("declared nationality"), max_length=16)  # L03
    language = models.CharField(_("first language"), max_length=16)  # L05
    identified_at = models.DateTimeField(_("found at"))
    registered_at = models.DateTimeField(_("registered at"), default=dates.now)
    found_place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("where the child was found"))
    found_by = models.CharField(_("who found the child"), max_length=24)  # L07
    region = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("region"))
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("institution"))
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", verbose_name=_("responsible team"))

    class Meta:
        verbose_name = _("child")
        verbose_name_plural = _("children")
        ordering = ["-registered_at", "id"]
        default_permissions = ()
        # What a grant can give on one child. guardian keeps one row for each (domain.md 7.3; architecture.md 3).
        permissions = [
            ("read_c1", "Can read ordinary case data"),
            ("read_c2", "Can read the identity"),
            ("read_c3", "Can read sensitive data"),
            ("read_c4", "Can read secret data"),
            ("change", "Can work on the case"),
            ("print", "Can print the case file"),
            ("share", "Can give access to others"),
        ]
        indexes = [
            models.Index(fields=["-registered_at", "id"], name="child_by_registration"),
            models.Index(fields=["team", "-registered_at"], name="child_by_team"),
            models.Index(fields=["institution", "-registered_at"], name="child_by_institution"),
            models.Index(fields=["region", "-registered_at"], name="child_by_region"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(identified_at__lte=models.F("registered_at")),
                name="found_before_registered",
                violation_error_message=_("A child cannot be registered before it was found."),
            ),
            models.CheckConstraint(
                condition=models.Q(birth_earliest=None, birth_latest=None)
                | models.Q(birth_earliest__lte=models.F("birth_latest")),
                name="birth_is_an_interval",
            ),
        ]

    def __str__(self):
        return self.code

    def get_absolute_url(self):
        return reverse("casework:case", args=[self.pk])

    @property
    def age(self) -> str:
        """The age as people say it: an interval, marked when it was not read from a document."""
        return dates.describe_age(self.birth_earliest, self.birth_latest, dates.today(), source=self.birth_source)

    @property
    def category_label(self) -> str:
        return options.label("L01", self.category)

    @property
    def nationality_label(self) -> str:
        return options.label("L03", self.nationality)

    @property
    def language_label(self) -> str:
        return options.label("L05", self.language)

    @property
    def found_by_label(self) -> str:
        return options.label("L07", self.found_by)
