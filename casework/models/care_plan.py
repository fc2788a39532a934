"""The care plan: what is to be reached for a child, and the actions that lead there, each with a person and a day (domain.md 3.6, F06)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import dates, options
from base.description import told
from base.models import Institution, Record, RecordQuerySet
from base.objectives import FieldOfAction
from minors.models import Child
from referrals.models import Referral

from .assessment import BestInterestsAssessment
from .case import Episode
from .placement import Placement

UNFINISHED = ["draft", "submitted"]


class CarePlanQuerySet(RecordQuerySet):
    def unfinished(self):
        return self.filter(status__in=UNFINISHED)


class CarePlan(Record):
    """One numbered plan of a case. A revised plan is the next number and supersedes the one before when it is approved.

    `edition` counts the changes of what the plan says, its actions included: it is what a supervisor agrees to.
    """

    minor_path = "child"
    field_of_action = FieldOfAction.BEST_INTERESTS

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("waiting for the supervisor")
        APPROVED = "approved", _("approved")
        SUPERSEDED = "superseded", _("replaced by a later plan")

    class Participant(models.TextChoices):
        CHILD = "child", _("the child")
        CARER = "carer", _("the carer or a relative")
        GUARDIAN = "guardian", _("the guardian")
        WORKER = "worker", _("the social worker")
        INTERPRETER = "interpreter", _("an interpreter")
        CENTRE = "centre", _("the centre or the foster family")
        SERVICE = "service", _("a service: school, health, justice…")
        OTHER = "other", _("somebody else")

    class Agreement(models.TextChoices):
        YES = "yes", _("yes")
        PARTLY = "partly", _("partly")
        NO = "no", _("no")
        NOT_ASKED = "not_asked", _("could not be asked")

    child = models.ForeignKey(Child, models.PROTECT, related_name="care_plans")
    episode = models.ForeignKey(Episode, models.PROTECT, related_name="care_plans")
    number = models.PositiveSmallIntegerField(_("number"))
    status = models.CharField(_("status"), max_length=10, choices=Status, editable=False)
    edition = models.PositiveSmallIntegerField(_("edition"), default=1, editable=False)
    bia = models.ForeignKey(
        BestInterestsAssessment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="care_plans",
        verbose_name=_("based on the assessment"),
    )
    objective = told(models.TextField(_("What is to be reached for the child")), "F06", required="M", of="C3")
    participants = told(
        ArrayField(
            models.CharField(max_length=12, choices=Participant), verbose_name=_("Who made the plan together"), default=list
        ),
        "F06",
        required="M",
    )
    child_agrees = told(
        models.CharField(_("Does the child agree with the plan?"), max_length=10, choices=Agreement, blank=True),
        "F06",
        required="M",
    )
    child_says = told(
        models.TextField(_("What the child says about the plan, or why the child could not be asked"), blank=True),
        "F06",
        required="C",
        of="C3",
        when=("child_agrees", ("partly", "no", "not_asked")),
    )
    copy_language = told(models.CharField(_("Copy given in"), max_length=8, blank=True), "F06", options="L05", strict=True)
    copy_given_on = told(models.DateField(_("Copy given on"), null=True, blank=True), "F06")

    objects = CarePlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("care plan")
        verbose_name_plural = _("care plans")
        ordering = ["-number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["child", "number"], name="plan_number_once"),
            models.UniqueConstraint(fields=["child"], condition=Q(status__in=UNFINISHED), name="one_unfinished_plan"),
            models.UniqueConstraint(fields=["child"], condition=Q(status="approved"), name="one_approved_plan"),
            models.CheckConstraint(
                condition=Q(status="draft") | ~Q(child_agrees=""),
                name="the_child_is_asked_about_the_plan",
                violation_error_message=_("Say whether the child agrees with the plan."),
            ),
            models.CheckConstraint(
                condition=Q(copy_given_on=None) | ~Q(copy_language=""),
                name="copy_has_a_language",
                violation_error_message=_("Say in which language the copy was given."),
            ),
        ]

    def __str__(self):
        return f"PLAN-{self.number}"

    def get_absolute_url(self):
        return reverse("casework:plan", args=[self.pk])

    @classmethod
    def keeps_apart(cls, kept, other):
        for waiting in cls.objects.filter(child=other, status="submitted").select_related("child"):
            values = {"code": waiting.child.code, "number": waiting}
            yield _("%(code)s: the care plan %(number)s waits for the supervisor. Decide on it first.") % values

    @property
    def language_label(self) -> str:
        return options.label("L05", self.copy_language) if self.copy_language else ""

    @property
    def participant_labels(self) -> list[str]:
        return [str(self.Participant(one).label) for one in self.participants]


class PlanAction(Record):
    """One line of a plan: for which need, what is done, by whom, until when, and what came of it.

    `objective` is the code of the objective of the national plan that it serves ("OS4"); it goes before that of the record's own
    field of action. `continues` is the same action in the plan before.
    """

    minor_path = "plan__child"
    field_of_action = FieldOfAction.SERVICES

    class Status(models.TextChoices):
        PENDING = "pending", _("to do")
        ONGOING = "ongoing", _("under way")
        COMPLETED = "completed", _("done")
        CANCELLED = "cancelled", _("given up")

    class Responsible(models.TextChoices):
        WORKER = "worker", _("the social worker")
        SUPERVISOR = "supervisor", _("the supervisor")
        CHILD = "child", _("the child")
        CARER = "carer", _("the carer or a relative")
        GUARDIAN = "guardian", _("the guardian")
        CENTRE = "centre", _("the centre or the foster family")
        SERVICE = "service", _("a service: school, health, justice…")
        OTHER = "other", _("somebody else")

    class Priority(models.TextChoices):
        HIGH = "high", _("first")
        MEDIUM = "medium", _("normal")
        LOW = "low", _("can wait")

    class Frequency(models.TextChoices):
        ONCE = "once", _("once")
        DAILY = "daily", _("every day")
        WEEKLY = "weekly", _("every week")
        MONTHLY = "monthly", _("every month")
        OTHER = "other", _("otherwise")

    plan = models.ForeignKey(CarePlan, models.PROTECT, related_name="actions")
    number = models.PositiveSmallIntegerField(_("number"))
    status = told(
        models.CharField(_("state of the action"), max_length=10, choices=Status, editable=False),
        "F06",
        required="M",
        strict=True,
    )
    need = told(models.TextField(_("Which need, which goal?")), "F06", required="M", of="C3")
    action = told(models.TextField(_("What is done?")), "F06", required="M", of="C3")
    service_type = told(models.CharField(_("Kind of service"), max_length=40), "F06", required="M", options="L14", strict=True)
    responsible = told(
        models.CharField(_("Who sees to it?"), max_length=12, choices=Responsible, default=Responsible.WORKER),
        "F06",
        required="M",
    )
    responsible_name = told(models.CharField(_("Name of that person"), max_length=120, blank=True), "F06", of="C2")
    organisation = told(
        models.ForeignKey(Institution, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Organisation")),
        "F06",
    )
    due_on = told(models.DateField(_("Until when?")), "F06", required="M")
    priority = told(models.CharField(_("Priority"), max_length=8, choices=Priority, default=Priority.MEDIUM), "F06")
    frequency = told(models.CharField(_("How often?"), max_length=8, choices=Frequency, default=Frequency.ONCE), "F06")
    objective = told(models.CharField(_("Objective of the national plan"), max_length=12, blank=True), "F06")
    referral = told(
        models.ForeignKey(
            Referral, models.PROTECT, null=True, blank=True, related_name="plan_actions", verbose_name=_("Referral")
        ),
        "F06",
    )
    placement = told(
        models.ForeignKey(
            Placement, models.PROTECT, null=True, blank=True, related_name="plan_actions", verbose_name=_("Placement")
        ),
        "F06",
    )
    done_on = told(models.DateField(_("Done on"), null=True, blank=True), "F06", required="C", when=("status", ("completed",)))
    result = told(
        models.TextField(_("What came of it?"), blank=True), "F06", required="C", of="C3", when=("status", ("completed",))
    )
    cancel_reason = told(
        models.TextField(_("Why it is given up"), blank=True), "F06", required="C", of="C3", when=("status", ("cancelled",))
    )
    decided = models.ForeignKey(
        "casework.PanelDecision", models.PROTECT, null=True, editable=False, related_name="plan_actions",
        verbose_name=_("decided by the panel"),
    )  # fmt: skip
    continues = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="continued_by")

    class Meta:
        verbose_name = _("action of a care plan")
        verbose_name_plural = _("actions of care plans")
        ordering = ["number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="action_number_once"),
            models.CheckConstraint(
                condition=~Q(status="completed") | Q(done_on__isnull=False) & ~Q(result=""),
                name="done_with_a_day_and_a_result",
                violation_error_message=_("Say when it was done and what came of it."),
            ),
            models.CheckConstraint(
                condition=~Q(status="cancelled") | ~Q(cancel_reason=""),
                name="given_up_with_a_reason",
                violation_error_message=_("Say why it is given up."),
            ),
        ]

    def __str__(self):
        return f"{self.plan} · {self.number}"

    def get_absolute_url(self):
        return reverse("casework:plan_action", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.status in (self.Status.PENDING, self.Status.ONGOING)

    @property
    def is_late(self) -> bool:
        return self.is_open and self.due_on < dates.today()

    @property
    def service_label(self) -> str:
        return options.label("L14", self.service_type)
