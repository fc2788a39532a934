"""How paper writes what a record holds: labels, answers, moments, functions of people."""

from datetime import date, datetime
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from base import dates, described
from base.models import Record, User
from casework.dossier.shapes import together

Row = Any  # a history row: the fields of its record, and history_user_id, history_date, history_change_reason


def label(model: type[Record], name: str) -> str:
    """The name of a field, as on the page."""
    return capfirst(str(model._meta.get_field(name).verbose_name))


def answer(model: type[Record], row: Row, name: str) -> str:
    """An answer as paper writes it; "unknown", "refused to answer" and "not asked" are three different ones."""
    column = described.column_of(model, name)
    if column.is_relation or not described.is_answered(row, name) or name in (getattr(row, "silences", None) or {}):
        return described.in_words(row, name, model)
    return in_words(model, column, getattr(row, column.attname))


def in_words(model: type[Record], column, value) -> str:
    """A stored value; moments in Djibouti's time, the day first in every language."""
    value = column.to_python(value) if value is not None else None
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, list):
        return together(value) or _("not recorded")
    return described.value_in_words(model, column, value)


def function_of(person: User) -> str:
    """Caseworker, no. 12."""
    return numbered(person.role.name, person.pk)


def numbered(function: str, number: int) -> str:
    """A function and the number of the person, which stay on one line."""
    told = _("%(function)s, no. %(number)s") % {"function": function, "number": number}
    return told.replace(f" {number}", f"\u00a0{number}")


def moment(at: datetime | None) -> str:
    """15/03/2026 23:59, in Djibouti."""
    return dates.moment_in_words(at) if at else _("not recorded")


def day(on) -> str:
    """15/03/2026; a moment is a day in Djibouti."""
    return dates.day_in_words(on) if on else _("not recorded")
