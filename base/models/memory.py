"""The two memories besides history: who moved it (StateChange) and who looked (AccessEvent), and the seals on all three (Seal).

All are append-only in the database.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from base.objectives import FieldOfAction

NOT_BLANK = r"\S"


class StateChange(models.Model):
    """A record moved from one state to another: by whom, why, when it happened in life and when it was recorded.

    The child is named by its id, without a foreign key: `base` knows no child, and a memory outlives what it remembers.
    """

    workflow = models.CharField(max_length=40)
    move = models.CharField(max_length=40)
    source = models.CharField(max_length=30, blank=True)
    target = models.CharField(max_length=30)
    subject = models.CharField(max_length=60)  # "app.model"
    subject_id = models.UUIDField()
    child_id = models.UUIDField()
    field_of_action = models.CharField(max_length=30, choices=FieldOfAction)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    author_role = models.CharField(max_length=40)
    reason = models.TextField()
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("state change")
        verbose_name_plural = _("state changes")
        ordering = ["happened_at", "id"]
        indexes = [
            models.Index(fields=["child_id", "happened_at"], name="statechange_of_child"),
            models.Index(fields=["subject_id", "id"], name="statechange_of_subject"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(reason__regex=NOT_BLANK), name="statechange_has_a_reason"),
        ]

    def __str__(self):
        return f"{self.subject} {self.source} > {self.target}"


class AccessEvent(models.Model):
    """Somebody searched, opened, revealed, printed or downloaded. Written in the same transaction as the reading itself."""

    class Kind(models.TextChoices):
        SEARCHED = "searched", _("searched")
        LISTED = "listed", _("listed")
        OPENED = "opened", _("opened")
        REVEALED = "revealed", _("looked at the identity")
        DOWNLOADED = "downloaded", _("downloaded")
        PRINTED = "printed", _("printed")
        EXPORTED = "exported", _("exported")
        ACCOUNT = "account", _("changed an account")
        TURNED_AWAY = "turned_away", _("tried to open, was refused")

    kind = models.CharField(max_length=12, choices=Kind)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    person_role = models.CharField(max_length=40)
    child_id = models.UUIDField(null=True)
    subject = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=36, blank=True)
    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("access event")
        verbose_name_plural = _("access events")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["child_id", "-at"], name="access_to_child"),
            models.Index(fields=["person", "-at"], name="access_by_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="printed") | models.Q(reason__regex=NOT_BLANK), name="no_print_without_a_reason"
            ),
        ]

    def __str__(self):
        return f"{self.person_id} {self.kind} {self.subject}"


class Seal(models.Model):
    """What some rows of a memory said when they were sealed: a digest of each, chained to the seal before by a key that is not here.

    `base.sealing` makes and compares them. Of rows that are being written while others are sealed, `horizon` tells which they can be.
    """

    memory = models.CharField(max_length=63)  # the table
    number = models.PositiveIntegerField()
    rows = ArrayField(models.BigIntegerField())  # their keys, ascending
    columns = ArrayField(models.CharField(max_length=63))  # what the table had then
    digests = models.BinaryField()  # 16 bytes for each row, in that order
    horizon = models.BigIntegerField()  # the oldest transaction that was not over
    sealed_at = models.DateTimeField()
    chain = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        ordering = ["memory", "number"]
        constraints = [models.UniqueConstraint(fields=["memory", "number"], name="one_seal_of_a_number")]

    def __str__(self):
        return f"{self.memory} {self.number}"
