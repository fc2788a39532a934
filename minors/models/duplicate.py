"""Two files that may be about one child: what made somebody think so, and what people decided (domain.md 4.5, 9.4)."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from base.models import Record, RecordQuerySet
from base.objectives import FieldOfAction
from base.roles import Verb
from base.workflow import Move, Workflow

from .child import Child

_RESOLVE = Verb.RESOLVE_DUPLICATES
DUPLICATE = Workflow(
    "duplicate",
    Move("notice", (), "undecided", _("A file that looks alike was noticed."), Verb.REGISTER_CHILD),
    Move("same", ("undecided", "unsure", "different"), "same", _("Two files were found to be about the same child."), _RESOLVE),
    Move(
        "different", ("undecided", "unsure", "same"), "different", _("A file that looks alike is about another child."), _RESOLVE
    ),
    Move(
        "unsure", ("undecided", "same", "different"), "unsure", _("Whether two files are about one child stays open."), _RESOLVE
    ),
    Move("merge", ("same",), "merged", _("Two files about the same child became one."), _RESOLVE),
    Move("unmerge", ("merged",), "unsure", _("Two files that had become one stand apart again."), _RESOLVE),
    field="decision",
)


class DuplicateDecisionQuerySet(RecordQuerySet):
    def waiting(self):
        """Pairs that somebody has to look at: nobody decided, nobody was sure, or one child still has two files."""
        return self.filter(decision__in=["undecided", "unsure", "same"])

    def about(self, child: Child):
        """Pairs in which this child is one of the two."""
        return self.filter(models.Q(child=child) | models.Q(other=child))


class DuplicateDecision(Record):
    """One unordered pair of children, and whether they are one. `child` is the file in which the pair was noticed.

    Only who may open both files meets this record (`other_path`). `reasons` are those of the score as they stood:
    [{"part": "own", "points": 28, "percent": 92}, …], see `minors.duplicates`.
    """

    minor_path = "child"
    other_path = "other"
    field_of_action = FieldOfAction.IDENTIFICATION
    field_classes = {"why": "C3"}

    class Decision(models.TextChoices):
        UNDECIDED = "undecided", _("not decided yet")
        SAME = "same", _("the same child")
        DIFFERENT = "different", _("two different children")
        UNSURE = "unsure", _("not sure")
        MERGED = "merged", _("merged into one file")

    child = models.ForeignKey(Child, models.PROTECT, related_name="duplicates", verbose_name=_("child"))
    other = models.ForeignKey(Child, models.PROTECT, related_name="duplicates_elsewhere", verbose_name=_("the other file"))
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    why = models.TextField(_("why"), blank=True)
    score = models.PositiveSmallIntegerField(_("likeness"), default=0)
    reasons = models.JSONField(_("what is alike"), default=list)

    objects = DuplicateDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        ordering = ["-score", "recorded_at", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(Least("child", "other"), Greatest("child", "other"), name="one_decision_for_a_pair"),
            models.CheckConstraint(condition=~models.Q(child=models.F("other")), name="a_pair_is_two_children"),
            models.CheckConstraint(
                condition=models.Q(decision="undecided", decided_by=None, decided_at=None)
                | ~models.Q(decision="undecided") & models.Q(decided_by__isnull=False, decided_at__isnull=False),
                name="a_decision_is_somebodys",
            ),
        ]
        indexes = [models.Index(fields=["decision", "-score"], name="duplicate_by_likeness")]

    def __str__(self):
        return self.get_decision_display()
