"""Nobody changes the past unnoticed: whoever has the database's own rights is found, row by row (security.md T12, rule 15)."""

import json
from datetime import timedelta

import psycopg
import pypdfium2
import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection
from django.urls import reverse

from base import dates, sealing, verifying
from base.models import AccessEvent, Seal
from minors.models import Child
from tests import makers

pytestmark = pytest.mark.django_db(transaction=True)
HISTORY = "minors_historicalchildname"


@pytest.fixture
def sealed(aicha, rf):
    """Four children with their names, sealed in two goes, and somebody who looked."""
    for own in ("Yonas", "Hana"):
        makers.make_case(aicha, own=own)
    sealing.seal()
    for own in ("Dawit", "Sara"):
        makers.make_case(aicha, own=own)
    makers.make_user("hodan")  # on whom something can be blamed
    AccessEvent.objects.create(kind="opened", person=aicha, person_role="caseworker", at=sealing.dates.now())
    AccessEvent.objects.create(kind="opened", person=aicha, person_role="caseworker", at=sealing.dates.now())
    sealing.seal()
    assert sealing.findings() == []
    assert sealing.waiting() == 0


@pytest.fixture
def keys():
    """Of the history of the names, in their order."""

    def read():
        with connection.cursor() as cursor:
            cursor.execute(f"select history_id from {HISTORY} order by 1")
            return [key for [key] in cursor.fetchall()]

    return read


def administrator(as_owner, *statements):
    """Somebody with every right in the database puts the guards out of the way first."""
    for table in (HISTORY, "base_seal", "base_statechange", "base_accessevent", "minors_historicalchild"):
        as_owner.execute(f"alter table {table} disable trigger user")
    for statement in statements:
        as_owner.execute(statement)


def found():
    return {(one.model, one.record, one.what) for one in sealing.findings()}


