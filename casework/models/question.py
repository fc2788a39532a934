"""Questions and flags: what somebody wants to know about a record or a part of the file, asked of a named person (features.md 47)."""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from base import dates
from base.description import told
from base.models import Record, RecordQuerySet
from base.objectives import FieldOfAction
from base.roles import FieldClass, Verb
from base.workflow import Move, Workflow
from minors.models import Child
from minors.sections import SECTIONS

QUESTION = Workflow(
    "question",
    Move("ask", (), "open", _("A question was asked about the file."), Verb.QUESTION, _("Ask a question")),
    Move("flag", (), "open", _("A part of the file was flagged."), Verb.QUESTION, _("Flag it")),
    Move("answer", ("open",), "resolved", _("A question about the file was answered."), Verb.QUESTION, _("Answer it")),
    Move("settle", ("open",), "resolved", _("A flag on the file was settled."), Verb.QUESTION, _("It is settled")),
)
BEGINS = {"question": "ask", "flag": "flag"}  # kind -> the move that begins it, and the one that ends it
ENDS = {"question": "answer", "flag": "settle"}


class QuestionQuerySet(RecordQuerySet):
    def still_open(self):
        return self.filter(status="open")


class Question(Record):
    """A question or a flag. `subject` ("app.model") and `subject_id` say about which record, `section` about which part of the file.

    Its text is sensitive (C3), and whoever may not read the class of the record it is about (`subject_class`, at the time of asking)
    does not learn that there is a question.
    """

    minor_path = "child"
    field_of_action = FieldOfAction.BEST_INTERESTS
    record_class = "C3"
    class_column = "subject_class"

    class Kind(models.TextChoices):
        QUESTION = "question", _("question")
        FLAG = "flag", _("flag")

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        RESOLVED = "resolved", _("resolved")

    child = models.ForeignKey(Child, models.PROTECT, related_name="questions")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    status = models.CharField(_("status"), max_length=8, choices=Status, editable=False)
    subject = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    subject_at = models.DateTimeField(editable=False)  # when that record was made: its title is its kind and its day
    subject_class = models.CharField(max_length=2, choices=FieldClass)
    section = models.CharField(max_length=40, blank=True)
    text = told(models.TextField(_("what you want to know, or what is to be looked at")), "", of="C3")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_of = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked of"))
    asked_at = models.DateTimeField(_("asked on"))
    resolution = told(models.TextField(_("answer, or what was done"), blank=True), "", of="C3")
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("resolved by")
    )
    resolved_at = models.DateTimeField(_("resolved on"), null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question or flag")
        verbose_name_plural = _("questions and flags")
        ordering = ["-asked_at", "id"]
        default_permissions = ()
        indexes = [models.Index(fields=["asked_of", "status"], name="question_of_person")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(asked_by=F("asked_of")),
                name="question_is_asked_of_another",
                violation_error_message=_("Ask somebody else, not yourself."),
            ),
            models.CheckConstraint(condition=Q(text__regex=r"\S"), name="question_has_a_text"),
            models.CheckConstraint(
                condition=Q(status="open", resolved_by=None, resolved_at=None, resolution="")
                | Q(status="resolved", resolved_by__isnull=False, resolved_at__isnull=False, resolution__regex=r"\S"),
                name="question_is_resolved_by_somebody_with_a_reason",
                violation_error_message=_("Write the answer, or what was done."),
            ),
        ]

    def __str__(self):
        return str(self.get_kind_display())

    def get_absolute_url(self):
        return reverse("casework:question", args=[self.pk])

    @property
    def title(self) -> str:
        """What it is about, by kind and day: never what that says, which may be of a class that not every reader reads."""
        if self.section:
            return str(SECTIONS[self.section].title)
        if self.subject == Child._meta.label_lower:
            return gettext("The case as a whole")
        kind = capfirst(str(apps.get_model(self.subject)._meta.verbose_name))
        day = dates.day_in_words(self.subject_at)
        return gettext("%(record)s of %(day)s") % {"record": kind, "day": day}
