"""The case: its owner, its risk, its episodes (domain.md 2.1). The step is computed from records, never stored."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import dates, options
from base.description import Answer, told
from base.models import Record, RecordQuerySet
from base.objectives import FieldOfAction
from minors.models import Child, Merge


class Risk(models.TextChoices):
    """Levels of risk (domain.md 4.1)."""

    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")


class CaseQuerySet(RecordQuerySet):
    def still_open(self):
        """Not closed, and not continued in the file of the same child that was kept."""
        return self.exclude(status="closed").exclude(child__in=Merge.objects.in_force().order_by().values("other"))


class Case(Record):
    """The work done for one child. A reopened case keeps its code and its earlier episodes."""

    minor_path = "child"
    field_of_action = FieldOfAction.BEST_INTERESTS

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        CLOSURE_REQUESTED = "closure_requested", _("closure requested")
        CLOSED = "closed", _("closed")

    child = models.OneToOneField(Child, models.PROTECT, related_name="case")
    status = models.CharField(_("status"), max_length=20, choices=Status, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="cases", verbose_name=_("social worker responsible")
    )
    risk = told(models.CharField(_("level of risk"), max_length=8, choices=Risk), "F02", required="M", strict=True)
    risk_reasons = told(models.TextField(_("reasons for this level")), "F02", required="M")

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        default_permissions = ()
        indexes = [models.Index(fields=["owner", "status"], name="case_of_owner")]

    def __str__(self):
        return self.child.code

    def get_absolute_url(self):
        return reverse("casework:case", args=[self.child_id])

    @classmethod
    def keeps_apart(cls, kept, other):
        """Work that goes on must not disappear behind a closed case."""
        found = {case.child_id: case for case in cls.objects.filter(child__in=[kept, other]).select_related("child")}
        if len(found) == 2 and found[kept].status == cls.Status.CLOSED != found[other].status:
            values = {"kept": found[kept], "other": found[other]}
            yield (
                _("The case of %(kept)s is closed, that of %(other)s is not. Keep %(other)s, or reopen %(kept)s first.") % values
            )

    @property
    def episode(self) -> "Episode | None":
        """The running episode, or None when the case is closed."""
        return self.episodes.filter(closed_at=None).first()


class Episode(Record):
    """One stretch of work, from opening to closing."""

    minor_path = "case__child"
    field_of_action = FieldOfAction.BEST_INTERESTS

    case = models.ForeignKey(Case, models.PROTECT, related_name="episodes")
    number = models.PositiveSmallIntegerField(_("episode"))
    opened_at = models.DateTimeField(_("opened at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closing_reason = models.CharField(_("reason for closing"), max_length=40, blank=True)  # L22
    reopening_reason = models.CharField(_("reason for reopening"), max_length=40, blank=True)  # L23
    risk_at_opening = models.CharField(_("risk at opening"), max_length=8, choices=Risk)

    class Meta:
        verbose_name = _("episode")
        verbose_name_plural = _("episodes")
        ordering = ["number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="episode_number_once"),
            models.UniqueConstraint(fields=["case"], condition=Q(closed_at=None), name="one_open_episode"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=models.F("opened_at")), name="closed_after_opened"
            ),
            models.CheckConstraint(condition=Q(closed_at=None) | ~Q(closing_reason=""), name="closed_with_a_reason"),
        ]

    def __str__(self):
        return f"{self.number}"

    @property
    def closing_reason_label(self) -> str:
        return options.label("L22", self.closing_reason)


class ClosureRequest(Record):
    """The owner's request to close, approved or refused by somebody else (domain.md 3.18, F20)."""

    minor_path = "episode__case__child"
    field_of_action = FieldOfAction.BEST_INTERESTS
    field_classes = {"decision": "C3"}

    class Status(models.TextChoices):
        REQUESTED = "requested", _("waiting for approval")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="closure_requests")
    status = models.CharField(_("status"), max_length=10, choices=Status, editable=False)
    reason = models.CharField(_("reason for closing"), max_length=40)  # L22
    goals_met = told(models.CharField(_("Were the goals reached?"), max_length=8, choices=Answer, default=Answer.UNKNOWN), "F20")
    statement = told(models.TextField(_("why the child is safe")), "F20", required="M", of="C3")
    child_agrees = told(
        models.CharField(_("Does the child agree to the closing?"), max_length=8, choices=Answer, default=Answer.UNKNOWN), "F20"
    )
    caregiver_agrees = told(models.CharField(_("Does the caregiver agree?"), max_length=8, choices=Answer, blank=True), "F20")
    unresolved = told(models.TextField(_("needs that remain, and who takes care of them"), blank=True), "F20", of="C3")
    way_back = told(models.TextField(_("how the child can come back to us")), "F20", required="M", of="C3")
    documents_returned = told(
        models.CharField(_("Were the child's papers given back?"), max_length=8, choices=Answer, default=Answer.UNKNOWN), "F20"
    )
    feedback_done = told(
        models.CharField(_("Was the child asked for feedback?"), max_length=8, choices=Answer, default=Answer.UNKNOWN), "F20"
    )
    follow_up_on = told(models.DateField(_("a last visit or call on"), null=True, blank=True), "F20")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=dates.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.TextField(_("comment on the decision"), blank=True)

    class Meta:
        verbose_name = _("request for closure")
        verbose_name_plural = _("requests for closure")
        ordering = ["-requested_at"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["episode"], condition=Q(status="requested"), name="one_closure_request"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("requested_by")), name="closure_decided_by_another"
            ),
            models.CheckConstraint(
                condition=Q(status="requested") | Q(decided_by__isnull=False), name="closure_decision_is_signed"
            ),
        ]

    def __str__(self):
        return self.get_status_display()

    @classmethod
    def keeps_apart(cls, kept, other):
        waiting = cls.objects.filter(episode__case__child__in=[kept, other], status="requested")
        for asked in waiting.select_related("episode__case__child"):
            yield _("%(code)s: the closure of the case was asked for. Decide on it first.") % {"code": asked.episode.case}

    @property
    def reason_label(self) -> str:
        return options.label("L22", self.reason)


class LeftOpen(Record):
    """Something that still stood open when closing was asked for, and the sentence why it need not be settled first (domain.md 2.1)."""

    minor_path = "request__episode__case__child"
    field_of_action = FieldOfAction.BEST_INTERESTS

    class Kind(models.TextChoices):
        REFERRAL = "referral", _("a referral")
        BIA = "bia", _("a best-interests assessment")
        RAPID = "rapid", _("the rapid assessment")
        PLACEMENT = "placement", _("a placement")
        PLAN = "plan", _("a care plan")
        BID = "bid", _("a best-interests determination")

    request = models.ForeignKey(ClosureRequest, models.PROTECT, related_name="left_open")
    kind = models.CharField(_("what stays open"), max_length=16, choices=Kind)
    thing_id = models.UUIDField(editable=False)
    why = told(models.TextField(_("why it may stay open")), "F20", required="M", of="C3")

    class Meta:
        verbose_name = _("what stays open at closing")
        verbose_name_plural = _("what stays open at closing")
        ordering = ["recorded_at", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["request", "kind", "thing_id"], name="left_open_once"),
            models.CheckConstraint(condition=~Q(why=""), name="left_open_with_a_sentence"),
        ]

    def __str__(self):
        return self.get_kind_display()
