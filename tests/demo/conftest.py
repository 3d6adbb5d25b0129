"""The story as it is loaded, once for a module."""

from pathlib import Path

import pytest
from django.conf import settings as configured
from django.db import transaction

from adoption.load import apply, plan
from departments.models import Region
from ledger import timekeeping
from tests.demo.pages import TODAY, run
from tests.support.strictness import StrictClient
from tests.support.world import AT


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    """The district with the story in it, undone when the module ends; answers what the loader said."""
    with django_db_blocker.unblock(), timekeeping.pinned(AT):
        outer = transaction.atomic()
        outer.__enter__()
        apply(plan(Path(configured.BASE_DIR) / "regions" / "xisaishan.toml", on=TODAY), by="tests", at=AT)
        yield run("load_demo")
        transaction.set_rollback(rollback=True)
        outer.__exit__(None, None, None)


@pytest.fixture
def region(told, db) -> Region:
    return Region.objects.get()


@pytest.fixture
def demo(settings, region) -> Region:
    settings.DEMO = True
    return region


@pytest.fixture
def visitor() -> StrictClient:
    return StrictClient()
