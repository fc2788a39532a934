"""What is lost with the server comes back from one file, whole or not at all, and nobody reads that file on the way (security.md T10, T11, rule 25)."""

import io
import json
import random
import tarfile

import pyrage
import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from django.urls import reverse

from base import backing_up, embedded_db, files
from base.verifying import findings
from minors.models import Child, Withheld

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
SECRET = "My uncle in Obock must not know"
WORD = "lagune-corail-baobab"


@pytest.fixture
def key(settings, tmp_path):
    """The private key, which is not on the server; its public half is."""
    identity = pyrage.x25519.Identity.generate()
    settings.BACKUP_KEYS = [str(identity.to_public())]
    settings.FILES_DIR = tmp_path / "files"
    return str(identity)


@pytest.fixture
def backup(key, tmp_path, case, aicha):
    aicha.set_password(WORD)
    aicha.save()
    name = files.put(b"The card of Yonas", document=1)
    with transaction.atomic():
        Withheld(child=case.child, what=SECRET, from_whom=["relatives"], why="fear_of_harm").save(by=aicha, reason="Asked for it")
    backing_up.make(tmp_path / "night.age", [str(pyrage.x25519.Identity.from_str(key).to_public())])
    return tmp_path / "night.age", name


@pytest.fixture
def clean_machine(databases, settings, tmp_path):
    """Another server: an empty database, an empty folder."""
    name = f"{databases.work}_restored"
    with databases.as_owner("postgres") as server:
        server.execute(f'drop database if exists "{name}" with (force)')
        embedded_db.create_database(server, name)
    with databases.as_owner(name) as empty:
        empty.execute(embedded_db.script("rights.sql"))

    def moved_to():
        connections.close_all()
        for alias in ("default", "owner"):
            connections.settings[alias]["NAME"] = name
            connections[alias].settings_dict["NAME"] = name
        settings.FILES_DIR = tmp_path / "new"

    yield moved_to
    connections.close_all()
    for alias in ("default", "owner"):
        connections.settings[alias]["NAME"] = databases.work
        connections[alias].settings_dict["NAME"] = databases.work
    with databases.as_owner("postgres") as server:
        server.execute(f'drop database if exists "{name}" with (force)')


def test_a_lost_server_comes_back_with_its_children_files_history_and_sign_ins(backup, key, clean_machine, case):
    file, kept = backup
    code, history = case.child.code, Child.history.count()
    clean_machine()
    manifest = backing_up.restore(file, key)
    assert Child.objects.get().code == code
    assert Child.history.count() == history == manifest.rows["minors_historicalchild"]
    assert list(findings()) == []
    assert files.get(kept, document=1) == b"The card of Yonas"
    assert authenticate(None, username="aicha", password=WORD)


def test_after_the_restore_one_signs_in_opens_the_file_and_reads_what_is_secret(backup, key, clean_machine, client, case):
    clean_machine()
    backing_up.restore(backup[0], key)
    assert client.post(reverse("account_login"), {"login": "aicha", "password": WORD}).status_code == 302
    assert case.child.code in client.get(reverse("casework:case", args=[case.child_id])).content.decode()
    assert SECRET in client.get(reverse("minors:withheld", args=[case.child_id])).content.decode()


def test_a_backup_holds_what_is_secret_as_ciphertext_even_for_whoever_opens_it(backup, key):
    assert SECRET.encode() not in pyrage.decrypt(backup[0].read_bytes(), [pyrage.x25519.Identity.from_str(key)])


def test_what_the_database_refused_it_refuses_after_the_restore_too(backup, key, clean_machine):
    clean_machine()
    backing_up.restore(backup[0], key)
    with connections["default"].cursor() as cursor, pytest.raises(Exception, match=r"permission denied|append-only"):
        cursor.execute("update minors_historicalchild set code = 'X'")


def test_nobody_reads_a_backup_without_the_private_key(backup, case):
    content = backup[0].read_bytes()
    assert content.startswith(b"age-encryption.org/v1")
    assert case.child.code.encode() not in content
    assert backup[0].stat().st_mode & 0o077 == 0
    with (
        pytest.raises(backing_up.Refused, match="for another key"),
        backing_up.opened(backup[0], str(pyrage.x25519.Identity.generate())),
    ):
        pass


