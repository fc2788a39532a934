"""Two people wrote into one record: what only one of them changed is kept from that one, what both changed is chosen, answer by answer.

The comparison has three sides: the version with which the form was opened (history has it), what is stored now, what was typed.
"""

from dataclasses import dataclass, field
from datetime import datetime, time
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from base import options
from base.models import Place, Stale

if TYPE_CHECKING:
    from base.forms import DeedForm

WITH, BY, AT, OF, THEIRS = "merge-with", "merge-by", "merge-at", "merge-of", "merge-theirs-"
MINE, STORED = "mine", "stored"  # the two answers to `merge-<name>`


@dataclass
class Row:
    """One answer (or several that only mean something together) that both changed: both texts, and what was chosen so far."""

    name: str
    label: str
    stored: str
    typed: str
    fields: list[str]  # names of the inputs that hold what was typed
    theirs: list[tuple[str, str]]  # names and values of inputs that would hold what is stored
    field_id: str = ""
    choice: str = ""


@dataclass
class Merge:
    """What components/conflict.html shows: who saved when, what to choose, what was taken over without asking."""

    by: str
    at: datetime | None
    version: int
    rows: list[Row] = field(default_factory=list)
    taken: list[tuple[str, str]] = field(default_factory=list)  # label and text


def merge(form: "DeedForm", stale: Stale) -> Merge:
    """Bring what was typed together with what somebody else saved. The form shows the result; nothing is stored yet.

    The form keeps the version with which it was opened until all is chosen, so that a draft of it is compared again.
    """
    current = stale.current
    history = type(current).history.filter(id=current.pk)
    saved = history.select_related("history_user").latest("history_id")
    before = history.filter(version=_opened_with(form)).order_by("-history_id").first()
    theirs, base = form.as_shown(current), form.as_shown(before) if before else {}
    found = Merge(by=saved.history_user.name, at=saved.history_date, version=current.version)
    data = cast(QueryDict, form.data).copy()
    for names in _units(form, theirs):
        stored = {name: _as_posted(form, name, theirs[name]) for name in names}
        opened = {name: _as_posted(form, name, base.get(name)) for name in names}
        mine = {name: _posted(form, name) for name in names}
        if _alike(form, stored, opened) or _alike(form, stored, mine):
            continue
        if _alike(form, mine, opened):
            for inputs in stored.values():
                _put(data, inputs)
            found.taken.append((_label(form, names), _in_one(form, {name: theirs[name] for name in names})))
        else:
            found.rows.append(_row(form, names, stored, {name: theirs[name] for name in names}))
    form.data = data
    return found


def choose(form: "DeedForm") -> Merge | None:
    """Carry out what was chosen. None when there was nothing to choose or all is chosen; else what has to be shown again."""
    sent = form.data
    if not isinstance(sent, QueryDict) or WITH not in sent:
        return None
    rows = []
    for lead in sent.getlist(OF):
        names = next((unit for unit in _units(form, dict.fromkeys(form.fields)) if unit[0] == lead), None)
        if names is None:
            continue
        stored = {name: {one: sent.getlist(THEIRS + one) for one in _inputs(form, name)} for name in names}
        values = {name: _value(form, name, stored[name]) for name in names}
        rows.append(_row(form, names, stored, values, choice=sent.get(f"merge-{lead}", "")))
    said = str(sent[WITH])
    version = said if said.isdecimal() else "0"
    if any(row.choice not in (MINE, STORED) for row in rows):
        return Merge(by=sent.get(BY, ""), at=_moment(sent.get(AT, "")), version=int(version), rows=rows)
    data = sent.copy()
    for row in rows:
        if row.choice == STORED:
            inputs: dict[str, list[str]] = {one: [] for one in row.fields}
            for one, text in row.theirs:
                inputs[one].append(text)
            _put(data, inputs)
    data[form.add_prefix("version")] = version
    form.data = data
    return None


def _opened_with(form) -> int:
    said = form.data.get(form.add_prefix("version")) or "0"
    return int(said) if said.isdecimal() else 0


def _units(form, known: dict) -> list[list[str]]:
    """The questions of the form about the record; those that only mean something together stand together."""
    units = [[name for name in names if name in form.fields and name in known] for names in form.together]
    grouped = {name for unit in units for name in unit}
    alone = [[name] for name in form.fields if name in known and name not in grouped and name not in ("version", "key")]
    return [unit for unit in [*units, *alone] if unit]


