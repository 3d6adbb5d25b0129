"""A limit that nobody has to keep any more is neither met nor missed."""

import pytest

from cases.enums import CaseAction, CaseState
from cases.services import applications
from deadlines.enums import ClockStatus, EventKind
from tests.cases.steps import clock, commit
from tests.support.world import in_state

OPEN = (ClockStatus.RUNNING, ClockStatus.PAUSED)
# What runs for the court in each state; before an answer the supplement's own limit runs as well.
RUNNING = {
    CaseState.SUBMITTED: {"K-02"},
    CaseState.SUPPLEMENT: {"K-03"},
    CaseState.ACCEPTED: {"K-04"},
    CaseState.PENDING_SIGN: {"K-04"},
    CaseState.APPROVED: {"K-41"},
}


def withdraw(walk):
    applications.withdraw(walk.case.pk, reason="另行协商", by=walk.agent_actor(), at=walk.at)


@pytest.mark.parametrize("days", [0, 90], ids=["in time", "late"])
@in_state(*RUNNING)
def test_a_withdrawn_case_leaves_its_limits_neither_met_nor_missed(stood, days):
    running = {one.code for one in stood.case.clocks.filter(status__in=OPEN)} & set().union(*RUNNING.values())
    assert running == RUNNING[stood.case.state]
    withdraw(stood.later(days=days))
    for code in running:
        ended = clock(stood, code)
        assert (ended.status, ended.breached_on, ended.stopped_on) == (ClockStatus.VOID, None, stood.at.date())
        last = ended.events.order_by("seq").last()
        assert (last.kind, last.reason) == (EventKind.VOID, CaseAction.WITHDRAW.label)
    commit()


@in_state(CaseState.PENDING_SIGN)
def test_what_was_met_before_a_withdrawal_stays_met(stood):
    withdraw(stood.later(days=90))
    assert clock(stood, "K-02").status == ClockStatus.MET


@in_state(CaseState.SUBMITTED)
def test_a_limit_that_is_kept_is_met_and_not_void(stood):
    stood.accept()
    ended = clock(stood, "K-02")
    assert (ended.status, ended.events.order_by("seq").last().kind) == (ClockStatus.MET, EventKind.STOP)
