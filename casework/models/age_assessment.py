"""A doubt about the age, and what was done about it (domain.md 3.16, F16). Nobody becomes an adult by one estimate.

Who doubts and why stands with the child's origin (`minors.models.Origin.age_disputed_by`); here stands what follows from it.
"""

from functools import reduce
from itertools import combinations
from operator import or_

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import dates
from base.description import told
from base.models import Record, RecordQuerySet
from base.objectives import FieldOfAction
from base.purposes import EVERY_ROW, Tied
from minors.models import Child

from .guardianship import Guardianship

# An examination of sexual maturity is prohibited as a method (domain.md 3.16): it is not on the list, and the database takes nothing else.
METHODS = ["documents", "interview", "psychosocial", "paediatric", "dental", "bone"]
MEDICAL = ["paediatric", "dental", "bone"]  # last resort
TWO_METHODS = reduce(or_, (Q(methods__contains=list(pair)) for pair in combinations(METHODS, 2)))
# A conclusion "child" ends the doubt; one of "adult" does not before a second person confirmed it.
OPEN = Q(status__in=["doubted", "submitted"]) | Q(status="concluded", conclusion="adult")


class AgeAssessmentQuerySet(RecordQuerySet):
    def unsettled(self):
        """Doubts that still go on."""
        return self.filter(OPEN)


