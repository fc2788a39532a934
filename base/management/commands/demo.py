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
        parser.add_argument("--children", type=int, default=300, help="invented children for an empty database (300)")
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
        with _web_server(ours, port) as web:
            _wait(web, port)
            self._welcome(ours, f"http://localhost:{port}/")
            while not check and web.poll() is None and embedded_db.runs(_DATA):
                time.sleep(0.5)
            if not check:
                stopped = "database" if web.poll() is None else "web server"
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
        self.stdout.write("\nEvery child and every person is invented. Ctrl-C stops.")
        self.stdout.flush()


_PYTHON = [sys.executable, str(settings.BASE_DIR / "manage.py")]


def _manage(env: dict[str, str], *command: str) -> None:
    done = subprocess.run([*_PYTHON, *command], env=env, cwd=settings.BASE_DIR, preexec_fn=_end_with_parent())
    if done.returncode:
        raise CommandError(f"`manage.py {command[0]}` failed; what it said stands above.")


@contextmanager
def _web_server(env: dict[str, str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    granian = [str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--host", _HOST, "--port", str(port)]
    sizes = ["--workers", "2", "--blocking-threads", "4", "--log-level", "warning"]
    web = subprocess.Popen(
        [*granian, *sizes, "base.wsgi:application"],
        env=env,
        cwd=settings.BASE_DIR,
        preexec_fn=_end_with_parent(),
        start_new_session=True,  # Ctrl-C reaches the demo alone, which then stops the server in order
    )
    try:
        yield web
    finally:
        web.terminate()
        try:
            web.wait(10)
        except subprocess.TimeoutExpired:
            pass
        with suppress(ProcessLookupError):
            os.killpg(web.pid, signal.SIGKILL)  # the server's own workers, should one be left
        web.wait()


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
