"""What a field of the paper forms is, described once, beside its column: form, required, class, list (domain.md 3).

Form, page, history, print, completeness and export read the description here; nobody writes it a second time.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _now

from base import dates, options
from base.description import PLAIN, Description, Silence
from base.roles import FieldClass


def column_of(model: type[models.Model], name: str) -> Any:
    """The column by its name or by the name of its key."""
    return next(one for one in model._meta.concrete_fields if name in (one.name, one.attname))


def description(model: type[models.Model], name: str) -> Description:
    """What was said about a column; a plain one of class C1 when nothing was."""
    return getattr(column_of(model, name), "described", PLAIN)


def class_of(model: Any, name: str) -> str:
    """The confidentiality class of a field, never below the one of its whole record (domain.md 7.3)."""
    of = getattr(model, "field_classes", {}).get(name) or description(model, name).of
    return max(of, model.record_class)


def list_of(model: Any, name: str) -> str:
    """The option list of a field, or nothing."""
    return getattr(model, "option_lists", {}).get(name) or description(model, name).options


def columns_of(model: type[models.Model], form: str = "") -> Iterator[Any]:
    """The columns that belong to a paper form, in the order of the model."""
    for column in model._meta.concrete_fields:
        said = getattr(column, "described", PLAIN)
        if said.form and form in ("", said.form):
            yield column


def models_of(form: str = "") -> Iterator[type[models.Model]]:
    """The models that hold answers of a form (of any form), in the order of the floors. History rows are copies and left out."""
    for model in apps.get_models():
        if hasattr(model, "minor_path") and next(columns_of(model, form), None) is not None:
            yield model


def label(model: type[models.Model], name: str) -> str:
    """The name of a field, as page and paper write it."""
    return capfirst(str(column_of(model, name).verbose_name))


def is_answered(record: Any, name: str) -> bool:
    """Whether there is an answer, "unknown" and "refused to answer" included."""
    return getattr(record, name) not in (None, "", []) or name in (getattr(record, "silences", None) or {})


def is_wanted(record: Any, said: Description) -> bool:
    """Whether the question that another one leads to has to be asked of this record."""
    if said.required != "C" or said.when is None or record is None:
        return said.required == "M"
    other, values = said.when
    answer = getattr(record, other)
    if not values:
        return answer not in (None, "", [])
    return bool({str(one) for one in (answer if isinstance(answer, list) else [answer])} & set(values))


def state_of(record: Any, name: str) -> str:
    """ "answered", "unknown", "refused" or "not_asked": four different things (domain.md 0.3, rule 19)."""
    value = getattr(record, name)
    if value in Silence.values:
        return str(value)
    if value not in (None, "", []):
        return "answered"
    return (getattr(record, "silences", None) or {}).get(name, "not_asked")


def in_words(record: Any, name: str, model: Any = None) -> str:
    """The answer as people read it; of a record or of a row of its history (then with `model`)."""
    model = model or type(record)
    column = column_of(model, name)
    value = getattr(record, column.name if column.is_relation else column.attname)
    if value in (None, "", []):
        silence = (getattr(record, "silences", None) or {}).get(column.name)
        return str(Silence(silence).label) if silence else _now("not asked")
    return str(value) if column.is_relation else value_in_words(model, column, value)


def answer(record: Any, name: str) -> str:
    """The same, and nothing where nobody asked."""
    return in_words(record, name) if is_answered(record, name) else ""


def facts(record: Any, names: Iterable[str], classes: Iterable[str] = FieldClass.values) -> list[dict]:
    """What was answered, for a page: of the fields that a reader of these classes may read."""
    model, known = type(record), {"C1", *classes}
    asked = [name for name in names if class_of(model, name) in known and is_answered(record, name)]
    return [{"label": label(model, name), "value": in_words(record, name)} for name in asked]


def silence_in_words(silences: dict | None, name: str) -> str:
    """Why a question had no answer, as the history of its record tells it."""
    code = (silences or {}).get(name)
    return str(Silence(code).label) if code else _now("not asked")


def _one_of_several(choices: dict, one: Any) -> Any:
    """A row of its own, such as an option of a determination, is told by what it says."""
    return options.in_a_row(map(str, filter(None, one.values()))) if isinstance(one, dict) else choices.get(one, one)


def value_in_words(model: Any, column: Any, value: Any) -> str:
    """A stored value without its record: choices and options by their label, moments in Djibouti's time."""
    if value in (None, "", []):
        return _now("not recorded")
    value = column.to_python(value)
    listed = list_of(model, column.attname)
    choices = dict(getattr(column, "base_field", column).flatchoices)
    if isinstance(value, list):
        return options.in_a_row(options.label(listed, one) if listed else _one_of_several(choices, one) for one in value)
    if listed:
        return options.label(listed, value)
    if choices:
        return str(choices.get(value, value))
    if value in Silence.values:
        return str(Silence(value).label)
    if isinstance(value, bool):
        return _now("yes") if value else _now("no")
    if isinstance(value, datetime):
        return dates.moment_in_words(value)
    if isinstance(value, date):
        return dates.day_in_words(value)
    return str(value)
