"""An alert: somebody looked at files in an unusual way (domain.md 7.7). A hint for a human, no proof."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from base import dates
from base.models import Kept, RecordQuerySet
from base.roles import Scope, Verb
from base.workflow import Move, Workflow

from .child import Child

ALERT = Workflow(  # of no child: whose looking is asked about stands in nobody's file
    "looking_alert",
    Move("notice", (), "open", _("Unusual looking was noticed."), Verb.SEE_ALERTS),
    Move("close", ("open",), "closed", _("The alert was looked into and closed."), Verb.SEE_ACCESS_LOG, _("Close the alert")),
    told=False,
)


class AlertQuerySet(RecordQuerySet):
    def still_open(self):
        return self.filter(status="open")


class LookingAlert(Kept):
    """Why somebody should ask this person about a day. In code: `child` when it is about one file.

    Data-protection officers read all, supervisors those about their people and about children of their unit; nobody one about
    themselves. Only the data-protection officer closes one.
    """

    handled_by = Verb.SEE_ALERTS
    shut_path = "child"

    class Kind(models.TextChoices):
        VOLUME = "volume", _("very many files in one day")
        UNASSIGNED = "unassigned", _("files that are not entrusted")
        AFTER_HANDOVER = "handed_over", _("after handing the case over")
        AT_NIGHT = "at_night", _("at night")
        SAME_NAME = "same_name", _("the same family name")

    class Status(models.TextChoices):
        OPEN = "open", _("to be looked into")
        CLOSED = "closed", _("closed")

    kind = models.CharField(_("what is unusual"), max_length=12, choices=Kind)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    child = models.ForeignKey(Child, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("child"))
    day = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("how many files"), default=1)
    figure = models.PositiveIntegerField(_("from which number on"), default=0)  # the one that held then
    refused = models.BooleanField(_("was refused"), default=False)
    status = models.CharField(_("status"), max_length=6, choices=Status, editable=False)
    noticed_at = models.DateTimeField(_("noticed at"), default=dates.now)
    note = models.TextField(_("what was found"), blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("closed by")
    )
    closed_at = models.DateTimeField(_("closed on"), null=True, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alert about looking")
        verbose_name_plural = _("alerts about looking")
        ordering = ["-day", "-noticed_at", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "person", "child", "day"], nulls_distinct=False, name="one_alert_of_a_kind_for_a_day"
            ),
            models.CheckConstraint(
                condition=Q(status="open", closed_by=None, closed_at=None)
                | Q(status="closed", closed_by__isnull=False, closed_at__isnull=False, note__regex=r"\S"),
                name="alert_is_closed_with_a_note",
                violation_error_message=_("Write what was found."),
            ),
            models.CheckConstraint(
                condition=Q(closed_by=None) | ~Q(closed_by=F("person")),
                name="nobody_closes_an_alert_about_themselves",
                violation_error_message=_("Nobody closes an alert about themselves."),
            ),
            models.CheckConstraint(
                condition=Q(child=None, kind__in=["volume", "unassigned", "at_night"])
                | Q(child__isnull=False, kind__in=["unassigned", "handed_over", "same_name"]),
                name="alert_is_about_a_day_or_a_file",
            ),
        ]

    def __str__(self):
        return self.get_kind_display()

    def get_absolute_url(self):
        return reverse("minors:alert", args=[self.pk])

    @classmethod
    def open_to(cls, user):
        """Never one about oneself; supervisors see their people and their unit's children."""
        others = ~Q(person=user)
        if Scope(user.role.scope) != Scope.UNIT:
            return others
        return others & (user.unit("person__") | user.unit("child__"))

    @property
    def sentence(self) -> str:
        """The reason, as people read it. It says no name of a child."""
        values = {"count": self.count, "figure": self.figure}
        match self.Kind(self.kind):
            case self.Kind.VOLUME:
                return _now("Opened %(count)d files in one day; from %(figure)d on it is unusual.") % values
            case self.Kind.UNASSIGNED if self.child_id:
                return (
                    ngettext(
                        "Tried %(count)d time to open a file that is not entrusted to this person.",
                        "Tried %(count)d times to open a file that is not entrusted to this person.",
                        self.count,
                    )
                    % values
                )
            case self.Kind.UNASSIGNED:
                return _now("Opened %(count)d files in one day that are not entrusted to this person.") % values
            case self.Kind.AFTER_HANDOVER if self.refused:
                return _now("Tried to open a file after having handed the case over.")
            case self.Kind.AFTER_HANDOVER:
                return _now("Opened a file after having handed the case over.")
            case self.Kind.AT_NIGHT:
                return (
                    ngettext(
                        "Opened %(count)d file at night, without being on night duty.",
                        "Opened %(count)d files at night, without being on night duty.",
                        self.count,
                    )
                    % values
                )
        return _now("Opened the file of a child whose family name sounds like that of this person.")
