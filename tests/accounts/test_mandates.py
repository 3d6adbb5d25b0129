"""How a person comes to act for an enterprise, and how the right ends."""

from datetime import timedelta

import pytest

from accounts.enums import AgentKind, MandateOrigin, MandateState
from accounts.models import Mandate
from cases.selectors import mandates_awaiting
from cases.services import mandates
from demo.people import create_agent
from departments.actors import actor_for
from ledger.models import Event
from messaging.models import Message
from procedure.errors import ConditionNotMet, InvalidInput, NotVisible, Stale
from tests.cases.steps import refused_by_database, sql
from tests.regions.files import QINGLAN, load
from tests.support.world import AT, PASSWORD, everybody_of, new_walk

TODAY = AT.date()


@pytest.fixture
def served(walk):
    return walk.record().take_measures().serve()


def ask(walk, **facts):
    facts = {"enterprise_name": walk.plot.enterprise_name, "kind": AgentKind.STAFF, "reason": "行政主管", "by": walk.agent_actor(), **facts}
    return mandates.request_mandate(facts.pop("uscc", walk.plot.uscc), at=walk.at, **facts)


def decide(mandate, walk, by="acceptance_officer", *, grant=True, reason=""):
    return mandates.decide_mandate(mandate.pk, grant=grant, reason=reason, by=walk.by(by), at=walk.at)


# --- by the notice in hand ---


def scan(walk, by=None, kind=AgentKind.STAFF):
    return mandates.request_by_notice(walk.notice.token, kind=kind, by=by or walk.agent_actor(), at=walk.at)


def test_the_served_notice_opens_a_request_and_no_right(served):
    asked = scan(served)
    assert (asked.state, asked.origin, asked.valid_from) == (MandateState.REQUESTED, MandateOrigin.NOTICE, None)
    assert served.agent_actor().enterprise_ids == frozenset()
    with pytest.raises(NotVisible):
        served.draft()
    decide(asked, served)
    mandate = Mandate.objects.get(user=served.agent)
    assert (mandate.state, mandate.valid_from) == (MandateState.ACTIVE, served.at.date())
    assert served.agent_actor().enterprise_ids == {served.enforcement.enterprise_id}
    actions = Event.objects.filter(stream=f"enterprise:{mandate.enterprise_id}").order_by("seq").values_list("action", flat=True)
    assert list(actions) == ["request_mandate", "confirm_mandate"]


def test_the_qr_read_again_joins_once(served):
    assert served.join().join().agent.mandates.count() == 1


def test_a_notice_not_yet_served_lets_nobody_in(walk):
    walk.record().take_measures()
    with pytest.raises(ConditionNotMet, match="还没有登记送达"):
        walk.join()
    assert not Mandate.objects.exists()


def test_a_code_that_was_guessed_leads_nowhere(served):
    for token in ("", "x" * 22, served.notice.token[:-1]):
        with pytest.raises(NotVisible):
            mandates.request_by_notice(token, kind=AgentKind.STAFF, by=served.agent_actor(), at=served.at)


def test_who_has_asked_already_asks_no_second_time_with_the_notice(served):
    waiting = ask(served)
    assert (scan(served).pk, served.agent.mandates.count()) == (waiting.pk, 1)


# --- by the court ---


def test_a_request_gives_no_right_until_the_court_grants_it(served):
    mandate = ask(served)
    assert served.agent_actor().enterprise_ids == frozenset()
    assert mandate in mandates_awaiting(served.by("acceptance_officer"))
    granted = decide(mandate, served)
    assert (granted.state, granted.decided_by) == (MandateState.ACTIVE, served.cast.people["acceptance_officer"])
    assert served.agent_actor().enterprise_ids == {served.enforcement.enterprise_id}
    assert Message.objects.filter(enterprise=granted.enterprise, subject="有新的经办人加入").count() == 1


@pytest.mark.parametrize(
    ("facts", "field", "words"),
    [
        ({"uscc": "91420203MA00000151"}, "uscc", "校验不通过"),
        ({"uscc": "91440300708461136T"}, "uscc", "没有这家企业的执行案件记录"),
        ({"enterprise_name": "差一个字公司"}, "enterprise_name", "请按营业执照填写全称"),
        ({"reason": " "}, "reason", "请写明您在企业的职务"),
    ],
)
def test_a_request_that_cannot_be_checked_is_refused(served, facts, field, words):
    with pytest.raises(InvalidInput, match=words) as refusal:
        ask(served, **facts)
    assert refusal.value.field == field


def test_one_asks_once(served):
    ask(served)
    with pytest.raises(ConditionNotMet, match="您已提交过加入该企业的申请"):
        ask(served)


