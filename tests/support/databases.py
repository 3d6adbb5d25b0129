"""The databases of a run: one migrated template, and for each worker a copy that is thrown away once a test has committed to it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
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


def own(template: str) -> str:
    """The name of this worker's copy."""
    return f"{template}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"


def renew(template: str) -> None:
    """Give this worker a fresh copy; whoever is still connected to the old one is cut off."""
    connection.close()
    ask("DROP DATABASE IF EXISTS {} WITH (FORCE)", own(template))
    ask("CREATE DATABASE {} TEMPLATE {}", own(template), template)


@contextmanager
def _alone() -> Iterator[None]:
    """Workers begin at the same moment and share the templates."""
    with (Path(settings.DATA_DIR) / "templates.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make_templates() -> None:
    if (EMPTY,) in ask("SELECT datname FROM pg_database"):
        return
    draft = f"{EMPTY}_draft"
    ask("CREATE DATABASE {} TEMPLATE {}", draft, SCHEMA)
    with connected_to(draft):
        # Finds nothing to migrate, but lets every app register what belongs to its code of today.
        call_command("migrate", verbosity=0)
    ask("ALTER DATABASE {} RENAME TO {}", draft, EMPTY)


def _renew_after_commits(_test: TransactionTestCase) -> None:
    renew(EMPTY)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """In the place of pytest-django's, which migrates once for each worker and truncates each table after each commit."""
    with django_db_blocker.unblock():
        with _alone():
            _make_templates()
        renew(EMPTY)
        with connected_to(own(EMPTY)), pytest.MonkeyPatch.context() as patch:
            patch.setattr(TransactionTestCase, "_fixture_teardown", _renew_after_commits)
            yield
