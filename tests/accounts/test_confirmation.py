"""Who confirms whom, who sees whom, and what somebody leaves to the others."""

import pytest

from accounts.enums import AgentKind, MandateConfirmation, MandateState
from accounts.models import Mandate
from cases.selectors import acting_for, mandates_visible_to
from cases.services import handover, mandates
from cases.subjects import MANDATE
from demo.people import create_agent
from departments.actors import actor_for
from ledger.models import Event
from messaging.models import Message
from procedure.errors import ConditionNotMet, InvalidInput, NotPermitted, NotVisible, Stale
from procedure.selectors import available_actions
from tests.accounts.test_mandates import decide, revoke, scan
from tests.cases.steps import refused_by_database, sql
from tests.support.world import PASSWORD

# Who may do what with a mandate in each state; written by hand, not read from the table.
EXPECTED = {
    MandateState.REQUESTED: {"officer": {"confirm_mandate", "refuse_mandate"}, "person": {"take_back_mandate"}, "representative": set()},
    MandateState.ACTIVE: {"officer": {"revoke_mandate"}, "person": {"give_up_mandate"}, "representative": set()},
    MandateState.REFUSED: {},
    MandateState.WITHDRAWN: {},
    MandateState.ENDED: {},
    MandateState.REVOKED: {},
}


@pytest.fixture
def served(walk):
    return walk.record().take_measures().serve()


def person(name):
    return create_agent(name, f"姓名{name}", PASSWORD)


def actor(user, walk):
    return actor_for(user, walk.at, anew=True)


def enrol(walk, name, kind=AgentKind.STAFF):
    """Somebody whom the court has confirmed."""
    user = person(name)
    decide(scan(walk, by=actor(user, walk), kind=kind), walk)
    return user


def leave_it_to_representatives(walk):
    region = walk.cast.region
    region.options |= {"mandate_confirmation": "representative"}
    region.save()


def bring_to(state, walk, by):
    asked = scan(walk, by=by())
    match state:
        case MandateState.WITHDRAWN:
            mandates.end_mandate(asked.pk, by=by(), at=walk.at)
        case MandateState.REFUSED:
            decide(asked, walk, grant=False, reason="查无此人")
        case MandateState.ENDED:
            decide(asked, walk)
            mandates.end_mandate(asked.pk, by=by(), at=walk.at)
        case MandateState.REVOKED:
            decide(asked, walk)
            mandates.revoke_mandate(asked.pk, reason="已离职", by=walk.by("acceptance_officer"), at=walk.at)
        case MandateState.ACTIVE:
            decide(asked, walk)
    return Mandate.objects.get(pk=asked.pk)


@pytest.mark.parametrize("state", list(MandateState))
def test_a_mandate_in_each_state_is_open_to_its_person_and_the_court_only(served, state):
    representative = enrol(served, "zhao", AgentKind.LEGAL_REPRESENTATIVE)
    colleague = enrol(served, "qian")
    mandate = bring_to(state, served, served.agent_actor)
    actors = {
        "officer": served.by("acceptance_officer"),
        "person": served.agent_actor(),
        "representative": actor(representative, served),
        "colleague": actor(colleague, served),
        "judge": served.by("handling_judge"),
        "administrator": served.by("administrator"),
    }
    for who, one in actors.items():
        assert {row.action.value for row in available_actions(mandate, one)} == EXPECTED[state].get(who, set()), who


def test_where_the_region_leaves_it_to_the_representative_that_account_confirms(served):
    leave_it_to_representatives(served)
    first = scan(served)
    assert first.confirmation == MandateConfirmation.COURT  # nobody is there to confirm
    decide(first, served)
    boss = person("sun")
    asked = scan(served, by=actor(boss, served), kind=AgentKind.LEGAL_REPRESENTATIVE)
    assert asked.confirmation == MandateConfirmation.COURT  # a representative is confirmed by the court only
    decide(asked, served)
    assert actor(boss, served).represented_ids == {served.enforcement.enterprise_id}
    newcomer = person("li")
    asked = scan(served, by=actor(newcomer, served))
    assert asked.confirmation == MandateConfirmation.REPRESENTATIVE
    with pytest.raises(NotPermitted):
        mandates.decide_as_representative(asked.pk, grant=True, reason="", by=served.agent_actor(), at=served.at)
    granted = mandates.decide_as_representative(asked.pk, grant=True, reason="", by=actor(boss, served), at=served.at)
    assert (granted.state, granted.decided_by) == (MandateState.ACTIVE, boss)
    assert Event.objects.get(action="confirm_mandate_as_representative").actor == f"user:{boss.pk}"


def test_where_the_court_confirms_the_representative_does_not(served):
    boss = enrol(served, "zhou", AgentKind.LEGAL_REPRESENTATIVE)
    asked = scan(served)
    with pytest.raises(NotPermitted):
        mandates.decide_as_representative(asked.pk, grant=True, reason="", by=actor(boss, served), at=served.at)


@pytest.mark.parametrize("end", [MandateState.REFUSED, MandateState.ENDED, MandateState.REVOKED])
def test_after_an_end_or_a_refusal_only_the_court_confirms(served, end):
    leave_it_to_representatives(served)
    boss = enrol(served, "wu", AgentKind.LEGAL_REPRESENTATIVE)
    bring_to(end, served, served.agent_actor)
    again = scan(served)
    assert (again.state, again.confirmation) == (MandateState.REQUESTED, MandateConfirmation.COURT)
    with pytest.raises(NotPermitted):
        mandates.decide_as_representative(again.pk, grant=True, reason="", by=actor(boss, served), at=served.at)
    assert served.agent_actor().enterprise_ids == frozenset()


