"""What is missing in a file: every question that a form needs and nobody answered, each with the page where it is asked (domain.md 3.0)."""

from collections.abc import Iterable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from base import described
from minors.models import Child
from minors.sections import SECTIONS, Section

Answers = dict[str, list[SimpleNamespace]]  # by the key of the section: what completeness asks of each record, and its pk


@dataclass(frozen=True)
class Missing:
    """One unanswered question of one section; without a name, a whole line that the section must have."""

    section: Section
    name: str
    url: str

    @property
    def label(self) -> str:
        return described.label(self.section.model, self.name) if self.name else str(self.section.title)

    def __str__(self):
        if not self.name:
            return _("%(section)s: at least one line") % {"section": self.section.title}
        return _("%(label)s: %(value)s") % {"label": self.section.title, "value": self.label}


def answers_of(children: Iterable) -> dict[Any, Answers]:
    """{id of the child: its records in every section}, with one query whatever the number of children and of sections."""
    keys = list(children)
    found: dict[Any, Answers] = {key: {section: [] for section in SECTIONS} for key in keys}
    questions = [_question(section, keys) for section in SECTIONS.values()]
    if not keys or not questions:
        return found
    first, *others = questions
    rows = first.union(*others, all=True) if others else first
    for key, section, pk, said, *_order in rows.order_by("recorded_at", "id"):
        found[key][section].append(SimpleNamespace(pk=pk, **said))
    return found


def _question(section: Section, keys):
    said = {name: described.column_of(section.model, name).attname for name in sorted(_asked(section))} or {"id": "id"}
    if any(column.name == "silences" for column in section.model._meta.concrete_fields):
        said["silences"] = "silences"
    child = section.model.minor_path or "id"
    rows = section.of_children(keys).order_by()
    rows = rows.annotate(of_child=F(child), of_section=Value(section.key), said=JSONObject(**said))
    return rows.values_list("of_child", "of_section", "id", "said", "recorded_at")


def _asked(section: Section) -> set[str]:
    """What has to be known of a record to say what it lacks: the questions that may be needed, and those they depend on."""
    said = {name: described.description(section.model, name) for name in section.names}
    needed = {name for name, one in said.items() if one.required in ("M", "C")}
    return needed | {one.when[0] for name, one in said.items() if name in needed and one.when}


def missing(child: Child, classes: Iterable[str], form: str = "", *, answers: Answers | None = None) -> list[Missing]:
    """In the order of the page; only questions that a reader of these classes may see. `answers` when they were read already."""
    answers = answers_of([child.pk])[child.pk] if answers is None else answers
    return [
        one for section in SECTIONS.values() if form in ("", section.form) for one in _of(section, child.pk, answers, classes)
    ]


def counts(children: Iterable, classes_of: dict) -> dict:
    """{id of the child: how many answers are missing}, by one query. `classes_of` says what may be read of each child."""
    found = answers_of(children)
    return {key: sum(len(_of(one, key, found[key], classes_of[key])) for one in SECTIONS.values()) for key in found}


def _of(section: Section, child_id, answers: Answers, classes) -> list[Missing]:
    readable = set(section.readable(classes))
    if not readable:
        return []
    records = answers[section.key]
    if section.many:
        empty = [Missing(section, "", _page(section, child_id))] * (not records and section.least > 0)
        return empty + [one for record in records for one in _lacks(section, child_id, record, readable)]
    return _lacks(section, child_id, next(iter(records), None), readable)


def _lacks(section: Section, child_id, record, readable) -> list[Missing]:
    url = _page(section, child_id, record)
    return [
        Missing(section, name, f"{url}#id_{name}")
        for name in section.needed(record)
        if name in readable and (record is None or not described.is_answered(record, name))
    ]


def _page(section: Section, child_id, record=None) -> str:
    """Where the questions of a section, or of one line of it, are answered."""
    if section.page:
        return reverse(section.page, args=[child_id])
    if not section.many:
        return reverse("minors:write_section", args=[child_id, section.key])
    if record is None:
        return reverse("minors:new_row", args=[child_id, section.key])
    return reverse("minors:write_row", args=[child_id, section.key, record.pk])
