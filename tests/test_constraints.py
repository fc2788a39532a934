"""What the database refuses, past every deed: each constraint is seen to refuse a row that it would take without it.

The rows are in tests/constraints; a rule of several parts has one for each part that nothing else holds. A rule without a row is named
by a test here, and so is a row whose rule is gone.
"""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models

from tests.constraints import TABLES
from tests.constraints.rows import AICHA, ANY, SAID, Table, refusal, twice

pytestmark = pytest.mark.django_db
TESTS = Path(__file__).resolve().parent
OURS = [
    model
    for model in apps.get_models(include_auto_created=True)
    if model._meta.app_label in ("base", "minors", "referrals", "casework", "plan")
]
HISTORIES = [model for model in OURS if hasattr(model, "history_id")]
RECORDS = [model for model in OURS if model not in HISTORIES]
SHOWN = [(table, name, way) for table, shown in TABLES.items() for name in shown.refused for way in shown.ways(name)]

# The constraints of the tables with these names, and unique indexes with a condition. Not what a foreign key of two columns points to:
# it says nothing of its own.
CONSTRAINTS = """
select conrelid::regclass::text, conname from pg_constraint c
 where contype in ('c', 'u', 'x') and conrelid::regclass::text = any (%(tables)s)
   and not exists (select from pg_constraint f where f.contype = 'f' and f.conindid = c.conindid and cardinality(f.conkey) > 1)
union
select indrelid::regclass::text, indexrelid::regclass::text from pg_index
 where indisunique and indrelid::regclass::text = any (%(tables)s)
   and not exists (select from pg_constraint c where c.conindid = indexrelid)
"""
TRIGGERS = "select distinct (regexp_matches(prosrc, 'raise exception ''himaya: ([^'']+)''', 'g'))[1] from pg_proc where proname like 'himaya%'"


def asked(question, **values):
    with connection.cursor() as cursor:
        cursor.execute(question, values or None)
        return cursor.fetchall()


@pytest.mark.parametrize("table", TABLES)
def test_a_row_that_breaks_no_rule_is_taken(table):
    assert refusal(table, TABLES[table]) is None


@pytest.mark.parametrize(
    ("table", "name", "way"), SHOWN, ids=[f"{table}: {name.replace('_', ' ')}" for table, name, _way in SHOWN]
)
def test_the_database_refuses(table, name, way):
    assert refusal(table, TABLES[table], way) == name


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model._meta.db_table)
def test_no_number_is_below_zero_and_nothing_is_there_twice_that_a_field_calls_unique(model):
    table = model._meta.db_table
    shown = TABLES.get(table, Table({}, {}))
    broken = {(field.column,): {field.column: -1} for field in model._meta.local_fields if never_negative(field)}
    once = [[field.name] for field in model._meta.local_fields if field.unique and not field.primary_key]
    for names in [*once, *model._meta.unique_together]:
        columns = tuple(model._meta.get_field(name).column for name in names)
        broken[columns] = twice(*columns, **dict.fromkeys(columns, ANY))
    assert [columns for columns, values in broken.items() if refusal(table, shown, values) is None] == []


def never_negative(field):
    return isinstance(field, (models.PositiveIntegerField, models.PositiveSmallIntegerField, models.PositiveBigIntegerField))


@pytest.mark.parametrize("model", HISTORIES, ids=lambda model: model._meta.db_table)
def test_a_history_says_who_and_why(model):
    table = model._meta.db_table
    signed = Table({"history_user_id": AICHA, "history_change_reason": SAID}, {})
    assert refusal(table, signed) is None
    for missing in ({"history_user_id": None}, {"history_change_reason": " "}):
        assert refusal(table, signed, missing) == f"{table[:48]}_signed"


def test_every_constraint_is_shown():
    there = {*asked(CONSTRAINTS, tables=[model._meta.db_table for model in RECORDS])}
    of_a_field = {(table, name) for table, name in there if re.fullmatch(rf"{table}_\w+_(check|key)|\w+_uniq", name)}
    assert there - of_a_field == {(table, name) for table, name, _way in SHOWN}


def test_every_sentence_of_a_trigger_is_expected_by_a_test():
    said = {words for file in TESTS.rglob("test_*.py") for words in re.findall(r'"([^"\n]{14,})"', file.read_text("utf8"))}
    assert [sentence for (sentence,) in asked(TRIGGERS) if not any(words in sentence for words in said)] == []
