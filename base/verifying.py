"""Does every live row equal its last history row? What the commit guard promises, checked from outside (security.md rule 15)."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from base.checks import kept

HISTORY_COLUMNS = ["history_id", "history_date", "history_change_reason", "history_type", "history_user_id", "txid"]

DIFFERENCES = """
with last as (
    select distinct on (h.id) h.id, h.history_type, to_jsonb(h) - %s::text[] as kept
      from {history} h order by h.id, h.history_id desc
)
select coalesce(r.id, last.id),
       case when last.id is null then 'no history'
            when r.id is null then 'row is gone'
            when last.history_type = '-' then 'row is back'
            else 'differs: ' || (select string_agg(key, ', ' order by key) from jsonb_each(to_jsonb(r))
                                  where value is distinct from last.kept -> key)
       end
  from {table} r full join last on last.id = r.id
 where last.id is null
    or (r.id is null and last.history_type <> '-')
    or (r.id is not null and (last.history_type = '-' or to_jsonb(r) <> last.kept))
 order by 1
"""


@dataclass(frozen=True)
class Finding:
    """One record whose history does not tell its present: the model, the id, what is wrong (names of columns, no values)."""

    model: str
    record: str
    what: str


def findings() -> Iterator[Finding]:
    """Every live row that differs from its last history row, in all models that keep their history."""
    for model in kept():
        history = model.history.model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(DIFFERENCES.format(table=model._meta.db_table, history=history), [HISTORY_COLUMNS])
            for record, what in cursor.fetchall():
                yield Finding(model._meta.label, str(record), what)


def counted() -> dict[str, int]:
    """Rows compared, by model."""
    return {model._meta.label: model._base_manager.count() for model in kept()}
