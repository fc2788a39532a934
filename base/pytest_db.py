"""`pytest -p base.pytest_db`: a database server and an environment for the test run, before Django reads its settings.

With DATABASE_URL and DATABASE_OWNER_URL set, the tests make their databases on that server; otherwise on an embedded one.
"""

import contextlib
import os
import secrets

import pytest

from base import embedded_db, environment

_open = contextlib.ExitStack()


def _prepare() -> None:
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(64))
    os.environ.setdefault("SECOND_FACTOR_REQUIRED", "false")  # its own tests turn it on
    # Playwright runs an event loop in this thread, which is no reason for Django to refuse the database.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    if not environment.is_set("DATABASE_URL"):
        folder = embedded_db.in_memory(environment.data_folder() / "pgtest")
        addresses = _open.enter_context(embedded_db.server(folder, durable=False))
        os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"] = addresses
    elif not environment.is_set("DATABASE_OWNER_URL"):
        raise pytest.UsageError("With DATABASE_URL the tests need DATABASE_OWNER_URL too: the owner makes their databases.")


_prepare()  # on import: pytest-django reads the settings before any hook of ours could run


def pytest_unconfigure() -> None:
    """Stop the server, if it was started here and nobody else uses it."""
    _open.close()
