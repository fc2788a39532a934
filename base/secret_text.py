"""Text of class C4, encrypted by the application (security.md rule 17): who has the database, or a backup, reads ciphertext.

    told_words = told(SecretText(_("what was said"), blank=True), "F04", of="C4")      # SecretLine where the form has one line

Code reads and writes plain text; the column holds `s1.<number of the data key>.<base64>`. It is AES-SIV (RFC 5297), which is
authenticated and deterministic: the ciphertext is bound to table, row and field, so none can be moved, and the history row of a save
holds the same bytes as the live row, which `verify_history` compares. What that shows: whether a field of one row is as it was before.

Two layers, because history is never rewritten: texts are encrypted with data keys, and these lie in the table `TextKey`, encrypted
with the newest of FILE_KEYS, which neither database nor backup holds. `rotate_text_keys` makes a new data key and encrypts all of them
with the newest of FILE_KEYS; older ones of FILE_KEYS are needed no more. An empty text is empty in the database too. Nothing can be
searched in such a column: a lookup by any other text is refused.
"""

import base64
import time
from typing import Any

import pyrage
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings
from django.db import models
from django.db.models.lookups import Exact
from django.db.models.query_utils import DeferredAttribute

_MARK = "s1"
_READ_AGAIN = 300  # seconds after which a process looks whether there is a newer data key


class Unreadable(Exception):
    """The text was changed, moved from elsewhere, never encrypted, or its key is missing. `args[0]` says which, for the log."""


class Opened(str):
    """A text as it was read, which remembers its ciphertext: a save that leaves it alone writes the same bytes again."""

    __slots__ = ("place", "stored")
    place: tuple[str, str, str]
    stored: str


class _Stored(str):
    """Ciphertext as it came out of the database, not yet opened."""

    __slots__ = ()


# ---------------------------------------------------------------------------------------------------------------------- data keys


class _Keys:
    """The data keys that this process has opened. They are made by the first migration and by `rotate_text_keys`, never on the way."""

    def __init__(self) -> None:
        self.known: dict[int, AESSIV] = {}
        self.newest, self.looked = 0, 0.0

    def of(self, number: int) -> AESSIV:
        if number not in self.known:
            self._read()
        if number not in self.known:
            raise Unreadable("no_key")
        return self.known[number]

    def last(self) -> int:
        if not self.newest or time.monotonic() - self.looked > _READ_AGAIN:
            self._read()
        if not self.newest:
            raise Unreadable("no_key")
        return self.newest

    def forget(self) -> None:
        self.__init__()  # type: ignore[misc]

    def _read(self) -> None:
        from base.models import TextKey

        for number, version, wrapped in TextKey.objects.values_list("number", "version", "wrapped"):
            if number not in self.known:
                self.known[number] = AESSIV(unwrap(version, wrapped))
        self.newest, self.looked = max(self.known, default=0), time.monotonic()


KEYS = _Keys()


def new_data_key() -> tuple[int, str]:
    """(version of FILE_KEYS, a new data key encrypted with it)."""
    return wrap(AESSIV.generate_key(512))


def wrap(key: bytes) -> tuple[int, str]:
    """(the newest version of FILE_KEYS, the data key encrypted with it)."""
    version = max(settings.FILE_KEYS)
    identity = pyrage.x25519.Identity.from_str(settings.FILE_KEYS[version])
    return version, base64.b64encode(pyrage.encrypt(key, [identity.to_public()])).decode()


def unwrap(version: int, wrapped: str) -> bytes:
    """The data key again."""
    if version not in settings.FILE_KEYS:
        raise Unreadable("no_key")
    try:
        return pyrage.decrypt(base64.b64decode(wrapped), [pyrage.x25519.Identity.from_str(settings.FILE_KEYS[version])])
    except (pyrage.DecryptError, ValueError) as wrong:
        raise Unreadable("key_changed") from wrong


# -------------------------------------------------------------------------------------------------------------------------- texts


