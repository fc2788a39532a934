"""A colleague misused what they could open: the incident, whom it was told to, and what each child at risk needs now (domain.md 9.11)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import dates
from base.description import told
from base.models import Kept, Record, RecordQuerySet
from base.objectives import FieldOfAction
from base.roles import Verb
from base.secret_text import SecretText
from base.workflow import Move, Workflow

from .child import Child

INCIDENT = Workflow(  # of no child: what a colleague did stands in nobody's file
    "looking_incident",
    Move("open", (), "open", _("An incident was opened."), Verb.SEE_ACCESS_LOG),
    Move("close", ("open",), "closed", _("The incident was closed."), Verb.SEE_ACCESS_LOG, _("Close the incident")),
    told=False,
)
PROTECTION = Workflow(
    "protective_task",
    Move(
        "ask", (), "open", _("It was asked what protects the child now: another place, another telephone."), Verb.SEE_ACCESS_LOG
    ),
    Move("settle", ("open",), "done", _("It was decided what protects the child now."), Verb.ASSESS, _("Keep the decision")),
)


class LookingIncident(Kept):
    """What somebody did with what they could open. Secret (C4): only who reads the access log opens it, and nobody one about themselves.

    It names no child. Which children that person saw, the access log says; which of them are at risk, the protective tasks.
    """

    handled_by = Verb.SEE_ACCESS_LOG
    record_class = "C4"

    class Status(models.TextChoices):
        OPEN = "open", _("being looked into")
        CLOSED = "closed", _("closed")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("about whom"))
    since = models.DateField(_("looked at from"))
    until = models.DateField(_("looked at until"))
    happened = SecretText(_("what happened, and how it became known"))
    status = models.CharField(_("status"), max_length=6, choices=Status, editable=False)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("opened by"))
    opened_at = models.DateTimeField(_("opened at"), default=dates.now)
    conclusion = SecretText(_("what was found, and what followed"), blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("closed by")
    )
    closed_at = models.DateTimeField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering = ["-opened_at", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(since__lte=F("until")), name="incident_looks_at_days_in_order"),
            models.CheckConstraint(condition=Q(happened__regex=r"\S"), name="incident_says_what_happened"),
            models.CheckConstraint(
                condition=~Q(opened_by=F("person")) & (Q(closed_by=None) | ~Q(closed_by=F("person"))),
                name="nobody_handles_an_incident_about_themselves",
                violation_error_message=_("Nobody handles an incident about themselves."),
            ),
            models.CheckConstraint(
                condition=Q(status="open", closed_by=None, closed_at=None)
                | Q(status="closed", closed_by__isnull=False, closed_at__isnull=False, conclusion__regex=r"\S"),
                name="incident_is_closed_with_a_conclusion",
                violation_error_message=_("Write what was found."),
            ),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)  # never about whom, and never its words

    def get_absolute_url(self):
        return reverse("minors:incident", args=[self.pk])

    @classmethod
    def open_to(cls, user):
        """None about oneself."""
        return ~Q(person=user)


class IncidentNotification(Kept):
    """Whether a body, or the children, are told of an incident, and why. One line for each; what it said before, its history keeps."""

    handled_by = Verb.SEE_ACCESS_LOG
    record_class = "C4"

    class To(models.TextChoices):
        PROSECUTOR = "prosecutor", _("the prosecutor")
        AUTHORITY = "authority", _("the authority for data protection")
        MINISTRY = "ministry", _("the ministry")
        EMPLOYER = "employer", _("the institution where the person works")
        CHILDREN = "children", _("the children, and who acts for them")

    class Decision(models.TextChoices):
        TELL = "tell", _("is to be told")
        TOLD = "told", _("was told")
        NOT = "not", _("is not told")

    incident = models.ForeignKey(LookingIncident, models.PROTECT, related_name="notifications")
    to = models.CharField(_("who"), max_length=10, choices=To)
    decision = models.CharField(_("decision"), max_length=4, choices=Decision)
    because = SecretText(_("why, and how it was told"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided on"), default=dates.now)

    class Meta:
        verbose_name = _("decision who is told of an incident")
        verbose_name_plural = _("decisions who is told of an incident")
        ordering = ["decided_at", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["incident", "to"], name="one_decision_for_each_who_is_told"),
            models.CheckConstraint(
                condition=Q(because__regex=r"\S"),
                name="notification_has_its_reason",
                violation_error_message=_("Say why. Whoever asks later reads this."),
            ),
        ]

    def __str__(self):
        return str(self.get_to_display())

    @classmethod
    def open_to(cls, user):
        return ~Q(incident__person=user)


class ProtectionQuerySet(RecordQuerySet):
    def still_open(self):
        return self.filter(status="open")


class ProtectiveTask(Record):
    """Somebody who should not may know where this child is: does it need another place, another telephone? (domain.md 9.11)

    The file of the child says that much and no more: about whom the incident is stands in the incident alone.
    """

    minor_path = "child"
    field_of_action = FieldOfAction.PROTECTION_FROM_VIOLENCE
    record_class = "C3"
    overseen_by = Verb.SEE_ACCESS_LOG

    class Status(models.TextChoices):
        OPEN = "open", _("to be decided")
        DONE = "done", _("decided")

    class Measure(models.TextChoices):
        NOT_NEEDED = "not_needed", _("not needed")
        PLANNED = "planned", _("needed, on its way")
        DONE = "done", _("done")

    child = models.ForeignKey(Child, models.PROTECT, related_name="protective_tasks")
    incident = models.ForeignKey(LookingIncident, models.PROTECT, related_name="tasks")
    status = models.CharField(_("status"), max_length=4, choices=Status, editable=False)
    asked_at = models.DateTimeField(_("asked on"), default=dates.now)
    due_at = models.DateTimeField(_("to be decided by"))
    shelter = models.CharField(_("another place to sleep"), max_length=10, choices=Measure, blank=True)
    phone = models.CharField(_("another telephone or number"), max_length=10, choices=Measure, blank=True)
    note = told(models.TextField(_("what the child says, and what is done"), blank=True), "", of="C3")
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    done_at = models.DateTimeField(_("decided on"), null=True, blank=True)

    objects = ProtectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("protective task")
        verbose_name_plural = _("protective tasks")
        ordering = ["due_at", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["incident", "child"], name="one_protective_task_for_each_child"),
            models.CheckConstraint(condition=Q(due_at__gt=F("asked_at")), name="protective_task_has_its_time"),
            models.CheckConstraint(
                condition=Q(status="open", done_by=None, done_at=None, shelter="", phone="")
                | Q(status="done", done_by__isnull=False, done_at__isnull=False, note__regex=r"\S")
                & ~Q(shelter="")
                & ~Q(phone=""),
                name="protective_task_is_decided_in_words",
            ),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    def get_absolute_url(self):
        return reverse("minors:protective_task", args=[self.pk])
