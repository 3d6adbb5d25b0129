"""The databases of a run: templates, and for each worker a copy, that of the empty one thrown away once a test has committed to it."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase

from tests.support.cluster import SCHEMA, ask, connected_to

EMPTY = "empty"
PATIENCE_SECONDS = 10


def own(template: str) -> str:
    """The name of this worker's copy."""
    return f"{template}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"


def renew(template: str) -> None:
    """Give this worker a fresh copy; whoever is still connected to the old one is cut off."""
    connection.close()
    _wait_until_left(own(template))
    ask("DROP DATABASE IF EXISTS {} WITH (FORCE)", own(template))
    ask("CREATE DATABASE {} TEMPLATE {}", own(template), template)


def _wait_until_left(database: str) -> None:
    """A connection that was closed is gone a moment later; cutting off one of another role needs a right that we do not have."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (database,) in ask("SELECT datname FROM pg_stat_activity WHERE backend_type = 'client backend'"):
        if time.monotonic() > deadline:
            return
        time.sleep(0.02)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """A test begins with a connection that works, whatever the one before has done to the database."""
    if connection.connection is not None and not connection.in_atomic_block and not connection.is_usable():
        connection.close()


@contextmanager
def _alone() -> Iterator[None]:
    """Workers share the templates, and whoever needs one first makes it."""
    with (Path(settings.DATA_DIR) / "templates.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_template(name: str, source: str, fill: Callable[[], object]) -> None:
    """Once a run; a template that could not be filled never gets its name."""
    with _alone():
        if (name,) in ask("SELECT datname FROM pg_database"):
            return
        draft = f"{name}_draft"
        ask("DROP DATABASE IF EXISTS {} WITH (FORCE)", draft)
        ask("CREATE DATABASE {} TEMPLATE {}", draft, source)
        with connected_to(draft):
            fill()
        ask("ALTER DATABASE {} RENAME TO {}", draft, name)


def _register() -> None:
    # Finds nothing to migrate, but lets every app register what belongs to its code of today.
    call_command("migrate", verbosity=0)


def _renew_after_commits(_test: TransactionTestCase) -> None:
    renew(EMPTY)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """In the place of pytest-django's, which migrates once for each worker and truncates each table after each commit."""
    with django_db_blocker.unblock():
        make_template(EMPTY, SCHEMA, _register)
        renew(EMPTY)
        with connected_to(own(EMPTY)), pytest.MonkeyPatch.context() as patch:
            patch.setattr(TransactionTestCase, "_fixture_teardown", _renew_after_commits)
            yield
