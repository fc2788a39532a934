"""What the panel decides: the decision, its signatures, and how the child was told (domain.md 2.3.3, 3.15, F15)."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import dates, options
from base.description import told
from base.models import Institution, Record
from base.objectives import FieldOfAction
from base.roles import Verb
from base.workflow import Move, Workflow
from minors import clocks

from .determination import Determination, DeterminationReport
from .panel import AgendaItem, PanelMember, QuorumRule

PANEL_DECISION = Workflow(
    "panel_decision",
    Move(
        "propose", (), "proposed", _("A decision was put before the panel."), Verb.SIT_ON_PANEL, _("Put a decision to the vote")
    ),
    Move(
        "take",
        ("proposed",),
        "taken",
        _("The decision was taken and its minutes were locked."),
        Verb.SIT_ON_PANEL,
        _("Lock the minutes"),
    ),
    Move(
        "set_aside", ("proposed",), "set_aside", _("The proposed decision was set aside."), Verb.SIT_ON_PANEL, _("Set it aside")
    ),
    then=clocks.follow,
)
SIGNATURE = Workflow(
    "panel_signature",
    Move("sign", (), "signed", _("A member of the panel signed."), Verb.SIT_ON_PANEL, _("Sign")),
)
NOTIFICATION = Workflow(
    "panel_notification",
    Move(
        "tell", (), "told", _("The decision of the panel was explained to the child."), Verb.ASSESS, _("Explain it to the child")
    ),
    then=clocks.follow,
)


class PanelDecision(Record):
    """Words on which members sign. With its signatures it is taken and locked for good; until then it can only be set aside.

    `option_reasons` are the reasons for each option of the report: [{"solution": L19, "plan": words, "reasons": words}].
    `questions` are what the panel asks when it defers: [{"question": words, "who": function, "due_on": ISO date}].
    `actions` are what has to be done: they become actions of the care plan when it is taken
    [{"action": words, "service_type": L14, "responsible": `PlanAction.Responsible`, "who": function, "due_on": ISO date}].
    """

    minor_path = "determination__child"
    field_of_action = FieldOfAction.BEST_INTERESTS

    class Value(models.TextChoices):
        APPROVED = "approved", _("the recommended option is approved")
        OTHER = "other", _("another option is chosen")
        DEFERRED = "deferred", _("deferred: more information is needed")
        RETURNED = "returned", _("returned: the report is not good enough")
        TEMPORARY = "temporary", _("temporary measures are ordered")
        WITHDRAWN = "withdrawn", _("the determination is withdrawn")

    ORDERS = ["approved", "other", "temporary"]  # values that something has to follow from

    class Outcome(models.TextChoices):
        MAINTAIN = "maintain", _("the earlier decision stands")
        AMEND = "amend", _("the earlier decision is amended")
        REPLACE = "replace", _("the earlier decision is replaced")

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("being signed")
        TAKEN = "taken", _("taken and locked")
        SET_ASIDE = "set_aside", _("set aside")

    determination = models.ForeignKey(Determination, models.PROTECT, related_name="decisions")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="decisions")
    report = models.ForeignKey(DeterminationReport, models.PROTECT, related_name="decisions")
    quorum = models.ForeignKey(QuorumRule, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("number"))
    status = models.CharField(_("status"), max_length=10, choices=Status, editable=False)
    urgent = models.BooleanField(_("taken by a reduced panel"), default=False)
    ratifies = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="ratified_by", verbose_name=_("answers the urgent decision")
    )
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    proposed_at = models.DateTimeField(_("proposed on"), default=dates.now)
    value = told(models.CharField(_("decision"), max_length=10, choices=Value), "F15", required="M", strict=True)
    solution = told(models.CharField(_("solution that is chosen"), max_length=40, blank=True), "F15", options="L19", strict=True)
    option_reasons = told(models.JSONField(_("reasons for each option"), default=list, blank=True), "F15", required="M", of="C3")
    why = told(models.TextField(_("why the panel decides so")), "F15", required="M", of="C3")
    conditions = told(models.TextField(_("conditions and follow-up"), blank=True), "F15", of="C3")
    measures = told(models.TextField(_("temporary measures, from now on"), blank=True), "F15", of="C3")
    questions = told(models.JSONField(_("questions of the panel"), default=list, blank=True), "F15", of="C3")
    actions = told(models.JSONField(_("what is done, by whom, until when"), default=list, blank=True), "F15", of="C3")
    outcome = told(
        models.CharField(_("what becomes of the earlier decision"), max_length=8, choices=Outcome, blank=True), "F15", strict=True
    )
    review_on = told(models.DateField(_("to be looked at again on"), null=True, blank=True), "F15")
    taken_at = models.DateTimeField(_("taken on"), null=True, editable=False)
    digest = models.CharField(_("fingerprint"), max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("decision of the panel")
        verbose_name_plural = _("decisions of the panel")
        ordering = ["-number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["determination", "number"], name="panel_decision_number_once"),
            models.UniqueConstraint(
                fields=["determination"], condition=Q(status="proposed"), name="one_decision_is_signed_at_a_time"
            ),
            models.CheckConstraint(condition=Q(why__regex=r"\S"), name="panel_decision_says_why"),
            models.CheckConstraint(
                condition=~Q(value__in=["approved", "other"]) | ~Q(solution="") & ~Q(option_reasons=[]),
                name="panel_decision_names_the_solution_and_reasons",
                violation_error_message=_("Say which solution is chosen, and the reasons for each option."),
            ),
            models.CheckConstraint(
                condition=~Q(value="temporary") | Q(measures__regex=r"\S"),
                name="panel_decision_says_which_measures",
                violation_error_message=_("Say which measures are ordered."),
            ),
            models.CheckConstraint(
                condition=~Q(value="deferred") | ~Q(questions=[]),
                name="panel_decision_asks_something",
                violation_error_message=_("Write at least one question, who answers it, and until when."),
            ),
            models.CheckConstraint(
                condition=~Q(value__in=["approved", "other", "temporary"])
                | ~Q(actions=[])
                | Q(ratifies__isnull=False)
                | Q(outcome="maintain"),
                name="panel_decision_says_who_does_what",
                violation_error_message=_("Write at least one action: what is done, by whom, until when."),
            ),
            models.CheckConstraint(
                condition=Q(status="taken", taken_at__isnull=False, digest__regex=r"^[0-9a-f]{64}$")
                | ~Q(status="taken") & Q(taken_at=None, digest=""),
                name="panel_decision_is_locked_when_taken",
            ),
            models.CheckConstraint(
                condition=Q(ratifies=None) | ~Q(ratifies=F("id")) & Q(urgent=False), name="panel_ratifies_another"
            ),
        ]

    def __str__(self):
        return self.get_value_display()

    def get_absolute_url(self):
        return reverse("casework:panel_decision", args=[self.pk])

    @property
    def solution_label(self) -> str:
        return options.label("L19", self.solution)

    @property
    def questions_by_day(self) -> list[dict]:
        """The questions of the panel, each with its last day as a date."""
        return [{**one, "day": date.fromisoformat(one["due_on"])} for one in self.questions]

    @property
    def is_final(self) -> bool:
        """Whether it chooses what is to become of the child."""
        return self.value in (self.Value.APPROVED, self.Value.OTHER)

    @property
    def confirms(self) -> bool:
        """Whether it decides the same as the urgent decision that it answers: what was ordered then stands, and was perhaps done."""
        return self.ratifies is not None and (self.ratifies.value, self.ratifies.solution) == (self.value, self.solution)

    @property
    def orders(self) -> bool:
        """Whether something has to be done. What confirms or maintains leaves standing what was ordered before."""
        return self.value in self.ORDERS and not self.confirms and self.outcome != self.Outcome.MAINTAIN


class DecisionSignature(Record):
    """One member's signature: the name as typed, the moment of the server. The database refuses one in conflict, and a second one."""

    minor_path = "decision__determination__child"
    field_of_action = FieldOfAction.BEST_INTERESTS

    decision = models.ForeignKey(PanelDecision, models.PROTECT, related_name="signatures")
    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="signatures")
    status = models.CharField(max_length=6, editable=False)
    typed = told(models.CharField(_("name as typed"), max_length=150), "", of="C2")
    function = models.CharField(_("function"), max_length=120)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("institution"))
    sex = models.CharField(max_length=1, choices=PanelMember.Sex)
    votes = models.BooleanField(_("votes"))
    agrees = told(models.BooleanField(_("agrees")), "F15", required="M")
    dissent = told(models.TextField(_("dissenting opinion"), blank=True), "F15", of="C3")
    signed_at = models.DateTimeField(_("signed on"), default=dates.now)

    class Meta:
        verbose_name = _("signature of a member of the panel")
        verbose_name_plural = _("signatures of members of the panel")
        ordering = ["signed_at", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["decision", "member"], name="one_signature_of_a_member"),
            models.CheckConstraint(
                condition=Q(agrees=True) | Q(dissent__regex=r"\S"),
                name="dissent_says_why",
                violation_error_message=_("Write the dissenting opinion."),
            ),
        ]

    def __str__(self):
        return self.function


