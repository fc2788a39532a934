"""What a child, or an adult who was one, asks about their own data: a copy, a correction, an objection (domain.md 7.8, 9.17)."""

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
from base.roles import Verb
from base.workflow import Move, Workflow
from minors import clocks
from minors.models import Child

DATA_REQUEST = Workflow(
    "data_request",
    Move("receive", (), "received", _("A request about the person’s own data was received."), Verb.OPEN_CASE, _("Data request")),
    Move("recognise", ("received",), "recognised", _("The identity of who asks for their data was checked."), Verb.OPEN_CASE),
    Move("answer", ("recognised",), "answered", _("The request about the person’s own data was answered."), Verb.APPROVE),
    Move("turn_down", ("received",), "turned_down", _("The identity could not be proved: nothing was said."), Verb.APPROVE),
    then=clocks.follow,
)


class DataRequestQuerySet(RecordQuerySet):
    def still_open(self):
        return self.filter(status__in=["received", "recognised"])


class DataRequest(Record):
    """One request. Nothing is said before somebody checked who asks; who answers is another person than who checked."""

    minor_path = "child"
    field_of_action = FieldOfAction.GOVERNANCE

    class Kind(models.TextChoices):
        COPY = "copy", _("a copy of the data")
        CORRECTION = "correction", _("a correction")
        OBJECTION = "objection", _("no longer to be kept")

    class Proof(models.TextChoices):
        DOCUMENT = "document", _("an identity document, compared with the file")
        KNOWN = "known", _("a colleague who knows the person recognised them")
        ANSWERS = "answers", _("answers that only this person can know")

    class Outcome(models.TextChoices):
        DONE = "done", _("done as asked")
        PARTLY = "partly", _("done in part")
        KEPT = "kept", _("kept as it is, for a reason")

    class Status(models.TextChoices):
        RECEIVED = "received", _("identity to be checked")
        RECOGNISED = "recognised", _("to be answered")
        ANSWERED = "answered", _("answered")
        TURNED_DOWN = "turned_down", _("identity not proved")

    child = models.ForeignKey(Child, models.PROTECT, related_name="data_requests")
    status = models.CharField(_("status"), max_length=12, choices=Status, editable=False)
    kind = told(models.CharField(_("what is asked for"), max_length=10, choices=Kind), "F22", required="M")
    text = told(models.TextField(_("in the person’s words")), "F22", required="M", of="C3")
    received_at = told(models.DateTimeField(_("received on"), default=dates.now), "F22", required="M")
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proof = told(models.CharField(_("how the identity was checked"), max_length=10, choices=Proof, blank=True), "F22")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_at = told(models.DateTimeField(_("identity checked on"), null=True), "F22")
    holds = told(
        ArrayField(models.CharField(max_length=16), verbose_name=_("what obliges to keep the data"), default=list, blank=True),
        "F22",
        options="F23",
    )
    outcome = told(models.CharField(_("what was done"), max_length=8, choices=Outcome, blank=True), "F22")
    answer = told(models.TextField(_("what was answered, and why"), blank=True), "F22", of="C3")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = told(models.DateTimeField(_("answered on"), null=True), "F22")
    copy_name = models.CharField(max_length=64, blank=True, editable=False)
    copy_digest = told(models.CharField(_("fingerprint of the copy"), max_length=64, blank=True, editable=False), "F22")

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("data request")
        verbose_name_plural = _("data requests")
        ordering = ["-received_at", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["received", "turned_down"])
                | Q(checked_by__isnull=False, checked_at__isnull=False) & ~Q(proof=""),
                name="no_answer_before_the_identity_is_checked",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | Q(checked_by=None) | ~Q(answered_by=F("checked_by")),
                name="checked_and_answered_by_two",
            ),
            models.CheckConstraint(
                condition=~Q(status="answered")
                | Q(answered_by__isnull=False, answered_at__isnull=False, answer__regex=r"\S") & ~Q(outcome=""),
                name="data_request_is_answered_in_words",
                violation_error_message=_("Write what was answered, and why."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="copy", status="answered", outcome="done") | ~Q(copy_digest=""), name="a_copy_was_made"
            ),
            models.CheckConstraint(
                condition=~Q(kind="objection", status="answered", outcome="kept") | ~Q(holds=[]),
                name="kept_in_spite_of_an_objection_for_a_reason",
                violation_error_message=_("Say what obliges to keep the data."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="objection", outcome="done") | Q(holds=[]),
                name="no_objection_goes_past_a_legal_hold",
                violation_error_message=_("Something obliges to keep the data: it cannot be done as asked."),
            ),
        ]

    def __str__(self):
        return str(self.get_kind_display())

    def get_absolute_url(self):
        return reverse("casework:data_request", args=[self.pk])
