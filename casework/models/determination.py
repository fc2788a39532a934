"""The best-interests determination of one child and its report, version by version (domain.md 2.3.2, 2.3.3, 3.15, F15)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from base import dates, options
from base.description import told
from base.models import Record, RecordQuerySet
from base.objectives import FieldOfAction
from base.roles import Verb
from base.workflow import Move, Workflow
from minors import clocks
from minors.models import Child

from .case import Episode

DETERMINATION = Workflow(
    "determination",
    Move("begin", (), "report", _("A best-interests determination was begun."), Verb.ASSESS, _("Begin a determination (BID)")),
    Move("accept", ("report", "deferred"), "ready", _("The determination waits for the panel."), Verb.APPROVE),
    Move("defer", ("ready", "urgent"), "deferred", _("The panel asked for more information."), Verb.SIT_ON_PANEL),
    Move("send_back", ("ready", "urgent"), "report", _("The panel returned the report."), Verb.SIT_ON_PANEL),
    Move(
        "decide_urgently",
        ("ready",),
        "urgent",
        _("A reduced panel decided urgently; the next session has to ratify it."),
        Verb.SIT_ON_PANEL,
    ),
    Move("decide", ("ready", "urgent"), "decided", _("The panel decided on the child’s best interests."), Verb.SIT_ON_PANEL),
    Move("withdraw", ("ready", "urgent"), "withdrawn", _("The determination was withdrawn."), Verb.SIT_ON_PANEL),
    then=clocks.follow,
)
BID_REPORT = Workflow(
    "determination_report",
    Move("begin", (), "draft", _("A report for the panel was begun."), Verb.ASSESS, _("Write the report")),
    Move(
        "submit",
        ("draft", "returned"),
        "submitted",
        _("The report for the panel was sent to the supervisor."),
        Verb.ASSESS,
        _("Send to the supervisor"),
    ),
    Move(
        "accept",
        ("submitted",),
        "accepted",
        _("The supervisor checked the report and accepted it for the panel."),
        Verb.APPROVE,
        _("Accept for the panel"),
    ),
    Move(
        "return",
        ("submitted",),
        "returned",
        _("The report for the panel was returned with a comment."),
        Verb.APPROVE,
        _("Return with a comment"),
    ),
    then=clocks.follow,
)
FACTORS = {
    "safety": _("Safety"),
    "relations": _("Family and close relationships"),
    "development": _("Development and identity"),
    "feasible": _("Can it be done?"),
    "effects": _("Effects, now and later"),
}  # of each option (domain.md 3.15, 8)


def bid_number(number: int) -> str:
    """BID-2, as people of the trade say it in their language: DIS-2 in French (domain.md 1)."""
    return gettext("BID-%(number)s") % {"number": number}


class DeterminationQuerySet(RecordQuerySet):
    def running(self):
        """Not decided for good."""
        return self.filter(status__in=Determination.RUNNING)

    def before_the_panel(self):
        """What the next session hears: accepted reports, and urgent decisions that have to be ratified."""
        return self.filter(status__in=["ready", "urgent"])


class Determination(Record):
    """The formal procedure for one decision about one child. It never holds up care: no deed asks for it but a return.

    What was decided is never edited: a review is a new determination that names the one it looks at again.
    """

    minor_path = "child"
    field_of_action = FieldOfAction.BEST_INTERESTS
    RUNNING = ["report", "ready", "deferred", "urgent"]

    class Status(models.TextChoices):
        REPORT = "report", _("the report is being written")
        READY = "ready", _("waiting for the panel")
        DEFERRED = "deferred", _("the panel asked for more information")
        URGENT = "urgent", _("decided urgently, to be ratified")
        DECIDED = "decided", _("decided")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class AskedBy(models.TextChoices):
        CHILD = "child", _("the child")
        GUARDIAN = "guardian", _("the guardian")
        WORKER = "worker", _("the social worker")

    class Because(models.TextChoices):
        TRACING = "tracing", _("a new tracing result")
        FACTS = "facts", _("the facts have changed")
        CHILD = "child", _("the child asks for it")
        IMPOSSIBLE = "impossible", _("the decision cannot be carried out")

    child = models.ForeignKey(Child, models.PROTECT, related_name="determinations")
    episode = models.ForeignKey(Episode, models.PROTECT, related_name="determinations")
    number = models.PositiveSmallIntegerField(_("number"))
    status = models.CharField(_("status"), max_length=10, choices=Status, editable=False)
    trigger = told(
        models.CharField(_("why the panel has to decide"), max_length=24), "F15", required="M", options="L20", strict=True
    )
    reason = told(models.TextField(_("what calls for it in this case")), "F15", required="M", of="C3")
    urgent = told(models.BooleanField(_("urgent: harm or departure is imminent"), default=False), "F15", required="M")
    urgent_because = told(models.TextField(_("why it cannot wait"), blank=True), "F15", of="C3")
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("begun by"))
    begun_at = models.DateTimeField(_("begun on"), default=dates.now)
    reviews = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="reviewed_by", verbose_name=_("looks again at")
    )
    review_asked_by = told(
        models.CharField(_("who asks to look again"), max_length=8, choices=AskedBy, blank=True), "F15", strict=True
    )
    review_because = told(
        models.CharField(_("why it is looked at again"), max_length=10, choices=Because, blank=True), "F15", strict=True
    )
    new_facts = told(models.TextField(_("what is new"), blank=True), "F15", of="C3")

    objects = DeterminationQuerySet.as_manager()

    class Meta:
        verbose_name = _("best-interests determination")
        verbose_name_plural = _("best-interests determinations")
        ordering = ["-number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["child", "number"], name="bid_number_once"),
            models.UniqueConstraint(
                fields=["child"],
                condition=Q(status__in=["report", "ready", "deferred", "urgent"]),
                name="one_bid_at_a_time",
                violation_error_message=_("A determination of this child is not decided yet."),
            ),
            models.CheckConstraint(
                condition=Q(urgent=False) | Q(urgent_because__regex=r"\S"),
                name="urgent_bid_says_why",
                violation_error_message=_("Say why it cannot wait."),
            ),
            models.CheckConstraint(
                condition=Q(reviews=None, review_asked_by="", review_because="")
                | Q(reviews__isnull=False, new_facts__regex=r"\S") & ~Q(review_asked_by="") & ~Q(review_because=""),
                name="bid_review_says_what_is_new",
                violation_error_message=_("Say who asks for the review, why, and what is new."),
            ),
            models.CheckConstraint(condition=Q(reviews=None) | ~Q(reviews=F("id")), name="bid_reviews_another"),
        ]

    def __str__(self):
        return bid_number(self.number)

    def get_absolute_url(self):
        return reverse("casework:determination", args=[self.pk])

    @property
    def trigger_label(self) -> str:
        return options.label("L20", self.trigger)

    @classmethod
    def keeps_apart(cls, kept, other):
        if cls.objects.running().filter(child=kept).exists():
            for one in cls.objects.running().filter(child=other).select_related("child"):
                yield _("%(code)s: %(number)s is not decided yet.") % {"code": one.child.code, "number": one}


class DeterminationReport(Record):
    """One version of the report. Once accepted it never changes (the database refuses it): what is new is the next version.

    `alternatives` are the options compared: [{"solution": L19, "plan": words, and one text for each of FACTORS}].
    """

    minor_path = "determination__child"
    field_of_action = FieldOfAction.BEST_INTERESTS
    SECTIONS = [
        "answers",
        "procedure",
        "past",
        "situation",
        "child_views",
        "family_views",
        "recommendation",
        "follow_up",
        "annexes",
    ]
    OPTIONAL = ["answers", "annexes"]

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("waiting for the supervisor")
        RETURNED = "returned", _("returned with a comment")
        ACCEPTED = "accepted", _("accepted for the panel")

    class Check(models.TextChoices):
        """What reviewers of such a report look for (domain.md 8.5)."""

        TRIGGER = "trigger", _("it says what calls for the panel")
        OPTIONS = "options", _("at least two options are compared by the same factors")
        VIEWS = "views", _("the child’s views stand there in the child’s words")
        TRACING = "tracing", _("the result of the family tracing is told")
        RISKS = "risks", _("the risks of each option are told")
        FEASIBLE = "feasible", _("it says whether each option can be done")
        SOURCES = "sources", _("the sources are named and agree, or it says where they do not")
        MISSING = "missing", _("it says what is not known")

    determination = models.ForeignKey(Determination, models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField(_("version"))
    status = models.CharField(_("status"), max_length=10, choices=Status, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author"))
    answers = told(models.TextField(_("answers to the panel’s questions"), blank=True), "F15", of="C3")
    procedure = told(
        models.TextField(_("procedure: interviews, sources, opinions, what is not known"), blank=True),
        "F15",
        required="M",
        of="C3",
    )
    past = told(models.TextField(_("history: family, separation, flight, care"), blank=True), "F15", required="M", of="C3")
    situation = told(models.TextField(_("present situation"), blank=True), "F15", required="M", of="C3")
    child_views = told(models.TextField(_("what the child says, in the child’s words"), blank=True), "F15", required="M", of="C3")
    family_views = told(
        models.TextField(_("what the family, the caregiver and others say"), blank=True), "F15", required="M", of="C3"
    )
    alternatives = told(models.JSONField(_("options compared"), default=list, blank=True), "F15", required="M", of="C3")
    recommendation = told(models.TextField(_("recommendation and reasons"), blank=True), "F15", required="M", of="C3")
    follow_up = told(models.TextField(_("follow-up needed"), blank=True), "F15", required="M", of="C3")
    annexes = told(models.TextField(_("annexes, by title and date"), blank=True), "F15", of="C3")
    submitted_at = models.DateTimeField(_("submitted at"), null=True, editable=False)
    checked = told(
        ArrayField(models.CharField(max_length=10, choices=Check), verbose_name=_("quality check"), default=list, blank=True),
        "F15",
    )
    checker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("checked by")
    )
    checked_at = models.DateTimeField(_("checked on"), null=True, editable=False)
    check_comment = told(models.TextField(_("comment on the check"), blank=True), "F15", of="C3")

    class Meta:
        verbose_name = _("report for the panel")
        verbose_name_plural = _("reports for the panel")
        ordering = ["-number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["determination", "number"], name="bid_report_number_once"),
            models.UniqueConstraint(
                fields=["determination"], condition=~Q(status="accepted"), name="one_bid_report_is_written_at_a_time"
            ),
            models.CheckConstraint(condition=Q(checker=None) | ~Q(checker=F("author")), name="bid_report_checked_by_another"),
            models.CheckConstraint(
                condition=~Q(status="accepted")
                | Q(checker__isnull=False, checked_at__isnull=False, checked__len=8, child_views__regex=r"\S"),
                name="bid_report_is_accepted_after_the_check",
            ),
            models.CheckConstraint(
                condition=~Q(status="returned") | Q(check_comment__regex=r"\S"),
                name="bid_report_returned_with_a_comment",
                violation_error_message=_("Say what has to be changed."),
            ),
        ]

    def __str__(self):
        return str(_("version %(number)s") % {"number": self.number})

    def get_absolute_url(self):
        return reverse("casework:bid_report", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether somebody may write in it."""
        return self.status in (self.Status.DRAFT, self.Status.RETURNED)
