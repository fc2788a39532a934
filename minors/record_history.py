"""The history of one record as people read it: what a field said before and says after, who, why, and both clocks (domain.md 7.8, Annex B 3).

A value is told only to a reader of its class; an identity only when it was asked for, which the page logs.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from base import described, options
from base.models import Kept, Record, StateChange
from base.timeline import NOT_TOLD
from base.workflow import WORKFLOWS
from minors.models import Child

NOT_SHOWN = NOT_TOLD | {"version"}


@dataclass
class Change:
    """One field. `secret` is the class that this reader would need to read its values; then they are not here."""

    column: str
    label: str
    before: str = ""
    after: str = ""
    secret: str = ""
    row: int = 0  # the history row whose value `before` is
    may_restore: bool = False
    form: Any = None  # of the page
    is_open: bool = False


@dataclass
class Version:
    """What one save wrote. `happened_at` is life's clock when a move says it, `recorded_at` the system's."""

    recorded_at: datetime
    who: str
    role: str
    reason: str
    sentence: str
    happened_at: datetime | None
    changes: list[Change] = field(default_factory=list)


@dataclass
class Told:
    """The whole history, the latest first, and the highest class of data in it."""

    versions: list[Version]
    highest: str
    hides_identity: bool


def tell(record: Record, classes: Iterable[str], restorable: Iterable[str] = ()) -> Told:
    """Every version of a record for a reader of these classes; `restorable` are the columns whose earlier values may be given back."""
    model, known, back = type(record), {"C1", *classes}, set(restorable)
    rows = list(record.history.select_related("history_user__role").order_by("history_id"))  # type: ignore[attr-defined]
    columns = [column for column in model._meta.concrete_fields if column.attname not in NOT_SHOWN and column.name != "silences"]
    moves = list(StateChange.objects.filter(subject=model._meta.label_lower, subject_id=record.pk).order_by("id"))
    words = _Words(model, columns, rows)
    told, highest, hides = [], "C1", False
    for at, row in enumerate(rows):
        before = rows[at - 1] if at else None
        until = rows[at + 1].history_date if at + 1 < len(rows) else None
        move = _move_of(moves, row.history_date, until) if before is None or before_status(before) != before_status(row) else None
        version = _version(row, move, known)
        for column in columns:
            if not _differs(before, row, column):
                continue
            of = max(described.class_of(model, column.attname), getattr(row, model.class_column) if model.class_column else "C1")
            label = described.label(model, column.attname)
            if of not in known:
                version.changes.append(Change(column.attname, label, secret=of))
                hides |= of == "C2"
                continue
            highest = max(highest, of)
            old = words.of(before, column) if before else ""
            may = before is not None and column.attname in back and _is_past(before, record, column)
            number = before.history_id if before else 0
            version.changes.append(Change(column.attname, label, old, words.of(row, column), row=number, may_restore=may))
        told.append(version)
    return Told(told[::-1], highest, hides)


def child_of(record: Record) -> Child:
    """The child a record is about; of a child, the child."""
    return record if isinstance(record, Child) else Child.objects.get(pk=record.child_key)


def before_status(row: Any) -> str:
    return getattr(row, "status", "")


def _version(row: Any, move: StateChange | None, known: set[str]) -> Version:
    who = row.history_user
    sentence = WORKFLOWS[move.workflow].moves[move.move].sentence if move else ""
    # A reason is free text that may quote what is sensitive: for its readers only.
    return Version(
        recorded_at=row.history_date,
        who=who.name if who else "",
        role=str(who.role.name) if who else "",
        reason=_(row.history_change_reason) if row.history_change_reason and "C3" in known else "",
        sentence=str(sentence),
        happened_at=move.happened_at if move and abs((move.happened_at - row.history_date).total_seconds()) >= 60 else None,
    )


def _move_of(moves: list[StateChange], since: datetime, until: datetime | None) -> StateChange | None:
    """The move that a save belongs to: written after it, and before the next one."""
    return next((one for one in moves if since <= one.recorded_at and (until is None or one.recorded_at <= until)), None)


def _differs(before: Any, row: Any, column: Any) -> bool:
    """Whether this save changed the field; of a first save only what was answered."""
    value = getattr(row, column.attname)
    if before is None:
        return value not in (None, "", [], {}) or _silence(row, column) != ""
    return getattr(before, column.attname) != value or _silence(before, column) != _silence(row, column)


def _silence(row: Any, column: Any) -> str:
    return (getattr(row, "silences", None) or {}).get(column.name, "")


def _is_past(before: Any, record: Record, column: Any) -> bool:
    """Whether the record says something else today than it said then."""
    then, now = getattr(before, column.attname), getattr(record, column.attname)
    return then != now or _silence(before, column) != _silence(record, column)


class _Words:
    """Values in words. What rows point to is fetched once for each kind."""

    def __init__(self, model: type[Record], columns: list[Any], rows: list[Any]):
        self.model = model
        keys: dict[Any, set] = defaultdict(set)
        for column in columns:
            if column.is_relation and not issubclass(column.related_model, Kept):
                keys[column.related_model] |= {getattr(row, column.attname) for row in rows} - {None}
        self.found = {related: _named(related).in_bulk(wanted) for related, wanted in keys.items()}

    def of(self, row: Any, column: Any) -> str:
        value = getattr(row, column.attname)
        silence = _silence(row, column)
        if value in (None, "", []) and silence:
            return described.silence_in_words({column.name: silence}, column.name)
        if column.is_relation:
            if value is None:
                return _("not recorded")
            found = self.found.get(column.related_model, {}).get(value)
            return str(found) if found else _("another %(record)s") % {"record": column.related_model._meta.verbose_name}
        if isinstance(value, dict) or (isinstance(value, list) and any(isinstance(one, dict) for one in value)):
            return options.in_a_row(_flat(value)) or _("not recorded")
        return described.value_in_words(self.model, column, value)


def _named(related: Any) -> Any:
    """Its rows with what they cannot be without: a team is named with its institution."""
    needed = [column.name for column in related._meta.fields if column.is_relation and not column.null]
    return related._base_manager.select_related(*(needed or [None]))


def _flat(value: Any) -> list[str]:
    """The plain values inside a structure, one after the other."""
    if isinstance(value, dict):
        return [word for one in value.values() for word in _flat(one)]
    if isinstance(value, list):
        return [word for one in value for word in _flat(one)]
    return [str(value)] if value not in (None, "") else []
