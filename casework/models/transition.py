"""Turning 18: what is prepared before the birthday and handed over after it (domain.md 9.7)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from base.description import Answer, told
from base.models import Record
from base.objectives import FieldOfAction
from minors.models import Child


def _part(words):
    return told(models.TextField(words, blank=True), "", of="C3")


class TransitionPlan(Record):
    """Written by the worker with the young person, and revised at each alert (T35). Earlier revisions are its history."""

    minor_path = "child"
    field_of_action = FieldOfAction.BEST_INTERESTS
    PARTS = ["housing", "documents", "asylum_status", "network", "hand_over", "young_person_says"]

    child = models.OneToOneField(Child, models.PROTECT, related_name="transition_plan")
    status = models.CharField(max_length=8, editable=False)
    housing = _part(_("where the young person will live, and on what"))
    documents = _part(_("identity documents: which there are, which are asked for"))
    asylum_status = _part(_("asylum and right to stay after 18"))
    network = _part(_("people the young person can count on"))
    hand_over = _part(_("which adult services take over, and who was met there"))
    young_person_says = _part(_("what the young person says, in the young person's words"))
    agrees = models.CharField(
        _("Does the young person agree to this plan?"), max_length=8, choices=Answer, default=Answer.UNKNOWN
    )
    stays_open_because = told(
        models.TextField(_("why the case stays open after 18, if it does"), blank=True),
        "",
        of="C3",
    )
    revised_at = models.DateTimeField(_("revised at"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("revised by"))

    class Meta:
        verbose_name = _("transition plan")
        verbose_name_plural = _("transition plans")
        default_permissions = ()

    def __str__(self):
        return str(self._meta.verbose_name)
