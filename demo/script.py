"""What happens in a tale, and on which working day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Self

from demo.days import SLOTS_A_DAY
from demo.walk import Walk
from recognition.enums import RecognitionResult

if TYPE_CHECKING:
    from demo.days import Days
    from demo.plot import Plot

Step = Callable[[Walk], object]

SPREAD = 7
MINUTES = 10


class Script:
    """Steps by the number of working days before today; those of one day happen in the order they were given."""

    def __init__(self) -> None:
        self.steps: defaultdict[int, list[Step]] = defaultdict(list)

    def on(self, back: int, *steps: Step) -> Self:
        self.steps[back].extend(steps)
        return self

    @property
    def first_day(self) -> int:
        return max(self.steps)

    def timed(self, days: Days, place: int) -> Iterator[tuple[datetime, Step]]:
        """Each step with its moment; ``place`` keeps different tales from happening in step."""
        for back, steps in sorted(self.steps.items(), reverse=True):
            start = place * SPREAD % (SLOTS_A_DAY - len(steps) + 1)
            for slot, step in enumerate(steps, start=start):
                yield days.moment(back, slot, place % MINUTES), step


@dataclass(frozen=True, slots=True)
class Tale:
    """One enterprise, who acts for it, what happens, and what the tale is there to show."""

    plot: Plot
    agent: str
    shows: str
    script: Script


# --- ways on, one working day a step unless there is a reason ---------------------------------------------------------

SERVED: tuple[Step, ...] = (Walk.record, Walk.take_measures, Walk.serve)
APPLIED: tuple[Step, ...] = (Walk.join, Walk.draft, Walk.fill, Walk.submit)


def applied(back: int) -> Script:
    return Script().on(back + 2, *SERVED).on(back, *APPLIED)


def accepted(back: int, *, waited: int = 1) -> Script:
    return applied(back + waited).on(back, Walk.accept)


def passed(back: int, *, work: int = 1) -> Script:
    """Accepted, reviewed and rechecked; ``work`` is how long the handling judge took."""
    return accepted(back + 1 + work).on(back + 1, Walk.submit_examination).on(back, Walk.pass_review)


def issued(back: int, *, work: int = 1, waited: int = 1) -> Script:
    """Certified on the day ``back``, which is T0."""
    script = accepted(back + 3 + work, waited=waited).on(back + 3, Walk.submit_examination).on(back + 2, Walk.pass_review)
    return script.on(back + 1, Walk.approve).on(back, Walk.issue)


def pushed(back: int, *, work: int = 1, waited: int = 1) -> Script:
    """Certified and pushed; the list operator takes until the second working day after."""
    script = issued(back, work=work, waited=waited).on(back, Walk.push)
    operated = back - 2
    return script.on(operated, Walk.operate_list) if operated > 0 else script


def at_units(back: int, *, work: int = 1, waited: int = 1) -> Script:
    """With T0 on the day ``back``, at the units three working days later."""
    script = pushed(back, work=work, waited=waited)
    return script.on(back - 1, Walk.receive).on(back - 2, Walk.propose_distribution).on(back - 3, Walk.distribute)


def rejecting(walk: Walk) -> object:
    return walk.submit_examination(approve=False)


def signed(*codes: str) -> tuple[Step, ...]:
    return tuple(_receiving(code) for code in codes)


def _receiving(code: str) -> Step:
    return lambda walk: walk.unit_receives(code)


def drafted(*codes: str, result: RecognitionResult = RecognitionResult.RECOGNIZED) -> tuple[Step, ...]:
    return tuple(_proposing(code, result) for code in codes)


def _proposing(code: str, result: RecognitionResult) -> Step:
    return lambda walk: walk.unit_proposes(code, result)


def answered(*codes: str, result: RecognitionResult = RecognitionResult.RECOGNIZED) -> tuple[Step, ...]:
    return tuple(_answering(code, result) for code in codes)


def _answering(code: str, result: RecognitionResult) -> Step:
    return lambda walk: walk.unit_answers(code, result)
