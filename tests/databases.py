"""The databases of a test run.

The owner makes and migrates one database, once. Every further one is a copy of it, and the tests work in a copy with the
application's rights. Nothing is ever emptied: the database would refuse it for history, and the starting data would be lost.
"""

import contextlib
import time
from collections.abc import Callable
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from base import embedded_db


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
        """Drop everything this run made."""
        connections.close_all()
        with self.as_owner("postgres") as server:
            for name in (self.work, *self.templates.values()):
                _drop(server, name)

    def _make(self, kind: str) -> None:
        if kind in self.made:
            return
        if kind == "plain":
            self._replace(self.templates["plain"])
            with self.as_owner(self.templates["plain"]) as empty:
                empty.execute(embedded_db.script("rights.sql"))
            self._fill("plain", _migrate)
        else:
            self._make("plain")
            self._replace(self.templates["seeded"], like=self.templates["plain"])
            self._fill("seeded", _seed)
        self.made.add(kind)

    def _fill(self, kind: str, fill: Callable[[], None]) -> None:
        self._point_to(self.templates[kind])
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
