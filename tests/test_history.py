"""The record remembers: no row about a child changes without its history, and history itself never changes."""

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext

from base import dates
from base.checks import kept
from base.models import NotThisWay, Stale, as_it_stood
from minors import naming
from minors.models import GRANT, Child, ChildName, ConsentStatement
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def name(yonas):
    return yonas.names.get()


def test_a_corrected_name_keeps_the_earlier_one_with_author_and_reason(name, aicha, at_commit):
    naming.rename(name, own="Yohannes", father="Tesfaye", grandfather="Bekele", by=aicha, reason="Kebele card seen")
    at_commit()
    last, first = name.history.all()
    assert (first.own, last.own) == ("Yonas", "Yohannes")
    assert last.history_user == aicha
    assert last.history_change_reason == "Kebele card seen"


def test_nobody_changes_a_record_without_a_reason(name, aicha):
    with pytest.raises(ValueError, match="reason"):
        name.save(by=aicha, reason="  ")


@pytest.mark.parametrize(
    ("way", "arguments"), [("update", ()), ("delete", ()), ("bulk_create", ([],)), ("bulk_update", ([], ["sex"]))]
)
def test_the_record_queryset_refuses_bulk_writes(yonas, way, arguments):
    with pytest.raises(NotThisWay):
        getattr(Child.objects.all(), way)(*arguments)


def test_a_record_is_never_deleted(yonas):
    with pytest.raises(NotThisWay):
        yonas.delete()


def new_lines(child, *scopes):
    fixed = {"child": child, "consent": child.consents.get(), "happened_at": dates.now(), "said_by": ["child"], "kind": "refused"}
    return [ConsentStatement(scope=scope, **fixed) for scope in scopes]


def test_several_new_records_are_kept_with_their_history_by_two_statements(yonas, aicha, at_commit):
    lines = new_lines(yonas, "share_family", "share_education", "photo_file")
    with CaptureQueriesContext(connection) as asked:
        ConsentStatement.objects.keep(lines, by=aicha, reason="Asked again")
    written = [query["sql"] for query in asked if query["sql"].startswith("INSERT")]
    assert len(written) == 2
    at_commit()
    for line in lines:
        row = line.history.get()
        assert (row.scope, row.version, row.history_type) == (line.scope, 1, "+")
        assert (row.history_user, row.history_change_reason) == (aicha, "Asked again")


def test_several_records_are_kept_neither_without_a_reason_nor_a_second_time(yonas, aicha):
    lines = new_lines(yonas, "share_family")
    with pytest.raises(ValueError, match="reason"):
        ConsentStatement.objects.keep(lines, by=aicha, reason=" ")
    ConsentStatement.objects.keep(lines, by=aicha, reason="Asked again")
    with pytest.raises(NotThisWay):
        ConsentStatement.objects.keep(lines, by=aicha, reason="Once more")


def test_a_record_with_a_save_of_its_own_is_not_kept_past_it(yonas, aicha):
    with pytest.raises(NotThisWay, match="own save"):
        ChildName.objects.keep([ChildName(child=yonas, kind="nickname", own="Yoni")], by=aicha, reason="His friends")


def test_a_deed_that_moved_a_record_looks_again_before_its_next_save(case, aicha, at_commit):
    """What a move learned by locking the row counts for its own save only."""
    grant = case.child.grants.first()
    other = type(grant).objects.get(pk=grant.pk)
    GRANT.move(grant, "revoke", by=aicha, reason="Ended")
    with pytest.raises(Stale):
        other.save(by=aicha, reason="Opened before")
    grant.save(by=aicha, reason="Again")
    at_commit()


# Ways around `Record.save`, each of which the database itself must refuse at the commit.


def plain_update(name):
    models.QuerySet(ChildName).filter(pk=name.pk).update(own="Nobody")


def plain_bulk_update(name):
    name.own = "Nobody"
    models.QuerySet(ChildName).bulk_update([name], ["own"])


def raw_sql(name):
    with connection.cursor() as cursor:
        cursor.execute("update minors_childname set own = 'Nobody' where id = %s", [name.pk])


def save_that_skips_history(name):
    name.own = "Nobody"
    name.skip_history_when_saving = True
    models.Model.save(name)


def save_then_change_behind_its_back(name):
    name.own = "Yohannes"
    name.save(by=name.history.first().history_user, reason="Card seen")
    raw_sql(name)


def insert_without_history(name):
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into minors_childname (id, version, recorded_at, kind, own, father, grandfather, further, orthography, status, used, key, keys, child_id)"
            " values (gen_random_uuid(), 1, now(), 'other', 'Nobody', '', '', '', '', 'known', true, 'nbd', '{}', %s)",
            [name.child_id],
        )


