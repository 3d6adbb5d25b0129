"""The bureau's steps: sign for the push or send it back, hand on to the units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.enums import CaseAction
from portal.bureau.forms import DistributionReturnForm, PushReturnForm
from portal.steps.pages import ActionPage
from recognition import services as recognition

if TYPE_CHECKING:
    from cases.models import Case

_PAGES: tuple[ActionPage[Case], ...] = (
    ActionPage(
        CaseAction.RECEIVE_PUSH,
        lambda step: recognition.receive_push(step.subject.pk, **step.common),
        "核对推送内容与证明一致后签收。法院的推送期限到签收为止，转推期限从签收起算。",
        "已签收，请在期限内转推各成员单位。",
        is_main=True,
    ),
    ActionPage(
        CaseAction.RETURN_PUSH,
        lambda step: recognition.return_push(step.subject.pk, reason=step.data["reason"], **step.common),
        "推送数据与证明不一致的，退回法院更正。证明的效力不受影响。",
        "已退回法院更正。",
        PushReturnForm,
        tone="danger",
    ),
    ActionPage(
        CaseAction.PROPOSE_DISTRIBUTION,
        lambda step: recognition.propose_distribution(step.subject.pk, **step.common),
        "提交审核人同意后，证明信息发往出具日在册的全部成员单位。",
        "已提交审核。",
        is_main=True,
    ),
    ActionPage(
        CaseAction.DISTRIBUTE,
        lambda step: recognition.distribute(step.subject.pk, **step.common),
        "同意后立即发往出具日在册的全部成员单位，每个单位一份转推函。",
        "已转推全部成员单位。",
        is_main=True,
    ),
    ActionPage(
        CaseAction.RETURN_DISTRIBUTION,
        lambda step: recognition.return_distribution(step.subject.pk, note=step.data["note"], **step.common),
        "需要再核对的，退回经办人。转推期限继续计算。",
        "已退回经办人。",
        DistributionReturnForm,
    ),
)
PAGES = {page.action: page for page in _PAGES}
