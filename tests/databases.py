"""The databases of a test run.

The owner makes and migrates one database, once. Every further one is a copy of it, and the tests work in a copy with the
application's rights. Nothing is ever emptied: the database would refuse it for history, and the starting data would be lost.

On the embedded server the migrated database stays for the next run and for processes that test at the same time, as long as nothing
that it was made of has changed.
"""

import contextlib
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from base import embedded_db, environment

ROOT = Path(__file__).resolve().parent.parent  # not from the settings: scripts/plant_defects.py asks for the digest without any
# What the migrated database is made of. A test compares it with what the migrations import.
MADE_OF = [
    "*/migrations/*.py",
    "*/models.py",
    "*/models/*.py",
    "*/data/*",
    "base/*.py",
    "minors/codes.py",
    "requirements/run.txt",
    "tests/databases.py",
]
KEPT = "kept_himaya_"
_MAKING = 7_002  # the lock that lets one process at a time make a kept database


def sources() -> Iterator[Path]:
    """The files that the migrated database depends on, in one order."""
    yield from sorted({path for pattern in MADE_OF for path in ROOT.glob(pattern) if path.is_file()})


def digest() -> str:
    """Twelve letters that are others as soon as one of these files is. TESTED_LIKE: those of the tree that this one is a copy of."""
    if os.environ.get("TESTED_LIKE"):
        return os.environ["TESTED_LIKE"]  # scripts/plant_defects.py: a defect is no reason to migrate again
    told = hashlib.sha256()
    for path in sources():
        told.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return told.hexdigest()[:12]


class Databases:
    """`plain` (migrated) and `seeded` (with invented children) are templates; `work` is the copy the tests use.

    `changed` says that a test has committed something to the copy, so that the next one gets a fresh one.
    """

    def __init__(self, suffix: str = "") -> None:
        """`suffix` tells parallel runs apart."""
        self.work = f"test_himaya{suffix}"
        self.templates = {"plain": f"{self.work}_plain", "seeded": f"{self.work}_seeded"}
        self.made: set[str] = set()
        self.now = ""
        self.changed = False
        owner = connections.settings["owner"]
        self.address: dict[str, Any] = {
            "host": owner["HOST"] or None,
            "port": owner["PORT"] or None,
            "user": owner["USER"],
            "password": owner["PASSWORD"] or None,
            **owner["OPTIONS"],
        }
        # Nothing stays behind on a server that is not ours alone.
        ours = embedded_db.in_memory(environment.data_folder() / "pgtest")
        if str(owner["HOST"] or owner["OPTIONS"].get("host", "")).startswith(str(ours)):
            self.templates["plain"] = f"{KEPT}{digest()}"
        if settings.DATABASES["default"]["USER"] == owner["USER"]:
            raise RuntimeError("DATABASE_URL and DATABASE_OWNER_URL name the same role: the tests would have the owner's rights.")

    def as_owner(self, name: str | None = None) -> psycopg.Connection[Any]:
        """A connection of the owner's to the copy in use (or to the named database), each statement its own transaction."""
        return psycopg.connect(dbname=name or self.work, autocommit=True, **self.address)

    def ready(self, kind: str = "plain") -> None:
        """The copy in use is an untouched one of the `plain` or the `seeded` template afterwards."""
        self._make(kind)
        if self.changed or self.now != kind:
            self._replace(self.work, like=self.templates[kind])
            self._point_to(self.work)
            self.now, self.changed = kind, False

    def remove(self) -> None:
        """Drop everything this run made, save what is kept for the next."""
        connections.close_all()
        with self.as_owner("postgres") as server:
            for name in (self.work, *self.templates.values()):
                if not name.startswith(KEPT):
                    _drop(server, name)

    def _make(self, kind: str) -> None:
        if kind in self.made:
            return
        if kind == "plain":
            self._make_plain()
        else:
            self._make("plain")
            self._replace(self.templates["seeded"], like=self.templates["plain"])
            self._fill(self.templates["seeded"], _seed)
        self.made.add(kind)

    def _make_plain(self) -> None:
        """The migrated database. It gets its name when it is ready, so that one which was interrupted is never taken for it."""
        name, unfinished = self.templates["plain"], f"{self.work}_unfinished"
        with self.as_owner("postgres") as server:
            server.execute("select pg_advisory_lock(%s)", [_MAKING])
            there = {row[0] for row in server.execute("select datname from pg_database").fetchall()}
            if name in there and name.startswith(KEPT):
                return
            self._replace(unfinished)
            with self.as_owner(unfinished) as empty:
                empty.execute(embedded_db.script("rights.sql"))
            self._fill(unfinished, _migrate)
            for old in there:
                if old == name or (name.startswith(KEPT) and old.startswith(KEPT)):
                    _drop(server, old)
            rename = sql.SQL("alter database {} rename to {}")
            server.execute(rename.format(sql.Identifier(unfinished), sql.Identifier(name)))

    def _fill(self, name: str, fill: Callable[[], None]) -> None:
        self._point_to(name)
        fill()
        connections.close_all()  # a template nobody is connected to
        self.now = ""

    def _replace(self, name: str, *, like: str | None = None) -> None:
        connections.close_all()
        with self.as_owner("postgres") as server:
            _drop(server, name)
            embedded_db.create_database(server, name, like=like)

    def _point_to(self, name: str) -> None:
        connections.close_all()
        for alias in ("default", "owner"):
            connections.settings[alias]["NAME"] = name


def _drop(server: psycopg.Connection[Any], name: str) -> None:
    """Drop a database, whoever is connected to it. The server's own autovacuum may be in it, and only a superuser could end that: it is waited for."""
    statement = sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
    for _attempt in range(40):
        with contextlib.suppress(psycopg.errors.InsufficientPrivilege):
            server.execute(statement)
            return
        time.sleep(0.5)
    server.execute(statement)


def _migrate() -> None:
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    call_command("createcachetable", database="owner", verbosity=0)


def _seed() -> None:
    call_command("seed", children=40, seed=7, verbosity=0)