class DecisionNotification(Record):
    """How a decision was explained to the child: by whom, when, in which language, and what the child said (domain.md 2.3.3)."""

    minor_path = "decision__determination__child"
    field_of_action = FieldOfAction.BEST_INTERESTS

    class Guardian(models.TextChoices):
        TOLD = "told", _("was told as well")
        NOT_YET = "not_yet", _("was not told yet")
        NONE = "none", _("there is none")

    decision = models.OneToOneField(PanelDecision, models.PROTECT, related_name="notification")
    status = models.CharField(max_length=6, editable=False)
    told_at = told(models.DateTimeField(_("explained on")), "F15", required="M")
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("explained by"))
    language = told(models.CharField(_("language"), max_length=16), "F15", required="M", options="L05", strict=True)
    explained = told(models.TextField(_("how it was explained, in simple words")), "F15", required="M", of="C3")
    reaction = told(models.TextField(_("what the child said, and how the child took it")), "F15", required="M", of="C3")
    guardian = told(models.CharField(_("the guardian"), max_length=8, choices=Guardian), "F15", required="M", strict=True)

    class Meta:
        verbose_name = _("explanation of a decision")
        verbose_name_plural = _("explanations of decisions")
        ordering = ["told_at", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(reaction__regex=r"\S"), name="the_child_is_heard_on_the_decision"),
            models.CheckConstraint(condition=Q(told_at__lte=F("recorded_at")), name="the_child_was_told"),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    @property
    def language_label(self) -> str:
        return options.label("L05", self.language)
