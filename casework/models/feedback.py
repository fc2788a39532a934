"""What children and those around them say about the service (domain.md 3.18 F21), and complaints about staff, which go past everybody
who works on the case."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import dates, options
from base.description import told
from base.models import Institution, Kept, Place, Record, RecordQuerySet, Team
from base.objectives import FieldOfAction
from base.roles import Verb
from base.secret_text import SecretLine, SecretText
from base.workflow import Move, Workflow
from minors import clocks
from minors.models import Child

FEEDBACK = Workflow(
    "feedback",
    Move("receive", (), "received", _("Feedback about the service was received."), Verb.OPEN_CASE, _("Give feedback")),
    Move("answer", ("received",), "answered", _("The feedback about the service was answered."), Verb.APPROVE, _("Answer it")),
    then=clocks.follow,
)
BOX = Workflow(  # of no child: nobody's timeline tells it
    "box_feedback",
    Move("receive", (), "received", _("Feedback about the service was received."), Verb.REGISTER_CHILD),
    Move("answer", ("received",), "answered", _("The feedback about the service was answered."), Verb.APPROVE, _("Answer it")),
)
COMPLAINT = Workflow(  # of no child either: what is said about staff stands in nobody's file
    "staff_complaint",
    Move("receive", (), "received", _("A complaint was received."), Verb.HANDLE_COMPLAINTS),
    Move("take", ("received",), "in_hand", _("Somebody looks into it."), Verb.HANDLE_COMPLAINTS, _("I look into it")),
    Move("pass_on", ("in_hand",), "received", _("It was passed on to somebody else."), Verb.HANDLE_COMPLAINTS, _("Pass it on")),
    Move("close", ("in_hand",), "closed", _("It was answered."), Verb.HANDLE_COMPLAINTS, _("Close it with an answer")),
)
FACES = [(5, _("very happy")), (4, _("happy")), (3, _("so-so")), (2, _("unhappy")), (1, _("very unhappy"))]


class SaidBy(models.TextChoices):
    CHILD = "child", _("the child")
    CAREGIVER = "caregiver", _("the caregiver")
    OTHER = "other", _("somebody else")


class Said(models.Model):
    """What both kinds of feedback hold."""

    class Status(models.TextChoices):
        RECEIVED = "received", _("received")
        ANSWERED = "answered", _("answered")

    said_by = told(models.CharField(_("who says it"), max_length=9, choices=SaidBy), "F21", required="M", strict=True)
    channel = told(models.CharField(_("how it came"), max_length=24), "F21", required="M", options="L83", strict=True)
    received_at = told(models.DateTimeField(_("received on")), "F21", required="M")
    satisfaction = told(
        models.PositiveSmallIntegerField(_("how happy with the service"), choices=FACES, null=True, blank=True), "F21"
    )
    category = told(models.CharField(_("about what"), max_length=24, blank=True), "F21", options="L84")
    text = told(models.TextField(_("what was said"), blank=True), "F21", of="C3")
    wants_answer = told(models.BooleanField(_("wants an answer"), default=False), "F21")
    status = models.CharField(_("status"), max_length=8, choices=Status, editable=False)
    answer = told(models.TextField(_("answer, and how it was told"), blank=True), "F21", of="C3")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(status="received", answered_by=None, answered_at=None)
                | Q(status="answered", answered_by__isnull=False, answered_at__isnull=False, answer__regex=r"\S"),
                name="%(class)s_is_answered_by_somebody",
                violation_error_message=_("Write what was answered."),
            ),
            models.CheckConstraint(
                condition=Q(satisfaction__range=(1, 5)) | Q(satisfaction=None), name="%(class)s_has_one_of_five_faces"
            ),
        ]

    @property
    def category_label(self) -> str:
        return options.label("L84", self.category)

    @property
    def channel_label(self) -> str:
        return options.label("L83", self.channel)


class Feedback(Said, Record):
    """Said by, or for, a child whose file it stands in."""

    minor_path = "child"
    field_of_action = FieldOfAction.GOVERNANCE

    child = models.ForeignKey(Child, models.PROTECT, related_name="feedback")

    class Meta(Said.Meta):
        verbose_name = _("feedback about the service")
        verbose_name_plural = _("feedback about the service")
        ordering = ["-received_at", "id"]
        default_permissions = ()

    def __str__(self):
        return str(self._meta.verbose_name)

    def get_absolute_url(self):
        return reverse("casework:feedback", args=[self.pk])


class BoxFeedback(Said, Kept):
    """Said by nobody who can be known: a paper in the box, a call without a name. The team of the box answers for it."""

    team_path = "team"
    region_path = "region"
    field_of_action = FieldOfAction.GOVERNANCE

    team = models.ForeignKey(Team, models.PROTECT, related_name="+", verbose_name=_("responsible team"))
    region = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("region"))

    class Meta(Said.Meta):
        verbose_name = _("anonymous feedback")
        verbose_name_plural = _("anonymous feedback")
        ordering = ["-received_at", "id"]
        default_permissions = ()

    def __str__(self):
        return str(self._meta.verbose_name)

    def get_absolute_url(self):
        return reverse("casework:box_feedback", args=[self.pk])


class ComplaintQuerySet(RecordQuerySet):
    def still_open(self):
        return self.exclude(status="closed")


class StaffComplaint(Kept):
    """A complaint about somebody who works with children. Secret (C4), in a table of its own, in nobody's file and in no timeline.

    It is no record of a child, even when it says which child: so no case page, no count, no print and no export can meet it.
    Only people with the verb `HANDLE_COMPLAINTS` open it, and none of them one about themselves or about their own house.
    """

    handled_by = Verb.HANDLE_COMPLAINTS
    record_class = "C4"

    class Status(models.TextChoices):
        RECEIVED = "received", _("received")
        IN_HAND = "in_hand", _("being looked into")
        CLOSED = "closed", _("closed")

    said_by = models.CharField(_("who says it"), max_length=9, choices=SaidBy)
    channel = models.CharField(_("how it came"), max_length=24)  # L83
    received_at = models.DateTimeField(_("received on"), default=dates.now)
    due_at = models.DateTimeField(_("to be answered by"), null=True)
    text = SecretText(_("what happened"))
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("about whom")
    )
    about_words = SecretLine(_("who it was, in words"), max_length=200, blank=True)
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("institution of that person")
    )
    received_in = models.ForeignKey(
        Institution, models.PROTECT, related_name="+", verbose_name=_("institution where it was handed in")
    )
    child = models.ForeignKey(Child, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("child"))
    status = models.CharField(_("status"), max_length=8, choices=Status, editable=False)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("looked into by")
    )
    outcome = models.CharField(_("what followed"), max_length=24, blank=True)  # L85
    answer = SecretText(_("what was found and done, and what was told to whoever complained"), blank=True)
    closed_at = models.DateTimeField(_("closed on"), null=True, blank=True)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        ordering = ["due_at", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(about=None) | Q(handler=None) | ~Q(handler=F("about")),
                name="nobody_handles_a_complaint_about_themselves",
                violation_error_message=_("Nobody looks into a complaint about themselves."),
            ),
            models.CheckConstraint(
                condition=Q(status="received", handler=None) | ~Q(status="received") & Q(handler__isnull=False),
                name="complaint_is_in_somebodys_hands",
            ),
            models.CheckConstraint(
                condition=~Q(status="closed") | Q(closed_at__isnull=False, answer__regex=r"\S") & ~Q(outcome=""),
                name="complaint_is_closed_with_an_answer",
                violation_error_message=_("Write what was found and done."),
            ),
            models.CheckConstraint(condition=Q(about=None) | Q(institution__isnull=False), name="complaint_knows_the_house"),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)  # never its words

    def get_absolute_url(self):
        return reverse("casework:complaint", args=[self.pk])

    @classmethod
    def open_to(cls, user):
        """None about oneself, and none about the house one works for: neither supervisor nor team learns of it.

        As long as nobody knows which house that is, it counts as the one where the complaint was handed in.
        """
        own = Q(institution=user.institution_id) | Q(institution=None, received_in=user.institution_id)
        return ~own & (Q(about=None) | ~Q(about=user.pk))

    @property
    def channel_label(self) -> str:
        return options.label("L83", self.channel)

    @property
    def is_late(self) -> bool:
        return self.status != self.Status.CLOSED and self.due_at is not None and self.due_at < dates.now()

    @property
    def outcome_label(self) -> str:
        return options.label("L85", self.outcome)
