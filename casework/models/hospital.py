"""Where a child sleeps after a stay in hospital: a question for the child and for its brothers and sisters (domain.md 9.2)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import dates
from base.description import told
from base.models import Record
from base.objectives import FieldOfAction
from base.roles import Verb
from base.workflow import Move, Workflow
from minors import clocks
from minors.models import Child

from .beds import Absence
from .placement import Placement

# The sentences tell in no file that somebody else was in hospital.
PLACE_AGAIN = Workflow(
    "place_again",
    Move("ask", (), "asked", _("Where the child sleeps has to be decided anew."), Verb.PLACE),
    Move(
        "decide",
        ("asked",),
        "decided",
        _("It was decided where the child sleeps."),
        Verb.PLACE,
        _("Decide where the child sleeps"),
    ),
    then=clocks.follow,
)


class PlacementDecision(Record):
    """Asked when a child leaves hospital, of that child and of each brother or sister who sleeps elsewhere; answered by a placement.

    It stays asked, and overdue, until somebody places the child or says why it stays where it is. A brother's or sister's row says
    nothing of whose stay in hospital it was.
    """

    minor_path = "child"
    field_of_action = FieldOfAction.CARE

    class Cause(models.TextChoices):
        DISCHARGE = "discharge", _("the child left hospital")
        SIBLING = "sibling", _("a brother or sister gets a place")

    class Decision(models.TextChoices):
        STAYS = "stays", _("stays in this place")
        MOVES = "moves", _("goes to another place")

    child = models.ForeignKey(Child, models.PROTECT, related_name="placement_decisions")
    status = models.CharField(max_length=8, editable=False)
    cause = models.CharField(_("why it is asked"), max_length=9, choices=Cause)
    absence = models.ForeignKey(Absence, models.PROTECT, null=True, related_name="decisions")  # the child's own
    asked_at = models.DateTimeField(_("asked at"), default=dates.now)
    decision = told(models.CharField(_("decision"), max_length=5, choices=Decision, blank=True), "F09", required="M")
    because = told(models.TextField(_("why this place"), blank=True), "F09", of="C3")
    placement = models.ForeignKey(Placement, models.PROTECT, null=True, related_name="decisions")
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("decision where the child sleeps")
        verbose_name_plural = _("decisions where the child sleeps")
        ordering = ["-asked_at", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["child"], condition=Q(status="asked"), name="asked_once_where_to_sleep"),
            models.CheckConstraint(
                condition=Q(status="asked", decision="", placement=None, decided_at=None, decided_by=None)
                | Q(status="decided", placement__isnull=False, decided_at__isnull=False, decided_by__isnull=False)
                & (Q(decision="moves") | Q(decision="stays", because__regex=r"\S")),
                name="decided_where_to_sleep",
                violation_error_message=_("Say why the child stays in this place."),
            ),
            models.CheckConstraint(condition=Q(cause="discharge") | Q(absence=None), name="asked_after_an_own_stay_only"),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    def get_absolute_url(self):
        return reverse("casework:placement_decision", args=[self.pk])
