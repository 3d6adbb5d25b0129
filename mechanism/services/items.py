"""What a meeting settled, as tasks: the unit reports, the office accepts or gives back, and each round has its limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deadlines.codes import ClockCode
from deadlines.services import due_preview
from ledger.constraints import sentence_of
from mechanism.enums import ItemAction
from mechanism.models import ActionItem
from mechanism.services.speaking import SPEAKS_FOR
from mechanism.subjects import ACTION_ITEM
from messaging.services import tell_post
from procedure.engine import creating, performing
from procedure.enums import Role
from procedure.errors import InvalidInput
from procedure.texts import kept
from words.dates import until

if TYPE_CHECKING:
    from datetime import date, datetime

    from departments.models import Department
    from mechanism.models import Meeting, Minutes
    from procedure.actors import Actor


def usual_day(meeting: Meeting, on: date) -> date:
    """The last day of an item for which the meeting has named none, from the day on which it is handed out."""
    return due_preview(meeting.region, ClockCode.ACTION_ITEM, on)


def hand_out(meeting: Meeting, minutes: Minutes, *, by: Actor, at: datetime) -> None:
    """Each line of the confirmed minutes becomes a task of its unit, due on the day that the meeting has named."""
    for line in minutes.resolutions.select_related("department").order_by("position"):
        item = ActionItem(
            meeting=meeting, resolution=line, department=line.department, content=line.content, agreed_on=line.due_on, state=""
        )
        with creating(ACTION_ITEM, ItemAction.OPEN_ITEM, item, by=by, at=at) as step:
            step.clocks_agreed_on = line.due_on
        _tell(item, line.department, SPEAKS_FOR[line.department.kind], "会议交办事项", f"请{until(_due_of(item))}办结并报告。", at)


def _due_of(item: ActionItem) -> date:
    return item.clocks.order_by("-round")[0].due_on


def report_done(item_id: int, *, report: str, version: int | None = None, by: Actor, at: datetime) -> ActionItem:
    """The unit says how it was done; the limit ends with the report, not with the office's leisure."""
    report = kept(ActionItem, "report", report)
    if not report:
        raise InvalidInput("report", sentence_of(ActionItem, "action_item_done_is_reported"))
    with performing(ACTION_ITEM, ItemAction.REPORT_DONE, item_id, by=by, at=at, version=version) as step:
        item = step.subject
        item.report, item.reported_at, item.reported_by_id = report, at, by.person_id
        _tell(item, _office(item), Role.OFFICE, "议定事项已报办结", "请确认或者退回。", at)
    return item


def accept(item_id: int, *, note: str = "", version: int | None = None, by: Actor, at: datetime) -> ActionItem:
    note = kept(ActionItem, "note", note)
    with performing(ACTION_ITEM, ItemAction.ACCEPT_ITEM, item_id, by=by, at=at, version=version) as step:
        item = step.subject
        item.note, item.settled_at, item.settled_by_id = note, at, by.person_id
        _tell(item, item.department, SPEAKS_FOR[item.department.kind], "议定事项已确认办结", note, at)
    return item


def give_back(item_id: int, *, note: str, due_on: date | None = None, version: int | None = None, by: Actor, at: datetime) -> ActionItem:
    """Not done yet: a new round, up to the day that the office names now, else by the length of the rule."""
    note = kept(ActionItem, "note", note)
    if not note:
        raise InvalidInput("note", "请写明还差什么。")
    with performing(ACTION_ITEM, ItemAction.RETURN_ITEM, item_id, by=by, at=at, version=version) as step:
        if due_on is not None and due_on < step.on:
            raise InvalidInput("due_on", "完成日期已经过去，请改为今天以后的日期。")
        item = step.subject
        item.note, item.agreed_on = note, due_on
        step.clocks_agreed_on = due_on
        last = until(due_on) if due_on else ""
        _tell(item, item.department, SPEAKS_FOR[item.department.kind], "议定事项退回继续办理", f"{note}。{last}", at)
    return item


def drop(item_id: int, *, note: str, version: int | None = None, by: Actor, at: datetime) -> ActionItem:
    """What has become pointless is nobody's breach; why is on record."""
    note = kept(ActionItem, "note", note)
    if not note:
        raise InvalidInput("note", sentence_of(ActionItem, "action_item_dropped_has_reason"))
    with performing(ACTION_ITEM, ItemAction.DROP_ITEM, item_id, by=by, at=at, version=version) as step:
        item = step.subject
        item.note, item.settled_at, item.settled_by_id = note, at, by.person_id
        _tell(item, item.department, SPEAKS_FOR[item.department.kind], "议定事项不再办理", note, at)
    return item


def _office(item: ActionItem) -> Department:
    return item.meeting.region.departments.get(is_office=True, left_on=None)


def _tell(item: ActionItem, unit: Department, role: Role, what: str, more: str, at: datetime) -> None:
    key = f"{ACTION_ITEM.entity}:{item.pk}:{what}:{item.state_seq}"
    body = f"{item.meeting.title}：{item.content}。{more}"
    tell_post(unit, role=role, subject=what, body=body, at=at, dedup_key=key)
