"""Whether anything was written: what the database counted in this transaction, and how the tables stand."""

from django.db import connection

# Every request of somebody who signed in may touch these; they hold nothing that anybody decided.
PASSING = {"django_session", "cache"}
# What any request may leave besides: who opened what or was turned away, and the draft and the key of a form.
TRACES = PASSING | {"base_accessevent", "base_submission", "base_draft"}


def writes() -> dict[str, int]:
    """Rows written so far in this transaction, table by table; what was rolled back to a savepoint counts too."""
    with connection.cursor() as cursor:
        cursor.execute("select relname, n_tup_ins + n_tup_upd + n_tup_del from pg_stat_xact_user_tables")
        return dict(cursor.fetchall())


def written_since(before: dict[str, int]) -> set[str]:
    """The tables into which something was written since."""
    return {table for table, count in writes().items() if count > before.get(table, 0)}


def standing() -> dict[str, tuple]:
    """How every table stands: its rows, counted and added up, so that a changed row shows as well as a new one."""
    with connection.cursor() as cursor:
        cursor.execute("select relname from pg_stat_user_tables where schemaname = current_schema()")
        tables = sorted(name for (name,) in cursor.fetchall() if name not in PASSING)
        one = "select '{0}', count(*), sum(hashtext(t::text)::bigint) from \"{0}\" t"
        cursor.execute(" union all ".join(one.format(table) for table in tables))
        return {table: tuple(found) for table, *found in cursor.fetchall()}


def changed_since(before: dict[str, tuple]) -> set[str]:
    """The tables that stand otherwise."""
    return {table for table, found in standing().items() if found != before[table]}
