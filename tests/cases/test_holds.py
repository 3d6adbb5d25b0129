"""Suspending an examination, excluding days, resuming, extending: who may, what moves, and what the strip says to everybody."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cases.enums import CaseState
from cases.models import Case, ExaminationExtension, ExaminationHold, Service
from cases.outcomes import ExtensionOutcome, Hold, HoldGround
from cases.parties import Party
from cases.services import applications, examination, holds
from deadlines.selectors import due_strip
from deadlines.services import recheck_clocks
from demo.specimens import voucher
from notices.enums import DocumentKind
from procedure.errors import ConditionNotMet, InvalidInput, NotPermitted
from tests.cases.steps import clock, commit, due, refused_by_database
from tests.support.world import in_state

WHY = "执行依据由上级法院提审。"


def hold(walk, ground=HoldGround.RETRIAL, part="reviewing_judge", **facts):
    said = {"reason": WHY, "from_on": walk.at.date(), "evidence": voucher("裁定书"), **facts}
    return holds.hold_examination(walk.case.pk, ground=ground, by=walk.by(part), at=walk.at, **said)


def resume(walk, part="reviewing_judge", **facts):
    said = {"reason": "再审已经终结。", "until_on": walk.at.date(), **facts}
    return holds.resume_examination(walk.case.pk, by=walk.by(part), at=walk.at, **said)


def propose(walk, part="handling_judge", **facts):
    said = {"days": 10, "reason": "关联企业较多。", "evidence": voucher("审批表"), **facts}
    return holds.propose_extension(walk.case.pk, by=walk.by(part), at=walk.at, **said)


def decide(walk, part="signing_president", **facts):
    return holds.decide_extension(walk.case.pk, by=walk.by(part), at=walk.at, **{"agrees": True, **facts})


@in_state(CaseState.ACCEPTED)
def test_a_suspension_stops_the_limit_and_resuming_moves_its_date(stood):
    before = due(stood, "K-04")
    case = hold(stood)
    commit()
    assert (case.hold, clock(stood, "K-04").status) == (Hold.SUSPENDED, "paused")
    message = case.messages.order_by("-pk")[0].body
    assert "已中止审查" in message
    assert "期限至" not in message
    stood.later(days=7)
    case = resume(stood)
    commit()
    one = clock(stood, "K-04")
    assert (case.hold, one.status) == ("", "running")
    assert (one.due_on - before).days in range(6, 11)
    labels = {mark.label for mark in due_strip(one) if mark.kind == "paused"}
    assert labels == {f"中止计时：执行依据进入审判监督程序：{WHY}（区法院复核法官）"}
    assert recheck_clocks().is_sound


@in_state(CaseState.ACCEPTED)
def test_a_suspension_is_a_paper_that_is_served_and_excluded_days_are_none(stood):
    hold(stood, HoldGround.HEARING)
    assert not stood.case.documents.filter(kind=DocumentKind.SUSPENSION_NOTICE).exists()
    resume(stood)
    hold(stood, HoldGround.BANKRUPTCY)
    commit()
    notice = stood.case.documents.get(kind=DocumentKind.SUSPENSION_NOTICE)
    said = bytes(notice.snapshot).decode()
    assert WHY in said
    assert "法院已受理企业破产申请" in said
    assert [service.party for service in Service.objects.filter(document=notice)] == [Party.APPLICANT]


@in_state(CaseState.ACCEPTED)
def test_a_paused_case_is_no_duty_of_anybody_until_it_runs_again(stood):
    hold(stood, HoldGround.HEARING)
    held = Case.objects.get(pk=stood.case.pk)
    assert (held.hold, held.due_on) == (Hold.EXCLUDED, None)
    resume(stood)
    assert Case.objects.get(pk=stood.case.pk).due_on == due(stood, "K-04")


@in_state(CaseState.ACCEPTED)
def test_it_is_done_by_another_than_who_is_bound(stood):
    for part in ("handling_judge", "acceptance_officer", "signing_president"):
        with pytest.raises(NotPermitted):
            hold(stood, part=part)
    with pytest.raises(NotPermitted):
        propose(stood, part="reviewing_judge")
    propose(stood)
    with pytest.raises(NotPermitted):
        decide(stood, part="handling_judge")


@in_state(CaseState.ACCEPTED)
def test_no_pause_begins_in_the_future_or_before_the_limit(stood):
    for on in (stood.at.date() + timedelta(days=1), clock(stood, "K-04").started_on - timedelta(days=1)):
        with pytest.raises(InvalidInput) as refusal:
            hold(stood, from_on=on)
        assert refusal.value.field == "from_on"
    with pytest.raises(InvalidInput, match="证据"):
        hold(stood, evidence=None)
    with pytest.raises(InvalidInput, match="写明情况"):
        hold(stood, reason=" ")
    assert ExaminationHold.objects.count() == 0


@in_state(CaseState.ACCEPTED)
def test_one_pause_at_a_time_and_no_decision_meanwhile(stood):
    hold(stood)
    with pytest.raises(ConditionNotMet, match="请先恢复计时"):
        hold(stood, HoldGround.EXPERT)
    with pytest.raises(ConditionNotMet):
        examination.submit_examination(stood.case.pk, by=stood.by("handling_judge"), at=stood.at)
    one = ExaminationHold.objects.get()
    one.pk = None
    with pytest.raises(IntegrityError, match="hold_one_open"), transaction.atomic():
        one.save(force_insert=True)


@in_state(CaseState.PENDING_SIGN)
def test_nothing_is_signed_while_the_limit_stands_still(stood):
    hold(stood, part="reviewing_judge")
    with pytest.raises(ConditionNotMet, match="已中止审查，请由复核法官登记恢复计时"):
        examination.approve(stood.case.pk, reason_text="理由", by=stood.by("signing_president"), at=stood.at)


@in_state(CaseState.ACCEPTED)
def test_withdrawing_ends_the_pause_and_what_was_asked(stood):
    hold(stood)
    propose(stood)
    case = applications.withdraw(stood.case.pk, by=stood.agent_actor(), at=stood.at)
    commit()
    assert (case.hold, case.extension_proposer_id, case.state) == ("", None, CaseState.WITHDRAWN)
    assert (ExaminationHold.objects.get().ended_at, ExaminationExtension.objects.get().outcome) == (stood.at, ExtensionOutcome.MOOT)
    assert clock(stood, "K-04").status == "void"
    assert recheck_clocks().is_sound


@in_state(CaseState.ACCEPTED)
def test_an_extension_counts_once_another_person_agrees(stood):
    before = due(stood, "K-04")
    propose(stood)
    assert due(stood, "K-04") == before
    with pytest.raises(ConditionNotMet, match="待决定"):
        propose(stood)
    case = decide(stood, note="同意")
    commit()
    assert case.extension_proposer_id is None
    assert due(stood, "K-04") >= before + timedelta(days=10)
    assert "延长审查期限" in case.messages.order_by("-pk")[0].body
    labels = [mark.label for mark in due_strip(clock(stood, "K-04")) if mark.kind == "extended"]
    assert labels[0] == "第 16 日（延长：关联企业较多，区法院签发院长）"
    assert len(labels) == 10
    with pytest.raises(InvalidInput, match="还可以延长5日"):
        propose(stood, days=6)
    assert recheck_clocks().is_sound


@in_state(CaseState.ACCEPTED)
def test_a_refused_extension_says_why_and_moves_nothing(stood):
    before = due(stood, "K-04")
    propose(stood)
    with pytest.raises(InvalidInput, match="写明理由"):
        decide(stood, agrees=False)
    decide(stood, agrees=False, note="可以按期办结")
    assert due(stood, "K-04") == before
    assert ExaminationExtension.objects.get().outcome == ExtensionOutcome.REFUSED


@in_state(CaseState.ACCEPTED)
def test_the_database_wants_two_people_and_an_examination(stood):
    propose(stood)
    with refused_by_database("extension_two_people"):
        ExaminationExtension.objects.update(outcome="approved", decided_at=stood.at, decided_by=stood.case.handler_id)
    with refused_by_database("case_held_is_examined"):
        applications.withdraw(stood.case.pk, by=stood.agent_actor(), at=stood.at)
        type(stood.case).objects.filter(pk=stood.case.pk).update(hold="suspended")
