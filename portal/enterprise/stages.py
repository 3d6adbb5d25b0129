"""The six steps as the enterprise follows them, each with its latest day while the case goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.enums import Phase
from cases.selectors import outlook
from cases.states import CASE_STATES
from ledger.timekeeping import legal_date
from portal.shell.components import Stage
from words.dates import weekday

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cases.models import Case
    from deadlines.models import Clock

NAMES = ("提交申请", "法院受理", "法院审查", "出具证明", "推送共享", "单位互认")
# The place of each step in the outlook; handing in has none, and pushing ends with the distribution.
OUTLOOK = (None, 0, 1, 2, 4, 5)


def stages_of(case: Case, latest: Sequence[str] = ()) -> list[Stage]:
    """The six steps of a case; ``latest`` are the last days of the outlook, in its order."""
    row = CASE_STATES[case.state]
    # An ended case stops where it ended.
    ended = str(row.state.label) if row.phase == Phase.ENDED else ""
    return [
        Stage(
            name,
            "ended" if ended and place == row.done else _state(place, row.done),
            ended if place == row.done else _note(place, row.done, latest),
        )
        for place, name in enumerate(NAMES)
    ]


def latest_days(case: Case, clocks: Iterable[Clock]) -> list[str]:
    """The last day of each step that a running case may still take, in words; none once it has ended."""
    if CASE_STATES[case.state].has_ended:
        return []
    return [weekday(step.on) for step in outlook(case.region, legal_date(case.opened_at), clocks)]


def _note(place: int, done: int, latest: Sequence[str]) -> str:
    step = OUTLOOK[place]
    return f"最晚 {latest[step]}" if latest and step is not None and place >= done else ""


def _state(place: int, done: int) -> str:
    if place < done:
        return "done"
    return "current" if place == done else "todo"
