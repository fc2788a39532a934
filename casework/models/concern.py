"""Protection concerns (L12): each with its own status, dates, source and severity (domain.md 4.2)."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import dates, options
from base.description import told
from base.models import RecordQuerySet
from base.objectives import FieldOfAction
from base.purposes import Tied
from minors.models import Child
from minors.models.told_dates import ToldDates

# The headings of domain.md 4.2 with the options of L12 below each. "other" stands alone.
GROUPS = {
    "care": (
        _("Separation and care"),
        "unaccompanied separated orphan abandoned inappropriate_care child_headed child_carer placement_breakdown".split(),
    ),
    "violence": (
        _("Violence"),
        "physical_violence emotional_violence neglect_physical neglect_medical neglect_educational neglect_supervisory sexual_violence "
        "sexual_exploitation child_marriage fgm_done fgm_risk denial_of_resources".split(),
    ),
    "exploitation": (
        _("Exploitation"),
        "trafficking_sexual trafficking_labour trafficking_domestic trafficking_begging trafficking_organ debt_bondage "
        "worst_child_labour hazardous_work other_child_labour forced_begging illicit_khat illicit_smuggling illicit_guiding".split(),
    ),
    "route": (
        _("The journey"),
        "smuggled_land smuggled_sea desert shipwreck thrown_overboard kidnapped tortured witnessed_death relatives_lost "
        "returned_yemen deported_saudi pushed_back leaving_by_boat".split(),
    ),
    "liberty": (
        _("Liberty and justice"),
        "immigration_detention arrested conflict_with_law victim_witness refoulement_risk".split(),
    ),
    "health": (
        _("Health"),
        "acute_illness injury chronic_illness malnutrition tb_hiv pregnancy disability_seeing disability_hearing disability_moving "
        "disability_communicating disability_learning disability_behaviour substance_glue substance_khat substance_other".split(),
    ),
    "mind": (_("Mental health"), "distress grief suicidal mental_disorder".split()),
    "street": (_("Street"), "sleeping_rough street_work gang recruited_to_beg".split()),
    "armed": (_("Armed forces and groups"), "armed_association recruitment_fear".split()),
    "identity": (
        _("Papers and status"),
        "no_birth_registration no_documents stateless_risk age_disputed asylum_need".split(),
    ),
    "education": (_("Education"), "out_of_school special_needs".split()),
    "discrimination": (
        _("Discrimination"),
        "discrimination_ethnic discrimination_migrant discrimination_disability discrimination_gender".split(),
    ),
    "other": (_("Other"), ["other"]),
}
TRAFFICKING = [f"trafficking_{form}" for form in ("sexual", "labour", "domestic", "begging", "organ")]
# Secret whoever writes them down: what traffickers and creditors do, who testifies, TB and HIV (domain.md 4.2, 7.3).
SECRET = [*TRAFFICKING, "debt_bondage", "victim_witness", "tb_hiv"]
# After these a doctor is needed within hours: the countdown of T24 (domain.md 2.4, 9.12).
ASSAULT = ["sexual_violence", "sexual_exploitation", "trafficking_sexual"]
RECENT = timedelta(hours=120)  # domain.md 4.1


class ConcernQuerySet(RecordQuerySet):
    def unresolved(self):
        return self.exclude(status="resolved")

    def readable(self, classes):
        """Those of these classes. Whoever asks for a list or a count asks for this."""
        return self.filter(field_class__in=classes)


class Concern(ToldDates):
    """One worry about a child's protection. The whole row has the class `field_class`: who may not read it does not learn of it."""

    minor_path = "child"
    only_for = {Tied.AGE: Q(kind="age_disputed"), Tied.ASYLUM: Q(kind__in=["asylum_need", "refoulement_risk"])}
    class_column = "field_class"
    field_of_action = FieldOfAction.PROTECTION_FROM_VIOLENCE
    field_classes = dict.fromkeys(["status", "starts_earliest", "starts_latest", "field_class", "recorded_by", "silences"], "C3")
    told_dates = ("starts",)

    class Status(models.TextChoices):
        SUSPECTED = "suspected", _("suspected")
        REPORTED = "reported", _("reported")
        CONFIRMED = "confirmed", _("confirmed")
        RESOLVED = "resolved", _("resolved")

    class Severity(models.TextChoices):
        HIGH = "high", _("severe")
        MEDIUM = "medium", _("serious")
        LOW = "low", _("to be watched")

    class Source(models.TextChoices):
        CHILD = "child", _("said by the child")
        FAMILY = "family", _("said by the family or a carer")
        OBSERVED = "observed", _("seen by a worker")
        SERVICE = "service", _("told by a service: doctor, school, shelter")
        AUTHORITY = "authority", _("told by an authority: police, court, border")
        DOCUMENT = "document", _("a document")
        OTHER = "other", _("somebody else")

    class Readers(models.TextChoices):
        SENSITIVE = "C3", _("who may read what is sensitive")
        SECRET = "C4", _("only who may read what is secret")

    child = models.ForeignKey(Child, models.PROTECT, related_name="concerns")
    status = models.CharField(_("status"), max_length=10, choices=Status, editable=False)
    kind = told(models.CharField(_("concern"), max_length=40), "F05", required="M", of="C3", options="L12", strict=True)
    severity = told(models.CharField(_("how severe it is"), max_length=8, choices=Severity), "F05", required="M", of="C3")
    source = told(models.CharField(_("known from"), max_length=10, choices=Source), "F05", required="M", of="C3")
    told_words = told(models.TextField(_("what was said or seen"), blank=True), "F05", of="C3")
    starts_raw = told(models.CharField(_("since when, as it was told"), max_length=60, blank=True), "F05", of="C3")
    starts_earliest = models.DateField(_("began on or after"), null=True, blank=True, editable=False)
    starts_latest = models.DateField(_("began on or before"), null=True, blank=True, editable=False)
    ends_on = told(models.DateField(_("until"), null=True, blank=True), "F05", of="C3")
    incident_at = told(models.DateTimeField(_("when it happened"), null=True, blank=True), "F05", of="C3")
    doctor_at = told(models.DateTimeField(_("seen by a doctor at"), null=True, blank=True), "F05", of="C3")
    reported_to = told(models.CharField(_("to whom it was reported"), max_length=200, blank=True), "F05", of="C3")
    confirmed_by = told(models.CharField(_("who confirmed it, and how"), max_length=200, blank=True), "F05", of="C3")
    resolved_because = told(
        models.CharField(_("why it is resolved"), max_length=24, blank=True), "F05", of="C3", options="W12", strict=True
    )
    resolution = told(models.TextField(_("what was done, and what remains"), blank=True), "F05", of="C3")
    field_class = told(models.CharField(_("who may read it"), max_length=2, choices=Readers), "F05", of="C3", strict=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by"))

    objects = ConcernQuerySet.as_manager()

    class Meta:
        verbose_name = _("protection concern")
        verbose_name_plural = _("protection concerns")
        ordering = ["-recorded_at", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(field_class__in=["C3", "C4"]), name="concern_has_a_class"),
            models.CheckConstraint(condition=~Q(kind__in=SECRET) | Q(field_class="C4"), name="concern_secret_by_kind"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_earliest=None) | Q(ends_on__gte=F("starts_earliest")),
                name="concern_ends_after_it_starts",
                violation_error_message=_("The end cannot be before the beginning."),
            ),
            models.CheckConstraint(
                condition=~Q(status="reported") | Q(reported_to__regex=r"\S"),
                name="concern_reported_to_somebody",
                violation_error_message=_("Say to whom it was reported."),
            ),
            models.CheckConstraint(
                condition=~Q(status="confirmed") | Q(confirmed_by__regex=r"\S"),
                name="concern_confirmed_by_somebody",
                violation_error_message=_("Say who confirmed it, and how."),
            ),
            models.CheckConstraint(
                condition=(Q(status="resolved") & ~Q(resolved_because="")) | (~Q(status="resolved") & Q(resolved_because="")),
                name="concern_resolved_with_a_reason",
                violation_error_message=_("Say why it is resolved."),
            ),
            models.CheckConstraint(
                condition=Q(doctor_at=None) | Q(incident_at=None) | Q(doctor_at__gte=F("incident_at")),
                name="concern_doctor_after_the_incident",
                violation_error_message=_("The doctor cannot have seen the child before it happened."),
            ),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)  # what it is about is said to its readers only

    def get_absolute_url(self):
        return reverse("casework:concern", args=[self.pk])

    @property
    def kind_label(self) -> str:
        return options.label("L12", self.kind)

    @property
    def resolved_label(self) -> str:
        return options.label("W12", self.resolved_because)

    @property
    def is_open(self) -> bool:
        return self.status != self.Status.RESOLVED

    @property
    def is_assault(self) -> bool:
        """Whether the hours since it happened decide what a doctor can still do (T24)."""
        return self.kind in ASSAULT and self.incident_at is not None

    @property
    def goes_on(self) -> bool:
        """Nobody said that it has ended, and it is not a single incident of some time ago."""
        return self.is_open and self.ends_on is None and (self.incident_at is None or self.is_recent)

    @property
    def is_recent(self) -> bool:
        """It happened less than 120 hours ago (domain.md 4.1)."""
        return self.incident_at is not None and dates.now() - self.incident_at < RECENT
