"""The court ends an application by hand whose supplement did not come: the portal's reminders had not all reached the enterprise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cases.enums import CaseAction
from cases.selectors.reminders import reminders_of
from cases.services import acceptance
from deadlines.enums import MilestoneOutcome
from ledger.timekeeping import today
from portal.shell.components import DataItem
from portal.steps import fields
from portal.steps.pages import ActionForm, ActionPage
from words.dates import weekday

if TYPE_CHECKING:
    from cases.models import Case
    from cases.selectors.reminders import Reminder
    from procedure.actors import Actor


class LapseForm(ActionForm):
    note = fields.text("联系企业的情况", 1000, help_text="哪一天、用什么方式联系了企业，企业怎样答复。只有法院能看到。")


def _is_over(case: Case) -> bool:
    """By the day that the case keeps, since a list asks of each row; the service looks at the supplement itself."""
    return case.due_on is not None and today() > case.due_on


def _what_came_of(reminder: Reminder) -> str:
    """In words that say whether somebody at the enterprise can have heard of it."""
    if reminder.milestone.outcome != MilestoneOutcome.FIRED:
        return reminder.milestone.get_outcome_display()
    sending = reminder.sending
    if sending is None:
        return "没有发送记录"
    said = [
        f"已发出{sending.sent}封" if sending.sent else "",
        f"{sending.waiting}封还没有发出" if sending.waiting else "",
        f"{sending.failed}封没有送到" if sending.failed else "",
        "企业已在本系统打开" if sending.is_read else "",
    ]
    return "，".join(filter(None, said)) or "企业没有登记可以发送的联系方式，也没有在本系统打开"


def _reminders(case: Case, _actor: Actor) -> dict[str, Any]:
    """Whoever decides reads what the enterprise can have heard."""
    rows = reminders_of(case)
    items = [DataItem(f"{weekday(one.milestone.fires_at)}：{one.milestone.rung.name}", _what_came_of(one), wide=True) for one in rows]
    none = [DataItem("提醒", "没有提醒的记录。", wide=True)]
    return {"aside": items or none, "aside_title": "提醒企业补正的记录"}


LAPSE_PAGE = ActionPage(
    CaseAction.LAPSE_BY_HAND,
    lambda step: acceptance.lapse_by_hand(step.subject.pk, note=step.data["note"], **step.common),
    "补正期限届满前对企业的提醒没有全部发出，所以没有自动视为撤回。请先联系企业；确实不补正的，决定视为撤回，企业可以重新申请。",
    "已决定视为撤回，已通知企业。",
    LapseForm,
    submit="决定视为撤回",
    tone="danger",
    fits=_is_over,
    context=_reminders,
)
