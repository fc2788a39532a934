"""Workflows as tables: (name, sources, target). Pages take their buttons, deeds their checks and the timeline its sentences from them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from base import dates
from base.models import Kept, StateChange
from base.roles import Verb

R = TypeVar("R", bound=Kept)


class Refused(Exception):
    """A rule says no. `str()` is the sentence the person reads; `field` names the form field it belongs to, if any."""

    def __init__(self, sentence: str | Promise, field: str | None = None):
        super().__init__(sentence)
        self.field = field

    def __str__(self):
        return str(self.args[0])


def refuse_future(day: date | None, field: str) -> None:
    """Raises `Refused` beside the field for a day that has not come yet."""
    if day and day > dates.today():
        raise Refused(_("This day has not come yet."), field=field)


@dataclass(frozen=True)
class Move:
    """One line of a workflow. No sources means that the record comes into being by this move."""

    name: str
    sources: tuple[str, ...]
    target: str
    sentence: Promise  # what the timeline says, in the past tense
    verb: Verb
    label: str | Promise = ""  # what the button says
    reasons: str = ""  # the option list of its reasons, when they are codes and not words


class Workflow:
    """The states of one kind of record. `key` is the name that state changes carry; one that is not `told` stands in no timeline.

    `then(record, by=)` follows each move, in its transaction: what reads the state of these records, such as time limits.
    """

    def __init__(self, key: str, *moves: Move, field: str = "status", told: bool = True, then: Callable | None = None):
        self.key, self.field, self.told, self.then = key, field, told, then
        self.moves = {move.name: move for move in moves}
        WORKFLOWS[key] = self

    def possible(self, record: Kept) -> list[Move]:
        """Moves that the record's state allows. Who may make them is the door's question."""
        return [move for move in self.moves.values() if getattr(record, self.field) in move.sources]

    def allows(self, record: Kept, name: str) -> bool:
        return getattr(record, self.field) in self.moves[name].sources

    @transaction.atomic
    def begin(self, record: R, name: str, *, by, reason, happened_at: datetime | None = None) -> R:
        """Save a new record in the first state of its workflow."""
        move = self.moves[name]
        if move.sources:
            raise ValueError(f"{self.key}: {name} does not begin a record")
        setattr(record, self.field, move.target)
        record.save(by=by, reason=reason)
        self._remember(record, move, "", by, reason, happened_at)
        if self.then:
            self.then(record, by=by)
        return record

    @transaction.atomic
    def move(self, record: R, name: str, *, by, reason, happened_at: datetime | None = None, **changes) -> R:
        """Lock the row, check its state, save it with `changes`, write the state change.

        Raises `Refused` when the stored state does not allow the move, whatever the object in memory says.
        """
        move = self.moves[name]
        version, source = record.lock_stored(self.field)
        if source not in move.sources:
            raise Refused(_("This was already changed by somebody else. Reload the page to see where it stands now."))
        for field, value in {**changes, self.field: move.target}.items():
            setattr(record, field, value)
        record.locked_version = version
        try:
            record.save(by=by, reason=reason, update_fields=[*changes, self.field])
        finally:
            record.locked_version = None
        self._remember(record, move, source, by, reason, happened_at)
        if self.then:
            self.then(record, by=by)
        return record

    def _remember(self, record, move, source, by, reason, happened_at):
        now = dates.now()
        for child_id in record.child_keys:
            StateChange.objects.create(
                workflow=self.key,
                move=move.name,
                source=source,
                target=move.target,
                subject=record._meta.label_lower,
                subject_id=record.pk,
                child_id=child_id,
                field_of_action=record.field_of_action,
                author=by,
                author_role=by.role_id,
                reason=str(reason),
                happened_at=happened_at or now,
                recorded_at=now,
            )


WORKFLOWS: dict[str, Workflow] = {}
