"""Months, quarters and years as periods of assessment. Pure: no database, no Django."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# How many months each kind has, and how many of it a year.
MONTHS = {"month": 1, "quarter": 3, "year": 12}
YEAR = "year"
ORDINALS = "一二三四"


@dataclass(frozen=True, slots=True)
class Period:
    """``kind`` is a value of assessment.enums.PeriodKind, ``number`` its place in the year."""

    kind: str
    year: int
    number: int

    @property
    def first(self) -> date:
        return date(self.year, (self.number - 1) * MONTHS[self.kind] + 1, 1)

    @property
    def last(self) -> date:
        month = self.number * MONTHS[self.kind]
        return date(self.year, month, monthrange(self.year, month)[1])

    @property
    def title(self) -> str:
        if self.is_year:
            return f"{self.year}年度"
        return f"{self.year}年{self.number}月" if self.kind == "month" else f"{self.year}年第{ORDINALS[self.number - 1]}季度"

    @property
    def is_year(self) -> bool:
        return self.kind == YEAR

    @property
    def key(self) -> str:
        """How a form carries it."""
        return f"{self.kind}-{self.year}-{self.number}"


def ended_periods(since: date, today: date) -> Iterator[Period]:
    """All periods that are over and touch the days since ``since``, the latest first, years before quarters before months."""
    for year in range(today.year, since.year - 1, -1):
        for kind, months in reversed(MONTHS.items()):
            for number in range(12 // months, 0, -1):
                period = Period(kind, year, number)
                if since <= period.last < today:
                    yield period
