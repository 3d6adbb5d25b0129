from datetime import datetime

import pytest

from adoption.load import apply, plan
from departments.models import Region
from ledger.timekeeping import SHANGHAI
from messaging.hours import is_office_time, next_office_moment
from tests.support.world import AT


@pytest.fixture
def region(db, settings):
    apply(plan(settings.BASE_DIR / "regions" / "xisaishan.toml", on=AT.date()), by="tests", at=AT)
    return Region.objects.get()


def on(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("told", "due"),
    [
        ("2026-11-25 10:00", "2026-11-25 10:00"),
        ("2026-11-25 07:59", "2026-11-25 09:00"),
        ("2026-11-25 17:30", "2026-11-26 09:00"),
        ("2026-11-27 23:00", "2026-11-30 09:00"),
        # National Day begins on the first; the Saturday of the tenth is worked.
        ("2026-09-30 18:00", "2026-10-08 09:00"),
        ("2026-10-09 20:00", "2026-10-10 09:00"),
        ("2026-10-10 17:29", "2026-10-10 17:29"),
    ],
)
def test_the_next_moment_at_which_somebody_may_be_disturbed(region, told, due):
    assert next_office_moment(region.pk, on(told)) == on(due)
    assert is_office_time(region.pk, on(told)) == (told == due)


def test_a_region_that_says_nothing_has_the_usual_hours(region):
    region.options.pop("office_hours")
    region.save()
    assert next_office_moment(region.pk, on("2026-11-25 08:40")) == on("2026-11-25 09:00")
