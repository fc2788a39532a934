"""Nobody changes the past unnoticed, the database's administrator included (security.md T12, rule 15; features.md 97).

Every row of a memory (history, state changes, accesses) gets a digest made with a key that is not in the database. Seals hold the digests
of rows that follow each other, and each seal is chained to the one before. The background worker seals every five minutes what was
written since. `findings` tells each row that was changed, removed or slipped in, and each seal that was touched. What ends too early (rows and
seals of the last days taken away together) only an anchor shows: the heads of all chains as of a day, kept on paper or elsewhere.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

from base import dates
from base.checks import kept
from base.models import AccessEvent, Seal, StateChange
from base.verifying import Finding

MOST = 5_000  # rows under one seal
LATE = 5_000  # of how many rows before the last sealed one some may still have been on their way
SLOW = timedelta(hours=1)  # no transaction takes as long: what is older when it is sealed was not written when it says
_SIZE = 16  # bytes of a digest


def memories() -> dict[str, str]:
    """The sealed tables, each with the name of its key."""
    models = [*(model.history.model for model in kept()), StateChange, AccessEvent]
    return {model._meta.db_table: model._meta.pk.column for model in models}


# ------------------------------------------------------------------------------------------------------------------------ sealing


@transaction.atomic
def seal() -> int:
    """Seal what was written since; says how many rows."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [7_003])  # one at a time
        return sum(_seal(cursor, table, key) for table, key in memories().items())