def seal(text: str, place: tuple[str, str, str]) -> str:
    """The ciphertext of a text at its place: table, row, field."""
    number = KEYS.last()
    closed = KEYS.of(number).encrypt(text.encode(), [part.encode() for part in place])
    return f"{_MARK}.{number}.{base64.b64encode(closed).decode()}"


def unseal(stored: str, place: tuple[str, str, str]) -> Opened:
    """The text that was sealed at this place. Raises `Unreadable` for anything else."""
    mark, _dot, rest = stored.partition(".")
    number, _dot, closed = rest.partition(".")
    if mark != _MARK or not number.isdecimal():
        raise Unreadable("not_encrypted")
    try:
        opened = Opened(KEYS.of(int(number)).decrypt(base64.b64decode(closed), [part.encode() for part in place]).decode())
    except (InvalidTag, ValueError) as wrong:
        raise Unreadable("changed") from wrong
    opened.stored, opened.place = stored, place
    return opened


def told(model: type[models.Model], row: Any, name: str, value: Any) -> Any:
    """What a column says that was read past the models, as JSON: opened when it is one of these fields."""
    column = model._meta.get_field(name) if isinstance(value, str) and value.startswith(f"{_MARK}.") else None
    return unseal(value, (model._meta.db_table, str(row), name)) if isinstance(column, _Secret) else value


class _Attribute(DeferredAttribute):
    """Opens a text when it is read the first time, for then the row is known that it belongs to."""

    def __get__(self, instance, cls=None):
        value = super().__get__(instance, cls)
        if isinstance(value, _Stored):
            field: Any = self.field
            value = unseal(value, field.place_of(instance))
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance, value):
        """A form that sends the same words again changes nothing, whatever key they were encrypted with."""
        if isinstance(value, str) and not isinstance(value, Opened | _Stored) and self.field.attname in instance.__dict__:
            before = self.__get__(instance)
            value = before if isinstance(before, Opened) and before == value else value
        instance.__dict__[self.field.attname] = value


class _Same(Exact):
    """Whether a text is empty, or is this ciphertext. Words never are what the column holds: the answer would always be no."""

    def get_prep_lookup(self):
        if isinstance(self.rhs, str) and self.rhs.strip() and not isinstance(self.rhs, _Stored):
            raise TypeError(f"{self.lhs.output_field.name} is encrypted: it cannot be searched by a text.")
        return super().get_prep_lookup()


class _Secret:
    """What both fields do. `place_of` is the same for a row and for its history rows."""

    descriptor_class = _Attribute
    attname: str
    name: str

    def db_type(self, connection):
        return "text"

    def place_of(self, instance) -> tuple[str, str, str]:
        model = getattr(type(instance), "instance_type", type(instance))
        return model._meta.db_table, str(instance.id), self.name

    def from_db_value(self, value, expression, connection):
        return _Stored(value) if value and value.strip() else value

    def pre_save(self, instance, add):
        value = instance.__dict__.get(self.attname)
        if isinstance(value, _Stored):  # read and not looked at
            return str(value)
        value = getattr(instance, self.attname)
        if not value or not value.strip():  # constraints that ask for a text must still see that there is none
            return value
        place = self.place_of(instance)
        if isinstance(value, Opened) and value.place == place:
            return value.stored
        opened = Opened(value)
        opened.stored, opened.place = seal(str(value), place), place
        instance.__dict__[self.attname] = opened
        return opened.stored

    def get_lookup(self, lookup_name):
        if lookup_name not in ("exact", "isnull", "regex"):
            raise TypeError(f"{self.name} is encrypted: it cannot be searched by {lookup_name}.")
        return _Same if lookup_name == "exact" else super().get_lookup(lookup_name)  # type: ignore[misc]


class SecretText(_Secret, models.TextField):
    """Paragraphs of class C4."""


class SecretLine(_Secret, models.CharField):
    """One line of class C4; `max_length` counts what is typed."""
