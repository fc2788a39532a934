"""Typed readings of the environment. A wrong value raises ImproperlyConfigured with one sentence naming the variable."""

import os
import re
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import environ
import pyrage
from django.core.exceptions import ImproperlyConfigured

_YES, _NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}
_SHORTEST_KEY = 50
_ROOT = Path(__file__).resolve().parent.parent


def is_set(name: str) -> bool:
    """True where the variable has a value."""
    return bool(os.environ.get(name))


def flag(name: str, *, default: bool) -> bool:
    """One of 1, true, yes, on / 0, false, no, off in any case; `default` where it is not set."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value not in _YES | _NO:
        raise ImproperlyConfigured(f"{name} is {value!r}, and must be true or false.")
    return value in _YES


def words(name: str, *, default: list[str] | None = None) -> list[str]:
    """Words separated by commas. Without a default at least one is required."""
    value = [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]
    if not value and default is None:
        raise ImproperlyConfigured(f"{name} is not set, and must list one or more values separated by commas.")
    return value or default or []


def number(name: str, *, default: int, least: int, most: int) -> int:
    """A whole number between `least` and `most`."""
    value = os.environ.get(name, "").strip() or str(default)
    if not value.isdecimal() or not least <= int(value) <= most:
        raise ImproperlyConfigured(f"{name} is {value!r}, and must be a whole number from {least} to {most}.")
    return int(value)


def data_folder() -> Path:
    """VAR_DIR, where everything lies that is made while running: var/ beside manage.py. It need not exist yet."""
    return folder("VAR_DIR", default=_ROOT / "var")


def folder(name: str, *, default: Path) -> Path:
    """The folder that the variable names. It need not exist yet."""
    path = Path(os.environ.get(name) or default).expanduser().resolve()
    if path.exists() and not path.is_dir():
        raise ImproperlyConfigured(f"{name} is {str(path)!r}, which is not a folder.")
    return path


def database(name: str, *, default: str | None = None) -> dict[str, Any]:
    """Django's settings of the PostgreSQL database whose address the variable gives. The address is never repeated: it may hold a password."""
    url = os.environ.get(name) or default
    if not url:
        raise ImproperlyConfigured(f"{name} is not set, and must be a postgresql:// address.")
    if url.partition("://")[0] not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(f"{name} must be a postgresql:// address: no other database is supported.")
    try:
        read: dict[str, Any] = environ.Env.db_url_config(url)
    except ValueError as problem:
        raise ImproperlyConfigured(f"{name} cannot be read as a postgresql:// address.") from problem
    if not read.get("NAME"):
        raise ImproperlyConfigured(f"{name} names no database.")
    return read


def address(name: str, *, default: str | None) -> str:
    """The address at which people reach the pages, ending with a slash. https, but for this machine itself."""
    said = os.environ.get(name) or default
    if not said:
        raise ImproperlyConfigured(f"{name} is not set, and must be the https:// address at which people reach the pages.")
    read = urlsplit(said)
    safe = read.scheme == "https" or (read.scheme == "http" and read.hostname in ("localhost", "127.0.0.1"))
    if not safe or not read.hostname or read.query or read.fragment or read.username or read.path not in ("", "/"):
        raise ImproperlyConfigured(f"{name} must be an address such as https://himaya.example/, without anything after it.")
    return f"{read.scheme}://{read.netloc}/"


def mail(name: str, *, kept_in: Path | None) -> dict[str, Any]:
    """Django's settings of the mail server: smtp+tls://user:password@host:587, smtp+ssl://…, smtp://… or none.

    In the demo (`kept_in` a folder) messages are files there when nothing is said. The address is never repeated: it may hold a password.
    """
    said = os.environ.get(name, "")
    if said == "none":
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    if not said and kept_in:
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": kept_in}
    wrong = f"{name} must be an address such as smtp+tls://user:password@host:587, or none where no mail is sent."
    try:
        read = urlsplit(said)
        known, port = read.scheme in ("smtp", "smtp+tls", "smtp+ssl"), read.port
    except ValueError:
        raise ImproperlyConfigured(wrong) from None
    if not known or not read.hostname or read.path not in ("", "/"):
        raise ImproperlyConfigured(wrong)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": read.hostname,
        "EMAIL_PORT": port or {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}[read.scheme],
        "EMAIL_HOST_USER": unquote(read.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(read.password or ""),
        "EMAIL_USE_TLS": read.scheme == "smtp+tls",
        "EMAIL_USE_SSL": read.scheme == "smtp+ssl",
        "EMAIL_TIMEOUT": 30,
    }


