"""What is missing in a file: every question that a form needs and nobody answered, each with the page where it is asked (domain.md 3.0)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from base import described
from minors.models import Child
from minors.sections import SECTIONS, Section


@dataclass(frozen=True)
class Missing:
    """One unanswered question of one section; `row` is the record of a list it belongs to."""

    section: Section
    name: str
    url: str

    @property
    def label(self) -> str:
        return described.label(self.section.model, self.name)

    def __str__(self):
        return f"{self.section.title}: {self.label}"


def missing(child: Child, classes: Iterable[str], form: str = "") -> list[Missing]:
    """In the order of the page; only questions that a reader of these classes may see."""
    found = []
    for section in SECTIONS.values():
        if form in ("", section.form):
            found += _of_section(section, child.pk, list(section.records(child)), classes)
    return found


def counts(children: Iterable[Child], classes: Iterable[str]) -> dict:
    """{id of the child: how many questions are unanswered}, one query for each section whatever the number of children."""
    keys = [child.pk for child in children]
    total = dict.fromkeys(keys, 0)
    for section in SECTIONS.values():
        records: dict = {key: [] for key in keys}
        for record in section.of_children(keys):
            records[record.child_key].append(record)
        for key in keys:
            total[key] += len(_of_section(section, key, records[key], classes))
    return total


def _of_section(section: Section, child_id, records, classes) -> list[Missing]:
    readable = set(section.readable(classes))
    page = reverse("minors:write_section", args=[child_id, section.key])
    found = []
    for record in records if section.many else [next(iter(records), None)]:
        url = reverse("minors:write_row", args=[child_id, section.key, record.pk]) if section.many else page
        for name in section.needed(record):
            if name in readable and (record is None or not described.is_answered(record, name)):
                found.append(Missing(section, name, f"{url}#id_{name}"))
    return found
