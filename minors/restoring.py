"""Giving a field back what it said before: a new change with its reason, by the deed that the record uses for every change (features.md 82).

The floors above say how their records are changed (`give_back`). What no deed changes, nobody restores.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from base import described
from base.models import Record, Stale, User
from base.roles import Verb
from base.workflow import Refused
from minors import access, corrections, duplicates, filing
from minors.correction_forms import COLUMNS as OF_CHILD
from minors.models import Child, ChildName
from minors.models.name import PARTS
from minors.sections import SECTIONS, Section

Deed = Callable[[Any, str, Any, User, str], Any]  # record, column, value, by, reason


@dataclass(frozen=True)
class Way:
    """How records of one kind are changed: by which deed, who may, which columns; `open_to(record, user)` says when it may not be."""

    deed: Deed
    columns: tuple[str, ...]
    verb: Verb = Verb.ASSESS
    allowed: Callable[[Any, User], bool] = lambda record, user: True


_ways: dict[type[Record], Way] = {}


def give_back(model: type[Record], way: Way) -> None:
    """Make known how the records of this kind are changed."""
    _ways[model] = way


def columns_for(record: Record, user: User, rights: access.Rights) -> list[str]:
    """The columns of this record that this person may restore now."""
    known = {"C1", *rights.classes}
    way = _way(record)
    if way is None or way.verb not in rights.verbs or not way.allowed(record, user):
        return []
    model = type(record)
    attnames = {name: described.column_of(model, name).attname for name in way.columns}
    return [attname for name, attname in attnames.items() if described.class_of(model, name) in known]


def _way(record: Record) -> Way | None:
    if type(record) in _ways:
        return _ways[type(record)]
    section = section_of(record)
    if section is None or section.page or section.home:
        return None
    return Way(_file, tuple(name for name in section.names if described.column_of(type(record), name).editable))


def section_of(record: Record) -> Section | None:
    """The section of the file that this record is an answer of, if it is one."""
    return next((one for one in SECTIONS.values() if one.model is type(record) and one.holds(record)), None)


@transaction.atomic
def restore(record: Record, column: str, row: int, *, by: User, reason: str, version: int) -> Any:
    """Give the column the value of that row of the record's own history. Returns what the deed returns.

    Raises `Refused` without a reason, without the right, for a value that stands already, and whatever the deed refuses (a record that
    was approved or finalised for good); `Stale` when somebody saved since `version`.
    """
    rights = access.rights_on(by, record.child_key)
    if column not in columns_for(record, by, rights):
        raise Refused(_("This value cannot be restored here: the record is finished, or somebody else may change it."))
    if not reason.strip():
        raise Refused(_("Say why the earlier value is right."), field="reason")
    then = record.history.filter(history_id=row).first()  # type: ignore[attr-defined]
    if then is None:
        raise Refused(_("This record never said that."))
    if version != record.version:
        raise Stale(record)
    name = described.column_of(type(record), column).name
    value, silence = getattr(then, column), (getattr(then, "silences", None) or {}).get(name, "")
    if value == getattr(record, column) and silence == (getattr(record, "silences", None) or {}).get(name, ""):
        raise Refused(_("This is what the record says already."))
    way = _way(record)
    assert way  # columns_for knows it
    if silence:
        return _file(record, column, value, by, reason.strip(), silences={name: silence})
    return way.deed(record, column, value, by, reason.strip())


def _file(record: Record, column: str, value: Any, by: User, reason: str, silences: dict | None = None):
    """An answer of the file: written as its section is written."""
    section: Any = section_of(record)
    child = Child.objects.get(pk=record.child_key)
    name = described.column_of(type(record), column).name
    said = {name: _as_written(record, name, value)}
    return filing.write(
        section, child, values=said, silences=silences or {}, by=by, reason=reason, record=record, version=record.version
    )


def _as_written(record: Record, name: str, value: Any) -> Any:
    """The value as a deed takes it: what a key points to instead of the key."""
    column = described.column_of(type(record), name)
    return column.related_model._base_manager.filter(pk=value).first() if column.is_relation else value


def _identity(record: Any, column: str, value: Any, by: User, reason: str):
    """Who the child is: what weighs much waits for a second person, whoever restores it."""
    name = described.column_of(type(record), column).name
    waiting = corrections.correct(record, {name: _as_written(record, name, value)}, by=by, reason=reason)
    if isinstance(record, ChildName):
        duplicates.look_again(record.child, by=by, reason=reason)
    return waiting


give_back(Child, Way(_identity, tuple(OF_CHILD)))
give_back(ChildName, Way(_identity, (*PARTS, "orthography"), allowed=lambda name, user: name.used))
