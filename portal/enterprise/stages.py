"""The six steps as the enterprise follows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.enums import Phase
from cases.states import CASE_STATES
from portal.shell.components import Stage

if TYPE_CHECKING:
    from cases.models import Case

NAMES = ("提交申请", "法院受理", "法院审查", "出具证明", "推送共享", "单位互认")


def stages_of(case: Case) -> list[Stage]:
    row = CASE_STATES[case.state]
    # An ended case stops where it ended.
    ended = str(row.state.label) if row.phase == Phase.ENDED else ""
    return [Stage(name, _state(place, row.done), ended if place == row.done else "") for place, name in enumerate(NAMES)]


def _state(place: int, done: int) -> str:
    if place < done:
        return "done"
    return "current" if place == done else "todo"
