"""The ground the other tests stand on: the database they get, what the environment may say, the checks of translations."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from django.db import DatabaseError, connection, transaction

from scripts import messages, tidy
from tests.databases import digest, sources

ROOT = Path(__file__).resolve().parent.parent
KEY = "k" * 50


def ask(question):
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_tests_have_the_rights_of_the_application_and_no_more():
    assert ask("select current_user") == "himaya_app"
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        ask("create table mine (id int)")
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        ask("truncate django_session")


_LEAVE = "insert into django_session values ('left behind', '', now()) returning session_key"
_LEFT = "select count(*) from django_session where session_key = 'left behind'"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_what_one_test_commits_the_next_does_not_find(turn, as_owner):
    assert ask(_LEFT) == 0
    ask(_LEAVE)
    assert as_owner.execute(_LEFT).fetchone()[0] == 1


@pytest.mark.django_db
def test_what_a_test_commits_an_ordinary_test_does_not_find_either():
    assert ask(_LEFT) == 0


@pytest.mark.django_db(transaction=True)
def test_starting_data_is_there_after_a_test_that_committed():
    assert ask("select count(*) from django_migrations") > 0


def test_the_owner_is_another_role_than_the_application(databases, db):
    with databases.as_owner() as owner:
        assert owner.execute("select current_user").fetchone() == ("himaya",)


def test_everything_of_ours_that_a_migration_imports_is_part_of_what_the_kept_database_is_made_of():
    """Else a change of it would leave the tests on a database of yesterday."""
    covered = {path.relative_to(ROOT).as_posix() for path in sources()}
    ours = "base|minors|referrals|casework|plan"
    missing = {}
    for path in ROOT.glob("*/migrations/*.py"):
        for module in re.findall(rf"^(?:import|from) ((?:{ours})(?:\.\w+)*)", path.read_text("utf8"), re.MULTILINE):
            file = module.replace(".", "/") + ".py"
            if (ROOT / file).exists() and file not in covered:
                missing[path.name] = file
        assert path.relative_to(ROOT).as_posix() in covered
    assert missing == {}
    assert {"base/guard.py", "base/data/roles.json", "plan/data/plan.json", "minors/models/child.py"} <= covered


def test_another_model_makes_another_database(tmp_path, monkeypatch):
    before = digest()
    monkeypatch.setattr("tests.databases.sources", lambda: iter([*sources(), ROOT / "manage.py"]))
    assert digest() != before


def start(**variables):
    """What the check command says with this environment and no other variable of ours."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "VAR_DIR") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", "help"],
        cwd=ROOT,
        env={**inherited, **variables},
        capture_output=True,
        text=True,
        timeout=60,
    )


FILE_KEY = "AGE-SECRET-KEY-1EA80QH8U2HKYQXRUGXRDV4AALAAL6MYVEZU5S5W0HCK4SCHXZLTSV8QYU2"
GOOD = {
    "DATABASE_URL": "postgresql://a@b/c",
    "SECRET_KEY": KEY,
    "ALLOWED_HOSTS": "himaya.example",
    "FILE_KEYS": f"1:{FILE_KEY}",
    "SEAL_KEY": KEY,
    "SITE_ADDRESS": "https://himaya.example/",
    "EMAIL_URL": "smtp+tls://himaya:hunter2@mail.example:587",
    "EMAIL_FROM": "himaya@himaya.example",
}


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"DEBUG": "maybe"}, "DEBUG"),
        ({"DEMO": "2"}, "DEMO"),
        ({"SECOND_FACTOR_REQUIRED": "never"}, "SECOND_FACTOR_REQUIRED"),
        ({"DATABASE_URL": "mysql://a@b/c"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://a@b:port/c"}, "DATABASE_URL"),
        ({"DATABASE_URL": "", "DEMO": "false"}, "DATABASE_URL"),
        ({"DATABASE_OWNER_URL": "sqlite:///x"}, "DATABASE_OWNER_URL"),
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "too short"}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"PROXIES": "many"}, "PROXIES"),
        ({"FILE_KEYS": ""}, "FILE_KEYS"),
        ({"FILE_KEYS": "1:secret"}, "FILE_KEYS"),
        ({"FILE_KEYS": FILE_KEY}, "FILE_KEYS"),
        ({"FILE_KEYS": f"1:{FILE_KEY},1:{FILE_KEY}"}, "FILE_KEYS"),
        ({"SEAL_KEY": ""}, "SEAL_KEY"),
        ({"SEAL_KEY": "too short"}, "SEAL_KEY"),
        ({"BACKUP_KEYS": FILE_KEY}, "BACKUP_KEYS"),
        ({"FILES_DIR": __file__}, "FILES_DIR"),
        ({"VAR_DIR": __file__}, "VAR_DIR"),
        ({"SITE_ADDRESS": ""}, "SITE_ADDRESS"),
        ({"SITE_ADDRESS": "http://himaya.example/"}, "SITE_ADDRESS"),
        ({"SITE_ADDRESS": "https://himaya.example/cases/"}, "SITE_ADDRESS"),
        ({"EMAIL_URL": ""}, "EMAIL_URL"),
        ({"EMAIL_URL": "mail.example"}, "EMAIL_URL"),
        ({"EMAIL_URL": "smtp://mail.example:port"}, "EMAIL_URL"),
        ({"EMAIL_FROM": ""}, "EMAIL_FROM"),
        ({"EMAIL_FROM": "Himaya <himaya@himaya.example>"}, "EMAIL_FROM"),
    ],
)
def test_a_wrong_environment_stops_the_start_with_one_sentence(wrong, named):
    said = start(**{**GOOD, **wrong})
    assert said.returncode != 0
    assert len(said.stderr.strip().splitlines()) == 1
    assert said.stderr.startswith(f"Himaya cannot start: {named} ")


