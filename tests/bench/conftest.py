from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction

from adoption.load import apply, plan
from bench import pages
from bench.worlds import World, fill, staff_district
from departments.models import Region
from ledger.timekeeping import pinned
from tests.support.world import AT, PASSWORD


def load_region():
    file = Path(settings.BASE_DIR) / "regions" / "xisaishan.toml"
    apply(plan(file, on=AT.date()), by="tests", at=AT - timedelta(days=600))
    return Region.objects.get(code="xisaishan")


def make(region, world):
    staff_district(region, world, PASSWORD, AT)
    with connection.cursor() as cursor:
        return fill(cursor.execute, region, world, AT)


@pytest.fixture
def region(db):
    return load_region()


@pytest.fixture
def build(region):
    """``build(cases=100, …)``: a world in this test's transaction."""
    return lambda **size: make(region, World(**size))


@contextmanager
def undone(django_db_blocker):
    """A transaction for the fixture of a module."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        yield
        transaction.set_rollback(rollback=True)
        outer.__exit__(None, None, None)


@pytest.fixture(scope="module")
def walkable_world(django_db_setup, django_db_blocker):
    """A hundred open cases of which everything is kept; undone when the module ends."""
    with undone(django_db_blocker):
        make(load_region(), World(cases=100, open_percent=100, is_whole=True))
        yield


@pytest.fixture
def accounts(walkable_world, db):
    """Who is asked as whom, on the day of the world."""
    with pinned(AT):
        yield pages.usernames()