def test_fifty_damaged_copies_are_all_found(backup, key, tmp_path):
    whole, dice = backup[0].read_bytes(), random.Random(50)
    for number in range(50):
        damaged = bytearray(whole)
        match number % 4:
            case 0:
                damaged[dice.randrange(len(whole))] ^= 1 << dice.randrange(8)
            case 1:
                del damaged[dice.randrange(len(whole)) :]
            case 2:
                at = dice.randrange(len(whole) - 64)
                del damaged[at : at + dice.randrange(1, 64)]
            case 3:
                at = dice.randrange(len(whole))
                damaged[at:at] = dice.randbytes(dice.randrange(1, 64))
        copy = tmp_path / "copy.age"
        copy.write_bytes(damaged)
        with pytest.raises(backing_up.Refused), backing_up.opened(copy, key):
            pass


@pytest.mark.parametrize("wrong", ["changed", "missing", "added"])
def test_a_part_that_was_exchanged_before_it_was_encrypted_is_found(backup, key, tmp_path, wrong):
    open_file = io.BytesIO(pyrage.decrypt(backup[0].read_bytes(), [pyrage.x25519.Identity.from_str(key)]))
    forged = io.BytesIO()
    with tarfile.open(fileobj=open_file) as before, tarfile.open(fileobj=forged, mode="w") as after:
        for entry in before.getmembers():
            content = before.extractfile(entry).read()
            if entry.name.startswith("files/") and wrong != "added":
                if wrong == "missing":
                    continue
                content = b"x" * len(content)
            after.addfile(entry, io.BytesIO(content))
        if wrong == "added":
            after.addfile(tarfile.TarInfo("files/ff/more.1.age"), io.BytesIO(b""))
    backup[0].write_bytes(pyrage.encrypt(forged.getvalue(), [pyrage.x25519.Identity.from_str(key).to_public()]))
    with pytest.raises(backing_up.Refused, match="damaged"), backing_up.opened(backup[0], key):
        pass


def test_a_backup_is_restored_only_where_nothing_is(backup, key):
    with pytest.raises(backing_up.Refused, match="not empty"):
        backing_up.restore(backup[0], key)


def test_a_backup_is_restored_into_no_folder_with_files(backup, key, clean_machine, settings):
    clean_machine()
    files.put(b"Somebody else's", document=2)
    with pytest.raises(backing_up.Refused, match="folder of files is not empty"):
        backing_up.restore(backup[0], key)


def test_without_a_public_key_there_is_no_backup_and_none_is_overwritten(settings, tmp_path, backup):
    with pytest.raises(CommandError, match=r"exists already"):
        call_command("backup", output=backup[0])
    settings.BACKUP_KEYS = []
    with pytest.raises(CommandError, match="BACKUP_KEYS is not set"):
        call_command("backup", output=tmp_path / "other.age")
    assert not (tmp_path / "other.age").exists()


def test_the_commands_make_look_at_and_restore_a_backup(key, tmp_path, case, clean_machine, capsys):
    private = tmp_path / "key"
    private.write_text(key)
    call_command("backup", output=tmp_path / "b.age")
    call_command("restore", tmp_path / "b.age", key=private, check=True)
    clean_machine()
    call_command("restore", tmp_path / "b.age", key=private)
    said = capsys.readouterr().out
    assert "Whole: 1 parts" in said
    assert "records equal their last history row" in said
    assert not list((tmp_path).glob("*.unfinished"))


def test_something_else_is_no_backup(key, tmp_path):
    other = tmp_path / "other.age"
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        entry = tarfile.TarInfo("manifest.json")
        content = json.dumps({"form": 1}).encode()
        entry.size = len(content)
        tar.addfile(entry, io.BytesIO(content))
    other.write_bytes(pyrage.encrypt(archive.getvalue(), [pyrage.x25519.Identity.from_str(key).to_public()]))
    with pytest.raises(backing_up.Refused, match="no backup of Himaya"), backing_up.opened(other, key):
        pass
