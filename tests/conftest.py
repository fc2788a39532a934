"""What every test may ask for. The database a test sees is migrated, and used with the application's rights, not the owner's.

- `db`: everything is rolled back at the end. Constraints that wait for the commit are checked then; `at_commit()` does it earlier.
- `transactional_db`, `live_server`, `@pytest.mark.django_db(transaction=True)`: commits are real; the next test gets a fresh copy.
- `seeded_db`, alone or with one of these: the same with 40 invented children in it.
- the people of tests/cast.py, and `worker`, the browser of one of them.
- `as_owner`: a second connection, with the owner's rights. It sees only what was committed.
"""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import settings as hypothesis

from tests.cast import *  # noqa: F403  the people every test may ask for
from tests.databases import Databases

# A busy machine is no reason for a property to fail.
hypothesis.register_profile("himaya", deadline=None)
hypothesis.load_profile("himaya")
# Each takes a minute or more.
_LONG = (
    "every_page form_fuzz headers main_job months nothing_lost readings_logged relations routes swapped_ids two_worlds".split()
)
_QUIET = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[Any]) -> None:
    """What takes long begins first, or a worker would be alone with it at the end. What needs invented children stays together: on one
    worker, as far as that goes, for each makes them anew.
    """
    items.sort(key=lambda item: ("seeded_db" not in item.fixturenames, item.path.stem.removeprefix("test_") not in _LONG))


def pytest_collection_finish() -> None:
    """What is loaded by now stays: nobody needs to look through it again and again for what can be thrown away."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Sentences are compared in the language of the code, whatever language was spoken before."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: Any) -> Iterator[Databases]:
    """The databases of this run."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "")
    with django_db_blocker.unblock():
        made = Databases(f"_{worker}" if worker else "")
        # Django would empty all tables after a test that commits.
        empties = TransactionTestCase._fixture_teardown
        TransactionTestCase._fixture_teardown = lambda self: setattr(made, "changed", True)  # type: ignore[method-assign]
        yield made
        TransactionTestCase._fixture_teardown = empties  # type: ignore[method-assign]
        made.remove()


@pytest.fixture(scope="session", autouse=True)
def _files_apart(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Files of the tests lie apart from those of the demo."""
    settings.FILES_DIR = tmp_path_factory.mktemp("files")


@pytest.fixture(scope="session")
def django_db_setup(databases: Databases, django_db_blocker: Any) -> None:
    """In place of pytest-django's: the migrated database, made once."""
    with django_db_blocker.unblock():
        databases.ready()


@pytest.fixture
def _fresh_copy(request: pytest.FixtureRequest, django_db_setup: None, databases: Databases, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        databases.ready("seeded" if "seeded_db" in request.fixturenames else "plain")


@pytest.fixture
def _django_db_helper(_fresh_copy: None, _django_db_helper: None) -> None:
    """pytest-django's, on the right database."""


@pytest.fixture
def seeded_db(db: None) -> None:
    """A database with invented children, the same for every test that asks for it."""


@pytest.fixture
def as_owner(db: None, databases: Databases) -> Iterator[psycopg.Connection[Any]]:
    """A connection with the owner's rights, to try what the application may not do. Use it with committing tests."""
    with databases.as_owner() as owner:
        yield owner


@pytest.fixture
def at_commit(db: None) -> Callable[[], None]:
    """Call it to run now what the database checks only at the commit, such as the guard that every change has its history."""
    return connection.check_constraints


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The Chromium found by scripts/browser.sh."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    chosen = {"executable_path": found} if found else {}
    return {**browser_type_launch_args, **chosen, "args": _QUIET.split()}


@pytest.fixture
def console(page: Any) -> list[str]:
    """What the browser complained about so far: errors and warnings."""
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(f"{said.type}: {said.text}") if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(f"pageerror: {error}"))
    return complaints


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """How many answers of the permission matrix were compared with the policy (security.md 3)."""
    told = [value for done in terminalreporter.stats.get("passed", []) for name, value in done.user_properties if name == "cells"]
    if told:
        terminalreporter.write_line(f"permission matrix: {sum(told)} cells, each as the policy says")
