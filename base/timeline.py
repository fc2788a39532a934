"""The life of a file as sentences: moves from state changes, edits from history; each with the objectives of the plan it serves."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple
from uuid import UUID

from django.apps import apps
from django.db.models import F, Value
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from base import dates, described, options, secret_text
from base.models import Record, StateChange, User
from base.objectives import objectives_of
from base.workflow import WORKFLOWS

NOT_TOLD = {"id", "version", "recorded_at", "key", "keys", "status", "edition"}
LONGEST = 80  # a longer text is named, not quoted


@dataclass(frozen=True)
class Entry:
    """One line of the timeline. `happened_at` is life's clock, `recorded_at` the system's (domain.md 8.6)."""

    happened_at: datetime
    recorded_at: datetime
    sentence: str
    who: str
    role: str
    reason: str
    objectives: list[str]
    child_id: UUID  # the file it is told in
    changes: list[str] = field(default_factory=list)
    workflow: str = ""  # key of the workflow of a move; empty for an edit
    who_id: int = 0  # paper tells the function and this number instead of the name (domain.md 8.3)

    @property
    def late(self) -> bool:
        """Recorded more than 72 hours after it happened (domain.md 2.5)."""
        return (self.recorded_at - self.happened_at).total_seconds() > 72 * 3600


def of_child(
    child_id: UUID,
    edited: Iterable[type[Record]],
    *,
    classes: set[str],
    until: datetime | None = None,
    without: Collection[UUID] = (),
) -> list[Entry]:
    """Everything that happened to one file, newest first, as known at `until`.

    `edited` are the models whose edits are told; the values of a field are told only to a reader of its class. `without` are the
    ids of records that this reader must not know of.
    """
    return of_files({child_id: classes}, edited, until=until, without=without)


def of_files(
    files: dict[UUID, set[str]], edited: Iterable[type[Record]], *, until: datetime | None = None, without: Collection[UUID] = ()
) -> list[Entry]:
    """The same for the files of one child together: {child: classes of field the reader may read of that file}, the first one first.

    What is about two of them (that they became one) is told once.
    """
    until = until or dates.now()
    people: dict[int, User] = {}
    moves, edits = {}, []
    quiet = [key for key, workflow in WORKFLOWS.items() if not workflow.told]
    told_moves = StateChange.objects.filter(child_id__in=files, recorded_at__lte=until).exclude(workflow__in=quiet)
    for move in told_moves.select_related("author__role"):
        if _class_of(move) in files[move.child_id] | {"C1"} and move.subject_id not in without:
            moves[move.subject_id, move.move, move.recorded_at] = move
            people[move.author_id] = move.author
    for edit in edits_of(edited, files, until):
        if edit[0].record_class in files[edit[1].child_id] | {"C1"} and edit[1].record_id not in without:
            edits.append(edit)
    others = {row.author_id for _model, row, _changes in edits} - set(people)
    people |= User.objects.select_related("role").in_bulk(others) if others else {}
    told = [_move(move, people, files[move.child_id]) for move in moves.values()]
    told += [_edit(model, row, changes, people, files[row.child_id]) for model, row, changes in edits]
    # Reversed after sorting: of two things of one moment, the one written later stands first.
    return sorted(told, key=lambda entry: (entry.happened_at, entry.recorded_at))[::-1]


def _class_of(move: StateChange) -> str:
    """What is secret as a whole is not even told to have moved."""
    return apps.get_model(move.subject).record_class


def _why(reason: str, classes) -> str:
    """A reason is free text that may quote what the record says: for readers of what is sensitive only."""
    return _(reason) if reason and "C3" in classes else ""


def _unquoted(move: StateChange) -> set[str]:
    """The reason of what is about two files may quote the other one: it stands on their own page, which asks for both."""
    return {"C3"} if apps.get_model(move.subject).other_path else set()


def _move(move: StateChange, people, classes) -> Entry:
    line = WORKFLOWS[move.workflow].moves[move.move]
    who = people[move.author_id]
    return Entry(
        happened_at=move.happened_at,
        recorded_at=move.recorded_at,
        sentence=str(line.sentence),
        who=who.name,
        who_id=who.pk,
        role=who.role.name,
        reason=options.label(line.reasons, move.reason) if line.reasons else _why(move.reason, classes - _unquoted(move)),
        objectives=objectives_of(move.field_of_action, dates.local_date(move.happened_at)),
        workflow=move.workflow,
        child_id=move.child_id,
    )


class _Row(NamedTuple):
    """One history row of any model: what every page needs of it comes with one query for all models."""

    model: str
    record_id: UUID
    number: int
    at: datetime
    author_id: int
    reason: str
    child_id: UUID
    said: dict  # the values by the name of their column, as JSON


def edits_of(edited, children, until):
    """History rows of these files that changed something besides a state, with the changed fields."""
    models = {model._meta.label: model for model in edited}
    if not models:
        return
    first, *others = [_history(model, children, until) for model in models.values()]
    rows = first.union(*others, all=True) if others else first
    for before, after in pairwise(map(_Row._make, rows.order_by("id", "history_id"))):
        moved = before.said.get("status") != after.said.get("status")
        if before.record_id == after.record_id and not moved:
            changed = [(name, before.said[name], value) for name, value in after.said.items() if before.said[name] != value]
            if changed:
                model, row = models[after.model], after.record_id
                yield (
                    model,
                    after,
                    [(name, *(secret_text.told(model, row, name, one) for one in pair)) for name, *pair in changed],
                )


def _history(model, children, until):
    names = [column.attname for column in model._meta.concrete_fields if column.attname not in NOT_TOLD - {"status"}]
    path = model.minor_path or "id"
    rows = model.history.filter(**{f"{path}__in": list(children)}, history_date__lte=until).order_by()
    rows = rows.annotate(of=Value(model._meta.label), about=F(path), said=JSONObject(**{name: name for name in names}))
    return rows.values_list("of", "id", "history_id", "history_date", "history_user_id", "history_change_reason", "about", "said")


def _edit(model, row, changes, people, classes) -> Entry:
    who = people[row.author_id]
    return Entry(
        happened_at=row.at,
        recorded_at=row.at,
        sentence=_("Changed: %(record)s.") % {"record": model._meta.verbose_name},
        who=who.name,
        who_id=who.pk,
        role=who.role.name,
        reason=_why(row.reason, classes),
        objectives=objectives_of(model.field_of_action, dates.local_date(row.at)),
        changes=_in_words(model, changes, classes),
        child_id=row.child_id,
    )


def _in_words(model, changes, classes) -> list[str]:
    """A line for each change that may be quoted, and one that names the others."""
    quoted, named = [], []
    for name, before, after in changes:
        if name == "silences":
            quoted.append(_silences(model, before or {}, after or {}, classes))
            continue
        column, label = described.column_of(model, name), described.label(model, name)
        secret = described.class_of(model, name) not in classes
        if secret or column.is_relation or any(len(str(value)) > LONGEST for value in (before, after)):
            named.append(label)
            continue
        said = {
            "before": described.value_in_words(model, column, before),
            "after": described.value_in_words(model, column, after),
        }
        # Isolated, so that French words do not disturb the order of an Arabic sentence.
        values = {key: f"\u2068{value.removesuffix('.')}\u2069" for key, value in said.items()}
        quoted.append(_("%(field)s: “%(before)s” became “%(after)s”.") % {"field": label, **values})
    if len(named) == 1:
        quoted.append(_("%(field)s was changed.") % {"field": named[0]})
    elif named:
        quoted.append(_("Changed fields: %(fields)s.") % {"fields": options.in_a_row(named)})
    return quoted


def _silences(model, before, after, classes) -> str:
    """Which questions got another reason for having no answer; what may not be read is only counted as changed."""
    told = []
    for name in sorted(set(before) | set(after)):
        if before.get(name) == after.get(name):
            continue
        if described.class_of(model, name) not in classes:
            told.append(_("%(field)s was changed.") % {"field": described.label(model, name)})
            continue
        values = {"field": described.label(model, name), "after": _silence(after.get(name))}
        told.append(_("%(field)s: “%(after)s”.") % values)
    return " ".join(told)


def _silence(code) -> str:
    return str(described.Silence(code).label) if code else _("answered")
