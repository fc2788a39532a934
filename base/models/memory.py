"""The two memories besides history: who moved it (StateChange) and who looked (AccessEvent), and the seals on all three (Seal).

All are append-only in the database.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F
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
    """Somebody searched, opened, revealed, printed, sent or downloaded, or signed in (domain.md 7.7).

    Written in the same transaction as the reading itself. `shown` are the codes of the children who stood in a list or among results.
    """

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
        SENT = "sent", _("sent to a service")
        RIGHTS = "rights", _("changed who may open it")
        SIGNED_IN = "signed_in", _("signed in")
        FAILED_LOGIN = "failed_login", _("tried to sign in, was refused")

    class Result(models.TextChoices):
        GIVEN = "given", _("given")
        REFUSED = "refused", _("refused")

    REFUSALS = (Kind.TURNED_AWAY, Kind.FAILED_LOGIN)

    kind = models.CharField(max_length=12, choices=Kind)
    # Nobody, only when a sign-in failed under a name that no account has.
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    person_role = models.CharField(max_length=40, blank=True)
    institution = models.ForeignKey(
        "base.Institution", models.PROTECT, null=True, related_name="+"
    )  # of the person, at that time
    field_class = models.CharField(max_length=2, blank=True)  # the highest class of data that was shown
    result = models.CharField(max_length=7, choices=Result, default=Result.GIVEN, db_default=Result.GIVEN)
    shown = ArrayField(models.CharField(max_length=20), null=True)
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
            models.Index(fields=["-at", "-id"], name="access_in_time"),
            models.Index(fields=["kind", "-at", "-id"], name="access_of_kind"),
            models.Index(F("detail__term"), condition=models.Q(kind="searched"), name="access_searched_for"),
            # An array and not a row for each child shown: measured, with figures, in docs/decisions.md.
            GinIndex(fields=["shown"], condition=models.Q(shown__isnull=False), name="access_shown"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="printed") | models.Q(reason__regex=NOT_BLANK), name="no_print_without_a_reason"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="failed_login") | models.Q(person__isnull=False) & ~models.Q(person_role=""),
                name="access_is_somebodys",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["turned_away", "failed_login"], result="refused")
                | ~models.Q(kind__in=["turned_away", "failed_login"]) & models.Q(result="given"),
                name="access_was_given_or_refused",
            ),
        ]

    def __str__(self):
        return f"{self.person_id} {self.kind} {self.subject}"

    def save(self, *args, **kwargs):
        """The house the person works for now, and whether it was refused, are known without saying."""
        if self.person is not None and self.institution_id is None:
            self.institution_id = self.person.institution_id
        if self.kind in self.REFUSALS:
            self.result = self.Result.REFUSED
        super().save(*args, **kwargs)


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
