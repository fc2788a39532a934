"""What a consent, its absence or its withdrawal leaves to be done: somebody has to be asked again, or told (domain.md 7.4)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from base import dates, options
from base.models import Institution, Record, RecordQuerySet
from base.objectives import FieldOfAction
from base.roles import Verb
from base.workflow import Move, Workflow

from .child import Child
from .consent import Consent

CONSENT_TASK = Workflow(
    "consent_task",
    Move("seek", (), "open", _("Consent has to be sought again."), Verb.REGISTER_CHILD),
    Move("inform", (), "open", _("A recipient has to be told of the withdrawal."), Verb.ASSESS),
    Move("tell", (), "open", _("The child has to be told what could not be undone."), Verb.ASSESS),
    Move("sought", ("open",), "done", _("Consent was sought again."), Verb.ASSESS, _("Consent was sought again")),
    Move("informed", ("open",), "done", _("The recipient was told of the withdrawal."), Verb.ASSESS, _("The recipient was told")),
    Move("told", ("open",), "done", _("The child was told what could not be undone."), Verb.ASSESS, _("The child was told")),
)
DONE_BY = {"seek": "sought", "inform": "informed", "tell": "told"}  # kind of task -> the move that ends it


class TaskQuerySet(RecordQuerySet):
    def still_open(self):
        return self.filter(status="open")


class ConsentTask(Record):
    minor_path = "child"
    field_of_action = FieldOfAction.IDENTIFICATION
    field_classes = {"note": "C3"}

    class Kind(models.TextChoices):
        SEEK = "seek", _("seek consent again")
        INFORM = "inform", _("inform a recipient")
        TELL = "tell", _("tell the child")

    class Status(models.TextChoices):
        OPEN = "open", _("to do")
        DONE = "done", _("done")

    child = models.ForeignKey(Child, models.PROTECT, related_name="consent_tasks")
    consent = models.ForeignKey(Consent, models.PROTECT, related_name="tasks")
    kind = models.CharField(_("what is to be done"), max_length=8, choices=Kind)
    status = models.CharField(_("status"), max_length=6, choices=Status, editable=False)
    scopes = ArrayField(models.CharField(max_length=40), verbose_name=_("what for"), default=list, blank=True)  # L28
    recipient = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("recipient")
    )
    since = models.DateTimeField(_("since"), default=dates.now)  # its time limit counts from here
    done_at = models.DateTimeField(_("done at"), null=True, blank=True, editable=False)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    note = models.TextField(_("what was said"), blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task about consent")
        verbose_name_plural = _("tasks about consent")
        ordering = ["since", "recorded_at", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["child"], condition=models.Q(kind="seek", status="open"), name="consent_is_sought_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="inform") & models.Q(recipient__isnull=False)
                | ~models.Q(kind="inform") & models.Q(recipient=None),
                name="only_a_recipient_is_informed",
            ),
            models.CheckConstraint(
                condition=models.Q(status="open", done_at=None, done_by=None)
                | models.Q(status="done", done_at__isnull=False, done_by__isnull=False) & ~models.Q(note=""),
                name="consent_task_is_signed",
            ),
        ]

    def __str__(self):
        return self.what

    @property
    def what(self) -> str:
        """The task in words. The recipient is named; what was sent is not."""
        if self.kind == self.Kind.INFORM:
            return gettext("Tell “%(recipient)s” that the consent was withdrawn") % {"recipient": self.recipient}
        if self.kind == self.Kind.TELL:
            return gettext("Tell the child what could not be undone")
        return gettext("Seek consent again")

    @property
    def scope_labels(self) -> list[str]:
        return [options.label("L28", scope) for scope in self.scopes]