TAMPERING = {
    "a value in the middle": (f"update {HISTORY} set own = 'Abel' where history_id = {{1}}", HISTORY, "{1}", "row was changed"),
    "a value in the last row": (f"update {HISTORY} set own = 'Abel' where history_id = {{-1}}", HISTORY, "{-1}", "row was changed"),
    "who did it": (f"update {HISTORY} set history_user_id = (select max(id) from base_user) where history_id = {{0}}", HISTORY, "{0}", "row was changed"),
    "when it was": (f"update {HISTORY} set history_date = history_date - interval '1 day' where history_id = {{2}}", HISTORY, "{2}", "row was changed"),
    "why it was": (f"update {HISTORY} set history_change_reason = 'Nothing' where history_id = {{2}}", HISTORY, "{2}", "row was changed"),
    "the first row is deleted": (f"delete from {HISTORY} where history_id = {{0}}", HISTORY, "{0}", "row is gone"),
    "a row in the middle is deleted": (f"delete from {HISTORY} where history_id = {{1}}", HISTORY, "{1}", "row is gone"),
    "a row gets another number": (f"update {HISTORY} set history_id = 999 where history_id = {{1}}", HISTORY, "{1}", "row is gone"),
    "the values of two rows are exchanged": (
        f"update {HISTORY} a set own = b.own from {HISTORY} b where a.history_id in ({{0}}, {{1}}) and b.history_id in ({{0}}, {{1}})"
        " and a.history_id <> b.history_id",
        HISTORY, "{0}", "row was changed",
    ),
    "who moved it": ("update base_statechange set reason = 'Other' where id = (select min(id) from base_statechange)", "base_statechange", "", "row was changed"),
    "who looked": ("update base_accessevent set person_role = 'judge' where id = (select min(id) from base_accessevent)", "base_accessevent", "", "row was changed"),
    "that somebody looked": ("delete from base_accessevent where id = (select min(id) from base_accessevent)", "base_accessevent", "", "row is gone"),
    "a seal is taken away": (f"delete from base_seal where memory = '{HISTORY}' and number = 1", HISTORY, "seal 1", "seal is gone"),
    "a seal is written anew without the key": (
        f"update base_seal set digests = digests || '\\x00' where memory = '{HISTORY}' and number = 1", HISTORY, "seal 1",
        "seal was changed, or follows another one",
    ),
    "two seals are exchanged": (
        f"update base_seal set number = 3 - number + 10 where memory = '{HISTORY}'", HISTORY, "seal 11", "seal was changed, or follows another one",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", list(TAMPERING))
def test_what_the_administrator_of_the_database_touches_is_found_and_named(sealed, keys, as_owner, what):
    statement, table, record, words = TAMPERING[what]
    numbered = {str(at): key for at, key in ((at, keys()[at]) for at in (0, 1, 2, -1))}
    for at, key in numbered.items():
        statement, record = statement.replace(f"{{{at}}}", str(key)), record.replace(f"{{{at}}}", str(key))
    administrator(as_owner, statement)
    told = found()
    assert [one for one in told if one[0] == table and record in one[1] and one[2] == words], told
    with pytest.raises(CommandError, match="findings in the memories"):
        call_command("verify_history")


def test_there_are_twelve_ways_and_more():
    assert len(TAMPERING) >= 12


def test_the_application_s_own_role_is_refused_each_of_them(sealed, keys):
    """Before anybody is found: what the application connects as may not even try (security.md rule 15)."""
    there = keys()
    for statement, _table, _record, _words in TAMPERING.values():
        for at in (0, 1, 2, -1):
            statement = statement.replace(f"{{{at}}}", str(there[at]))
        with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
            cursor.execute(statement)
    assert sealing.findings() == []


def test_live_row_and_history_rewritten_together_are_found_by_the_seal(sealed, keys, as_owner):
    """What the comparison of live rows with their history cannot see: both say the same lie."""
    administrator(
        as_owner,
        "alter table minors_childname disable trigger user",
        f"update minors_childname set own = 'Abel' where id = (select id from {HISTORY} where history_id = {keys()[0]})",
        f"update {HISTORY} set own = 'Abel' where history_id = {keys()[0]}",
    )
    assert not [one for one in verifying.findings() if one.model == "minors.ChildName"]
    assert (HISTORY, str(keys()[0]), "row was changed") in found()


def test_a_row_written_again_with_a_digest_of_its_own_is_found(sealed, keys, as_owner):
    """Rewrite and recompute: without the key the administrator makes a digest, and no chain that holds."""
    administrator(
        as_owner,
        f"update {HISTORY} set own = 'Abel' where history_id = {keys()[0]}",
        "update base_seal s set digests = substr(sha256(convert_to(to_jsonb(h)::text, 'UTF8')), 1, 16) || substr(s.digests, 17)"
        f" from {HISTORY} h where h.history_id = {keys()[0]} and s.memory = '{HISTORY}' and s.number = 1",
    )
    told = found()
    assert (HISTORY, str(keys()[0]), "row was changed") in told
    assert (HISTORY, "seal 1", "seal was changed, or follows another one") in told


def test_a_row_that_is_slipped_in_between_is_found(sealed, keys, as_owner):
    before = keys()
    administrator(
        as_owner,
        f"update {HISTORY} set history_id = history_id + 1000 where history_id > {before[0]}",  # makes room
    )
    assert (HISTORY, str(before[1]), "row is gone") in found()


def test_a_row_with_a_number_that_was_free_is_found(sealed, keys, as_owner):
    first = keys()[0]
    columns = [name for name in sealing._columns(connection.cursor(), HISTORY) if name != "history_id"]
    listed, of_yesterday = ", ".join(columns), ", ".join(columns).replace("history_date", "history_date - interval '1 day'")
    administrator(
        as_owner,
        f"insert into {HISTORY} (history_id, {listed}) select -7, {of_yesterday} from {HISTORY} where history_id = {first}",
    )
    # Until the next seal it may be a row that was still on its way; sealed as if it were, it gives itself away by its date.
    with dates.at(dates.now() + timedelta(hours=3)):
        sealing.seal()
    assert (HISTORY, "-7", "row was slipped in: it claims to be older than the seals before its own") in found()


def test_what_is_taken_away_from_the_end_only_an_anchor_shows(sealed, keys, as_owner, tmp_path, capsys):
    call_command("anchor", output=tmp_path / "anchor.json")
    assert "rows in" in capsys.readouterr().out
    with connection.cursor() as cursor:
        cursor.execute("select max(number) from base_seal where memory = %s", [HISTORY])
        [last] = cursor.fetchone()
    administrator(
        as_owner,
        f"delete from {HISTORY} where history_id = any((select rows from base_seal where memory = '{HISTORY}' and number = {last})::bigint[])",
        f"delete from base_seal where memory = '{HISTORY}' and number = {last}",
    )
    assert sealing.findings() == []
    anchor = json.loads((tmp_path / "anchor.json").read_text())
    assert [(one.model, one.what) for one in sealing.findings(anchor)] == [(HISTORY, "seal is gone that the anchor knows")]
    with pytest.raises(CommandError):
        call_command("verify_history", anchor=tmp_path / "anchor.json")


def test_a_printed_anchor_says_where_each_chain_ends_and_agrees_with_the_file(sealed, client):
    deqa = makers.make_user("deqa", role="system_administrator", institution="MFF")
    client.force_login(deqa)
    address = reverse("casework:anchor")
    assert client.post(address, {"reason": " ", "pdf": "yes"}).status_code == 422
    paper = client.post(address, {"reason": "For the safe", "pdf": "yes"}).content
    pages = pypdfium2.PdfDocument(paper)
    text = "".join(page.get_textpage().get_text_range() for page in pages)
    kept = json.loads(client.post(address, {"reason": "For the safe", "json": "yes"}).content)
    assert len(pages) == 1
    _number, _rows, chain = kept["heads"][HISTORY]
    assert "minors_childname" in text
    assert chain[:16] in text
    assert sealing.findings(kept) == []
    assert AccessEvent.objects.filter(kind="printed", person=deqa, reason="For the safe").exists()
    assert "Yonas" not in text


def test_the_page_of_anchors_is_for_who_keeps_the_system_going(client, aicha):
    client.force_login(aicha)
    assert client.get(reverse("casework:anchor")).status_code == 403


def test_everything_emptied_is_shown_by_the_anchor(sealed, as_owner):
    anchor = sealing.anchor()
    administrator(as_owner, "truncate base_seal")
    assert {one.what for one in sealing.findings(anchor)} == {"seal is gone that the anchor knows"}


def test_a_changed_anchor_and_a_stranger_s_are_told_apart(sealed, settings):
    anchor = sealing.anchor()
    assert sealing.findings(anchor) == []
    anchor["heads"][HISTORY][1] += 1
    assert [one.model for one in sealing.findings(anchor)] == ["anchor"]
    settings.SEAL_KEY = b"another key of another installation, long enough"
    assert sealing.findings()


def test_the_application_itself_can_change_no_seal(sealed):
    for statement in ("update base_seal set number = 9", "delete from base_seal", "truncate base_seal"):
        with connection.cursor() as cursor, pytest.raises(Exception, match=r"permission denied|append-only"):
            cursor.execute(statement)


def test_a_row_that_was_on_its_way_while_others_were_sealed_gets_its_seal_later(aicha, as_owner):
    makers.make_case(aicha, own="Yonas")
    address = as_owner.info.get_parameters()
    slow = psycopg.connect(**{**address, "dbname": as_owner.info.dbname}, autocommit=False)
    with slow:
        slow.execute(
            "insert into base_accessevent (kind, person_id, person_role, field_class, subject, subject_id, reason, detail, at)"
            " values ('opened', %s, 'caseworker', '', '', '', '', '{}', now())",
            [aicha.pk],
        )
        AccessEvent.objects.create(kind="opened", person=aicha, person_role="caseworker", at=sealing.dates.now())
        sealing.seal()
        slow.commit()
        assert sealing.waiting() == 1
        assert sealing.findings() == []
        assert sealing.seal() == 1
    slow.close()
    assert sealing.findings() == []
    assert sorted(key for one in Seal.objects.filter(memory="base_accessevent") for key in one.rows) == sorted(
        AccessEvent.objects.values_list("pk", flat=True)
    )


def test_a_column_that_comes_later_breaks_no_seal(sealed, as_owner):
    as_owner.execute(f"alter table {HISTORY} add column later text")
    assert sealing.findings() == []


def test_every_memory_is_sealed(sealed):
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_trigger t join pg_class c on c.oid = t.tgrelid where tgname = 'append_only' and relname <> 'base_seal'"
        )
        guarded = {table for [table] in cursor.fetchall()}
    assert set(sealing.memories()) == guarded
    assert Child.history.count() == 4
