"""How far a case has come, as the enterprise and as the staff see it; written by hand from the flow, not from its table."""

import pytest

from cases.enums import CaseState as S
from cases.models import Case
from portal.casepage.overview import stages
from portal.enterprise.stages import stages_of

# state: the steps that lie behind the enterprise, the word at which an ended case stopped, the step of the measures.
EXPECTED = {
    S.SUBMITTED: (1, "", 1),
    S.SUPPLEMENT: (1, "", 1),
    S.PENDING_DECLINE: (1, "", 1),
    S.LAPSED: (1, "视为撤回", 1),
    S.NOT_ACCEPTED: (1, "不予受理", 1),
    S.WITHDRAWN: (1, "已撤回", 1),
    S.ACCEPTED: (2, "", 2),
    S.PENDING_REVIEW: (2, "", 2),
    S.RETURNED: (2, "", 2),
    S.PENDING_SIGN: (2, "", 2),
    S.REJECTED: (2, "不予修复", 2),
    S.APPROVED: (3, "", 2),
    S.CERTIFIED: (4, "", 3),
    S.PUSHED: (4, "", 3),
    S.PUSH_RETURNED: (4, "", 3),
    S.RECEIVED: (4, "", 3),
    S.PENDING_DISTRIBUTION: (4, "", 3),
    S.DISTRIBUTED: (5, "", 4),
    S.RECOGNIZING: (5, "", 4),
    S.RECOGNIZED_ALL: (6, "", 5),
    S.CLOSED_WITH_REFUSALS: (6, "", 5),
    S.REVOKED: (5, "修复已撤销", 4),
}


def test_every_state_has_its_place():
    assert set(EXPECTED) == set(S)


@pytest.mark.parametrize("state", list(S))
def test_the_enterprise_sees_how_many_of_its_six_steps_are_done(state):
    done, ended, _ = EXPECTED[state]
    shown = stages_of(Case(state=state))
    assert [stage.state for stage in shown] == ["done"] * done + ["ended" if ended else "current"] * (done < 6) + ["todo"] * (5 - done)
    assert [stage.note for stage in shown if stage.note] == ([ended] if ended else [])


@pytest.mark.parametrize("state", list(S))
def test_the_staff_see_the_step_of_the_measures(state):
    shown = stages(Case(state=state))
    _, ended, step = EXPECTED[state]
    assert [stage.state for stage in shown].index("ended" if ended else "current") == step
    assert [stage.note for stage in shown if stage.note] == [state.label]
