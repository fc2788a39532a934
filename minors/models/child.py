"""The child: who it is and who answers for it. Names stand in a table of their own, so that a coded page never loads them."""

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import dates, options
from base.described import told
from base.models import Institution, Place, Record, Team
from base.objectives import FieldOfAction
from base.roles import Verb
from base.workflow import Move, Workflow
from minors import codes, names, weight

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

    code = told(
        models.CharField(_("case code"), max_length=12, unique=True, default=codes.new_code, editable=False),
        "F02",
        required="M",
        strict=True,
    )
    status = models.CharField(max_length=12, default="registered", editable=False)
    category = told(models.CharField(_("category"), max_length=4), "F02", required="M", options="L01", strict=True)
    sex = told(models.CharField(_("sex"), max_length=1, choices=Sex), "F02", required="M", strict=True)
    birth_raw = told(models.CharField(_("birth as it was told"), max_length=60, blank=True), "F02", required="M", of="C2")
    birth_calendar = told(models.CharField(_("calendar"), max_length=10, choices=dates.Calendar, blank=True), "F02", of="C2")
    birth_precision = told(models.CharField(_("precision"), max_length=12, choices=dates.Precision, blank=True), "F02", of="C2")
    birth_earliest = told(models.DateField(_("born on or after"), null=True, blank=True), "F02", of="C2")
    birth_latest = told(models.DateField(_("born on or before"), null=True, blank=True), "F02", of="C2")
    birth_source = told(models.CharField(_("told by"), max_length=12, choices=dates.Source, blank=True), "F02")
    birth_recorded_on = told(models.DateField(_("told on"), null=True, blank=True), "F02")
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

    def save(self, *, by, reason, update_fields=None, permit=None):
        """As every record. What weighs much needs `permit`, a proposal that somebody else just approved (minors/weight.py)."""
        if not self._state.adding:
            weight.check(self, update_fields or [column.attname for column in self._meta.concrete_fields], permit=permit)
        super().save(by=by, reason=reason, update_fields=update_fields)

    def child_proposals(self):
        return self.proposed_changes

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

    class Kind(models.TextChoices):
        MAIN = "main", _("name in use")
        OTHER = "other", _("other spelling or nickname")

    child = models.ForeignKey(Child, models.PROTECT, related_name="names")
    kind = models.CharField(_("kind of name"), max_length=6, choices=Kind, default=Kind.MAIN)
    own = told(models.CharField(_("own name"), max_length=80), "F02", required="M", of="C2")
    father = told(models.CharField(_("father's name"), max_length=80, blank=True), "F02", of="C2")
    grandfather = told(models.CharField(_("grandfather's name"), max_length=80, blank=True), "F02", of="C2")
    key = told(models.CharField(max_length=200, editable=False), "", of="C2")

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

    def save(self, *, by, reason, update_fields=None, permit=None):
        """As every record. Another name altogether needs `permit`, a proposal that somebody else just approved (minors/weight.py)."""
        if not self._state.adding:
            weight.check(self, update_fields or [column.attname for column in self._meta.concrete_fields], permit=permit)
        self.key = " ".join(filter(None, map(names.skeleton, [self.own, self.father, self.grandfather])))[:200]
        super().save(by=by, reason=reason, update_fields=update_fields and {*update_fields, "key"})

    def child_proposals(self):
        return self.child.proposed_changes
