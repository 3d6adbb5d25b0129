"""Working days of the story, counted back from today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from ledger.timekeeping import SHANGHAI

if TYPE_CHECKING:
    from deadlines.calendar_math import Calendar

SLOT = timedelta(minutes=10)
# Ten-minute slots of a day at the counter: nine to twelve, two to five.
SLOTS = (*(time(9), time(10), time(11)), *(time(14), time(15), time(16)))
SLOTS_AN_HOUR = 6
SLOTS_A_DAY = len(SLOTS) * SLOTS_AN_HOUR


@dataclass(frozen=True, slots=True)
class Days:
    """Nothing in the story happens today or later, so that no step is ever in the future."""

    today: date
    calendar: Calendar

    def back(self, count: int) -> date:
        """Return the count-th working day before today, today not counted."""
        day = self.today
        while count:
            day -= timedelta(days=1)
            count -= self.calendar.is_working(day)
        return day

    def ending_tomorrow(self, length: int) -> int:
        """Return how many working days back a limit of ``length`` began that ends on the next working day."""
        return length - self.calendar.is_working(self.today)

    def moment(self, back: int, slot: int, minute: int) -> datetime:
        hour = SLOTS[slot // SLOTS_AN_HOUR]
        start = datetime.combine(self.back(back), hour, SHANGHAI)
        return start + slot % SLOTS_AN_HOUR * SLOT + timedelta(minutes=minute)