def _row(form, names, stored, values, *, choice: str = "") -> Row:
    lead = form[names[0]]
    return Row(
        name=names[0],
        label=_label(form, names),
        stored=_in_one(form, values),
        typed=_in_one(form, {name: form[name].data for name in names}),
        fields=[one for name in names for one in _inputs(form, name)],
        theirs=[(one, text) for inputs in stored.values() for one, texts in inputs.items() for text in texts],
        field_id=lead.id_for_label or lead.auto_id,
        choice=choice,
    )


def _label(form, names) -> str:
    return str(form[names[0]].label)


def _in_one(form, values: dict) -> str:
    (lead, first), *others = values.items()
    texts = [in_words(form.fields[lead], first), *(in_words(form.fields[name], said) for name, said in others if said)]
    return " – ".join(text for text in texts if text)


def _alike(form, one: dict, other: dict) -> bool:
    return all(_plain(_value(form, name, one[name])) == _plain(_value(form, name, other[name])) for name in one)


def _value(form, name: str, inputs: dict[str, list[str]]) -> Any:
    """What the field's widget reads from these inputs."""
    data = QueryDict(mutable=True)
    _put(data, inputs)
    return form.fields[name].widget.value_from_datadict(data, {}, form.add_prefix(name))


def _plain(value) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return "\n".join(line.rstrip() for line in str(value or "").replace("\r\n", "\n").split("\n")).strip()


def _put(data: QueryDict, inputs: dict[str, list[str]]) -> None:
    for one, texts in inputs.items():
        data.setlist(one, texts)
        if not texts:
            del data[one]


def _inputs(form, name: str) -> list[str]:
    return list(_as_posted(form, name, None))


def _posted(form, name: str) -> dict[str, list[str]]:
    return {one: form.data.getlist(one) for one in _inputs(form, name)}


def _as_posted(form, name: str, value) -> dict[str, list[str]]:
    """Names and texts of the inputs that a browser would send for this value of a field."""
    field_ = form.fields[name]
    value = value.code if isinstance(value, Place) else value
    return _texts(field_.widget, form.add_prefix(name), field_.prepare_value(value))


def _texts(widget: Any, name: str, value) -> dict[str, list[str]]:
    if isinstance(widget, forms.MultiWidget):
        names: list[str] = vars(widget)["widgets_names"]
        parts = value if isinstance(value, list | tuple) else widget.decompress(value)
        found: dict[str, list[str]] = {}
        for part, suffix, one in zip(widget.widgets, names, [*parts, *[None] * len(widget.widgets)], strict=False):
            found |= _texts(part, name + suffix, one)
        return found
    if isinstance(widget, forms.CheckboxInput):
        return {name: ["on"] if widget.check_test(value) else []}
    said = widget.format_value(value)
    if getattr(widget, "allow_multiple_selected", False):
        return {name: [str(one) for one in said or []]}
    if isinstance(said, list | tuple):  # a select says its one choice in a list
        said = said[0] if said else ""
    return {name: [str(said)] if said not in (None, "") else [""]}


def _moment(text: str) -> datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None


def in_words(field, value) -> str:
    """A value as the person reads it, stored or typed: the labels of choices, a moment as its two parts, else the text itself."""
    if hasattr(field, "in_words"):
        return field.in_words(value)
    if isinstance(field, forms.BooleanField):
        return str(_("yes") if field.to_python(value) else _("no"))
    if isinstance(value, Place):
        value = value.code
    if isinstance(field, forms.MultiValueField):
        value = field.widget.decompress(value) if not isinstance(value, list) else value
        parts = [f"{part:%H:%M}" if isinstance(part, time) else str(part or "") for part in value]
        return " ".join(filter(None, parts))
    labels = _labels(getattr(field, "choices", []))
    if isinstance(value, list):
        return options.in_a_row(labels.get(str(one), one) for one in value)
    text = str(labels.get(str(value), value) if value is not None else "")
    return text.replace("\r\n", "\n")  # browsers end lines their own way


def _labels(choices) -> dict:
    """The label of each choice, also of those that stand in groups."""
    found: dict = {}
    for code, label in choices:
        found |= {str(one): name for one, name in label} if isinstance(label, list | tuple) else {str(code): label}
    return found
