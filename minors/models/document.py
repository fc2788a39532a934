"""Documents and photos of a child: what they are and where their file lies. The file itself is encrypted outside the database."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import chance, dates, options
from base.description import told
from base.models import Record, RecordQuerySet, is_interval
from base.objectives import FieldOfAction
from base.purposes import Tied
from base.roles import FieldClass, Verb
from base.workflow import Move, Workflow
from minors.codes import ALPHABET

from .child import Child

DOCUMENT = Workflow(
    "document",
    Move("add", (), "current", _("A document was added."), Verb.ASSESS),
    Move(
        "withdraw",
        ("current",),
        "withdrawn",
        _("A document was withdrawn."),
        Verb.ASSESS,
        _("Withdraw this document"),
        reasons="W30",
    ),
)
# What an option of list L30 usually is (domain.md 7.3): names and faces are identity, health and courts are sensitive.
USUAL_CLASS = {"medical_record": "C3", "vaccination_card": "C3", "court_decision": "C3", "recording": "C3"}
WITHOUT_FILE = ["none", "confiscated"]  # options of L30 that say that there is no document


def new_number() -> str:
    """A random number, such as K7M4: a running one would tell by its gaps what one may not see."""
    return "".join(chance.source().choice(ALPHABET) for _place in range(4))


class DocumentQuerySet(RecordQuerySet):
    def current(self):
        return self.filter(status="current")

    def readable(self, classes):
        """Those of these classes. Whoever asks for a list or a count asks for this."""
        return self.filter(field_class__in=classes)


class Document(Record):
    """One document or photo. The whole row has the class `field_class`: who may not read it does not learn that it exists."""

    minor_path = "child"
    only_for = {Tied.ASYLUM: Q(kind="refugee_attestation")}
    class_column = "field_class"
    field_of_action = FieldOfAction.IDENTIFICATION
    # The class of a row may have been higher once: what it said before is told to readers of every class only.

    child = models.ForeignKey(Child, models.PROTECT, related_name="documents")
    status = models.CharField(_("status"), max_length=10, editable=False)
    number = models.CharField(_("number"), max_length=4, default=new_number, editable=False)
    # The class of a row may have been higher once: what it said before is told to readers of every class only.
    kind = told(models.CharField(_("kind of document"), max_length=24), "F02", of="C4", options="L30", strict=True)
    field_class = told(models.CharField(_("who may read it"), max_length=2, choices=FieldClass), "", of="C4")
    description = told(models.TextField(_("description"), blank=True), "F02", of="C4")
    reference = told(models.CharField(_("number on the document"), max_length=60, blank=True), "F02", of="C4")
    issued_raw = told(models.CharField(_("date of the document"), max_length=30, blank=True), "F02", of="C4")
    issued_calendar = told(models.CharField(_("calendar"), max_length=10, blank=True), "F02", of="C4")
    issued_earliest = told(models.DateField(_("made on or after"), null=True, blank=True), "F02", of="C4")
    issued_latest = told(models.DateField(_("made on or before"), null=True, blank=True), "F02", of="C4")
    without_consent_because = told(models.TextField(_("why there is a photo without consent"), blank=True), "F02", of="C4")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("added by"))
    sent_as = models.CharField(_("format it was sent in"), max_length=40, editable=False)
    media_type = models.CharField(_("format it is kept in"), max_length=40, editable=False)
    size = models.PositiveIntegerField(_("bytes"), editable=False)
    digest = models.CharField(_("digest (SHA-256)"), max_length=64, editable=False)
    file_name = told(models.CharField(max_length=32, unique=True, editable=False), "F02", of="C4")
    preview_name = models.CharField(max_length=32, blank=True, editable=False)
    preview_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-recorded_at", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["child", "number"], name="one_document_a_number"),
            models.CheckConstraint(condition=models.Q(field_class__in=FieldClass.values), name="document_has_a_class"),
            models.CheckConstraint(condition=models.Q(digest__regex=r"^[0-9a-f]{64}$"), name="document_has_a_digest"),
            is_interval("issued", name="document_date_is_an_interval"),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("minors:document", args=[self.pk])

    @property
    def kind_label(self) -> str:
        return options.label("L30", self.kind)

    @property
    def issued_label(self) -> str:
        """The date as it stands on the document; its calendar where it is not ours."""
        if self.issued_raw and self.issued_calendar != dates.Calendar.GREGORIAN:
            return f"{self.issued_raw} ({dates.Calendar(self.issued_calendar).label})"
        return self.issued_raw

    @property
    def is_picture(self) -> bool:
        return bool(self.preview_name)


class Upload(models.Model):
    """A file on its way, in parts that lie encrypted like every file. It belongs to one person and one child and is gone after a day."""

    id = models.UUIDField(primary_key=True, default=chance.new_id, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    child = models.ForeignKey(Child, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    received = models.PositiveIntegerField(default=0)
    key = models.CharField(max_length=64)  # closes what waits in the phone's memory
    begun_at = models.DateTimeField(default=dates.now)

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        ordering = ["-begun_at"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["person", "child", "digest"], name="one_upload_of_a_file"),
            models.CheckConstraint(condition=models.Q(received__lte=models.F("size")), name="upload_receives_no_more_than_all"),
        ]

    def __str__(self):
        return f"{self.received}/{self.size}"

    @property
    def is_whole(self) -> bool:
        return self.received == self.size
