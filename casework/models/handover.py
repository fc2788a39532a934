"""Handing cases over: one hand-over for a case or a whole caseload, one transfer for each case in it (domain.md 3.18 F19, 9.6)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import dates, options
from base.description import told
from base.models import Kept, Place, Record, RecordQuerySet, Team
from base.objectives import FieldOfAction

from .case import Case


class HandOver(Kept):
    """What a supervisor launched at one moment. It concerns many children; what happened to each stands in its transfer."""

    team_path = "team"
    region_path = "region"
    field_of_action = FieldOfAction.GOVERNANCE

    team = models.ForeignKey(Team, models.PROTECT, related_name="+", verbose_name=_("responsible team"))
    region = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("region"))
    launched_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("launched by"))
    launched_at = models.DateTimeField(_("launched on"), default=dates.now)
    leaver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who leaves")
    )
    leaving_on = models.DateField(_("last day of work"), null=True, blank=True)
    reason = models.CharField(_("reason for the hand-over"), max_length=40)  # L24
    # The accesses of the leaver that end on the last day, with the end each had before: {id: moment or None}.
    limited = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        ordering = ["-launched_at", "id"]
        default_permissions = ()
        indexes = [models.Index(fields=["team", "-launched_at"], name="handover_by_team")]
        constraints = [
            models.CheckConstraint(condition=Q(leaving_on=None) | Q(leaver__isnull=False), name="a_last_day_is_somebodys"),
        ]

    def __str__(self):
        return f"{dates.local_date(self.launched_at):%d/%m/%Y}"

    def get_absolute_url(self):
        return reverse("casework:handover", args=[self.pk])

    @property
    def reason_label(self) -> str:
        return options.label("L24", self.reason)


class TransferQuerySet(RecordQuerySet):
    def waiting(self):
        """Offered, and not answered yet."""
        return self.filter(status=Transfer.Status.PROPOSED)


class Transfer(Record):
    """One case goes from one social worker to another. Until it is accepted the previous one is responsible (T36).

    `why` are the reasons of the proposal, `open_tasks` what was due at that moment ({rule, stage, due_at, class}) and `package` what goes along
    ({part, count, class}): plain values, frozen. `given` and `ended` are the accesses that it gave and ended, so that undoing it can find them.
    """

    minor_path = "case__child"
    field_of_action = FieldOfAction.BEST_INTERESTS
    field_classes = dict.fromkeys(["decision", "note", "introduction", "without_consent_because"], "C3")

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("waits for acceptance")
        ACCEPTED = "accepted", _("handed over")
        REFUSED = "refused", _("refused")
        CANCELLED = "cancelled", _("cancelled")
        UNDONE = "undone", _("undone")

    handover = models.ForeignKey(HandOver, models.PROTECT, related_name="transfers", verbose_name=_("hand-over"))
    case = models.ForeignKey(Case, models.PROTECT, related_name="transfers", verbose_name=_("case"))
    case_version = models.PositiveIntegerField(editable=False)
    status = models.CharField(_("status"), max_length=10, choices=Status, editable=False)
    reason = told(models.CharField(_("reason for the hand-over"), max_length=40), "F19", required="M", options="L24", strict=True)
    previous = told(
        models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("responsible so far")),
        "F19",
        required="M",
    )
    new = told(
        models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="offers", verbose_name=_("new social worker")),
        "F19",
        required="M",
    )
    previous_team = models.ForeignKey(Team, models.PROTECT, related_name="+", verbose_name=_("team so far"))
    previous_region = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("region so far"))
    new_team = models.ForeignKey(Team, models.PROTECT, related_name="+", verbose_name=_("new team"))
    why = models.JSONField(_("why this person"), default=list)
    note = told(models.TextField(_("what the new social worker must know"), blank=True), "F19", of="C3")
    # Each row has a class of its own, so neither is described: pages and paper tell them by `casework.going_along`.
    open_tasks = models.JSONField(_("what was due"), default=list)
    package = models.JSONField(_("what goes along"), default=list)
    sent_at = models.DateTimeField(_("offered on"), default=dates.now)
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decision = models.TextField(_("comment on the decision"), blank=True)
    meeting_on = told(models.DateField(_("day of the meeting for the hand-over"), null=True, blank=True), "F19")
    introduced_on = told(models.DateField(_("child introduced to the new social worker on"), null=True, blank=True), "F19")
    introduced_at = models.DateTimeField(_("written down on"), null=True, blank=True, editable=False)
    introduction = told(models.TextField(_("how the child took it"), blank=True), "F19", of="C3")
    grace_days = models.PositiveSmallIntegerField(_("days during which the previous social worker may still read"), default=0)
    consent = told(
        models.ForeignKey(
            "minors.ConsentStatement",
            models.PROTECT,
            null=True,
            blank=True,
            related_name="+",
            verbose_name=_("consent of the child"),
        ),
        "F19",
    )
    without_consent_because = models.TextField(_("why the data go along without consent"), blank=True)
    given = ArrayField(models.UUIDField(), default=list, editable=False)
    ended = ArrayField(models.UUIDField(), default=list, editable=False)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("transfer of a case")
        verbose_name_plural = _("transfers of cases")
        ordering = ["sent_at", "id"]
        default_permissions = ()
        indexes = [models.Index(fields=["new", "status"], name="transfer_to_worker")]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(status="proposed"), name="offered_to_one_person"),
            models.CheckConstraint(condition=~Q(new=F("previous")), name="handed_over_to_somebody_else"),
            models.CheckConstraint(
                condition=Q(status="proposed", decided_at=None, decided_by=None)
                | (~Q(status="proposed") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="transfer_decision_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(introduced_on=None) | Q(status__in=["accepted", "undone"]), name="introduced_after_acceptance"
            ),
        ]

    def __str__(self):
        return self.get_status_display()

    def get_absolute_url(self):
        return reverse("casework:transfer", args=[self.pk])

    @classmethod
    def keeps_apart(cls, kept, other):
        """An offer that nobody has answered must not get lost behind the joining."""
        for one in cls.objects.waiting().filter(case__child__in=[kept, other]).select_related("case__child"):
            yield _("%(code)s: the case is offered to another social worker. Wait for the answer first.") % {"code": one.case}

    @property
    def reason_label(self) -> str:
        return options.label("L24", self.reason)

    @property
    def given_at_once(self) -> bool:
        """Whether nobody was asked to accept it."""
        return self.decided_at == self.sent_at

    @property
    def leaves_the_institution(self) -> bool:
        return self.new_team.institution_id != self.previous_team.institution_id
