"""A time limit that runs, or ran, for one record of a child (domain.md 2.4, 2.5)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from base import dates
from base.models import Record, RecordQuerySet, TimeLimit
from base.objectives import FieldOfAction
from base.roles import FieldClass

from .child import Child
from .merge import Merge


class ClockQuerySet(RecordQuerySet):
    def running(self):
        """Neither stopped, nor of a case that is closed or continued in another file; what was asked of others goes on there."""
        still = self.filter(stopped_at=None).exclude(child__case__status="closed")
        joined = Merge.objects.in_force().order_by().values("other")
        return still.exclude(child__in=joined, goes_on=False)

    def due_before(self, moment):
        return self.running().filter(due_at__lt=moment)

    def late(self):
        return self.due_before(dates.now())


class Clock(Record):
    """It keeps the limit that applied when it started, and when that made it due. `due_at` is empty while the clock stands still."""

    minor_path = "child"
    class_column = "field_class"
    field_of_action = FieldOfAction.BEST_INTERESTS

    class Outcome(models.TextChoices):
        DONE = "done", _("done")
        DROPPED = "dropped", _("no longer needed")

    child = models.ForeignKey(Child, models.PROTECT, related_name="clocks")
    rule = models.CharField(_("rule"), max_length=40)  # a key of minors.clocks.RULES
    limit = models.ForeignKey(TimeLimit, models.PROTECT, null=True, related_name="+", verbose_name=_("time limit"))
    subject_id = models.UUIDField()  # the record whose clock it is
    stage = models.CharField(max_length=60, blank=True)
    verb = models.CharField(max_length=30)  # a base.roles.Verb: who may do it
    field_class = models.CharField(max_length=2, choices=FieldClass, default=FieldClass.C1)
    goes_on = models.BooleanField(default=False)  # also when the file was joined with another one
    origin = models.DateTimeField(_("counts from"))
    starts_at = models.DateTimeField(_("started"))
    due_at = models.DateTimeField(_("due"), null=True)
    first_due_at = models.DateTimeField(_("first due"), null=True)
    escalates_at = models.DateTimeField(_("goes to the region"), null=True)
    stopped_at = models.DateTimeField(_("stopped"), null=True)
    outcome = models.CharField(_("why it stopped"), max_length=8, choices=Outcome, blank=True)

    objects = ClockQuerySet.as_manager()

    class Meta:
        verbose_name = _("time limit of a case")
        verbose_name_plural = _("time limits of a case")
        ordering = [F("due_at").asc(nulls_last=True), "rule", "id"]
        default_permissions = ()
        indexes = [models.Index(fields=["child", "due_at"], condition=Q(stopped_at=None), name="clock_running")]
        constraints = [
            models.UniqueConstraint(fields=["rule", "subject_id"], condition=Q(stopped_at=None), name="one_running_clock"),
            models.CheckConstraint(
                condition=Q(stopped_at=None, outcome="") | Q(stopped_at__isnull=False) & ~Q(outcome=""),
                name="clock_stops_for_a_reason",
            ),
            models.CheckConstraint(condition=Q(due_at=None) | Q(first_due_at__isnull=False), name="clock_keeps_its_first_date"),
        ]

    def __str__(self):
        return f"{self.limit.number if self.limit else self.rule}"
