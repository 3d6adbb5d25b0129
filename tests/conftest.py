"""The suite's own servers and the fixtures that every test gets."""

import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django.plugin import blocking_manager_key

from creditrepair.embedded import Embedded
from tests.support import cluster

pytest_plugins = [
    "tests.support.order",
    "tests.support.databases",
    "tests.support.strictness",
    "tests.support.browser",
    "tests.support.world",
    "tests.support.printing",
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
    servers = config.stash[SERVERS] = Embedded(Path(settings.DATA_DIR), fast=True)
    cache = getattr(config, "cache", None)
    with config.stash[blocking_manager_key].unblock():
        cluster.start(servers, cache and cache.mkdir("clusters"))


def pytest_unconfigure(config: pytest.Config) -> None:
    servers = config.stash.get(SERVERS, None)
    if servers is not None:
        servers.stop()
    if not hasattr(config, "workerinput"):
        shutil.rmtree(settings.DATA_DIR, ignore_errors=True)
