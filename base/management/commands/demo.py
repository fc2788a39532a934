"""`python manage.py demo`: the whole product on this machine, with invented children. Ctrl-C stops all of it."""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from base import embedded_db, environment

_HOST = "127.0.0.1"
_DATA = settings.VAR_DIR / "pgdata"
_PATIENCE = 60  # seconds until the first page must have come


class Command(BaseCommand):
    """Start the database, bring it up to date, fill it if it is empty, serve, and stop everything in the end."""

    help = "Runs the whole product on this machine with invented children. Stop it with Ctrl-C."
    requires_system_checks: list[str] = []  # the commands it starts check

    def add_arguments(self, parser: CommandParser) -> None:
        """How many children, which ones, and whether to stop at once."""
        parser.add_argument("--check", action="store_true", help="start, ask for a page, stop")
        parser.add_argument("--children", type=int, default=100, help="invented children for an empty database (100)")
        parser.add_argument("--seed", type=int, default=1, help="which invented children: the same number, the same children (1)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Until Ctrl-C or SIGTERM; exits with 1 when a part of it stops by itself."""
        if not settings.DEMO:
            raise CommandError("DEMO is false: the demo is never run on an installation with real people.")
        try:
            wanted = environment.number("PORT", default=8000, least=1, most=65535)
        except ImproperlyConfigured as wrong:
            raise CommandError(str(wrong)) from None
        for ending in (signal.SIGINT, signal.SIGTERM):  # a shell has background jobs ignore the first
            signal.signal(ending, _interrupt)
        try:
            with embedded_db.server(_DATA) as (app, owner):
                ours = {**os.environ, "DEMO": "true", "VAR_DIR": str(settings.VAR_DIR), "DATABASE_URL": app}
                ours.pop("DATABASE_OWNER_URL", None)
                ours.pop("EMAIL_URL", None)  # nobody real is written to
                self._prepare(ours, owner, options)
                self._serve(ours, wanted, check=options["check"])
        except KeyboardInterrupt:
            self.stdout.write("\nStopped.")

    def _prepare(self, ours: dict[str, str], owner: str, options: dict[str, Any]) -> None:
        as_owner = {**ours, "DATABASE_OWNER_URL": owner}
        self.stdout.write("Preparing the database and the pages…")
        _manage(as_owner, "migrate", "--database", "owner", "--no-input", "-v0")
        _manage(as_owner, "createcachetable", "--database", "owner", "-v0")
        _manage(ours, "collectstatic", "--no-input", "-v0")
        _manage(ours, "seed", "--if-empty", "--children", str(options["children"]), "--seed", str(options["seed"]))

    def _serve(self, ours: dict[str, str], wanted: int, *, check: bool) -> None:
        port = _free_port(wanted)
        if port != wanted:
            self.stdout.write(f"Port {wanted} is taken, {port} is free.")
        address = f"http://localhost:{port}/"
        ours = {**ours, "SITE_ADDRESS": address}
        with _running(_web_server(port), ours) as web, _running(_WORKER, ours) as worker:
            _wait(web, port)
            _wait_for_worker(worker, ours["DATABASE_URL"])
            self._welcome(ours, address)
            while not check and web.poll() is None and worker.poll() is None and embedded_db.runs(_DATA):
                time.sleep(0.5)
            if not check:
                stopped = "web server" if web.poll() is not None else "database"
                stopped = "background worker" if worker.poll() is not None and embedded_db.runs(_DATA) else stopped
                raise CommandError(f"The {stopped} stopped by itself. Start the demo again: nothing that was saved is lost.")

    def _welcome(self, ours: dict[str, str], address: str) -> None:
        told = subprocess.run([*_PYTHON, "seed", "--accounts"], env=ours, cwd=settings.BASE_DIR, capture_output=True, text=True)
        self.stdout.write(self.style.SUCCESS(f"\nReady: {address}\n"))
        if told.returncode == 0:
            people = json.loads(told.stdout)
            columns = ("role", "username", "password", "who")
            widths = [max(len(str(person[column])) for person in people) for column in columns[:3]]
            for person in people:
                first = "  ".join(str(person[column]).ljust(width) for column, width in zip(columns, widths, strict=False))
                self.stdout.write(f"  {first}  {person['who']}")
        self.stdout.write(f"\nMail is not sent but written to {settings.MAIL_DIR}. The reminders of today: `manage.py remind`.")
        self.stdout.write("Every child and every person is invented. Ctrl-C stops.")
        self.stdout.flush()


_PYTHON = [sys.executable, str(settings.BASE_DIR / "manage.py")]


def _manage(env: dict[str, str], *command: str) -> None:
    done = subprocess.run([*_PYTHON, *command], env=env, cwd=settings.BASE_DIR, preexec_fn=_end_with_parent())
    if done.returncode:
        raise CommandError(f"`manage.py {command[0]}` failed; what it said stands above.")


_WORKER = [*_PYTHON, "procrastinate", "worker"]


def _web_server(port: int) -> list[str]:
    granian = [str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--host", _HOST, "--port", str(port)]
    return [*granian, "--workers", "2", "--blocking-threads", "4", "--log-level", "warning", "base.wsgi:application"]


@contextmanager
def _running(command: list[str], env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """The program at work, stopped in order in the end: it may finish what it is doing."""
    program = subprocess.Popen(
        command,
        env=env,
        cwd=settings.BASE_DIR,
        preexec_fn=_end_with_parent(),
        start_new_session=True,  # Ctrl-C reaches the demo alone, which then stops the programs in order
    )
    try:
        yield program
    finally:
        program.terminate()
        try:
            program.wait(10)
        except subprocess.TimeoutExpired:
            pass
        with suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)  # its own children, should one be left
        program.wait()


def _wait_for_worker(worker: subprocess.Popen[bytes], database: str) -> None:
    """Until the background worker has told the database that it lives; a killed one of earlier has not since."""
    until = time.monotonic() + _PATIENCE
    with psycopg.connect(database, autocommit=True) as connection:
        while time.monotonic() < until and worker.poll() is None:
            alive = "select 1 from procrastinate_workers where last_heartbeat > now() - interval '15 seconds'"
            if connection.execute(alive).fetchone():
                return
            time.sleep(0.2)
    raise CommandError("The background worker did not start.")


def _wait(web: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and web.poll() is None:
        try:
            with urllib.request.urlopen(f"http://{_HOST}:{port}/health/", timeout=5):
                return
        except urllib.error.HTTPError as answer:
            raise CommandError(f"The web server answers, but not well: {answer.code}.") from answer
        except OSError:
            time.sleep(0.1)
    raise CommandError("The web server did not start.")


def _free_port(port: int) -> int:
    """The first free one from `port` on."""
    while True:
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind((_HOST, port))
            except OSError:
                port += 1
            else:
                return port


def _end_with_parent() -> Any:
    """For a child process: end when this one does, even by kill -9. Elsewhere than on Linux there is no such thing."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)  # before the fork
    return lambda: libc.prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
