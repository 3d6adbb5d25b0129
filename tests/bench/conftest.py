from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from bench.worlds import World, fill, staff_district
from cases.region.load import apply, plan
from departments.models import Region
from tests.support.world import AT, PASSWORD


@pytest.fixture
def region(db) -> Region:
    file = Path(settings.BASE_DIR) / "regions" / "xisaishan.toml"
    apply(plan(file, on=AT.date()), by="tests", at=AT - timedelta(days=600))
    return Region.objects.get(code="xisaishan")


@pytest.fixture
def build(region):
    """``build(cases=100, …)``: a world in this test's transaction."""

    def make(**size):
        world = World(**size)
        staff_district(region, world, PASSWORD, AT)
        with connection.cursor() as cursor:
            return fill(cursor.execute, region, world, AT)

    return make
