"""Verification (domain.md 3.12, F12): the child's answers and the adult's, taken apart; the child's come first."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import options
from base.description import Answer, told
from base.models import Record, RecordQuerySet
from base.objectives import FieldOfAction
from base.roles import Verb
from base.secret_text import SecretText
from base.workflow import Move, Workflow
from minors import clocks
from minors.models import Child

from .case import Episode
from .tracing import TracingRequest

VERIFICATION = Workflow(
    "verification",
    Move("begin", (), "begun", _("A verification was begun."), Verb.ASSESS, _("Verify an adult")),
    Move("hear_child", ("begun",), "child_heard", _("The child answered the questions of the verification."), Verb.ASSESS),
    Move("hear_adult", ("child_heard",), "adult_heard", _("The adult answered the questions of the verification."), Verb.ASSESS),
    Move("submit", ("adult_heard",), "submitted", _("The verification was sent to the supervisor."), Verb.ASSESS),
    Move("conclude", ("submitted",), "concluded", _("The verification was concluded."), Verb.APPROVE, _("Agree")),
    Move("return", ("submitted",), "adult_heard", _("The verification was returned with a comment."), Verb.APPROVE, _("Return")),
    then=clocks.follow,
)
TESTIMONY = Workflow("testimony", Move("take", (), "taken", _("Answers were written down."), Verb.ASSESS), told=False)
POSITIVE = ["reunification", "enhanced_support"]  # codes of list L35 on which a child may leave


class VerificationQuerySet(RecordQuerySet):
    def positive(self):
        """Concluded by a second person, and the child may go to this adult."""
        return self.filter(status="concluded", conclusion__in=POSITIVE)


class Verification(Record):
    """One adult who says to be of the family. The adult can be heard only after the child: the database asks for that too."""

    minor_path = "child"
    field_of_action = FieldOfAction.FAMILY_LINKS

    class Status(models.TextChoices):
        BEGUN = "begun", _("the child is to be heard")
        CHILD_HEARD = "child_heard", _("the adult is to be heard")
        ADULT_HEARD = "adult_heard", _("to be compared")
        SUBMITTED = "submitted", _("waiting for the supervisor")
        CONCLUDED = "concluded", _("concluded")

    child = models.ForeignKey(Child, models.PROTECT, related_name="verifications")
    episode = models.ForeignKey(Episode, models.PROTECT, related_name="verifications")
    request = models.ForeignKey(TracingRequest, models.PROTECT, null=True, blank=True, related_name="verifications")
    number = models.PositiveSmallIntegerField(_("number"))
    status = models.CharField(_("status"), max_length=11, choices=Status, editable=False)
    adult_name = told(models.CharField(_("name chain of the adult"), max_length=200), "F12", required="M", of="C2")
    relation = told(
        models.CharField(_("who the adult says to be"), max_length=24), "F12", required="M", of="C2", options="L16", strict=True
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("verified by"))
    child_heard_at = models.DateTimeField(_("child heard at"), null=True, blank=True, editable=False)
    adult_heard_at = models.DateTimeField(_("adult heard at"), null=True, blank=True, editable=False)
    conclusion = told(models.CharField(_("conclusion"), max_length=24, blank=True), "F12", of="C3", options="L35", strict=True)
    differences = told(models.TextField(_("how each difference is explained"), blank=True), "F12", of="C3")
    reasons = told(models.TextField(_("why this conclusion"), blank=True), "F12", of="C3")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True, editable=False)
    decision = told(models.TextField(_("comment on the decision"), blank=True), "F12", of="C3")

    objects = VerificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        ordering = ["-recorded_at", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["child", "number"], name="verification_number_once"),
            models.CheckConstraint(
                condition=Q(adult_heard_at=None) | Q(child_heard_at__lte=F("adult_heard_at")), name="the_child_is_heard_before_the_adult"
            ),
            models.CheckConstraint(
                condition=Q(adult_heard_at=None) | Q(child_heard_at__isnull=False), name="no_adult_is_heard_without_the_child"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["begun", "child_heard"])
                | Q(child_heard_at__isnull=False, adult_heard_at__isnull=False),
                name="verification_compares_two",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["submitted", "concluded"]) | ~Q(conclusion="") & Q(reasons__regex=r"\S"),
                name="verification_has_a_conclusion",
            ),
            models.CheckConstraint(
                condition=~Q(status="concluded") | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="verification_is_concluded_by_somebody",
            ),
            models.CheckConstraint(condition=Q(decided_by=None) | ~Q(decided_by=F("author")), name="verification_decided_by_another"),
        ]  # fmt: skip

    def __str__(self):
        return f"VER-{self.number}"

    def get_absolute_url(self):
        return reverse("casework:verification", args=[self.pk])

    @property
    def conclusion_label(self) -> str:
        return options.label("L35", self.conclusion)


class _Testimony(Record):
    """What one side said. `answers` are by the questions of list F12; written once, never changed."""

    field_of_action = FieldOfAction.FAMILY_LINKS
    minor_path = "verification__child"
    record_class = "C3"

    status = models.CharField(max_length=5, editable=False)
    taken_at = told(models.DateTimeField(_("date and time of the talk")), "F12", required="M", of="C3")
    answers = told(models.JSONField(_("answers to the questions"), default=dict), "F12", of="C3")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    def __str__(self):
        return str(self._meta.verbose_name)


class ChildTestimony(_Testimony):
    """What the child said, before anybody told it what the adult says."""

    class Photo(models.TextChoices):
        RECOGNISED = "recognised", _("yes, at once")
        HESITATED = "hesitated", _("yes, after hesitating")
        NOT = "not", _("no")
        NOT_SHOWN = "not_shown", _("no photo was shown")

    class Wants(models.TextChoices):
        YES = "yes", _("yes")
        UNSURE = "unsure", _("not sure")
        NO = "no", _("no")

    verification = models.OneToOneField(Verification, models.PROTECT, related_name="child_testimony")
    alone = told(
        models.CharField(_("was the child spoken with alone?"), max_length=8, choices=Answer), "F12", required="M", of="C3"
    )
    knows_adult = told(
        models.CharField(_("does the child know the adult?"), max_length=8, choices=Answer), "F12", required="M", of="C3"
    )
    photo = told(
        models.CharField(_("recognised on a photo?"), max_length=10, choices=Photo), "F12", required="M", of="C3", strict=True
    )
    wants_to_live_there = told(
        models.CharField(_("does the child want to live with this adult?"), max_length=6, choices=Wants),
        "F12",
        required="M",
        of="C3",
        strict=True,
    )
    wishes = told(models.TextField(_("what the child says about it")), "F12", required="M", of="C3")
    fears = told(models.TextField(_("what the child is afraid of, if anything"), blank=True), "F12", of="C3")

    class Meta:
        verbose_name = _("answers of the child")
        verbose_name_plural = _("answers of the children")
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(wishes__regex=r"\S"), name="verification_hears_the_child")]


class AdultTestimony(_Testimony):
    """What the adult said. `child_first` is the child's testimony: without it there is no row."""

    verification = models.OneToOneField(Verification, models.PROTECT, related_name="adult_testimony")
    child_first = models.OneToOneField(ChildTestimony, models.PROTECT, related_name="+", editable=False)
    documents = told(models.TextField(_("documents that were seen"), blank=True), "F12", of="C3")
    address = told(SecretText(_("address, landmarks and phone of the adult"), blank=True), "F12", of="C4")
    household = told(models.TextField(_("who lives in the household"), blank=True), "F12", of="C3")
    how_separated = told(models.TextField(_("how the family was separated")), "F12", required="M", of="C3")
    able_to_care = told(
        models.CharField(_("able to look after the child?"), max_length=8, choices=Answer), "F12", required="M", of="C3"
    )
    wants_child = told(
        models.CharField(_("wants the child to come?"), max_length=8, choices=Answer), "F12", required="M", of="C3"
    )
    conditions = told(models.TextField(_("conditions, or what is needed"), blank=True), "F12", of="C3")
    other_relative = told(models.TextField(_("another relative who could look after the child"), blank=True), "F12", of="C3")
    home_check = told(
        models.TextField(_("visit to the home and the community: by whom, what was seen"), blank=True), "F12", of="C3"
    )
    risk_found = told(models.TextField(_("risks that were found"), blank=True), "F12", of="C3")

    class Meta:
        verbose_name = _("answers of the adult")
        verbose_name_plural = _("answers of the adults")
        default_permissions = ()
