"""The sections of a child's file: which questions stand together, on the page, on paper and in the list of what is missing (domain.md 3).

A section shows columns of one record; what a column is, its model says (`base.described`). The floors above add their own sections.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from base import described
from base.models import Record

SECTIONS: dict[str, "Section"] = {}


@dataclass(frozen=True)
class Section:
    """`first` is asked at once, `rest` stands behind a line that opens it. `many`: the child has a list of such records, `least` at least.

    `form` is F02 to F04; `model` is a record of the child, or the child itself. `page` is the address of a section that has a page of
    its own for writing, `home` of one that has a page of its own altogether: they get the id of the child. `about` are the columns that
    all records of this section share, `order` is theirs in a list. `rule(child, values, record)` may raise `Refused` before a record is
    written; `then(record, by=, reason=)` follows when it was.
    """

    key: str
    form: str
    title: Promise
    model: type[Record]
    first: tuple[str, ...]
    rest: tuple[str, ...] = ()
    many: bool = False
    least: int = 0
    page: str = ""
    home: str = ""
    about: tuple[tuple[str, str], ...] = ()
    order: tuple[str, ...] = ("recorded_at", "id")
    rule: Callable | None = None
    then: Callable | None = None
    icon: str = "file-earmark-text"
    lead: Promise | str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.first, *self.rest)

    def readable(self, classes: Iterable[str]) -> list[str]:
        """The questions that a reader of these classes may see."""
        known = {"C1", *classes}
        if self.model.record_class not in known:
            return []
        return [name for name in self.names if described.class_of(self.model, name) in known]

    def records(self, child) -> Any:
        """The records of this section, the first one first. One at most, unless there are `many`."""
        places = [name for name in self.names if described.column_of(self.model, name).is_relation]
        return self.of_children([child.pk]).select_related(*places).order_by(*self.order)

    def of_children(self, keys: Iterable) -> Any:
        """The records of this section of several children."""
        return self.model.objects.filter(**{f"{self.model.minor_path or 'pk'}__in": list(keys)}, **dict(self.about))

    def new(self, child) -> Any:
        """A record of this section that nobody wrote yet."""
        return self.model(**({self.model.minor_path: child} if self.model.minor_path else {}), **dict(self.about))

    def holds(self, row: Any) -> bool:
        """Whether a record of the model, or a row of its history, belongs to this section."""
        return all(getattr(row, name) == value for name, value in self.about)

    def record(self, child) -> Any:
        """The one record of this section, or None before anything was written."""
        return self.records(child).first()

    def needed(self, record: Any) -> list[str]:
        """The questions that this record must answer before its form is finalised."""
        record = self.model(**dict(self.about)) if record is None and self.about else record
        return [name for name in self.names if described.is_wanted(record, described.description(self.model, name))]


def add(*sections: Section) -> None:
    """Make sections known, in the order of the page."""
    for section in sections:
        if section.key in SECTIONS:
            raise ValueError(f"There are two sections {section.key}.")
        SECTIONS[section.key] = section


def of_form(form: str) -> list[Section]:
    return [section for section in SECTIONS.values() if section.form == form]


def forms() -> list[str]:
    """F02, F03, F04: the paper forms that have sections."""
    return sorted({section.form for section in SECTIONS.values()})
