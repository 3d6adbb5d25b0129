"""A member unit's steps: sign for the push, draft the answer, approve or return it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.casepage.recognition import answer_lines
from portal.member.forms import AnswerForm, AnswerReturnForm
from portal.shell.components import DataItem
from portal.steps.pages import ActionPage, Confirmed
from recognition import replacing, revoking
from recognition import services as recognition
from recognition.enums import RecognitionAction, RecognitionResult

if TYPE_CHECKING:
    from collections.abc import Callable

    from procedure.actors import Actor
    from recognition.models import Recognition


def _propose(step: Confirmed[Recognition]) -> object:
    answer = recognition.AnswerData(**{**step.data, "result": RecognitionResult(step.data["result"])})
    return recognition.propose_answer(step.subject.pk, answer=answer, **step.common)


def _approve(step: Confirmed[Recognition]) -> object:
    return recognition.approve_answer(step.subject.pk, **step.common)


def _drafted(result: RecognitionResult) -> Callable[[Recognition], bool]:
    """Of the three approvals only the one that fits the draft is offered."""
    return lambda answer: answer.result == result


def draft_lines(answer: Recognition, _actor: Actor) -> dict[str, Any]:
    lines = [DataItem("反馈结果", answer.get_result_display()), DataItem("拟写人", str(answer.proposed_by or ""))]
    return {"aside": [*lines, *(DataItem(label, text, wide=True) for label, text in answer_lines(answer))], "aside_title": "拟写的反馈"}


_PAGES: tuple[ActionPage[Recognition], ...] = (
    ActionPage(
        RecognitionAction.RECEIVE_DELIVERY,
        lambda step: recognition.receive_delivery(step.subject.pk, **step.common),
        "签收表示本单位收到了推送，不表示认可。签收后请在互认期限内反馈。",
        "已签收，请在互认期限内反馈。",
        label="签收",
        is_main=True,
    ),
    ActionPage(
        RecognitionAction.PROPOSE_ANSWER,
        _propose,
        "核对本单位对该企业的限制，写明反馈结果，交单位审核人审核。",
        "反馈已提交审核。",
        AnswerForm,
        submit="提交审核",
        is_main=True,
        template="member/answer_form.html",
    ),
    ActionPage(
        RecognitionAction.RETURN_ANSWER,
        lambda step: recognition.return_answer(step.subject.pk, note=step.data["note"], **step.common),
        "退回联络员修改，互认期限继续计算。",
        "已退回联络员。",
        AnswerReturnForm,
        context=draft_lines,
    ),
    ActionPage(
        RecognitionAction.RECOGNIZE,
        _approve,
        "同意联络员拟写的反馈：认可。企业会收到结果。",
        "已认可，企业已收到结果。",
        label="同意反馈（认可）",
        submit="同意并反馈",
        is_main=True,
        fits=_drafted(RecognitionResult.RECOGNIZED),
        context=draft_lines,
    ),
    ActionPage(
        RecognitionAction.RECOGNIZE_PARTLY,
        _approve,
        "同意联络员拟写的反馈：部分认可。未认可的事项由领导小组办公室组织会商。",
        "已反馈部分认可，由办公室组织会商。",
        label="同意反馈（部分认可）",
        submit="同意并反馈",
        is_main=True,
        fits=_drafted(RecognitionResult.PARTIAL),
        context=draft_lines,
    ),
    ActionPage(
        RecognitionAction.REFUSE,
        _approve,
        "同意联络员拟写的反馈：不予认可。系统制作不予认可函，由领导小组办公室组织会商。",
        "已反馈不予认可，由办公室组织会商。",
        label="同意反馈（不予认可）",
        submit="同意并反馈",
        tone="danger",
        is_main=True,
        fits=_drafted(RecognitionResult.REFUSED),
        context=draft_lines,
    ),
    ActionPage(
        RecognitionAction.SIGN_FOR_REPLACEMENT,
        lambda step: replacing.sign_for_replacement(step.subject.pk, **step.common),
        "法院更正了证明，原证明已被替代。签收后本单位改用替代证明；本单位已作的反馈和互认期限都不变。",
        "已签收替代证明。",
        is_main=True,
    ),
    ActionPage(
        RecognitionAction.SIGN_FOR_REVOCATION,
        lambda step: revoking.sign_for_revocation(step.subject.pk, **step.common),
        "法院撤销了信用修复，证明不再有效。签收后不再依这份证明办理业务。",
        "已签收撤销通知。",
        is_main=True,
    ),
)
PAGES = {page.action: page for page in _PAGES}
