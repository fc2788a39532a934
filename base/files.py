"""Files of people at rest: encrypted with age, under random names, each bound to the record it belongs to (security.md 17, 18).

`FILES_DIR/ab/<name>.<key version>.age` is plain age, so any age tool with the key opens a backup. Inside lies one line of JSON that
says what the file belongs to, then the file. Keys come from the environment alone: neither database nor backup holds one.
"""

import hashlib
import json
import logging
import os
import re
import secrets
import time
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyrage
from django.conf import settings

log = logging.getLogger("himaya.files")
_MARK = b"himaya-file-1 "
_NAME = re.compile(r"^([0-9a-f]{32}(?:-\d{1,9})?)\.(\d{1,6})\.age$")


class Damaged(Exception):
    """The file is missing, was changed, belongs to something else, or no key opens it. `args[0]` says which, for the log."""


def put(content: bytes, *, name: str = "", **about: object) -> str:
    """Keep a file and give back its name. It is whole on the disk before this returns; `about` is what `get` must say again."""
    name = name or secrets.token_hex(16)
    version = max(settings.FILE_KEYS)
    head = _MARK + json.dumps(_said(about), sort_keys=True).encode() + b"\n"
    _write(_path(name, version), pyrage.encrypt(head + content, [_key(version).to_public()]))
    return name


def get(name: str, **about: object) -> bytes:
    """The file again. Raises `Damaged` when it is not the one that was kept under this name for the same record."""
    path = next((path for version in sorted(settings.FILE_KEYS, reverse=True) if (path := _path(name, version)).exists()), None)
    if path is None:
        raise Damaged("missing")
    head, _line, content = _opened(path).partition(b"\n")
    if not head.startswith(_MARK):
        raise Damaged("unknown_form")
    if json.loads(head[len(_MARK) :]) != _said(about):
        raise Damaged("belongs_elsewhere")
    return content


def digest(content: bytes) -> str:
    """SHA-256 in hex: what a record keeps beside the name, so that another file in its place is noticed."""
    return hashlib.sha256(content).hexdigest()


def get_whole(name: str, kept: str, /, **about: object) -> bytes:
    """The file again, whose digest was `kept`. Raises `Damaged` when it is not that one."""
    content = get(name, **about)
    if digest(content) != kept:
        raise Damaged("changed")
    return content


def is_whole(name: str, kept: str, /, **about: object) -> bool:
    """Whether the file is there and the one that was kept."""
    try:
        get_whole(name, kept, **about)
    except Damaged:
        return False
    return True


def remove(name: str) -> None:
    """Take a file away, under whatever key it lies."""
    for path in (settings.FILES_DIR / name[:2]).glob(f"{name}.*.age"):
        path.unlink(missing_ok=True)


def names() -> Iterator[str]:
    """The names of everything that is kept, parts of uploads ("…-offset") too."""
    seen = ""
    for path in sorted(_all()):
        name = path.name.partition(".")[0]
        if name != seen:
            yield name
        seen = name


def age(name: str) -> timedelta:
    """How long ago a file was written last; nothing for one that is gone."""
    written = [path.stat().st_mtime for path in (settings.FILES_DIR / name[:2]).glob(f"{name}.*.age")]
    return timedelta(seconds=time.time() - max(written)) if written else timedelta()


def names_of(upload: str) -> list[str]:
    """The names of the parts of one upload."""
    return sorted({path.name.partition(".")[0] for path in (settings.FILES_DIR / upload[:2]).glob(f"{upload}-*.age")})


def rotate() -> Iterator[tuple[str, str]]:
    """Encrypt everything with the newest key; (name, "done" or what is wrong) for each file that was not. May be broken off and begun again."""
    newest = max(settings.FILE_KEYS)
    for path in sorted(_all()):
        name, version = _parts(path)
        if version == newest:
            continue
        try:
            target = _path(name, newest)
            if not target.exists():
                _write(target, pyrage.encrypt(_opened(path), [_key(newest).to_public()]))
            path.unlink(missing_ok=True)
        except Damaged as wrong:
            yield name, wrong.args[0]
        else:
            yield name, "done"


def _said(about: dict) -> dict:
    return {name: str(value) for name, value in about.items()}


def _key(version: int) -> pyrage.x25519.Identity:
    return pyrage.x25519.Identity.from_str(settings.FILE_KEYS[version])


def _path(name: str, version: int) -> Path:
    return settings.FILES_DIR / name[:2] / f"{name}.{version}.age"


def _parts(path: Path) -> tuple[str, int]:
    name, version, _suffix = path.name.split(".")
    return name, int(version)


def _all() -> Iterator[Path]:
    return (path for path in settings.FILES_DIR.glob("??/*.age") if _NAME.match(path.name))


def _opened(path: Path) -> bytes:
    version = _parts(path)[1]
    if version not in settings.FILE_KEYS:
        raise Damaged("no_key")
    try:
        return pyrage.decrypt(path.read_bytes(), [_key(version)])
    except FileNotFoundError as gone:
        raise Damaged("missing") from gone
    except pyrage.DecryptError as wrong:
        raise Damaged("changed") from wrong


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, also when the power fails: a file beside it, forced to the disk, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        made.replace(path)
    except BaseException:
        made.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def half_written() -> Iterator[Path]:
    """What a crash left beside the files."""
    yield from settings.FILES_DIR.glob("??/.*.age.*")
