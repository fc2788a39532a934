"""The child: who it is and who answers for it. Names stand in a table of their own, so that a coded page never loads them."""

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import dates, options
from base.models import Institution, Place, Record, Team, ToldDate, is_interval, told_date
from base.objectives import FieldOfAction
from base.roles import Verb
from base.workflow import Move, Workflow
from minors import codes, names

from .arrival import ArrivalEvent

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

    class Entry(models.TextChoices):
        DIRECT = "direct", _("entered at registration")
        PAPER = "paper", _("entered from a paper file")

    code = models.CharField(_("case code"), max_length=12, unique=True, default=codes.new_code, editable=False)
    status = models.CharField(max_length=12, default="registered", editable=False)
    category = models.CharField(_("category"), max_length=4)  # L01
    sex = models.CharField(_("sex"), max_length=1, choices=Sex)
    birth_raw, birth_calendar, birth_precision, birth_earliest, birth_latest, birth_source, birth_recorded_on = told_date(
        _("birth as it was told"), _("born on or after"), _("born on or before")
    )
    birth = ToldDate("birth")
    nationality = models.CharField(_("declared nationality"), max_length=16)  # L03
    language = models.CharField(_("first language"), max_length=16)  # L05
    identified_at = models.DateTimeField(_("found at"))
    registered_at = models.DateTimeField(_("registered at"), default=dates.now)
    found_place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("where the child was found"))
    found_by = models.CharField(_("who found the child"), max_length=24)  # L07
    region = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("region"))
    arrival = models.ForeignKey(
        ArrivalEvent, models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("arrival")
    )
    entry = models.CharField(_("how the file was entered"), max_length=8, choices=Entry, default=Entry.DIRECT)
    name_unknown = models.BooleanField(_("nobody knows the name"), default=False)
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


class ChildName(Record):
    """One way the child is called: own, father's, grandfather's name, never a family name (domain.md 4.5)."""

    minor_path = "child"
    field_of_action = FieldOfAction.IDENTIFICATION
    field_classes = {"own": "C2", "father": "C2", "grandfather": "C2", "key": "C2"}

    class Kind(models.TextChoices):
        MAIN = "main", _("name in use")
        OTHER = "other", _("other spelling or nickname")

    child = models.ForeignKey(Child, models.PROTECT, related_name="names")
    kind = models.CharField(_("kind of name"), max_length=6, choices=Kind, default=Kind.MAIN)
    own = models.CharField(_("own name"), max_length=80)
    father = models.CharField(_("father's name"), max_length=80, blank=True)
    grandfather = models.CharField(_("grandfather's name"), max_length=80, blank=True)
    key = models.CharField(max_length=200, editable=False)

    class Meta:
        verbose_name = _("name")
        verbose_name_plural = _("names")
        ordering = ["kind", "recorded_at", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["child"], condition=models.Q(kind="main"), name="one_main_name"),
        ]
        indexes = [models.Index(OpClass("key", name="text_pattern_ops"), name="child_name_key")]

    def __str__(self):
        return self.full

    @property
    def full(self) -> str:
        return " ".join(filter(None, [self.own, self.father, self.grandfather]))

    def save(self, *, by, reason, update_fields=None):
        self.key = " ".join(filter(None, map(names.skeleton, [self.own, self.father, self.grandfather])))[:200]
        super().save(by=by, reason=reason, update_fields=update_fields and {*update_fields, "key"})
