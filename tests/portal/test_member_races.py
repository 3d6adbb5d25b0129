"""Two people at once, on two connections: one wins, the other is told. These tests commit, so they have their own module."""

import pytest

from cases.enums import CaseState
from cases.models import Case
from ledger import timekeeping
from recognition.models import Recognition
from tests.portal.staff_pages import NOW, act_url, as_part, step_url, text_of
from tests.support.world import in_parallel, new_walk


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


def test_of_two_officers_at_once_one_wins_and_the_other_is_told(committed_cast):
    walk = new_walk(committed_cast).apply()
    version = walk.case.state_seq
    clients = [as_part(committed_cast, "acceptance_officer") for _ in range(2)]
    decline = {"version": version, "reason": "barred", "note": "另一人写的说明", "channel": "渠道"}
    answers = in_parallel(
        lambda: clients[0].post(step_url(walk, "accept"), {"version": version, "variant": "listed", "handler_id": ""}),
        lambda: clients[1].post(step_url(walk, "propose_decline"), decline),
    )
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    assert "情况已经变化" in text_of(next(answer for answer in answers if answer.status_code == 409))
    assert Case.objects.get().state_seq == version + 1


def test_of_two_approvers_at_once_one_wins(committed_cast):
    walk = new_walk(committed_cast).to(CaseState.DISTRIBUTED).unit_receives("finance").unit_proposes("finance")
    answer = walk.unit("finance")
    clients = [as_part(committed_cast, "finance:approver") for _ in range(2)]
    version = answer.state_seq
    answers = in_parallel(
        lambda: clients[0].post(act_url("member", answer, "recognize"), {"version": version}),
        lambda: clients[1].post(act_url("member", answer, "return_answer"), {"version": version, "note": "另一人写的退回意见"}),
    )
    assert sorted(one.status_code for one in answers) == [302, 409]
    assert "情况已经变化" in text_of(next(one for one in answers if one.status_code == 409))
    assert Recognition.objects.get(pk=answer.pk).state in ("recognized", "received")
