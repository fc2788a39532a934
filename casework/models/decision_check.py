"""Whether a decision of the panel is carried out: checked within 30 days, and again until it is (domain.md 2.3.3)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import dates
from base.description import told
from base.models import Record
from base.objectives import FieldOfAction
from base.roles import Verb
from base.workflow import Move, Workflow
from minors import clocks

from .panel_decision import PanelDecision

CHECK = Workflow(
    "decision_check",
    Move(
        "check",
        (),
        "checked",
        _("It was checked whether the decision of the panel is carried out."),
        Verb.ASSESS,
        _("Record the check"),
    ),
    then=clocks.follow,
)


class DecisionCheck(Record):
    """One look at what became of a decision. Never changed: the next look is the next check."""

    minor_path = "decision__determination__child"
    field_of_action = FieldOfAction.BEST_INTERESTS

    class CarriedOut(models.TextChoices):
        YES = "yes", _("yes, it is carried out")
        PARTLY = "partly", _("in part")
        NO = "no", _("no")

    decision = models.ForeignKey(PanelDecision, models.PROTECT, related_name="checks")
    status = models.CharField(max_length=7, editable=False)
    checked_at = told(models.DateTimeField(_("checked on"), default=dates.now), "F15")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("checked by"))
    carried_out = told(
        models.CharField(_("is the decision carried out?"), max_length=6, choices=CarriedOut), "F15", required="M", strict=True
    )
    why = told(models.TextField(_("what is not done, why, and what happens now"), blank=True), "F15", of="C3")

    class Meta:
        verbose_name = _("check of a decision of the panel")
        verbose_name_plural = _("checks of decisions of the panel")
        ordering = ["checked_at", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(carried_out="yes") | Q(why__regex=r"\S"),
                name="what_is_not_carried_out_has_a_reason",
                violation_error_message=_("Say what is not done, and why."),
            ),
            models.CheckConstraint(condition=Q(checked_at__lte=F("recorded_at")), name="decision_was_checked"),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    def get_absolute_url(self):
        return reverse("casework:panel_decision", args=[self.decision_id])