class AgeAssessment(Record):
    """One doubt from its beginning to its end. Until it is confirmed by a second person the child is treated as a child."""

    minor_path = "child"
    field_of_action = FieldOfAction.IDENTIFICATION
    only_for = {Tied.AGE: EVERY_ROW}

    class Status(models.TextChoices):
        DOUBTED = "doubted", _("the age is doubted")
        CONCLUDED = "concluded", _("concluded")
        SUBMITTED = "submitted", _("waiting for the supervisor")
        CONFIRMED = "confirmed", _("confirmed: adult")
        SET_ASIDE = "set_aside", _("set aside: a child")
        DROPPED = "dropped", _("the doubt was given up")

    class Method(models.TextChoices):
        DOCUMENTS = "documents", _("documents")
        INTERVIEW = "interview", _("social interview")
        PSYCHOSOCIAL = "psychosocial", _("psychosocial assessment")
        PAEDIATRIC = "paediatric", _("examination by a paediatrician, without sexual maturity")
        DENTAL = "dental", _("X-ray of the teeth")
        BONE = "bone", _("X-ray of the bones")

    class Consent(models.TextChoices):
        GIVEN = "given", _("the child agreed, after explanation")
        REFUSED = "refused", _("the child refused")
        NOT_ASKED = "not_asked", _("the child was not asked")

    class Conclusion(models.TextChoices):
        CHILD = "child", _("a child")
        ADULT = "adult", _("an adult")
        INCONCLUSIVE = "inconclusive", _("cannot be determined: treated as a child")

    class AppealBy(models.TextChoices):
        CHILD = "child", _("the child")
        GUARDIAN = "guardian", _("the guardian")
        LAWYER = "lawyer", _("the lawyer")
        OTHER = "other", _("somebody else for the child")

    class AppealResult(models.TextChoices):
        REJECTED = "rejected", _("the appeal was rejected")
        GRANTED = "granted", _("the appeal was granted: treated as a child")

    child = models.ForeignKey(Child, models.PROTECT, related_name="age_assessments")
    status = models.CharField(_("status"), max_length=10, choices=Status, editable=False)
    doubted_on = told(models.DateField(_("doubted since")), "F16", required="M")
    informed_on = told(models.DateField(_("explained to the child on"), null=True, blank=True), "F16")
    informed_language = told(models.CharField(_("explained in"), max_length=16, blank=True), "F16", options="L05")
    consent = told(models.CharField(_("consent to the assessment"), max_length=10, choices=Consent, blank=True), "F16")
    consent_on = told(models.DateField(_("day of the consent"), null=True, blank=True), "F16")
    guardian = told(
        models.ForeignKey(
            Guardianship, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("guardian present")
        ),
        "F16",
    )
    without_guardian_because = told(models.TextField(_("why no guardian was present"), blank=True), "F16", of="C3")
    documents_considered = told(models.TextField(_("documents considered, and what they say"), blank=True), "F16", of="C3")
    social_interview = told(models.TextField(_("what the social interview gave"), blank=True), "F16", of="C3")
    methods = told(
        ArrayField(models.CharField(max_length=12, choices=Method), verbose_name=_("methods"), default=list, blank=True),
        "F16",
        of="C3",
    )
    medical_because = told(models.TextField(_("why a medical test was the last resort"), blank=True), "F16", of="C3")
    assessed_on = told(models.DateField(_("day of the assessment"), null=True, blank=True), "F16")
    first_assessor = told(models.CharField(_("first assessor: name"), max_length=120, blank=True), "F16", of="C2")
    first_function = told(models.CharField(_("first assessor: function and institution"), max_length=120, blank=True), "F16")
    second_assessor = told(models.CharField(_("second assessor: name"), max_length=120, blank=True), "F16", of="C2")
    second_function = told(models.CharField(_("second assessor: function and institution"), max_length=120, blank=True), "F16")
    independent = told(
        models.BooleanField(_("the assessors are independent of the case and of who doubts"), default=False), "F16"
    )
    age_min = told(models.PositiveSmallIntegerField(_("lowest age of the margin"), null=True, blank=True), "F16")
    age_max = told(models.PositiveSmallIntegerField(_("highest age of the margin"), null=True, blank=True), "F16")
    conclusion = told(models.CharField(_("conclusion"), max_length=12, choices=Conclusion, blank=True), "F16", strict=True)
    reasons = told(models.TextField(_("reasons for the conclusion"), blank=True), "F16", of="C3")
    concluded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("recorded by")
    )
    notified_on = told(models.DateField(_("told to the child, with the right of appeal, on"), null=True, blank=True), "F16")
    appeal_until = told(models.DateField(_("last day for an appeal"), null=True, blank=True), "F16")
    appealed_on = told(models.DateField(_("day of the appeal"), null=True, blank=True), "F16")
    appealed_by = told(models.CharField(_("appeal by"), max_length=8, choices=AppealBy, blank=True), "F16")
    appeal_decided_on = told(models.DateField(_("appeal decided on"), null=True, blank=True), "F16")
    appeal_result = told(models.CharField(_("result of the appeal"), max_length=8, choices=AppealResult, blank=True), "F16")
    confirmed_on = told(models.DateField(_("confirmed on"), null=True, blank=True), "F16")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("confirmed by")
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by"))

    # What the supervisor agrees to.
    CONTENT = (
        *("consent", "guardian", "methods", "first_assessor", "second_assessor", "independent", "assessed_on"),
        *("age_min", "age_max", "conclusion", "reasons", "notified_on", "appeal_until", "appealed_on", "appeal_result"),
    )

    objects = AgeAssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("age assessment")
        verbose_name_plural = _("age assessments")
        ordering = ["-doubted_on", "-recorded_at", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["child"],
                condition=OPEN,
                name="one_doubt_at_a_time",
                violation_error_message=_("The age of this child is doubted already. Go on with that assessment."),
            ),
            models.CheckConstraint(
                condition=Q(methods__contained_by=METHODS),
                name="age_by_permitted_methods",
                violation_error_message=_("This method is not permitted."),
            ),
            models.CheckConstraint(
                condition=~Q(methods__overlap=MEDICAL) | Q(medical_because__regex=r"\S", methods__contains=["interview"]),
                name="medical_test_is_the_last_resort",
                violation_error_message=_("A medical test is the last resort: after the social interview, and with a reason."),
            ),
            models.CheckConstraint(
                condition=Q(methods=[]) | Q(consent="given", informed_on__isnull=False),
                name="age_assessed_with_consent",
                violation_error_message=_("Nobody is assessed without an explanation and without consent."),
            ),
            models.CheckConstraint(
                condition=~Q(consent="given")
                | Q(consent_on__isnull=False, informed_on__isnull=False, consent_on__gte=F("informed_on")),
                name="consent_after_the_explanation",
                violation_error_message=_("The child agrees after the explanation, not before."),
            ),
            models.CheckConstraint(
                condition=Q(age_min=None, age_max=None)
                | Q(age_min__isnull=False, age_max__isnull=False, age_min__lte=F("age_max"), age_max__lte=60),
                name="age_margin_is_an_interval",
                violation_error_message=_("The lowest age comes first."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["doubted", "dropped"], conclusion="")
                | ~Q(status__in=["doubted", "dropped"]) & ~Q(conclusion="") & Q(concluded_by__isnull=False, reasons__regex=r"\S"),
                name="age_conclusion_is_signed",
            ),
            models.CheckConstraint(
                condition=~Q(conclusion="child") | Q(age_min__isnull=False, age_min__lt=18),
                name="child_is_under_18_at_the_lowest",
            ),
            models.CheckConstraint(
                condition=~Q(conclusion="adult")
                | Q(consent="given", guardian__isnull=False, independent=True, assessed_on__isnull=False)
                & Q(age_min__isnull=False, age_min__gte=18)
                & Q(first_assessor__regex=r"\S", second_assessor__regex=r"\S")
                & ~Q(first_assessor__iexact=F("second_assessor"))
                & TWO_METHODS,
                name="no_adult_by_one_estimate",
                violation_error_message=_(
                    "Nobody is an adult by one estimate: consent with the guardian present, two independent assessors, two methods, "
                    "and the whole margin from 18 on."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["submitted", "confirmed"]) | Q(conclusion="adult", notified_on__isnull=False),
                name="age_confirmed_after_telling_the_child",
            ),
            models.CheckConstraint(
                condition=Q(appeal_until=None) | Q(notified_on__isnull=False, appeal_until__gt=F("notified_on")),
                name="appeal_has_its_time",
                violation_error_message=_("The last day for an appeal comes after the day on which the child was told."),
            ),
            models.CheckConstraint(
                condition=Q(appealed_on=None, appealed_by="", appeal_result="")
                | Q(appealed_on__isnull=False, notified_on__isnull=False) & ~Q(appealed_by=""),
                name="appeal_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(appeal_result="", appeal_decided_on=None)
                | ~Q(appeal_result="")
                & Q(appealed_on__isnull=False, appeal_decided_on__isnull=False, appeal_decided_on__gte=F("appealed_on")),
                name="appeal_decided_after_it_was_made",
                violation_error_message=_("An appeal is decided after it was made."),
            ),
            models.CheckConstraint(
                condition=~Q(status="confirmed")
                | Q(confirmed_by__isnull=False)
                & ~Q(confirmed_by=F("concluded_by"))
                & Q(confirmed_on__isnull=False, appeal_until__isnull=False)
                & (Q(appealed_on=None, confirmed_on__gt=F("appeal_until")) | Q(appeal_result="rejected")),
                name="adult_after_the_appeal_by_two_people",
                violation_error_message=_("The time for an appeal runs, or the appeal is not decided."),
            ),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    def get_absolute_url(self):
        return reverse("casework:age_assessment", args=[self.pk])

    @classmethod
    def keeps_apart(cls, kept, other):
        """While a doubt is open, joining must not bring the birth of an adult into the file of a child, or the other way round."""
        files = list(Child.objects.filter(pk__in=[kept, other]))
        today = dates.today()
        if len({dates.is_child(one.birth_latest, today) for one in files}) < 2:
            return
        for one in cls.objects.unsettled().filter(child__in=files).select_related("child")[:1]:
            yield _("%(code)s: the age is doubted and not settled. Settle that first.") % {"code": one.child}

    @property
    def is_unsettled(self) -> bool:
        """Whether the doubt still goes on."""
        open_adult = self.status == self.Status.CONCLUDED and self.conclusion == self.Conclusion.ADULT
        return self.status in (self.Status.DOUBTED, self.Status.SUBMITTED) or open_adult

    @property
    def birth(self) -> dates.PartialDate | None:
        """The birth that this assessment gives: of the lowest age of the margin, as told by an assessor (domain.md 3.16)."""
        if self.age_min is None or self.assessed_on is None:
            return None
        raw = f"{self.age_min}–{self.age_max}"
        return dates.from_age(self.age_min, self.assessed_on, source=dates.Source.ASSESSOR, raw=raw)
