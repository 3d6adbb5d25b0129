"""Due dates the slow way, one day after the other: what the arithmetic is compared with, in the tests and in the bench."""

from collections.abc import Sequence
from datetime import MAXYEAR, date, timedelta

from deadlines.calendar_math import Calendar, Due
from deadlines.replay import Happening, Term

ONE = timedelta(days=1)


def paused_days(events: Sequence[Happening]) -> set[date]:
    """Days of pauses that have ended, and those that were taken out as a whole."""
    days: set[date] = set()
    began = None
    for event in events:
        if event.kind == "pause":
            began = event.on
        elif event.kind == "resume" and began is not None:
            days |= {began + offset * ONE for offset in range((event.on - began).days)}
        elif event.kind == "exclude":
            days |= {event.on + offset * ONE for offset in range(event.days)}
    return days


def same_day_of_month(start: date, months: int) -> date:
    """The same day number some months later, found by trying shorter ones."""
    month = start.month - 1 + months
    for number in range(start.day, 27, -1):
        try:
            return date(start.year + month // 12, month % 12 + 1, number)
        except ValueError:
            continue
    return date(start.year + month // 12, month % 12 + 1, start.day)


def due_day_by_day(events: Sequence[Happening], calendar: Calendar, term: Term) -> Due:
    start, paused = events[0].on, paused_days(events)
    left = term.length + sum(event.days for event in events if event.kind == "extend")
    if left == 0:
        return Due(start, provisional=False)
    if term.unit == "MONTH":
        left = (same_day_of_month(start, left) - start).days
    day = start
    while left:
        day += ONE
        left -= day not in paused and (term.unit != "WD" or calendar.is_working(day))
    decisive = start + ONE if term.unit == "WD" else day
    while day in paused or not calendar.is_working(day):
        day += ONE
    return Due(day, provisional=not is_settled(decisive, day, calendar))


def is_settled(first: date, last: date, calendar: Calendar) -> bool:
    """Every year of these days is known, and the next one too where its notice may still speak of the last of them."""
    years = set(range(first.year, min(last.year, MAXYEAR) + 1))
    if (last.month, last.day) >= (12, 20):
        years.add(last.year + 1)
    return years <= calendar.known_years
