"""The six steps as the enterprise follows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.enums import CaseState as S
from portal.shell.components import Stage

if TYPE_CHECKING:
    from cases.models import Case

NAMES = ("提交申请", "法院受理", "法院审查", "出具证明", "推送共享", "单位互认")
# How many steps lie behind a case in each state; an ended case stops where it ended.
DONE = {
    S.SUBMITTED: 1,
    S.SUPPLEMENT: 1,
    S.PENDING_DECLINE: 1,
    S.LAPSED: 1,
    S.NOT_ACCEPTED: 1,
    S.WITHDRAWN: 1,
    S.ACCEPTED: 2,
    S.PENDING_REVIEW: 2,
    S.RETURNED: 2,
    S.PENDING_SIGN: 2,
    S.REJECTED: 2,
    S.APPROVED: 3,
    S.CERTIFIED: 4,
    S.PUSHED: 4,
    S.PUSH_RETURNED: 4,
    S.RECEIVED: 4,
    S.PENDING_DISTRIBUTION: 4,
    S.DISTRIBUTED: 5,
    S.RECOGNIZING: 5,
    S.RECOGNIZED_ALL: 6,
    S.SETTLED: 6,
}
ENDED = {
    S.LAPSED: "视为撤回",
    S.NOT_ACCEPTED: "不予受理",
    S.WITHDRAWN: "已撤回",
    S.REJECTED: "不予修复",
}


def stages_of(case: Case) -> list[Stage]:
    state = S(case.state)
    done = DONE[state]
    return [Stage(name, _state(place, done), ENDED.get(state, "") if place == done else "") for place, name in enumerate(NAMES)]


def _state(place: int, done: int) -> str:
    if place < done:
        return "done"
    return "current" if place == done else "todo"
