"""Assessments: the rapid one that keeps the child safe today, and the best-interests assessment (domain.md 3.4, 3.5)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, IntegerField, Q
from django.db.models.lookups import GreaterThanOrEqual
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from base import options
from base.description import Answer, told
from base.models import Record, RecordQuerySet
from base.objectives import FieldOfAction
from minors.models import Child

from .case import Episode, Risk


def _question(words, **more):
    """A question of the rapid assessment: sensitive, and answered with yes, no, unknown or refused."""
    return told(models.CharField(words, max_length=8, choices=Answer, **more), "F04", required="M", of="C3")


class RapidAssessment(Record):
    """Is the child safe tonight? Signed by its author in one go; a new one is written when the situation changes."""

    minor_path = "child"
    field_of_action = FieldOfAction.BEST_INTERESTS
    QUESTIONS = [
        "danger", "safe_tonight", "medical_emergency", "violence_signs", "distress", "in_detention", "pregnant", "disability_needs"
    ]  # fmt: skip

    child = models.ForeignKey(Child, models.PROTECT, related_name="rapid_assessments")
    episode = models.ForeignKey(Episode, models.PROTECT, related_name="rapid_assessments")
    status = models.CharField(max_length=10, editable=False)
    done_at = told(models.DateTimeField(_("done at")), "F04", required="M")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    danger = _question(_("Is the child in immediate danger?"))
    danger_what = told(models.TextField(_("Which danger?"), blank=True), "F04", required="C", of="C3", when=("danger", ("yes",)))
    safe_tonight = _question(_("Is the child safe tonight?"))
    medical_emergency = _question(_("Does the child need a doctor at once?"))
    violence_signs = _question(_("Are there signs of violence?"))
    distress = _question(_("Is the child in distress or thinking of dying?"))
    in_detention = _question(_("Is the child in a cell or held by somebody?"))
    pregnant = _question(_("Is the child pregnant?"), default=Answer.UNKNOWN)
    disability_needs = _question(_("Does the child need help because of a disability?"), default=Answer.UNKNOWN)
    actions_taken = told(
        models.TextField(_("What was done at once, and by whom"), blank=True),
        "F04",
        required="C",
        of="C3",
        when=("danger", ("yes",)),
    )
    risk = told(models.CharField(_("level of risk"), max_length=8, choices=Risk), "F04", required="M", strict=True)
    risk_reasons = told(models.TextField(_("reasons for this level")), "F04", required="M")

    class Meta:
        verbose_name = _("rapid assessment")
        verbose_name_plural = _("rapid assessments")
        ordering = ["-done_at", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=~Q(danger="yes") | ~Q(actions_taken=""),
                name="danger_calls_for_an_action",
                violation_error_message=_("The child is in danger: say what was done at once, and by whom."),
            )
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    def get_absolute_url(self):
        return reverse("casework:rapid_assessment", args=[self.pk])


def bia_number(number: int) -> str:
    """BIA-3, as people of the trade say it in their language: EIS-3 in French (domain.md 1)."""
    return gettext("BIA-%(number)s") % {"number": number}


class BestInterestsAssessmentQuerySet(RecordQuerySet):
    def unfinished(self):
        return self.exclude(status="approved")

    def with_the_child(self):
        """Those in which the child took part, alone or not."""
        return self.filter(seen_alone__in=[Answer.YES, Answer.NO])


class BestInterestsAssessment(Record):
    """BIA (EIS): written by one trained worker, approved or returned by a supervisor, never by its author.

    `alternatives` are the options compared: [{"option": words, "pros": words, "cons": words}]. `bid_proposed` are the keys of what
    called for the panel when it was approved (`casework.bid_triggers`): where the supervisor does not agree, the comment says why.
    """

    minor_path = "child"
    field_of_action = FieldOfAction.BEST_INTERESTS
    SECTIONS = [
        *("interviews", "situation", "family", "safety", "care", "health", "psychosocial", "education", "legal"),
        *("child_views", "other_views", "factors", "analysis", "recommendation"),
    ]
    DECIDES = ["alternative_care", "family", "resettlement", "voluntary_return", "transfer"]  # purposes that decide something
    field_classes = {
        **dict.fromkeys([*SECTIONS, "alternatives", "seen_alone", "not_alone_because", "bid_reason", "review_comment"], "C3"),
        "bid_proposed": "C4",  # a fact among them may be secret
    }

    class Kind(models.TextChoices):
        SHORT = "short", _("short")
        COMPREHENSIVE = "comprehensive", _("comprehensive")

    class Purpose(models.TextChoices):
        AT_RISK = "at_risk", _("child at risk")
        ALTERNATIVE_CARE = "alternative_care", _("alternative care")
        FAMILY = "family", _("family")
        RESETTLEMENT = "resettlement", _("resettlement")
        VOLUNTARY_RETURN = "voluntary_return", _("voluntary return")
        TRANSFER = "transfer", _("transfer")
        OTHER = "other", _("other")

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("waiting for the supervisor")
        RETURNED = "returned", _("returned with a comment")
        APPROVED = "approved", _("approved")

    child = models.ForeignKey(Child, models.PROTECT, related_name="best_interests_assessments")
    episode = models.ForeignKey(Episode, models.PROTECT, related_name="best_interests_assessments")
    number = models.PositiveSmallIntegerField(_("number"))
    status = models.CharField(_("status"), max_length=10, choices=Status, editable=False)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind, default=Kind.COMPREHENSIVE)
    purpose = models.CharField(_("purpose"), max_length=18, choices=Purpose, default=Purpose.AT_RISK)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    seen_alone = models.CharField(_("Was the child seen alone?"), max_length=8, choices=Answer, default=Answer.YES)
    not_alone_because = models.TextField(_("Why the child was not seen alone"), blank=True)
    interviews = models.TextField(_("Who was heard, when and where, with which interpreter; documents seen"), blank=True)
    situation = models.TextField(_("Situation: family, status, siblings"), blank=True)
    family = models.TextField(_("Family and close relationships"), blank=True)
    safety = models.TextField(_("Safety and protection"), blank=True)
    care = models.TextField(_("Care and living conditions"), blank=True)
    health = models.TextField(_("Health and feelings"), blank=True)
    psychosocial = models.TextField(_("Development, feelings and behaviour, culture and religion"), blank=True)
    education = models.TextField(_("School, skills and work"), blank=True)
    legal = models.TextField(_("Papers, status, guardian and proceedings"), blank=True)
    child_views = models.TextField(_("What the child says, in the child's words"), blank=True)
    other_views = models.TextField(_("What others who matter to the child say"), blank=True)
    factors = models.TextField(_("What protects the child, and what puts it at risk"), blank=True)
    alternatives = models.JSONField(_("options compared"), default=list, blank=True)
    analysis = models.TextField(_("Analysis: options, for and against"), blank=True)
    recommendation = models.TextField(_("Recommendation and immediate actions"), blank=True)
    risk = models.CharField(_("level of risk"), max_length=8, choices=Risk)
    bid_needed = models.BooleanField(_("A best-interests determination (BID) by the panel is needed"), default=False)
    bid_trigger = models.CharField(_("For which reason does the panel have to decide?"), max_length=24, blank=True)  # L20
    bid_reason = models.TextField(_("Why it is needed, or why not"), blank=True)
    bid_proposed = ArrayField(
        models.CharField(max_length=24), verbose_name=_("what called for the panel"), default=list, blank=True, editable=False
    )
    submitted_at = models.DateTimeField(_("submitted at"), null=True, editable=False)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, editable=False)
    review_comment = models.TextField(_("supervisor's comment"), blank=True)

    objects = BestInterestsAssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("best-interests assessment")
        verbose_name_plural = _("best-interests assessments")
        ordering = ["-number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["child", "number"], name="bia_number_once"),
            models.CheckConstraint(condition=Q(reviewer=None) | ~Q(reviewer=models.F("author")), name="bia_reviewed_by_another"),
            models.CheckConstraint(
                condition=~Q(status="approved") | Q(reviewer__isnull=False, reviewed_at__isnull=False),
                name="bia_approval_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(status="draft") | ~Q(child_views=""),
                name="child_views_are_never_empty",
                violation_error_message=_("Write what the child says, or what you observed if the child cannot speak."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["submitted", "approved"]) | Q(seen_alone="yes") | Q(not_alone_because__regex=r"\S"),
                name="seen_alone_or_the_reason",
                violation_error_message=_("Say why the child was not seen alone."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["submitted", "approved"])
                | Q(bid_needed=False)
                & ~Q(purpose__in=["alternative_care", "family", "resettlement", "voluntary_return", "transfer"])
                | Q(GreaterThanOrEqual(Func(F("alternatives"), function="jsonb_array_length", output_field=IntegerField()), 2)),
                name="a_decision_compares_two_options",
                violation_error_message=_("Compare at least two options, with what speaks for and against each."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["submitted", "approved"]) | Q(bid_needed=False) | ~Q(bid_trigger=""),
                name="the_panel_is_asked_for_a_reason",
                violation_error_message=_("Say for which reason the panel has to decide."),
            ),
            models.CheckConstraint(
                condition=~Q(status="approved") | Q(bid_needed=True) | Q(bid_proposed=[]) | Q(review_comment__regex=r"\S"),
                name="who_does_not_ask_the_panel_says_why",
                violation_error_message=_("Say why the panel does not have to decide."),
            ),
            models.CheckConstraint(
                condition=~Q(status="returned") | ~Q(review_comment=""),
                name="returned_with_a_comment",
                violation_error_message=_("Say what has to be changed."),
            ),
        ]

    def __str__(self):
        return bia_number(self.number)

    def get_absolute_url(self):
        return reverse("casework:bia", args=[self.pk])

    @property
    def decides(self) -> bool:
        """Whether a decision is at stake, so that options have to be compared."""
        return self.bid_needed or self.purpose in self.DECIDES

    @property
    def bid_trigger_label(self) -> str:
        return options.label("L20", self.bid_trigger) if self.bid_trigger else ""

    @property
    def with_child(self) -> bool:
        """Whether the child took part, alone or not."""
        return self.seen_alone in (Answer.YES, Answer.NO)

    @classmethod
    def keeps_apart(cls, kept, other):
        for waiting in cls.objects.filter(child=other, status="submitted").select_related("child"):
            values = {"code": waiting.child.code, "number": waiting}
            yield _("%(code)s: the assessment %(number)s waits for the supervisor. Decide on it first.") % values
