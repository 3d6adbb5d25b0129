"""The shortest lawful way to each state, as steps of a walk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cases.enums import CaseState
from recognition.enums import RecognitionAction, RecognitionResult

if TYPE_CHECKING:
    from collections.abc import Callable

    from demo.remedy_walk import RemedyWalk


def _steps(*names: str) -> tuple[Callable[[RemedyWalk], Any], ...]:
    def call(name: str) -> Callable[[RemedyWalk], Any]:
        return lambda walk: getattr(walk, name)()

    return tuple(call(name) for name in names)


def _settle_with_refusal(walk: RemedyWalk) -> None:
    refusing = walk.cast.units[-1].code
    walk.all_units_answer(except_for=(refusing,)).unit_answers(refusing, RecognitionResult.REFUSED)
    walk.convene(refusing).conclude(refusing, RecognitionAction.CONSULT_UPHOLD, "经会商，维持该单位意见，待相关限制解除后即时办理。")


_TO_ACCEPTED = ("apply", "accept")
_TO_SIGN = (*_TO_ACCEPTED, "submit_examination", "pass_review")
_TO_PUSHED = (*_TO_SIGN, "approve", "issue", "push")
_TO_DISTRIBUTED = (*_TO_PUSHED, "receive", "propose_distribution", "distribute")

WAYS: dict[CaseState, tuple[Callable[[RemedyWalk], Any], ...]] = {
    CaseState.SUBMITTED: _steps("apply"),
    CaseState.SUPPLEMENT: _steps("apply", "ask_supplement"),
    CaseState.PENDING_DECLINE: (*_steps("apply"), lambda walk: walk.decline(confirm=False)),
    CaseState.NOT_ACCEPTED: _steps("apply", "decline"),
    CaseState.ACCEPTED: _steps(*_TO_ACCEPTED),
    CaseState.PENDING_REVIEW: _steps(*_TO_ACCEPTED, "submit_examination"),
    CaseState.RETURNED: _steps(*_TO_ACCEPTED, "submit_examination", "return_by_reviewer"),
    CaseState.PENDING_SIGN: _steps(*_TO_SIGN),
    CaseState.REJECTED: (
        *_steps(*_TO_ACCEPTED),
        lambda walk: walk.submit_examination(approve=False),
        *_steps("pass_review", "reject"),
    ),
    CaseState.APPROVED: _steps(*_TO_SIGN, "approve"),
    CaseState.CERTIFIED: _steps(*_TO_SIGN, "approve", "issue"),
    CaseState.PUSHED: _steps(*_TO_PUSHED),
    CaseState.PUSH_RETURNED: _steps(*_TO_PUSHED, "return_push"),
    CaseState.RECEIVED: _steps(*_TO_PUSHED, "receive"),
    CaseState.PENDING_DISTRIBUTION: _steps(*_TO_PUSHED, "receive", "propose_distribution"),
    CaseState.DISTRIBUTED: _steps(*_TO_DISTRIBUTED),
    CaseState.RECOGNIZING: (
        *_steps(*_TO_DISTRIBUTED),
        lambda walk: walk.unit_receives(walk.cast.units[-1].code),
    ),
    CaseState.RECOGNIZED_ALL: _steps(*_TO_DISTRIBUTED, "all_units_answer"),
    CaseState.CLOSED_WITH_REFUSALS: (*_steps(*_TO_DISTRIBUTED), _settle_with_refusal),
    CaseState.REVOKED: _steps(
        *_TO_DISTRIBUTED, "all_units_answer", "propose_revocation", "answer_revocation", "review_revocation", "revoke"
    ),
    CaseState.WITHDRAWN: _steps("apply", "withdraw"),
    CaseState.LAPSED: (*_steps("apply", "ask_supplement"), lambda walk: walk.later(days=30).lapse()),
}
