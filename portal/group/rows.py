"""What a line of a list of the leading group says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from deadlines.selectors import LastDay
from mechanism.enums import InvitationState, MemberState
from mechanism.selectors import days_of
from portal.lists.due import left_until, unit_of
from portal.steps.pages import Area, Button, buttons
from portal.words.tones import tone_of
from procedure.rows import S

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from deadlines.calendar_math import Calendar
    from mechanism.models import ActionItem, GroupMember, Meeting
    from procedure.actors import Actor


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A thing, its state, and what the person may do with it."""

    subject: Any
    name: str
    url: str
    state: str
    tone: str
    buttons: tuple[Button, ...]
    read: str = ""
    due_on: date | None = None
    days_left: int | None = None
    unit: str = ""
    provisional: bool = False

    @property
    def headcount(self) -> str:
        return "" if self.subject.headcount is None else str(self.subject.headcount)


def row_of(area: Area[S], subject: S, actor: Actor, **more: Any) -> GroupRow:
    thing: Any = subject
    return GroupRow(
        subject=subject,
        name=str(subject),
        url=area.home_url(subject),
        state=thing.get_state_display(),
        tone=tone_of(subject),
        buttons=tuple(buttons(area, subject, actor)),
        **more,
    )


def standing_of(member: GroupMember, today: date) -> tuple[str, str]:
    """Whether somebody is in office today: a term that was entered with its end is over by itself."""
    if member.state == MemberState.SERVING and member.valid_until is not None and member.valid_until < today:
        return "任期已满", "neutral"
    if member.state == MemberState.SERVING and member.valid_from > today:
        return "尚未到任", "info"
    return member.get_state_display(), tone_of(member)


def member_rows(area: Area[GroupMember], members: Iterable[GroupMember], actor: Actor, today: date) -> list[GroupRow]:
    rows = []
    for member in members:
        state, tone = standing_of(member, today)
        rows.append(replace(row_of(area, member, actor), state=state, tone=tone))
    return rows


def meeting_rows(area: Area[Meeting], meetings: Iterable[Meeting], actor: Actor) -> list[GroupRow]:
    """With how many have read their invitation; the caller has fetched the invitations with the meetings."""
    return [row_of(area, meeting, actor, read=_read(meeting)) for meeting in meetings]


def _read(meeting: Meeting) -> str:
    invitations = list(meeting.invitations.all())
    signed = sum(row.read_at is not None for row in invitations)
    absent = sum(row.state == InvitationState.ABSENT for row in invitations)
    return f"{signed}/{len(invitations)} 家已签收" + (f"，{absent} 家缺席" if absent else "")


def item_rows(area: Area[ActionItem], items: Iterable[ActionItem], actor: Actor, today: date, calendar: Calendar) -> list[GroupRow]:
    """With the last day of the running limit; two queries for all."""
    rows = list(items)
    days = days_of(rows)
    return [_item_row(area, item, actor, days.get(item.pk, LastDay()), today, calendar) for item in rows]


def _item_row(area: Area[ActionItem], item: ActionItem, actor: Actor, due: LastDay, today: date, calendar: Calendar) -> GroupRow:
    left = left_until(due, today, calendar)
    return row_of(area, item, actor, due_on=due.on, days_left=left, unit=unit_of(due), provisional=due.provisional)
