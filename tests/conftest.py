"""The suite's own servers and the fixtures that every test gets."""

import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache

from creditrepair.embedded import Embedded

pytest_plugins = [
    "tests.support.strictness",
    "tests.support.browser",
    "tests.support.world",
    "tests.ledger.flushing",
]

SERVERS = pytest.StashKey[Embedded]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-golden", action="store_true", help="write the golden texts of the papers anew")


def pytest_configure(config: pytest.Config) -> None:
    # Playwright's synchronous driver runs an event loop in the test's own thread, which Django takes for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    # WhiteNoise warns about a folder that is not there; the files themselves come from the finders.
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    servers = Embedded(Path(settings.DATA_DIR), fast=True)
    servers.start()
    config.stash[SERVERS] = servers


def pytest_unconfigure(config: pytest.Config) -> None:
    servers = config.stash.get(SERVERS, None)
    if servers is not None:
        servers.stop()
    if not hasattr(config, "workerinput"):
        shutil.rmtree(settings.DATA_DIR, ignore_errors=True)


@pytest.fixture(autouse=True)
def _fresh_rate_limits(request: pytest.FixtureRequest) -> None:
    """The cache's table belongs to no model, so a test that commits leaves its counters behind for the next one."""
    if "transactional_db" in request.fixturenames or "live_server" in request.fixturenames:
        request.getfixturevalue("transactional_db")
        cache.clear()