def test_the_address_of_the_database_is_never_repeated():
    assert "hunter2" not in start(**{**GOOD, "DATABASE_URL": "postgresql://a:hunter2@b:port/c"}).stderr


def test_the_address_of_the_mail_server_is_never_repeated():
    assert "hunter2" not in start(**{**GOOD, "EMAIL_URL": "smtp://himaya:hunter2@mail.example:port"}).stderr


def test_the_demo_refuses_a_wrong_port_before_it_prepares_anything(tmp_path):
    environment = {**os.environ, "PORT": "abc", "VAR_DIR": str(tmp_path / "var"), "DEMO": "true"}
    command = [sys.executable, "manage.py", "demo", "--check"]
    said = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert said.returncode == 1
    assert said.stderr.strip() == "CommandError: PORT is 'abc', and must be a whole number from 1 to 65535."
    assert not (tmp_path / "var" / "pgdata").exists()


def test_a_right_environment_starts():
    said = start(**GOOD)
    assert said.returncode == 0, said.stderr


@pytest.mark.parametrize(
    ("string", "flags", "expected"),
    [
        ("%(name)s est ici", [], ""),
        ("", [], "is not translated"),
        ("Il est ici", [], "has other placeholders than its translation"),
        ("%(nom)s est ici", [], "has other placeholders than its translation"),
        ("%(name)s est ici", ["fuzzy"], "is marked fuzzy"),
    ],
)
def test_a_faulty_translation_is_found(string, flags, expected):
    assert messages.fault(Message("%(name)s is here", string, flags=flags), 2) == expected


def test_a_french_question_mark_never_begins_a_line():
    said = messages.spaced(("Où ? « Abri » : « %(place)s » ; oui !", "http://x à 10:30 :-)", None))
    assert said == (
        "Où\u00a0? «\u00a0Abri\u00a0»\u00a0: «\u00a0%(place)s\u00a0»\u00a0; oui\u00a0!",
        "http://x à 10:30\u00a0:-)",
        None,
    )


def test_few_children_need_no_number_but_many_do():
    ids = ("%(n)d child", "%(n)d children")
    assert messages.fault(Message(ids, ("un enfant", "%(n)d enfants")), 2) == ""
    assert messages.fault(Message(ids, ("%(n)d enfant", "des enfants")), 2) == "has other placeholders than its translation"
    assert messages.fault(Message(ids, ("%(m)d enfant", "%(n)d enfants")), 2) == "has a translation with an unknown placeholder"


def test_a_file_that_is_too_long_or_names_a_registry_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(tidy, "ROOT", tmp_path)
    (tmp_path / "long.py").write_text("x = 1\n" * 401)
    (tmp_path / "host.txt").write_text("see pypi" + ".org\n")
    assert tidy.faults("long.py") == ["long.py: 401 lines, 400 at most: split it by subject"]
    assert tidy.faults("host.txt") == ["host.txt:1: names a package registry"]
