"""The court ends an application by hand whose supplement did not come: the portal's reminders had not all reached the enterprise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.enums import CaseAction
from cases.services import acceptance
from ledger.timekeeping import today
from portal.steps import fields
from portal.steps.pages import ActionForm, ActionPage

if TYPE_CHECKING:
    from cases.models import Case


class LapseForm(ActionForm):
    note = fields.text("联系企业的情况", 1000, help_text="哪一天、用什么方式联系了企业，企业怎样答复。只有法院能看到。")


def _is_over(case: Case) -> bool:
    """By the day that the case keeps, since a list asks of each row; the service looks at the supplement itself."""
    return case.due_on is not None and today() > case.due_on


LAPSE_PAGE = ActionPage(
    CaseAction.LAPSE_BY_HAND,
    lambda step: acceptance.lapse_by_hand(step.subject.pk, note=step.data["note"], **step.common),
    "补正期限届满前的提醒没有全部送达企业，所以没有自动视为撤回。请先联系企业；确实不补正的，决定视为撤回，企业可以重新申请。",
    "已决定视为撤回，已通知企业。",
    LapseForm,
    submit="决定视为撤回",
    tone="danger",
    fits=_is_over,
)
