"""What happened to a case, and every step with its place in the chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from cases import selectors
from portal.casepage.columns import LEDGER
from portal.shell.components import Table, TimelineItem
from portal.words.tones import tone_of
from recognition.enums import RecognitionAction

if TYPE_CHECKING:
    from cases.models import Case
    from cases.selectors import TimelineEntry

# Steps of the machinery that tell a reader nothing new; the record of all steps has them.
QUIET = (RecognitionAction.OPEN_RECOGNITION.value, "examination_saved", "clock_breached", "paper_made_again")
SHOWN_AT_FIRST = 10
LABELS = {
    "examination_saved": "保存审查表",
    "clock_breached": "期限超期",
    "paper_made_again": "重新制作受损文书",
    "clock_rung": "到期提醒和督促",
    "creditor_link_made": "生成申请执行人答复链接",
    "creditor_instalment": "申请执行人确认分期履行",
}


def timeline(case: Case, *, is_internal: bool) -> list[TimelineItem]:
    """What happened, the latest first; outside the court in the words that the enterprise reads."""
    entries = [entry for entry in selectors.timeline(case, for_applicant=not is_internal) if entry.action not in QUIET]
    newest_first = list(reversed(entries))[: SHOWN_AT_FIRST if is_internal else None]
    return [_timeline_item(case, entry, is_newest=place == 0) for place, entry in enumerate(newest_first)]


def _timeline_item(case: Case, entry: TimelineEntry, *, is_newest: bool) -> TimelineItem:
    return TimelineItem(
        what=_called(entry),
        at=entry.at,
        who=entry.actor_label,
        detail=entry.note,
        next_who=entry.holder if is_newest else "",
        until=date.fromisoformat(entry.until) if is_newest and entry.until else None,
        tone=tone_of(case) if is_newest else "neutral",
    )


def _called(entry: TimelineEntry) -> str:
    return LABELS.get(entry.action, entry.what)


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A step and what it is called."""

    label: str
    entry: TimelineEntry


def ledger(case: Case) -> dict[str, Any]:
    """Every step with its place in the chain."""
    return {"entries": Table(LEDGER, [LedgerRow(_called(entry), entry) for entry in selectors.timeline(case)])}
