"""The latest day of each step and of the whole, from the rules of the region: what is done keeps its day, what runs its limit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deadlines.codes import ClockCode
from deadlines.services import due_preview
from departments.selectors import units_on

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from deadlines.models import Clock
    from departments.models import Region

# Each step, its limit, and whether that runs from the step before or from the day of the certificate.
STEPS = (
    ("法院受理", ClockCode.ACCEPTANCE, False),
    ("法院审查决定", ClockCode.EXAMINATION, False),
    ("出具证明", ClockCode.SEALING, False),
    ("推送牵头部门", ClockCode.PUSH, True),
    ("转推各单位", ClockCode.DISTRIBUTION, False),
    ("全部单位互认", ClockCode.RECOGNITION, True),
)


@dataclass(frozen=True, slots=True)
class Milestone:
    """A step and the day by which it is done at the latest, or on which it was done."""

    name: str
    on: date
    is_done: bool
    is_running: bool


def outlook(region: Region, from_day: date, clocks: Iterable[Clock] = ()) -> list[Milestone]:
    """From an application on ``from_day``; of a case that is under way with its clocks. What is to be supplied starts it all anew."""
    last = {clock.code: clock for clock in sorted(clocks, key=lambda clock: (clock.round, clock.pk))}
    found: list[Milestone] = []
    supplement = last.get(ClockCode.SUPPLEMENT)
    before = certified = supplement.due_on if supplement and supplement.is_open else from_day
    units = len(units_on(region.pk, from_day))
    for name, code, is_from_certificate in STEPS:
        clock = last.get(code)
        start = certified if is_from_certificate else before
        day = due_preview(region, code, start) if clock is None else clock.stopped_on or clock.due_on
        is_done = clock is not None and clock.stopped_on is not None
        is_running = clock is not None and not is_done
        label = f"{name}（{units}/{units}）" if code == ClockCode.RECOGNITION else name
        found.append(Milestone(label, day, is_done, is_running))
        # A step of which nothing is known any more is over; what runs now is the truth.
        before = day if clock else max(before, day)
        if code == ClockCode.SEALING:
            certified = day
    return found