def test_a_refusal_says_why_and_one_may_ask_again(served):
    mandate = ask(served)
    with pytest.raises(InvalidInput, match="还需要提供什么"):
        decide(mandate, served, grant=False, reason=" ")
    refused = decide(mandate, served, grant=False, reason="请补授权委托书")
    assert (refused.state, refused.reason, refused.valid_from) == (MandateState.REFUSED, "请补授权委托书", None)
    assert served.agent_actor().enterprise_ids == frozenset()
    assert ask(served).state == MandateState.REQUESTED


def test_a_request_is_decided_once(served):
    mandate = ask(served)
    decide(mandate, served)
    with pytest.raises(Stale, match="该事项现为“有效”"):
        decide(mandate, served, grant=False, reason="晚了")


@pytest.mark.parametrize("part", ["handling_judge", "signing_president", "bureau_handler", "office", "administrator"])
def test_only_an_acceptance_officer_decides(served, part):
    with pytest.raises(NotVisible):
        decide(ask(served), served, by=part)


def test_another_court_neither_sees_nor_decides_the_request(served):
    mandate = ask(served)
    stranger = everybody_of(load(QINGLAN, AT))
    assert not mandates_awaiting(stranger).exists()
    with pytest.raises(NotVisible):
        mandates.decide_mandate(mandate.pk, grant=True, reason="", by=stranger, at=AT)
    with pytest.raises(NotVisible):
        mandates.decide_mandate(0, grant=True, reason="", by=served.by("acceptance_officer"), at=AT)


def test_nobody_confirms_themselves(served):
    mandate = ask(served, by=served.by("acceptance_officer"))
    with pytest.raises(ConditionNotMet, match="不能核实自己的授权"):
        decide(mandate, served)
    with refused_by_database("mandate_not_decided_by_self"):
        sql("UPDATE accounts_mandate SET decided_by_id = user_id WHERE id = %s", mandate.pk)


# --- the end ---


def test_an_ended_mandate_loses_its_rights_at_once(served):
    served.join()
    ended = mandates.end_mandate(served.agent.mandates.get().pk, by=served.agent_actor(), at=served.at)
    assert (ended.state, ended.valid_until) == (MandateState.ENDED, served.at.date())
    assert served.agent_actor().enterprise_ids == frozenset()
    with pytest.raises(NotVisible):
        served.draft()


def test_a_request_may_be_taken_back(served):
    mandate = ask(served)
    assert mandates.end_mandate(mandate.pk, by=served.agent_actor(), at=served.at).valid_until is None


def test_nobody_ends_anothers_mandate(served):
    served.join()
    other = create_agent("somebody-else", "另一人", PASSWORD)
    with pytest.raises(NotVisible):
        mandates.end_mandate(served.agent.mandates.get().pk, by=actor_for(other, AT), at=served.at)


def revoke(walk, by="acceptance_officer", reason="经办人已离职"):
    return mandates.revoke_mandate(walk.agent.mandates.get().pk, reason=reason, by=walk.by(by), at=walk.at)


def test_the_court_ends_a_mandate_and_the_enterprise_reads_why(served):
    revoked = revoke(served.join())
    assert (revoked.state, revoked.ended_at, served.agent_actor().enterprise_ids) == (
        MandateState.REVOKED,
        served.at,
        frozenset(),
    )
    assert "经办人已离职" in Message.objects.get(subject="一名经办人的授权已撤销").body
    with pytest.raises(Stale):
        revoke(served)


def test_ending_anothers_mandate_takes_a_reason_and_the_courts_officer(served):
    served.join()
    with pytest.raises(InvalidInput, match="请写明撤销授权的原因"):
        revoke(served, reason=" ")
    for part in ("handling_judge", "office", "administrator"):
        with pytest.raises(NotVisible):
            revoke(served, by=part)
    stranger = everybody_of(load(QINGLAN, AT))
    with pytest.raises(NotVisible):
        mandates.revoke_mandate(served.agent.mandates.get().pk, reason="无", by=stranger, at=AT)


def test_a_mandate_counts_from_its_first_to_its_last_day(served):
    served.join()
    Mandate.objects.update(valid_from=TODAY, valid_until=TODAY + timedelta(days=2))
    rights = [bool(actor_for(served.agent, AT + timedelta(days=n)).enterprise_ids) for n in (-1, 0, 2, 3)]
    assert rights == [False, True, True, False]


def test_an_agent_of_two_enterprises_sees_both_and_no_third(served, cast):
    other, third = (new_walk(cast).record().take_measures().serve() for _ in range(2))
    served.join()
    decide(scan(other, by=served.agent_actor(), kind=AgentKind.LAWYER), other)
    assert served.agent_actor().enterprise_ids == {served.enforcement.enterprise_id, other.enforcement.enterprise_id}
    assert third.enforcement.enterprise_id not in served.agent_actor().enterprise_ids
