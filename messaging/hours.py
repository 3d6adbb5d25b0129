"""When the portal may disturb somebody: within the office hours of a working day of the region."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from deadlines.selectors import calendar_for
from departments.kept import regions
from ledger.timekeeping import SHANGHAI

if TYPE_CHECKING:
    from datetime import date

# Where a region's file says nothing.
USUAL: Final = (time(9), time(17))
# Longer than any row of holidays.
LONGEST_PAUSE: Final = 31


def office_hours(region_id: int) -> tuple[time, time]:
    """From and to, by the region's file."""
    region = regions().get(region_id)
    said = region.options.get("office_hours") if region else None
    if not said:
        return USUAL
    begins, ends = map(time.fromisoformat, said)
    return begins, ends


def next_office_moment(region_id: int, at: datetime) -> datetime:
    """The moment itself where it lies within office hours, else the beginning of the next ones."""
    begins, ends = office_hours(region_id)
    here = at.astimezone(SHANGHAI)
    day = here.date() if here.time() < ends else here.date() + timedelta(days=1)
    calendar = calendar_for(region_id)
    for _ in range(LONGEST_PAUSE):
        if calendar.is_working(day):
            return max(at, _moment(day, begins))
        day += timedelta(days=1)
    raise LookupError(f"no working day after {at}")


def is_office_time(region_id: int, at: datetime) -> bool:
    return next_office_moment(region_id, at) == at


def _moment(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, SHANGHAI)
