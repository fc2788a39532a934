"""`Record`: what every model about a child is, and `Kept`: it remembers each change, with author and reason, and refuses every way around."""

import functools
import uuid
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.db import connection, models
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords

from base import chance, dates
from base.roles import Verb


class Stale(Exception):
    """Somebody else saved this record since it was opened. `current` is the record as it stands now."""

    def __init__(self, current: "Kept"):
        super().__init__("The record was changed by somebody else in the meantime.")
        self.current = current


class NotThisWay(Exception):
    """A write that would leave no history. Save records one by one, with by= and reason=."""


class TransactionId(Cast):
    """The running transaction's id. Unlike xmin it is the same inside savepoints (performance.md 2)."""

    def __init__(self):
        raw = models.Func(function="pg_current_xact_id", output_field=models.TextField())
        super().__init__(Cast(raw, models.TextField()), models.BigIntegerField())

    def deconstruct(self):
        return "base.models.record.TransactionId", (), {}


class HistoryRow(models.Model):
    """What each history row carries besides the values: the transaction that wrote it, for the guard at commit."""

    txid = models.BigIntegerField(db_default=TransactionId(), editable=False)

    class Meta:
        abstract = True


class QuickHistoryManager(HistoryManager):
    """The library makes a class of this for every look at a history and for every save; here each is made once."""

    @classmethod
    @functools.cache
    def from_queryset(cls, queryset_class, class_name=None):
        return super().from_queryset(queryset_class, class_name)


class RecordQuerySet(models.QuerySet):
    """Questions only. Writing goes through `Record.save`, one row at a time, or through `keep` for several new rows of one kind."""

    def keep(self, records: Sequence[Any], *, by, reason) -> None:
        """Write new records with their history rows, in two statements however many they are: `save` of each, in short.

        Not for a model that adds to `save`: what it adds would be left out.
        """
        if self.model.save is not Kept.save:
            raise NotThisWay(f"{self.model.__name__}.keep, past its own save")
        if any(not record._state.adding for record in records):
            raise NotThisWay("keeping what was kept before")
        for record in records:
            record._sign(by, reason)
            record.version += 1
        if records:
            super().bulk_create(records)
            model: Any = self.model
            model.history.bulk_history_create(records)

    def update(self, **kwargs):
        raise NotThisWay(f"{self.model.__name__}.update")

    def delete(self):
        raise NotThisWay(f"{self.model.__name__}.delete")

    def bulk_create(self, *args, **kwargs):
        raise NotThisWay(f"{self.model.__name__}.bulk_create")

    def bulk_update(self, *args, **kwargs):
        raise NotThisWay(f"{self.model.__name__}.bulk_update")


class Kept(models.Model):
    """A row that remembers: random id, version for optimistic locking, kept history.

    It is a `Record` when it is about a child. What concerns no single child says `team_path` and `region_path` instead: the
    lookups from its rows to the team that answers for it and to its region, by which the door decides who may open it. What goes
    past every team says `handled_by`, the verb of the people designated for it, and narrows it row by row with `open_to`; where such
    a row may name a child, `shut_path` is the lookup to it, and whoever is shut out of that child's file opens no such row.
    """

    team_path: ClassVar[str] = ""
    region_path: ClassVar[str] = ""
    handled_by: ClassVar[str] = ""
    shut_path: ClassVar[str] = ""
    only_for: ClassVar[dict[str, models.Q]] = {}  # its rows that are tied to a purpose (base/purposes.py), by what ties them
    class_column: ClassVar[str] = ""  # where each row has a class of its own: the column that says which

    id = models.UUIDField(primary_key=True, default=chance.new_id, editable=False)
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    recorded_at = models.DateTimeField(_("recorded at"), default=dates.now, editable=False)

    history = HistoricalRecords(inherit=True, bases=[HistoryRow], user_related_name="+", history_manager=QuickHistoryManager)
    objects = RecordQuerySet.as_manager()
    locked_version: int | None = None  # the version that is stored, while a deed that locked the row saves it

    class Meta:
        abstract = True

    def save(self, *, by, reason, update_fields=None):
        """Write the record and its history row together.

        `by` is the author, `reason` the sentence why; neither may be empty. Raises `Stale` when the stored version is not
        the one this object was read with.
        """
        self._sign(by, reason)
        opened_with = self.version
        if not self._state.adding and (self.locked_version or self.lock_stored()[0]) != opened_with:
            raise Stale(type(self)._base_manager.get(pk=self.pk))
        self.version += 1
        try:
            super().save(update_fields=update_fields and {*update_fields, "version"})
        except BaseException:
            self.version = opened_with
            raise

    def delete(self, *args, **kwargs):
        raise NotThisWay("a record is never deleted (domain.md 0.3, rule 11)")

    def lock_stored(self, *names: str) -> list:
        """Lock the stored row until the transaction ends; give its version and these columns."""
        stored = type(self)._base_manager.select_for_update().filter(pk=self.pk).order_by()
        [row] = stored.values_list("version", *names)  # no get(): one deed may save a record twice, which is no N+1
        return list(row)

    def lock_as_read(self) -> None:
        """Lock the stored row for a deed that writes others first. Raises `Stale` when it says something else by now."""
        if self.lock_stored()[0] != self.version:
            raise Stale(type(self)._base_manager.get(pk=self.pk))

    def _sign(self, by, reason) -> None:
        """What the history row of the coming save says besides the values."""
        if not str(reason).strip():
            raise ValueError("A record is not changed without a reason.")
        if not connection.in_atomic_block:
            raise NotThisWay("a save outside a transaction")  # row and history would be committed apart
        self._history_user, self._change_reason, self._history_date = by, str(reason), dates.now()

    @property
    def child_key(self):
        """The id of the child this is about; None when it concerns no single child."""
        return None

    @property
    def child_keys(self) -> list[uuid.UUID]:
        """The files whose timeline tells what happened to this: none, when it concerns no single child."""
        return []

    @classmethod
    def open_to(cls, user) -> models.Q:
        """Which rows a person designated by `handled_by` may open."""
        raise NotImplementedError


