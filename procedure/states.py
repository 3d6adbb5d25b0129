"""What every state of every subject has: its words for the applicant, its tone, who holds it, who waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from django.db.models import TextChoices

from deadlines.codes import ClockCode
from deadlines.enums import Obligor
from procedure.enums import Role

T = TypeVar("T", bound=TextChoices)
Tone = Literal["neutral", "info", "progress", "success", "warning", "danger"]


@dataclass(frozen=True, slots=True)
class Held:
    """Who has a thing in a state: the side, the post, and the clock that bounds it, if there is one.

    ``role`` is told when the thing comes to it; without one nobody is, as where only the system or the enterprise acts.
    """

    side: Obligor
    post: str
    code: ClockCode | None = None
    role: Role | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StateRow(Generic[T]):
    """One state: everything that a page, a selector or the demo has to know of it."""

    state: T
    # In the applicant's words; for a state that no applicant is told of, the staff's.
    applicant: str
    tone: Tone
    # Nobody once it has ended.
    held: Held | None = None
    # Who is kept waiting meanwhile, the holder's colleague before the enterprise.
    waiting: str = ""

    @property
    def has_ended(self) -> bool:
        return self.held is None


R = TypeVar("R", bound=StateRow[Any])


def by_state(*rows: R) -> Mapping[str, R]:
    """The table as a mapping from state to row. ValueError for a state that is missing or stands twice."""
    table: dict[str, R] = {row.state: row for row in rows}
    states: type[TextChoices] = type(rows[0].state)
    if len(rows) != len(table) or set(table) != set(states):
        raise ValueError(f"the table of {states.__name__} must have each state once")
    return table