def mailbox(name: str, *, default: str | None) -> str:
    """An e-mail address."""
    said = os.environ.get(name) or default
    if not said:
        raise ImproperlyConfigured(f"{name} is not set, and must be the e-mail address from which reminders come.")
    if not re.fullmatch(r"[^@\s<>,]+@[^@\s<>,]+", said):
        raise ImproperlyConfigured(f"{name} must be one e-mail address.")
    return said


def secret_key(*, kept_in: Path | None) -> str:
    """SECRET_KEY, at least 50 characters. In the demo (`kept_in` a folder) one is made when it is missing, and kept there."""
    key = os.environ.get("SECRET_KEY", "")
    if not key and kept_in:
        return _kept(kept_in / "secret_key", lambda: secrets.token_urlsafe(64))
    if not key:
        raise ImproperlyConfigured(f"SECRET_KEY is not set, and must be at least {_SHORTEST_KEY} random characters.")
    if len(key) < _SHORTEST_KEY:
        raise ImproperlyConfigured(f"SECRET_KEY has {len(key)} characters, and must have at least {_SHORTEST_KEY}.")
    return key


def file_keys(*, kept_in: Path | None) -> dict[int, str]:
    """FILE_KEYS, the age keys of files by their version: "1:AGE-SECRET-KEY-1…,2:AGE-SECRET-KEY-1…". The highest one encrypts.

    In the demo and the tests (`kept_in` a folder) one is made when it is missing, and kept there. A value is never repeated.
    """
    said = os.environ.get("FILE_KEYS", "")
    if not said and kept_in:
        said = f"1:{_kept(kept_in / 'file_key', lambda: str(pyrage.x25519.Identity.generate()))}"
    if not said:
        raise ImproperlyConfigured(
            "FILE_KEYS is not set, and must list age keys as 1:AGE-SECRET-KEY-1…, the newest with the highest number."
        )
    keys: dict[int, str] = {}
    for place, entry in enumerate(filter(None, map(str.strip, said.split(","))), 1):
        version, _colon, key = entry.partition(":")
        try:
            pyrage.x25519.Identity.from_str(key)
        except pyrage.IdentityError as wrong:
            raise ImproperlyConfigured(
                f"FILE_KEYS cannot be read at entry {place}, and must list 1:AGE-SECRET-KEY-1… for each key."
            ) from wrong
        if not version.isdecimal() or not 0 < int(version) < 1_000_000 or int(version) in keys:
            raise ImproperlyConfigured(f"FILE_KEYS needs a number of its own before the key at entry {place}.")
        keys[int(version)] = key
    return keys


def seal_key(*, kept_in: Path | None) -> bytes:
    """SEAL_KEY, with which memories are sealed: outside the database, so that its administrator cannot make seals."""
    key = os.environ.get("SEAL_KEY", "") or (
        kept_in and _kept(kept_in / "seal_key", lambda: secrets.token_urlsafe(_SHORTEST_KEY))
    )
    if not key:
        raise ImproperlyConfigured(f"SEAL_KEY is not set, and must be a random text of at least {_SHORTEST_KEY} characters.")
    if len(key) < _SHORTEST_KEY:
        raise ImproperlyConfigured(f"SEAL_KEY has {len(key)} characters, and must have at least {_SHORTEST_KEY}.")
    return key.encode()


def backup_keys(*, kept_in: Path | None) -> list[str]:
    """BACKUP_KEYS, the public age keys ("age1…,age1…") that backups are encrypted for; their private halves are kept elsewhere.

    In the demo and the tests one pair is made when it is missing, and kept in `kept_in`. Empty: no backup can be made.
    """
    said = os.environ.get("BACKUP_KEYS", "")
    if not said and kept_in:
        made = _kept(kept_in / "backup_key", lambda: str(pyrage.x25519.Identity.generate()))
        return [str(pyrage.x25519.Identity.from_str(made).to_public())]
    keys = [key.strip() for key in said.split(",") if key.strip()]
    for place, key in enumerate(keys, 1):
        try:
            pyrage.x25519.Recipient.from_str(key)
        except pyrage.RecipientError as wrong:
            raise ImproperlyConfigured(
                f"BACKUP_KEYS cannot be read at entry {place}, and must list public age keys as age1…"
            ) from wrong
    return keys


def _kept(path: Path, make: Callable[[], str]) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.with_name(f"{path.name}.{os.getpid()}")
        made.touch(mode=0o600)
        made.write_text(make(), "utf-8")
        try:
            os.link(made, path)  # whole or not at all, and the first of two processes wins
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path.read_text("utf-8")