def test_who_only_took_a_request_back_is_no_such_case(served):
    leave_it_to_representatives(served)
    enrol(served, "zheng", AgentKind.LEGAL_REPRESENTATIVE)
    bring_to(MandateState.WITHDRAWN, served, served.agent_actor)
    assert scan(served).confirmation == MandateConfirmation.REPRESENTATIVE


def test_once_nobody_is_left_it_is_the_courts_again(served):
    leave_it_to_representatives(served)
    boss = enrol(served, "wang", AgentKind.LEGAL_REPRESENTATIVE)
    mandates.end_mandate(boss.mandates.get().pk, by=actor(boss, served), at=served.at)
    assert scan(served).confirmation == MandateConfirmation.COURT


def test_an_enterprise_has_one_legal_representative(served):
    enrol(served, "feng", AgentKind.LEGAL_REPRESENTATIVE)
    second = scan(served, kind=AgentKind.LEGAL_REPRESENTATIVE)
    with pytest.raises(ConditionNotMet, match="已有一名确认过的法定代表人"):
        decide(second, served)


def test_those_who_act_see_each_other_and_are_told(served):
    served.join()
    colleague = person("chen")
    asked = scan(served, by=actor(colleague, served))
    assert set(mandates_visible_to(served.agent_actor())) == {served.agent.mandates.get(), asked}
    assert list(mandates_visible_to(actor(colleague, served))) == [asked]
    decide(asked, served)
    mandates.end_mandate(asked.pk, by=actor(colleague, served), at=served.at)
    told = Message.objects.filter(enterprise=served.enforcement.enterprise).order_by("pk")
    assert [message.subject for message in told if colleague.full_name in message.body] == [
        "有人申请代表贵企业办理",
        "有新的经办人加入",
        "一名经办人不再代表贵企业办理",
    ]


def test_a_state_is_changed_past_the_engine_by_nobody(served):
    asked = scan(served)
    with pytest.raises(AttributeError):
        asked.state = MandateState.ACTIVE
    with refused_by_database("mandate_over_has_moment"):
        sql("UPDATE accounts_mandate SET state = 'ended' WHERE id = %s", asked.pk)
    assert MANDATE.stream(asked) == f"enterprise:{asked.enterprise_id}"


# --- handing over ---


@pytest.fixture
def shared(served):
    """An application in the hand of one agent, and a colleague."""
    served.join().draft().fill().submit()
    return served, enrol(served, "liu")


def in_hand(walk):
    walk.application.refresh_from_db(fields=["agent", "contact_phone"])
    return walk.application.agent


def test_an_agent_hands_over_to_a_colleague_and_all_are_told(shared):
    walk, colleague = shared
    handover.hand_over(walk.application.pk, to=colleague.pk, phone="13800001111", by=walk.agent_actor(), at=walk.at)
    assert in_hand(walk) == colleague
    assert walk.application.contact_phone == "13800001111"
    event = Event.objects.get(action="hand_over")
    assert (event.body["from"], event.body["to"]) == (f"user:{walk.agent.pk}", f"user:{colleague.pk}")
    assert "13800001111" not in str(event.body)
    message = Message.objects.get(subject="经办人已移交")
    assert colleague.full_name in message.body
    assert walk.case.number in message.body
    with pytest.raises(NotPermitted):
        handover.hand_over(walk.application.pk, to=colleague.pk, by=walk.agent_actor(), at=walk.at)


def test_a_draft_is_handed_over_too(served):
    served.join().draft()
    colleague = enrol(served, "zhu")
    handover.hand_over(served.application.pk, to=colleague.pk, by=served.agent_actor(), at=served.at)
    assert in_hand(served) == colleague


def test_only_who_acts_for_the_enterprise_can_be_given_it(shared):
    walk, colleague = shared
    outsider = person("you")
    for to in (outsider.pk, walk.agent.pk, 0):
        with pytest.raises(InvalidInput, match="也代表这家企业") as refusal:
            handover.hand_over(walk.application.pk, to=to, by=walk.agent_actor(), at=walk.at)
        assert refusal.value.field == "to"
    with pytest.raises(NotVisible):
        handover.take_over(walk.application.pk, by=actor(outsider, walk), at=walk.at)
    colleague.is_active = False
    colleague.save()
    with pytest.raises(InvalidInput):
        handover.hand_over(walk.application.pk, to=colleague.pk, by=walk.agent_actor(), at=walk.at)


def test_nobody_takes_over_from_who_is_still_there(shared):
    walk, colleague = shared
    with pytest.raises(ConditionNotMet, match="仍在代表企业办理"):
        handover.take_over(walk.application.pk, by=actor(colleague, walk), at=walk.at)


def test_a_colleague_takes_over_from_who_has_left(shared):
    walk, colleague = shared
    revoke(walk)
    assert list(acting_for(walk.enforcement.enterprise_id, walk.at)) == [colleague]
    handover.take_over(walk.application.pk, by=actor(colleague, walk), at=walk.at)
    assert in_hand(walk) == colleague
    assert "已由另一名经办人接手" in Message.objects.filter(body__contains=colleague.full_name).latest("pk").subject


def test_handing_over_twice_from_one_page_is_stale(shared):
    walk, colleague = shared
    seen = type(walk.application).objects.get(pk=walk.application.pk).state_seq
    handover.hand_over(walk.application.pk, to=colleague.pk, version=seen, by=walk.agent_actor(), at=walk.at)
    with pytest.raises(Stale):
        handover.hand_over(walk.application.pk, to=walk.agent.pk, version=seen, by=actor(colleague, walk), at=walk.at)
