"""Two files of one child read as one. No row moves: the file that was kept and the other one are only read together (domain.md 9.4)."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from base import dates
from base.models import Record, RecordQuerySet
from base.models.record import TransactionId
from base.objectives import FieldOfAction

from .child import Child
from .duplicate import DuplicateDecision
from .name import ChildName


class MergeQuerySet(RecordQuerySet):
    def in_force(self):
        return self.filter(unmerged_at=None)

    def standing(self, at: datetime):
        """Those in force at a moment. Neither a joining nor a separation is ever written down later than it is done."""
        return self.filter(Q(unmerged_at=None) | Q(unmerged_at__gt=at), merged_at__lte=at)


class Merge(Record):
    """`other` was joined with `kept`: its code leads there, and both are read together until somebody separates them again.

    `choices` says for each group of fields whose value stands, {"birth": "other", …} (`minors.merge.GROUPS`). What was taken
    over was saved in the kept file: as version `applied` of the child, as version `named` of its name in use. The version before
    has what stood there. A trigger keeps files from being joined in a chain.
    """

    minor_path = "kept"
    other_path = "other"
    field_of_action = FieldOfAction.IDENTIFICATION
    field_classes = {"reason": "C3", "unmerge_reason": "C3"}

    pair = models.ForeignKey(DuplicateDecision, models.PROTECT, related_name="merges", verbose_name=_("possible duplicate"))
    kept = models.ForeignKey(Child, models.PROTECT, related_name="merges", verbose_name=_("file that was kept"))
    other = models.ForeignKey(Child, models.PROTECT, related_name="merged_into", verbose_name=_("file that was joined with it"))
    choices = models.JSONField(_("whose words stand"), default=dict)
    applied = models.PositiveIntegerField(null=True, editable=False)
    named = models.PositiveIntegerField(null=True, editable=False)
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("joined by"))
    merged_at = models.DateTimeField(_("joined on"), default=dates.now)
    reason = models.TextField(_("reason"))
    unmerged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("separated by")
    )
    unmerged_at = models.DateTimeField(_("separated on"), null=True)
    unmerge_reason = models.TextField(_("why they were separated"), blank=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("joining of two files")
        verbose_name_plural = _("joinings of two files")
        ordering = ["merged_at", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["other"], condition=Q(unmerged_at=None), name="joined_with_one_file"),
            models.CheckConstraint(condition=~Q(kept=F("other")), name="joined_with_another_file"),
            models.CheckConstraint(
                condition=Q(unmerged_at=None, unmerged_by=None) | Q(unmerged_at__isnull=False, unmerged_by__isnull=False),
                name="a_separation_is_somebodys",
            ),
        ]
        indexes = [models.Index(fields=["kept"], condition=Q(unmerged_at=None), name="files_joined_with")]

    def __str__(self):
        return f"{self.other} → {self.kept}"

    def allows(self, record: Record, changed: dict) -> bool:
        """Whether this joining lets a record of the kept file change without a second person (minors/weight.py).

        It was joined or separated in the running transaction. What is taken over stands in the other file, and somebody else than
        who joins wrote it there: two people said it. What is given back stood in the kept file before.
        """
        done = DuplicateDecision.history.filter(id=self.pair_id, txid=TransactionId()).order_by("history_id").last()
        if done is None or {done.child_id, done.other_id} != {self.kept_id, self.other_id}:
            return False
        model = type(record)
        if record.child_key != self.kept_id:
            return False
        if done.decision == DuplicateDecision.Decision.MERGED:
            rows = model.history.filter(**self._row_of(model, self.other_id)).order_by("history_id")
            return _written_by_another(list(rows), {name: getattr(record, name) for name in changed}, done.history_user_id)
        before = (self.named if model is ChildName else self.applied) or 0
        row = model.history.filter(id=record.pk, version=before - 1).last()
        return row is not None and all(getattr(row, name) == getattr(record, name) for name in changed)

    def _row_of(self, model, child_id) -> dict:
        if model is Child:
            return {"id": child_id}
        return {"id": ChildName.objects.get(child=child_id, kind=ChildName.Kind.MAIN).pk}


def _written_by_another(rows: list, wanted: dict, person: int) -> bool:
    """Whether the last of these history rows says what is wanted, and each value was written there by somebody else than the person."""
    if not rows:
        return False
    for name, value in wanted.items():
        if getattr(rows[-1], name) != value:
            return False
        author = rows[-1].history_user_id
        for row in reversed(rows):
            if getattr(row, name) != value:
                break
            author = row.history_user_id
        if author == person:
            return False
    return True
