"""The child: who it is and who answers for it. Its names stand in a table of their own (`name.py`)."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import dates, options
from base.description import told
from base.models import Institution, Place, Record, Team, ToldDate, is_interval, told_date
from base.objectives import FieldOfAction
from base.roles import Verb
from base.workflow import Move, Workflow
from minors import codes, weight

from .arrival import ArrivalEvent

REGISTRATION = Workflow(
    "registration",
    Move("register", (), "registered", _("The child was registered."), Verb.REGISTER_CHILD),
)


class Child(Record):
    """A child known to the programme, by code. The unit is the child, never the family (domain.md 0.3, rule 1)."""

    minor_path = ""
    field_of_action = FieldOfAction.IDENTIFICATION

    class Sex(models.TextChoices):
        FEMALE = "F", _("girl")
        MALE = "M", _("boy")
        UNDISCLOSED = "X", _("other or not disclosed")

    class Entry(models.TextChoices):
        DIRECT = "direct", _("entered at registration")
        PAPER = "paper", _("entered from a paper file")

    code = told(
        models.CharField(_("case code"), max_length=12, unique=True, default=codes.new_code, editable=False),
        "F02",
        required="M",
        strict=True,
    )
    status = models.CharField(max_length=12, default="registered", editable=False)
    category = told(models.CharField(_("category"), max_length=4), "F02", required="M", options="L01", strict=True)
    sex = told(models.CharField(_("sex"), max_length=1, choices=Sex), "F02", required="M", strict=True)
    birth_raw, birth_calendar, birth_precision, birth_earliest, birth_latest, birth_source, birth_recorded_on = told_date(
        _("birth as it was told"), _("born on or after"), _("born on or before"), form="F02", required="M"
    )
    birth = ToldDate("birth")
    nationality = told(models.CharField(_("declared nationality"), max_length=16), "F02", required="M", of="C2", options="L03")
    language = told(models.CharField(_("first language"), max_length=16), "F02", required="M", options="L05")
    identified_at = told(models.DateTimeField(_("found at")), "F02", required="M")
    registered_at = told(models.DateTimeField(_("registered at"), default=dates.now), "F02", required="M")
    found_place = told(
        models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("where the child was found")),
        "F02",
        required="M",
    )
    found_by = told(models.CharField(_("who found the child"), max_length=24), "F02", required="M", options="L07")
    region = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("region"))
    arrival = told(
        models.ForeignKey(
            ArrivalEvent, models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("arrival")
        ),
        "F02",
    )
    entry = models.CharField(_("how the file was entered"), max_length=8, choices=Entry, default=Entry.DIRECT)
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
            is_interval("birth", name="birth_is_an_interval"),
        ]

    def __str__(self):
        return self.code

    def get_absolute_url(self):
        return reverse("casework:case", args=[self.pk])

    def save(self, *, by, reason, update_fields=None, permit=None):
        """As every record. What weighs much needs `permit`, a proposal that somebody else just approved (minors/weight.py)."""
        if not self._state.adding:
            weight.check(self, update_fields or [column.attname for column in self._meta.concrete_fields], permit=permit)
        super().save(by=by, reason=reason, update_fields=update_fields)

    def child_proposals(self):
        return self.proposed_changes

    def version_joined(self) -> int | None:
        """The version in which values of a joined file stand, unless they were given back."""
        return self.merges.in_force().exclude(applied=None).order_by("-applied").values_list("applied", flat=True).first()

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
