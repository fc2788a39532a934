"""Where random ids and codes come from: the system's entropy, or a seed when an invented population must come out the same twice."""

import random
import uuid
from contextlib import contextmanager
from contextvars import ContextVar

_source: ContextVar[random.Random | None] = ContextVar("source", default=None)
_system = random.SystemRandom()


def source() -> random.Random:
    """The generator in force: seeded inside `seeded`, the system's entropy everywhere else."""
    return _source.get() or _system


def new_id() -> uuid.UUID:
    """A random UUID, version 4. Never version 7: that one tells the time of intake (security.md rule 7)."""
    return uuid.UUID(int=source().getrandbits(128), version=4)


@contextmanager
def seeded(seed: int | str):
    """Make ids and codes repeatable. Only the invented population uses this: a seeded code could be guessed."""
    token = _source.set(random.Random(seed))
    try:
        yield
    finally:
        _source.reset(token)
