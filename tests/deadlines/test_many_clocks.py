"""A hundred thousand lives of clocks against two other ways to count: day by day in the tests, and day by day in the nightly proof."""

from datetime import date, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from deadlines.calendar_math import Calendar, ExceptionDay
from deadlines.proof import Arrangement, Told, last_day
from deadlines.replay import Happening, Term, due, strip
from tests.deadlines.naive import due_day_by_day

ONE = timedelta(days=1)
EXAMPLES, EACH = 500, 200
YEARS = (2024, 2025, 2026)


def arrangement(chance: Random, before: Calendar | None = None) -> tuple[dict[date, str], set[int]]:
    """Some holidays and worked weekends a year, or a few days changed of those that there are."""
    kinds = {} if before is None else {day: one.kind for day, one in before._exceptions.items()}
    for _ in range(40 if before is None else 5):
        day = date(chance.choice(YEARS), 1, 1) + timedelta(days=chance.randrange(365))
        kinds[day] = "work" if day.weekday() >= 5 and chance.random() < 0.7 else "off"
    known = set(YEARS if before is None else before.known_years | {2027})
    return kinds, known


def calendar_of(kinds: dict[date, str], known: set[int]) -> Calendar:
    return Calendar({day: ExceptionDay(kind, "虚构节") for day, kind in kinds.items()}, known)


def life(chance: Random) -> list[Happening]:
    """Pauses in their order, outages in whatever order they are recorded, extensions and recalculations anywhere."""
    day = date(2024, 1, 1) + timedelta(days=chance.randrange(1100))
    events = [Happening("start", day)]
    for _ in range(chance.choice((0, 0, 0, 1, 2, 3))):
        day += chance.randrange(12) * ONE
        events.append(Happening("pause", day, reason="听证"))
        if chance.random() < 0.9:
            day += chance.randrange(12) * ONE
            events.append(Happening("resume", day))
        else:
            break
    for _ in range(chance.choice((0, 0, 1, 2))):
        first = events[0].on + chance.randrange(1, 40) * ONE
        events.append(Happening("exclude", first, chance.randrange(1, 5), "系统中断"))
    for kind in chance.choices(("extend", "recalculate", "breach"), k=chance.choice((0, 0, 1, 2))):
        place = chance.randrange(1, len(events) + 1)
        events.insert(place, Happening(kind, events[0].on, chance.randrange(1, 20) if kind == "extend" else 0))
    return events


def told_of(events: list[Happening]) -> Told:
    told = Told()
    for event in events:
        told.add(event.kind, event.on, event.days, event.on)
    return told


@settings(max_examples=EXAMPLES)
@given(st.integers(0, 2**63))
def test_three_ways_to_count_agree_before_and_after_a_change_of_the_calendar(seed):
    chance = Random(seed)
    kinds, known = arrangement(chance)
    calendar = calendar_of(kinds, known)
    changed_kinds, more_known = arrangement(chance, calendar)
    both = [(calendar, Arrangement(kinds, known)), (calendar_of(changed_kinds, more_known), Arrangement(changed_kinds, more_known))]
    for number in range(EACH):
        events = life(chance)
        unit = chance.choice(("WD", "WD", "ND", "MONTH"))
        term = Term(chance.randrange(0, 7 if unit == "MONTH" else 31), unit)
        told = told_of(events)
        assert told.problem == ""
        for present, plain in both:
            found = due(events, present, term)
            assert found == due_day_by_day(events, present, term)
            assert (found.due_on, not found.provisional) == last_day(told, term.length, term.unit, plain)
        if number % 10 == 0 and not any(event.kind == "pause" for event in events[-1:]):
            marks = strip(events, calendar, term)
            assert marks[-1].date == due(events, calendar, term).due_on or marks[-1].kind == "paused"
