import pytest

from deadlines.calendar_files import read_calendar, shipped_files
from deadlines.calendar_math import Calendar, ExceptionDay


def shipped_calendar(*years: int) -> Calendar:
    files = [file for file in map(read_calendar, shipped_files()) if file.year in years]
    exceptions = {day.date: ExceptionDay(day.kind.value, day.name, file.document) for file in files for day in file.days}
    return Calendar(exceptions, {file.year for file in files})


@pytest.fixture(scope="session")
def calendar() -> Calendar:
    return shipped_calendar(2025, 2026)


@pytest.fixture(scope="session")
def uncharted() -> Calendar:
    """A region that has loaded no calendar at all."""
    return Calendar({}, set())