class Record(Kept):
    """A row about a child.

    A subclass says `minor_path` (the lookup from its rows to the child, "" for the child itself), `field_of_action`, and
    where a partner institution received it, `partner_path` (the lookup to that institution). A row about two children says
    `other_path` (the lookup to the second): only who may open both files may open it. What is secret as a whole stands in a table
    of its own and says so by `record_class`: the door asks for that class. `overseen_by` is the verb by which the data-protection
    officer, who opens no child, reads these rows in code.
    """

    minor_path: ClassVar[str | None] = None
    partner_path: ClassVar[str | None] = None
    partner_verb: ClassVar[str] = Verb.ANSWER_REFERRAL  # what somebody of that institution must be able to do
    other_path: ClassVar[str | None] = None
    overseen_by: ClassVar[str] = ""
    shut_to_houses: ClassVar[bool] = False  # whoever is tied to the child by where it sleeps does not learn of it
    field_of_action: ClassVar[str]
    record_class: ClassVar[str] = "C1"  # who may not read this class does not even learn that the record exists

    class Meta:
        abstract = True

    @property
    def child_key(self):
        """The id of the child this record is about."""
        holder, *path = [self, *filter(None, (self.minor_path or "").split("__"))]
        for step in path[:-1]:
            holder = getattr(holder, step)
        return getattr(holder, f"{path[-1]}_id") if path else self.pk

    @property
    def child_keys(self) -> list[uuid.UUID]:
        """The files whose timeline tells what happened to this record: two when it is about two children."""
        return [self.child_key, *([getattr(self, f"{self.other_path}_id")] if self.other_path else [])]

    @classmethod
    def open_to_partner(cls) -> models.Q:
        """Which of the rows that a partner institution received it may still open: all, unless a kind of record says otherwise."""
        return models.Q()

    @classmethod
    def keeps_apart(cls, kept: uuid.UUID, other: uuid.UUID) -> Iterable[str]:
        """What has to be settled before two files of one child become one, as sentences. Most kinds of record ask for nothing."""
        return ()


class ToldRecord(Record):
    """A record of answers. An empty field was not asked, unless `silences` says that it is unknown or was refused (domain.md 0.3, rule 19)."""

    silences = models.JSONField(_("questions without an answer"), default=dict, blank=True, editable=False)

    class Meta:
        abstract = True


def as_it_stood(model, moment, **about):
    """History rows of `model` as known at `moment` (recorded before or at it), one for each record, deletions left out.

    `about` filters on the columns of the record, such as child=…. Two rows of one instant: the later written wins.
    """
    rows = model.history.filter(history_date__lte=moment, **about)
    last = rows.order_by("id", "-history_date", "-history_id").distinct("id")
    return model.history.filter(history_id__in=last.values("history_id")).exclude(history_type="-")
