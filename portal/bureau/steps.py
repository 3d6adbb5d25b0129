"""The bureau's steps: sign for the push or send it back, hand on to the units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.enums import CaseAction
from portal.bureau.forms import DistributionReturnForm, PushReturnForm
from portal.steps.pages import ActionPage, Confirmed
from recognition import replacing, revoking
from recognition import services as recognition
from recognition.enums import PushedFact

if TYPE_CHECKING:
    from cases.models import Case


def _return_push(step: Confirmed[Case]) -> object:
    wrong = [PushedFact(code) for code in step.data["wrong"]]
    return recognition.return_push(step.subject.pk, wrong=wrong, reason=step.data["reason"], **step.common)


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
        _return_push,
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
    ActionPage(
        CaseAction.RECEIVE_REPLACEMENT,
        lambda step: replacing.receive_replacement(step.subject.pk, **step.common),
        "法院更正了证明，另行出具了替代证明。核对推送内容与替代证明一致后签收。",
        "已签收，请在期限内转推持有原证明的单位。",
        is_main=True,
    ),
    ActionPage(
        CaseAction.FORWARD_REPLACEMENT,
        lambda step: replacing.forward_replacement(step.subject.pk, **step.common),
        "同意后立即发往持有原证明的全部成员单位。各单位已作的反馈继续有效，只需签收替代证明。",
        "替代证明已转推全部成员单位。",
        is_main=True,
    ),
)
_REVOCATION_PAGES: tuple[ActionPage[Case], ...] = (
    ActionPage(
        CaseAction.RECEIVE_REVOCATION,
        lambda step: revoking.receive_revocation(step.subject.pk, **step.common),
        "法院撤销了信用修复，证明已失效。核对撤销通知书后签收，在期限内转推收到过证明的各单位。",
        "已签收，请在期限内转推收到过证明的单位。",
        is_main=True,
    ),
    ActionPage(
        CaseAction.FORWARD_REVOCATION,
        lambda step: revoking.forward_revocation(step.subject.pk, **step.common),
        "同意后立即发往收到过证明的全部成员单位，由各单位签收。",
        "撤销通知已转推全部成员单位。",
        is_main=True,
    ),
)
PAGES = {page.action: page for page in (*_PAGES, *_REVOCATION_PAGES)}
