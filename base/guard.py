"""What the database itself refuses: a changed row without its history row, and any change of a memory.

Used by migrations: every Record's table gets `KeptHistory`, every memory `AppendOnly`. A test compares the tables with the models.
"""

from django.db.migrations.operations import RunSQL

APP_ROLE = "himaya_app"

FUNCTIONS = """
create or replace function himaya_kept_history() returns trigger language plpgsql as $$
declare
    row_id uuid := coalesce(new.id, old.id);
    live jsonb;
    kept jsonb;
    kind text;
begin
    execute format('select to_jsonb(r) from %I.%I r where id = $1', tg_table_schema, tg_table_name) into live using row_id;
    execute format(
        'select to_jsonb(h) - array[''history_id'', ''history_date'', ''history_change_reason'', ''history_type'',
                                    ''history_user_id'', ''txid''], h.history_type
           from %I.%I h where h.id = $1 and h.txid = $2 order by h.history_id desc limit 1', tg_table_schema, tg_argv[0])
       into kept, kind using row_id, pg_current_xact_id()::text::bigint;
    if kept is null or (live is null) <> (kind = '-') or (live is not null and live <> kept) then
        raise exception 'himaya: a row of % was changed without its history row', tg_table_name
              using errcode = 'integrity_constraint_violation';
    end if;
    return null;
end $$;
create or replace function himaya_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'himaya: % is append-only, % is refused', tg_table_name, lower(tg_op)
          using errcode = 'integrity_constraint_violation';
end $$;
"""
DROP_FUNCTIONS = "drop function himaya_kept_history() cascade; drop function himaya_append_only() cascade;"


class Functions(RunSQL):
    """The two trigger functions. No extension and no superuser is needed."""

    def __init__(self):
        super().__init__(FUNCTIONS, DROP_FUNCTIONS)

    def deconstruct(self):
        return (self.__class__.__qualname__, [], {})


class AppendOnly(RunSQL):
    """Refuse update, delete and truncate of a memory, by trigger for everybody and by right for the application's role."""

    def __init__(self, *tables: str):
        self.tables = tables
        super().__init__("\n".join(map(_append_only, tables)), "\n".join(map(_free, tables)))

    def deconstruct(self):
        return (self.__class__.__qualname__, list(self.tables), {})


class KeptHistory(RunSQL):
    """At commit, a changed row must equal its last history row of the same transaction; history itself is append-only.

    Pairs are (table, history table). Nothing about a child is deleted, so that right is taken from the application too.
    """

    def __init__(self, *pairs: tuple[str, str]):
        self.pairs = pairs
        super().__init__(
            "\n".join(_kept(table, history) for table, history in pairs),
            "\n".join(f"drop trigger kept_history on {table}; {_free(history)}" for table, history in pairs),
        )

    def deconstruct(self):
        return (self.__class__.__qualname__, list(self.pairs), {})


class NeverChanged(RunSQL):
    """A table of records whose rows are written once: a ledger. It has `KeptHistory` too; this refuses every update."""

    def __init__(self, *tables: str):
        self.tables = tables
        super().__init__(
            "\n".join(map(_never_changed, tables)), "\n".join(f"drop trigger never_changed on {one};" for one in tables)
        )

    def deconstruct(self):
        return (self.__class__.__qualname__, list(self.tables), {})


def _never_changed(table: str) -> str:
    return f"""
create trigger never_changed before update or delete on {table} for each row execute function himaya_append_only();
{_revoke("update, delete, truncate", table)}
"""


def _kept(table: str, history: str) -> str:
    return f"""
create constraint trigger kept_history after insert or update or delete on {table}
    deferrable initially deferred for each row execute function himaya_kept_history('{history}');
create trigger never_emptied before truncate on {table} for each statement execute function himaya_append_only();
alter table {history} add constraint {history[:48]}_signed
    check (history_user_id is not null and history_change_reason ~ '\\S');
{_revoke("delete, truncate", table)}
{_append_only(history)}
"""


def _append_only(table: str) -> str:
    return f"""
create trigger append_only before update or delete on {table} for each row execute function himaya_append_only();
create trigger never_emptied before truncate on {table} for each statement execute function himaya_append_only();
{_revoke("update, delete, truncate", table)}
"""


def _free(table: str) -> str:
    return f"drop trigger append_only on {table}; drop trigger never_emptied on {table};"


def _revoke(rights: str, table: str) -> str:
    return f"""
do $$ begin
    if exists (select from pg_roles where rolname = '{APP_ROLE}') then revoke {rights} on {table} from {APP_ROLE}; end if;
end $$;
"""