WAYS_AROUND = [
    plain_update,
    plain_bulk_update,
    raw_sql,
    save_that_skips_history,
    save_then_change_behind_its_back,
    insert_without_history,
]


@pytest.mark.parametrize("way", WAYS_AROUND)
def test_the_database_refuses_a_change_that_left_no_history(name, at_commit, way):
    at_commit()
    with pytest.raises(IntegrityError, match="without its history row"):
        way(name)
        at_commit()


@pytest.mark.django_db(transaction=True)
def test_the_refused_change_is_not_in_the_database_afterwards(aicha):
    with transaction.atomic():
        case = makers.make_case(aicha)
    name = case.child.names.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        plain_update(name)
    assert ChildName.objects.get(pk=name.pk).own == "Yonas"


@pytest.mark.parametrize(
    "statement",
    [
        "update minors_historicalchildname set own = 'Nobody'",
        "delete from minors_historicalchildname",
        "truncate minors_historicalchildname",
        "update base_statechange set reason = 'Nothing happened'",
        "delete from base_accessevent",
        "delete from minors_childname",
        "truncate minors_child cascade",
        "alter table minors_childname disable trigger all",
        "drop trigger kept_history on minors_childname",
    ],
)
def test_the_applications_role_has_no_right_to_rewrite_memory(name, statement):
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "statement",
    [
        "update minors_historicalchildname set own = 'Nobody'",
        "delete from minors_historicalchildname",
        "truncate minors_historicalchildname",
        "update base_statechange set reason = 'Nothing happened'",
        "truncate minors_childname cascade",
    ],
)
def test_even_the_owner_of_the_tables_is_refused_by_the_triggers(aicha, as_owner, statement):
    with transaction.atomic():
        makers.make_case(aicha)
    with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="is append-only"):
        as_owner.execute(statement)


def test_history_without_author_or_reason_is_refused(yonas):
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute(
            "insert into minors_historicalchildname (id, version, recorded_at, kind, own, father, grandfather, further, orthography, status, used, key, keys, child_id,"
            " history_date, history_type, history_change_reason)"
            " values (gen_random_uuid(), 1, now(), 'other', 'Nobody', '', '', '', '', 'known', true, 'nbd', '{}', %s, now(), '+', ' ')",
            [yonas.pk],
        )


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_saved(aicha):
    with transaction.atomic():
        case = makers.make_case(aicha)
    with pytest.raises(NotThisWay, match="outside a transaction"):
        case.child.names.get().save(by=aicha, reason="Card seen")


def test_of_two_people_saving_the_same_record_the_second_is_told_and_overwrites_nothing(name, aicha, dahabo):
    opened_by_dahabo = ChildName.objects.get(pk=name.pk)
    naming.rename(name, own="Yohannes", father="", grandfather="", by=aicha, reason="Card seen")
    with pytest.raises(Stale) as stale:
        naming.rename(opened_by_dahabo, own="Jonas", father="", grandfather="", by=dahabo, reason="As he says it")
    assert stale.value.current.own == "Yohannes"
    assert ChildName.objects.get(pk=name.pk).own == "Yohannes"


def test_the_record_as_it_stood_is_what_was_recorded_by_then(name, aicha):
    before = dates.now()
    naming.rename(name, own="Yohannes", father="", grandfather="", by=aicha, reason="Card seen")
    assert as_it_stood(ChildName, before, child=name.child_id).get().own == "Yonas"
    assert as_it_stood(ChildName, dates.now(), child=name.child_id).get().own == "Yohannes"


def test_everything_that_keeps_its_history_has_its_guard_in_the_database(db):
    with connection.cursor() as cursor:
        cursor.execute("select tgrelid::regclass::text, tgname from pg_trigger where not tgisinternal")
        triggers = set(cursor.fetchall())
    for model in kept():
        table, history = model._meta.db_table, model.history.model._meta.db_table
        assert (table, "kept_history") in triggers, f"{table} may change without history"
        assert (history, "append_only") in triggers, f"{history} may be rewritten"
        assert (table, "never_emptied") in triggers


def test_verify_history_is_content_with_honest_work(yonas, capsys):
    call_command("verify_history")
    assert "equal their last history row" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_verify_history_names_a_row_that_the_database_administrator_changed(aicha, as_owner, capsys):
    with transaction.atomic():
        name = makers.make_case(aicha).child.names.get()
    as_owner.execute("alter table minors_childname disable trigger kept_history")
    as_owner.execute("update minors_childname set own = 'Nobody' where id = %s", [name.pk])
    with pytest.raises(CommandError, match="1 of"):
        call_command("verify_history")
    assert f"{name.pk}: differs: own" in capsys.readouterr().out
