"""The formal review (domain.md 3.18 F18, 3.9 F09c): what was reached, whether the place is still right, what follows. Signed in one go."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import options
from base.description import Answer, told
from base.models import Record
from base.objectives import FieldOfAction
from base.roles import Verb
from base.workflow import Move, Workflow
from minors import clocks
from minors.models import Child

from .case import Episode, Risk
from .placement import Placement

REVIEW = Workflow(
    "review",
    Move("sign", (), "signed", _("The case was reviewed."), Verb.ASSESS, _("Review the case")),
    Move("sign_placement", (), "signed", _("The placement was reviewed."), Verb.ASSESS, _("Review the placement")),
    then=clocks.follow,
)


def _asked(words, **more):
    """A question that is answered with yes, no, unknown or refused; of a review that does not ask it, it stays empty."""
    return told(models.CharField(words, max_length=8, choices=Answer, blank=True), "F18", **more)


class Review(Record):
    """A look back with the child and those around it. `placement` says which stay was reviewed; without one it is the case."""

    minor_path = "child"
    field_of_action = FieldOfAction.BEST_INTERESTS

    class Kind(models.TextChoices):
        CASE = "case", _("review of the case")
        PLACEMENT = "placement", _("review of the placement")

    class Goals(models.TextChoices):
        ALL = "all", _("all")
        SOME = "some", _("some")
        NONE = "none", _("none")
        NO_PLAN = "no_plan", _("no goals were set yet")

    class Decision(models.TextChoices):
        CONTINUE = "continue", _("continue as before")
        REVISE = "revise", _("revise the care plan")
        CONFERENCE = "conference", _("hold a case conference")
        CLOSE = "close", _("prepare the closure")
        CHANGE = "change", _("look for another place")
        END = "end", _("end the placement")
        BID = "bid", _("ask the panel (BID)")

    DECISIONS = {
        Kind.CASE: [Decision.CONTINUE, Decision.REVISE, Decision.CONFERENCE, Decision.CLOSE],
        Kind.PLACEMENT: [Decision.CONTINUE, Decision.CHANGE, Decision.END, Decision.BID],
    }

    child = models.ForeignKey(Child, models.PROTECT, related_name="reviews")
    episode = models.ForeignKey(Episode, models.PROTECT, related_name="reviews")
    placement = models.ForeignKey(Placement, models.PROTECT, null=True, blank=True, related_name="reviews")
    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    status = models.CharField(max_length=6, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    done_at = told(models.DateTimeField(_("day of the review")), "F18", required="M")
    participants = told(
        ArrayField(models.CharField(max_length=24), verbose_name=_("who took part"), default=list),
        "F18",
        required="M",
        options="L81",
        strict=True,
    )
    child_says = told(models.TextField(_("what the child says about it"), blank=True), "F18", of="C3")
    goals = told(models.CharField(_("goals reached"), max_length=8, choices=Goals, blank=True), "F18")
    goals_note = told(models.TextField(_("what was reached, and what was not"), blank=True), "F18", of="C3")
    necessary = _asked(_("Is this placement still necessary?"))
    suitable = _asked(_("Is the place still right for the child?"))
    family_alternative = _asked(_("Could the child live with a family instead?"))
    tracing_note = told(models.TextField(_("what the search for the family has brought"), blank=True), "F18", of="C3")
    basis_after = models.CharField(_("basis of the placement from now on"), max_length=16, choices=Placement.Basis, blank=True)
    bid_needed = _asked(_("Does the panel (BID) have to decide?"), required="M")
    bid_reason = told(models.TextField(_("Why the panel has to decide, or why not"), blank=True), "F18", of="C3")
    risk = told(models.CharField(_("level of risk"), max_length=8, choices=Risk), "F18", required="M", strict=True)
    risk_reasons = told(models.TextField(_("reasons for this level")), "F18", required="M")
    decision = told(models.CharField(_("decision"), max_length=10, choices=Decision), "F18", required="M", strict=True)
    decision_reason = told(models.TextField(_("why this decision")), "F18", required="M", of="C3")

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-done_at", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="case", placement=None) | Q(kind="placement", placement__isnull=False),
                name="review_of_a_case_or_of_a_placement",
            ),
            models.CheckConstraint(
                condition=Q(kind="case", decision__in=["continue", "revise", "conference", "close"])
                | Q(kind="placement", decision__in=["continue", "change", "end", "bid"]),
                name="review_decides_what_it_may",
                violation_error_message=_("This review cannot decide that."),
            ),
            models.CheckConstraint(
                condition=~Q(participants=[]),
                name="review_has_participants",
                violation_error_message=_("Say who took part in the review."),
            ),
            models.CheckConstraint(
                condition=~Q(participants__contains=["child"]) | ~Q(child_says=""),
                name="review_hears_the_child",
                violation_error_message=_("The child took part: write what the child says."),
            ),
        ]

    def __str__(self):
        return str(self.get_kind_display())

    def get_absolute_url(self):
        return reverse("casework:review", args=[self.pk])

    @property
    def participant_labels(self) -> list[str]:
        return [options.label("L81", one) for one in self.participants]
