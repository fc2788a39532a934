"""A follow-up: one visit or call for one child, with the level of risk found at it (domain.md 3.10, F10)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import dates, options
from base.description import told
from base.models import Record, RecordQuerySet
from base.objectives import FieldOfAction
from minors.models import Child

from .care_plan import PlanAction
from .case import Episode, Risk


class FollowUpQuerySet(RecordQuerySet):
    def with_the_child(self):
        """Those at which the child was seen, or was spoken with on the phone."""
        return self.filter(seen__in=FollowUp.MET)

    def without_the_child(self):
        return self.exclude(seen__in=FollowUp.MET)


def _words(words, **description):
    """A text of the visit: sensitive, and written in the child's own file only."""
    return told(models.TextField(words, blank=True), "F10", of="C3", **description)


class FollowUp(Record):
    """What was found at one contact. Signed in one go; its author may correct it with a reason, and history keeps what it said before."""

    minor_path = "child"
    field_of_action = FieldOfAction.BEST_INTERESTS
    TEXTS = ["safety", "health", "school", "care", "family_contact", "new_concerns", "child_message", "actions"]
    MET = ["alone", "not_alone"]
    IN_CARE, AFTER_CLOSURE, PHONE = "in_care", "after_closure", "phone"  # codes of list F10 that rules depend on

    class Seen(models.TextChoices):
        ALONE = "alone", _("yes, alone")
        NOT_ALONE = "not_alone", _("yes, not alone")
        MOVED = "moved", _("no: the child has moved")
        ABSENT = "absent", _("no: the child was absent")
        DECLINED = "declined", _("no: the child did not want to")
        UNSAFE = "unsafe", _("no: it was not safe")

    child = models.ForeignKey(Child, models.PROTECT, related_name="follow_ups")
    episode = models.ForeignKey(Episode, models.PROTECT, related_name="follow_ups")
    status = models.CharField(max_length=10, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    done_at = told(models.DateTimeField(_("date and time of the visit or call"), default=dates.now), "F10", required="M")
    kind = told(models.CharField(_("what kind of follow-up"), max_length=24), "F10", required="M", options="F10", strict=True)
    place = told(models.CharField(_("where it took place"), max_length=120, blank=True), "F10", of="C3")
    seen = told(models.CharField(_("Did you see the child?"), max_length=10, choices=Seen), "F10", required="M", strict=True)
    present = told(models.CharField(_("who else was there"), max_length=200, blank=True), "F10", of="C3")
    matters = told(models.TextField(_("what matters")), "F10", required="M", of="C3")
    safety = _words(_("safety"))
    health = _words(_("health"))
    school = _words(_("school and learning"))
    care = _words(_("care"))
    family_contact = _words(_("contact with the family"))
    new_concerns = _words(_("new concerns"))
    child_message = _words(_("what the child wants to say"), hint=_("In the child's own words."))
    actions = _words(_("what was done or agreed"))
    risk = told(models.CharField(_("level of risk"), max_length=8, choices=Risk), "F10", required="M", strict=True)
    risk_reasons = told(models.TextField(_("reasons for this level")), "F10", required="M")
    next_on = told(models.DateField(_("next follow-up on"), null=True, blank=True), "F10")

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ["-done_at", "id"]
        default_permissions = ()
        indexes = [models.Index(fields=["child", "-done_at"], name="follow_up_of_child")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(matters=""),
                name="follow_up_says_what_matters",
                violation_error_message=_("Write in a few words what matters."),
            ),
            models.CheckConstraint(
                condition=Q(next_on=None) | Q(next_on__gte=F("done_at__date")),
                name="next_follow_up_comes_after",
                violation_error_message=_("The next follow-up comes after this one."),
            ),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    def get_absolute_url(self):
        return reverse("casework:follow_up", args=[self.pk])

    @property
    def with_child(self) -> bool:
        return self.seen in self.MET

    @property
    def kind_label(self) -> str:
        return options.label("F10", self.kind)


class GoalProgress(Record):
    """How far one goal of the care plan had come when the child was followed up."""

    minor_path = "follow_up__child"
    field_of_action = FieldOfAction.SERVICES

    class State(models.TextChoices):
        WORSE = "worse", _("worse than before")
        NONE = "none", _("nothing has changed yet")
        SOME = "some", _("something has begun to change")
        REACHED = "reached", _("reached")

    follow_up = models.ForeignKey(FollowUp, models.PROTECT, related_name="progress")
    action = told(
        models.ForeignKey(PlanAction, models.PROTECT, related_name="progress", verbose_name=_("goal of the care plan")), "F10"
    )
    state = told(models.CharField(_("how far it has come"), max_length=8, choices=State), "F10", strict=True)

    class Meta:
        verbose_name = _("progress towards a goal")
        verbose_name_plural = _("progress towards goals")
        ordering = ["action__number"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["follow_up", "action"], name="progress_of_a_goal_once")]

    def __str__(self):
        return str(self.get_state_display())