def _seal(cursor: Any, table: str, key: str) -> int:
    sealed = 0
    while True:
        last = _last(table)
        rows = _waiting(cursor, table, key, last)[:MOST]
        if not rows:
            return sealed
        columns = _columns(cursor, table)
        read = dict(_digests(cursor, table, key, rows, columns, columns))
        cursor.execute("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        [horizon] = cursor.fetchone()
        new = Seal(
            memory=table, number=last.number + 1 if last else 1, rows=rows, columns=columns, horizon=horizon, sealed_at=dates.now(),
            digests=b"".join(read[row] for row in rows),
        )  # fmt: skip
        new.chain = _chain(new, bytes(last.chain) if last else b"")
        new.save()
        sealed += len(rows)


def _last(table: str) -> Seal | None:
    return Seal.objects.filter(memory=table).order_by("-number").first()


def _waiting(cursor: Any, table: str, key: str, last: Seal | None) -> list[int]:
    """The keys of rows without a seal: those after the last one, and those that were on their way when it was made."""
    names = {"key": sql.Identifier(key), "table": sql.Identifier(table)}
    if last is None:
        cursor.execute(sql.SQL("select {key} from {table} order by 1 limit %s").format(**names), [MOST])
        return [row for [row] in cursor.fetchall()]
    cursor.execute("select max(rows[array_upper(rows, 1)]) from base_seal where memory = %s", [table])
    [end] = cursor.fetchone()
    query = sql.SQL(
        "select {key} from {table} where {key} > %s or ({key} > %s and xmin::text::bigint >= %s) order by 1 limit %s"
    ).format(**names)
    cursor.execute(query, [end, end - LATE, last.horizon % 2**32, MOST + LATE])
    found = [row for [row] in cursor.fetchall()]
    near = {
        row for one in Seal.objects.filter(memory=table, rows__overlap=[row for row in found if row <= end]) for row in one.rows
    }
    return [row for row in found if row not in near]


def _columns(cursor: Any, table: str) -> list[str]:
    cursor.execute(
        "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped order by 1", [table]
    )
    return [name for [name] in cursor.fetchall()]


def _digests(
    cursor: Any, table: str, key: str, rows: list[int], columns: list[str], present: list[str]
) -> Iterator[tuple[int, bytes]]:
    """(key, digest) of each row that is there, over these columns: what was added to the table later does not count."""
    query = sql.SQL(
        "select {key}, sha256(convert_to((to_jsonb(r) - %s::text[])::text, 'UTF8')) from {table} r where {key} = any(%s)"
    ).format(key=sql.Identifier(key), table=sql.Identifier(table))
    cursor.execute("set local timezone to 'UTC'")  # moments are compared as text
    cursor.execute(query, [sorted(set(present) - set(columns)), rows])
    for row, content in cursor.fetchall():
        yield row, _mac(f"{table}:{row}:".encode() + bytes(content))[:_SIZE]


def _chain(one: Seal, before: bytes) -> bytes:
    said = [
        one.memory,
        one.number,
        one.rows,
        one.columns,
        one.horizon,
        one.sealed_at.astimezone(UTC).isoformat(),
        bytes(one.digests).hex(),
    ]
    return _mac(before + json.dumps(said).encode())


def _mac(content: bytes) -> bytes:
    return hmac.digest(settings.SEAL_KEY, content, hashlib.sha256)


# ---------------------------------------------------------------------------------------------------------------------- comparing


@transaction.atomic
def findings(anchor: dict[str, Any] | None = None) -> list[Finding]:
    """What was changed, removed or slipped in since it was sealed, row by row; with an anchor, also what ends earlier than it did."""
    if anchor is not None and not _is_ours(anchor):
        return [Finding("anchor", str(anchor.get("as_of", "")), "was not made by this installation, or was changed")]
    with connection.cursor() as cursor:
        found = [one for table, key in memories().items() for one in _compare(cursor, table, key)]
    return [*found, *(_since(anchor) if anchor else [])]


def _compare(cursor: Any, table: str, key: str) -> Iterator[Finding]:
    present, before, number, sealed, last = _columns(cursor, table), b"", 0, set[int](), None
    earlier: list[datetime] = []
    for last in Seal.objects.filter(memory=table).order_by("number").iterator(chunk_size=50):
        for gone in range(number + 1, last.number):
            yield Finding(table, f"seal {gone}", "seal is gone")
        if not hmac.compare_digest(bytes(last.chain), _chain(last, before)):
            yield Finding(table, f"seal {last.number}", "seal was changed, or follows another one")
        yield from _rows_of(cursor, last, key, present)
        for row in _older(cursor, table, key, last.rows, [at for at in earlier if at <= last.sealed_at - SLOW]):
            yield Finding(table, str(row), "row was slipped in: it claims to be older than the seals before its own")
        number, before = last.number, bytes(last.chain)
        earlier.append(last.sealed_at)
        sealed.update(last.rows)
    if last is not None:
        query = sql.SQL("select {key} from {table} where {key} <= %s order by 1").format(
            key=sql.Identifier(key), table=sql.Identifier(table)
        )
        cursor.execute(query, [max(sealed)])
        late = set(_waiting(cursor, table, key, last))
        for [row] in cursor.fetchall():
            if row not in sealed and row not in late:
                yield Finding(table, str(row), "row was slipped in")


def _rows_of(cursor: Any, one: Seal, key: str, present: list[str]) -> Iterator[Finding]:
    """The rows under one seal that are not as they were."""
    read = dict(_digests(cursor, one.memory, key, one.rows, one.columns, present))
    digests = bytes(one.digests)
    for place, row in enumerate(one.rows):
        if row not in read:
            yield Finding(one.memory, str(row), "row is gone")
        elif read[row] != digests[place * _SIZE : (place + 1) * _SIZE]:
            yield Finding(one.memory, str(row), "row was changed")


def _older(cursor: Any, table: str, key: str, rows: list[int], sealed_before: list[datetime]) -> list[int]:
    """Rows that say they were written before seals were made that do not hold them."""
    if not sealed_before:
        return []
    names = {"key": sql.Identifier(key), "table": sql.Identifier(table), "moment": sql.Identifier(_moment_of(table))}
    query = sql.SQL("select {key} from {table} where {key} = any(%s) and {moment} < %s order by 1").format(**names)
    cursor.execute(query, [rows, sealed_before[-1] - SLOW])
    return [row for [row] in cursor.fetchall()]


def _moment_of(table: str) -> str:
    """The column that says when a row of this memory was written."""
    return {StateChange._meta.db_table: "recorded_at", AccessEvent._meta.db_table: "at"}.get(table, "history_date")


def waiting() -> int:
    """Rows that no seal holds yet."""
    with connection.cursor() as cursor:
        return sum(len(_waiting(cursor, table, key, _last(table))) for table, key in memories().items())


# ------------------------------------------------------------------------------------------------------------------------- anchors


def anchor() -> dict[str, Any]:
    """Where each chain ends now, signed: {as_of, heads: {table: [number of seals, rows, chain]}, signature}."""
    heads: dict[str, list[Any]] = {}
    for one in Seal.objects.order_by("memory", "number").iterator(chunk_size=50):
        rows = heads.get(one.memory, [0, 0])[1] + len(one.rows)
        heads[one.memory] = [one.number, rows, bytes(one.chain).hex()]
    said = {"as_of": dates.now().isoformat(), "heads": heads}
    return {**said, "signature": _signature(said)}


def _signature(said: dict[str, Any]) -> str:
    return _mac(b"anchor" + json.dumps({"as_of": said["as_of"], "heads": said["heads"]}, sort_keys=True).encode()).hex()


def _is_ours(anchor: dict[str, Any]) -> bool:
    return {"as_of", "heads", "signature"} <= set(anchor) and hmac.compare_digest(_signature(anchor), str(anchor["signature"]))


def _since(anchor: dict[str, Any]) -> Iterator[Finding]:
    for table, (number, rows, chain) in anchor["heads"].items():
        seals = list(Seal.objects.filter(memory=table, number__lte=number).order_by("number").only("number", "rows", "chain"))
        if not seals or seals[-1].number != number:
            yield Finding(table, f"seal {number}", "seal is gone that the anchor knows")
        elif bytes(seals[-1].chain).hex() != chain or sum(len(one.rows) for one in seals) != rows:
            yield Finding(table, f"seal {number}", "seal is another one than the anchor knows")
