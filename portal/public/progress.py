"""How far one case is, in the words that the applicant reads and without any person's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from cases import selectors
from deadlines.selectors import calendar_for, days_left, due_strip
from portal.casepage.late import lateness
from portal.casepage.recognition import chips
from portal.shell.components import TimelineItem
from portal.words.cases import applicant_words
from portal.words.tones import tone_of
from recognition import selectors as recognitions

if TYPE_CHECKING:
    from cases.models import Case
    from deadlines.models import Clock
    from deadlines.replay import DayMark
    from portal.casepage.late import Lateness
    from portal.shell.components import UnitChip


@dataclass(frozen=True)
class CaseProgress:
    """One case of an application; ``clock`` bounds whoever has it now."""

    case_number: str
    state: str
    tone: str
    holder: str
    clock: Clock | None
    days_left: int
    strip: tuple[DayMark, ...]
    timeline: list[TimelineItem]
    units: list[UnitChip]
    late: Lateness | None


def case_progress(case: Case, today: date) -> CaseProgress:
    clocks = list(case.clocks.all())
    held = selectors.holder(case, clocks)
    return CaseProgress(
        case_number=case.enforcement_case.number,
        state=applicant_words(case),
        tone=tone_of(case),
        holder=held.label,
        clock=held.clock,
        days_left=days_left(held.clock, today) if held.clock else 0,
        strip=due_strip(held.clock) if held.clock else (),
        timeline=_timeline(case),
        units=chips(recognitions.units_progress(case).rows),
        late=lateness(clocks, None, today, calendar_for(case.region_id)),
    )


def _timeline(case: Case) -> list[TimelineItem]:
    """Newest first; only the newest step tells who has the case now."""
    entries = list(reversed(selectors.timeline(case, for_applicant=True)))
    return [
        TimelineItem(
            what=entry.what,
            at=entry.at,
            who=entry.actor_label,
            next_who=entry.holder if position == 0 else "",
            until=date.fromisoformat(entry.until) if position == 0 and entry.until else None,
            tone="progress" if position == 0 else "neutral",
        )
        for position, entry in enumerate(entries)
    ]
