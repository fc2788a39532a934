"""Rows written past every deed: what a table needs and nobody named is filled in, and no row points to another that must be there.

Foreign keys wait for the commit, and these rows are rolled back before it. So one row shows one rule, without the year of a child
around it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, connection, transaction
from psycopg import sql
from psycopg.types.json import Jsonb

from base import dates

TODAY = date(2026, 3, 10)
YESTERDAY, TOMORROW, DAY_AFTER = (TODAY + timedelta(days=days) for days in (-1, 1, 2))
NOON = datetime(2026, 3, 10, 12, tzinfo=dates.DJIBOUTI)
BEFORE, LATER = NOON - timedelta(hours=5), NOON + timedelta(hours=5)
AICHA, BILAN = 900_001, 900_002  # people who are not there: only their numbers count
ITSELF = UUID(int=7)
DIGEST = "0123456789abcdef" * 4
SAID = "Said so"  # where any words do
ANY = object()  # some value that no other row has

Values = Mapping[str, Any]
_numbers = count(1000)
_FILLED: dict[str, Callable[[], Any]] = {
    "uuid": uuid4,
    "smallint": lambda: next(_numbers),
    "integer": lambda: next(_numbers),
    "bigint": lambda: next(_numbers),
    "boolean": lambda: False,
    "date": lambda: TODAY,
    "timestamp with time zone": lambda: NOON,
    "jsonb": list,
    "ARRAY": list,
    "bytea": bytes,
}


@dataclass(frozen=True)
class Twice:
    """Two rows alike in `same` and otherwise each with its own; the first one becomes what `then` says before the second comes."""

    same: tuple[str, ...]
    values: Values
    then: Values


def twice(*same: str, then: Values | None = None, **values: Any) -> Twice:
    """What a rule about two rows refuses; `values` hold for both."""
    return Twice(same, values, then or {})


def each(whole: Values, /, **lacking: Any) -> list[Values]:
    """The whole row as often as it has ways to be incomplete, with one of them each time."""
    return [{**whole, name: value} for name, value in lacking.items()]


def mixed(one: Values, other: Values, /, **both: Any) -> list[Values]:
    """For two states that are each right as a whole: every row of the one with a single answer of the other."""
    return [{**both, **whole, name: part[name]} for whole, part in ((one, other), (other, one)) for name in part]


def no_interval(of: str) -> list[Values]:
    """A told date whose ends are in the wrong order, or of which one is missing."""
    first, last = f"{of}_earliest", f"{of}_latest"
    return [{first: TODAY, last: YESTERDAY}, {first: TODAY, last: None}, {first: None, last: TODAY}]


@dataclass(frozen=True)
class Table:
    """A row that the table takes, and for each constraint what makes it one that is refused: one way, or each of several.

    `beside` stand in other tables first.
    """

    right: Values
    refused: Mapping[str, Values | Twice | list[Values]]
    beside: tuple[tuple[str, Values], ...] = ()

    def ways(self, name: str) -> list[Values | Twice]:
        """Every way shown in which a row breaks this rule."""
        shown = self.refused[name]
        return [*shown] if isinstance(shown, list) else [shown]


@cache
def columns(table: str) -> dict[str, tuple[str, bool]]:
    """The columns of a table: of which kind, and whether a row must say it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select column_name, data_type, is_nullable = 'NO' and column_default is null and is_identity = 'NO'"
            " from information_schema.columns where table_name = %s and is_generated = 'NEVER'",
            [table],
        )
        return {name: (kind, needed) for name, kind, needed in cursor.fetchall()}


def write(table: str, values: Values) -> Values:
    """Insert a row with these values and whatever else it needs; what was inserted."""
    kinds = columns(table)
    filled = {name: _FILLED.get(kind, str)() for name, (kind, needed) in kinds.items() if needed and name not in values}
    row = filled | {name: _FILLED.get(kinds[name][0], _word)() if value is ANY else value for name, value in values.items()}
    statement = sql.SQL("insert into {} ({}) values ({})").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, row)), sql.SQL(", ").join([sql.Placeholder()] * len(row))
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [_stored(kinds[name][0], value) for name, value in row.items()])
    return row


def change(table: str, key: Any, values: Values) -> None:
    """Update one row."""
    said = sql.SQL(", ").join(sql.SQL("{} = %s").format(sql.Identifier(name)) for name in values)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("update {} set {} where id = %s").format(sql.Identifier(table), said), [*values.values(), key])


def refusal(table: str, shown: Table, broken: Values | Twice | None = None) -> str | None:
    """What refuses the row, once it is `broken`: the name of the constraint, or the sentence of a trigger. None: it is taken. Nothing stays."""
    try:
        with transaction.atomic():
            for other, values in shown.beside:
                write(other, values)
            if isinstance(broken, Twice):
                first = write(table, {**shown.right, **broken.values})
                if broken.then:
                    change(table, first["id"], broken.then)
                write(table, {**shown.right, **broken.values, **{name: first.get(name) for name in broken.same}})
            else:
                write(table, {**shown.right, **(broken or {})})
            transaction.set_rollback(True)
    except IntegrityError as refused:
        said = refused.__cause__.diag  # type: ignore[union-attr]
        return said.constraint_name or said.message_primary
    return None


def _word() -> str:
    return f"word {next(_numbers)}"


def _stored(kind: str, value: Any) -> Any:
    return Jsonb(value) if kind == "jsonb" and value is not None else value
