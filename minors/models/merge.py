"""Two files of one child read as one. No row moves: the file that was kept and the other one are only read together (domain.md 9.4)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from base import dates
from base.models import Record, RecordQuerySet
from base.objectives import FieldOfAction

from .child import Child
from .duplicate import DuplicateDecision


class MergeQuerySet(RecordQuerySet):
    def in_force(self):
        return self.filter(unmerged_at=None)


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
