"""What the pages of the calendars show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from calendars.checking import remarks_of
from calendars.enums import ChangeKind, ChangeState
from calendars.models import ChangedClock, ForeseenClock
from calendars.rules import KEEPERS
from calendars.selectors import about, arrangement_of, changes_visible_to, clocks_by_key, obligor_of
from deadlines.models import ClockProof
from deadlines.selectors import calendar_for, calendar_with
from deadlines.services.calendars import changed_days
from portal.shell.components import DataItem
from words.dates import day, day_and_weekday, moment
from words.lists import listed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet

    from calendars.models import Change
    from deadlines.models import Clock
    from procedure.actors import Actor


@dataclass(frozen=True, slots=True)
class MoveLine:
    """One limit that moves, or has moved."""

    about: str
    limit: str
    party: str
    old: date
    new: date
    told: str = ""


def region_id_of(actor: Actor) -> int:
    return min(actor.regions_of(*KEEPERS))


def visible_changes(actor: Actor) -> QuerySet[Change]:
    return changes_visible_to(actor).select_related("region", "evidence", "progress", "proposed_by", "decided_by")


def facts(change: Change) -> list[DataItem]:
    """What is proposed, by whom, and what became of it."""
    if change.kind == ChangeKind.ARRANGEMENT:
        items = [
            DataItem("年份", str(change.year)),
            DataItem("来源文件", change.document, url=change.url if change.url.startswith("https://") else "", wide=True),
            DataItem("发布日期", day(change.published_on)),
            DataItem("导入的文件", change.file_name),
        ]
    else:
        evidence = change.evidence.original_name if change.evidence else ""
        items = [
            DataItem("中断", f"{moment(change.began_at)}至{moment(change.ended_at)}"),
            DataItem("不计入的日期", listed(map(day, change.days)), wide=True),
            DataItem("情况说明", change.reason, wide=True),
            DataItem("依据", change.law),
            DataItem("证据", evidence),
        ]
    items.append(DataItem("提出", f"{change.proposed_by}，{moment(change.proposed_at)}"))
    if change.decided_at:
        items.append(DataItem("核对", f"{change.decided_by}，{moment(change.decided_at)}" + (f"：{change.note}" if change.note else "")))
    if change.applied_at:
        items.append(DataItem("生效", f"{moment(change.applied_at)}，{change.moved} 个期限改期"))
    return items


def day_lines(change: Change) -> list[str]:
    """The days that would count otherwise than they do now."""
    if change.kind != ChangeKind.ARRANGEMENT or change.state not in (ChangeState.PROPOSED, ChangeState.APPROVED):
        return []
    content = arrangement_of(change)
    before, now = calendar_for(change.region_id), calendar_with(change.region_id, content)
    return [f"{day_and_weekday(one)}：{'上班' if now.is_working(one) else '休息'}" for one in changed_days(before, now, [content.year])]


def remarks(change: Change) -> list[str]:
    return (
        remarks_of((one.date, one.kind, one.name) for one in arrangement_of(change).days) if change.kind == ChangeKind.ARRANGEMENT else []
    )


def foreseen(change: Change) -> QuerySet[ForeseenClock]:
    """The limits that would move, as the last preview found them."""
    return ForeseenClock.objects.filter(change=change).order_by("new_on", "clock")


def foreseen_lines(rows: Sequence[ForeseenClock]) -> list[MoveLine]:
    clocks = clocks_by_key(row.clock_id for row in rows)
    return [_line(clocks[row.clock_id], row.old_on, row.new_on) for row in rows]


def moved(change: Change) -> QuerySet[ChangedClock]:
    return ChangedClock.objects.filter(change=change).order_by("pk")


def moved_lines(rows: Sequence[ChangedClock]) -> list[MoveLine]:
    clocks = clocks_by_key(row.clock_id for row in rows)
    return [_line(clocks[row.clock_id], row.old_on, row.new_on, moment(row.told_at) or "正在告知") for row in rows]


def _line(clock: Clock, old: date, new: date, told: str = "") -> MoveLine:
    return MoveLine(about(clock), clock.rule.name, obligor_of(clock), old, new, told)


def last_proofs() -> list[ClockProof]:
    """The nightly proofs of late, the newest first."""
    return list(ClockProof.objects.order_by("-pk")[:10])
