"""How long it takes at the most, as the row of six steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.shell.components import Stage
from words.dates import weekday

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cases.selectors import Milestone


def outlook_stages(milestones: Iterable[Milestone]) -> list[Stage]:
    return [Stage(each.name, _state(each), f"{'' if each.is_done else '最晚 '}{weekday(each.on)}") for each in milestones]


def _state(milestone: Milestone) -> str:
    if milestone.is_done:
        return "done"
    return "current" if milestone.is_running else "todo"
