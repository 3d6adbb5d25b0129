"""What another person does with a proposed change of the calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calendars import services
from calendars.enums import ChangeAction
from calendars.rules import is_previewed
from portal.calendars.forms import ApproveForm, RefuseForm
from portal.steps.pages import ActionPage

if TYPE_CHECKING:
    from calendars.models import Change

_PAGES: tuple[ActionPage[Change], ...] = (
    ActionPage(
        ChangeAction.APPROVE_CHANGE,
        lambda step: services.approve_change(step.subject.pk, note=step.data["note"], **step.common),
        "请先在上一页看过将要改期的期限。生效后系统重新计算全部未办结的期限，逐个告知；已经办结的不动。",
        "已核对，系统正在重新计算期限。",
        ApproveForm,
        is_main=True,
        fits=is_previewed,
    ),
    ActionPage(
        ChangeAction.REFUSE_CHANGE,
        lambda step: services.refuse_change(step.subject.pk, note=step.data["note"], **step.common),
        "有误或者不应当生效的，写明理由退回；什么也不会改变。",
        "已退回。",
        RefuseForm,
        tone="danger",
    ),
)
PAGES = {page.action: page for page in _PAGES}
