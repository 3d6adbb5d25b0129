"""Whoever gets something to do by a step is told of it, and whoever took the step is not."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.enums import CaseAction, CaseState
from cases.states import CASE_STATES
from cases.telling import BESIDE_THE_STATE
from cases.workflow import CASE_ROWS
from departments.models import Post
from messaging.enums import MessageKind
from messaging.models import Message
from procedure.enums import BUREAU_ROLES, Role
from procedure.rows import SAME
from recognition import services as recognition
from recognition.enums import RecognitionResult
from recognition.states import RECOGNITION_STATES
from tests.cases.test_duties import recorded
from tests.cases.test_holds import decide, propose
from tests.support.world import in_state, new_walk


def inside(walk, **of):
    return Message.objects.filter(case=walk.case, enterprise=None, **of).order_by("pk")


def department_of(walk, role):
    return walk.case.bureau_id if role in BUREAU_ROLES else walk.case.court_id


HELD = [row for row in CASE_STATES.values() if row.held and row.held.role not in (None, Role.HANDLING_JUDGE)]
# The bureau's own handler signs, and so has the case already.
OWN = {CaseState.RECEIVED}


@in_state(*(row.state for row in HELD if row.state not in OWN))
def test_the_post_that_gets_the_case_is_told(stood):
    role = CASE_STATES[stood.case.state].held.role
    told = inside(stood, role=role, department=department_of(stood, role), subject__startswith="待办").last()
    assert told.kind == MessageKind.TASK
    assert stood.case.get_state_display() in told.body
    assert stood.case.number in told.subject


@in_state(CaseState.RECEIVED)
def test_who_took_the_step_is_not_told_of_it(stood):
    assert [message.role for message in inside(stood, department=stood.case.bureau_id)] == ["bureau_handler"]
    assert "推送牵头部门" in inside(stood, department=stood.case.bureau_id).get().body


@in_state(CaseState.ACCEPTED)
def test_the_judge_who_got_the_case_is_told_and_the_others_are_not(stood):
    assert inside(stood, person=stood.case.handler_id).count() == 1
    assert not inside(stood, role="handling_judge").exists()


@in_state(CaseState.CERTIFIED)
def test_the_list_operator_is_told_of_the_certificate(stood):
    assert "用印出具证明" in inside(stood, role="list_operator").get().body


@in_state(CaseState.DISTRIBUTED)
def test_every_unit_is_told_once_that_it_has_to_sign(stood):
    told = list(inside(stood, role="member_liaison").values_list("department", flat=True))
    assert sorted(told) == sorted(stood.case.recognitions.values_list("department", flat=True))
    assert len(told) == len(set(told)) > 5


def test_all_units_are_told_in_one_statement(case_in):
    walk = case_in(CaseState.PENDING_DISTRIBUTION)
    with CaptureQueriesContext(connection) as captured:
        recognition.distribute(walk.case.pk, by=walk.cast.actor("bureau_approver", walk.at), at=walk.at)
    written = [query["sql"] for query in captured if 'INSERT INTO "messaging_message"' in query["sql"]]
    # That one, and the step's own to the enterprise.
    assert len(written) == 2


def test_liaison_approver_and_office_hand_an_answer_to_each_other(case_in):
    walk = case_in(CaseState.DISTRIBUTED)
    finance = walk.unit("finance").department
    walk.unit_receives("finance")
    assert inside(walk, department=finance, role="member_liaison").count() == 1
    walk.unit_proposes("finance", RecognitionResult.REFUSED)
    assert inside(walk, department=finance, role="member_approver").count() == 1
    recognition.return_answer(walk.unit("finance").pk, note="请补充", by=walk.by("finance:approver"), at=walk.at)
    assert "退回联络员" in inside(walk, department=finance, role="member_liaison").last().body
    walk.unit_answers("finance", RecognitionResult.REFUSED)
    office = inside(walk, role="office").get()
    assert office.department.is_office
    assert "不予认可" in office.body


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (CaseState.SUPPLEMENT, MessageKind.TASK),
        (CaseState.REJECTED, MessageKind.TASK),
        (CaseState.LAPSED, MessageKind.TASK),
        (CaseState.SUBMITTED, MessageKind.PROGRESS),
        (CaseState.ACCEPTED, MessageKind.PROGRESS),
        (CaseState.PUSHED, MessageKind.PROGRESS),
    ],
)
def test_what_an_enterprise_has_to_act_on_cannot_be_switched_off(case_in, state, kind):
    walk = case_in(state)
    said = Message.objects.filter(case=walk.case, enterprise__isnull=False)
    assert kind in {message.kind for message in said}
    if kind == MessageKind.PROGRESS:
        assert said.latest("pk").kind == kind


def test_an_owed_operation_is_told_to_the_operator(cast, db):
    walk = new_walk(cast).record()
    duty = recorded(walk)
    told = Message.objects.get(dedup_key__startswith=f"duty:{duty.pk}:", department=cast.court)
    assert (told.role, walk.enforcement.number in told.body) == ("list_operator", True)


def test_a_request_to_act_is_told_to_the_officer_of_the_court(cast, db):
    walk = new_walk(cast).record().take_measures().serve().join()
    told = Message.objects.filter(role="acceptance_officer", department=cast.court, subject__startswith="待核实")
    assert walk.enforcement.enterprise.name in told.latest("pk").body


# What leaves a case where it is and is told to no post as something to do, each with its reason.
NOBODY_GOES_ON = {
    CaseAction.CORRECT_RECORD: "the president is told where a certificate has to be replaced",
    CaseAction.DISMISS_OBJECTION: "the end of the objection; its paper waits for service",
    CaseAction.DROP_REVOCATION: "the end of the revocation",
    CaseAction.END_LIST_OPERATION: "what was owed is not owed any more",
    CaseAction.FORWARD_REPLACEMENT: "the units are told by their own message",
    CaseAction.FORWARD_REVOCATION: "the units are told by their own message",
    CaseAction.PROPOSE_REVOCATION: "the enterprise is heard, by its own message",
    CaseAction.RECORD_LIST_OPERATION: "the end of the operator's work",
    CaseAction.SUPERSEDE_DISTRIBUTED: "the system pushes",
    CaseAction.VERIFY_MATERIALS: "the handling judge goes on",
}


def test_every_step_that_leaves_a_case_where_it_is_says_who_goes_on():
    """A new step comes here: somebody is told of it, or it is said why nobody has to be."""
    staying = {row.action for row in CASE_ROWS if row.target is SAME}
    assert staying - set(BESIDE_THE_STATE) == set(NOBODY_GOES_ON)


def test_who_decides_an_extension_is_told_and_then_who_asked(case_in):
    walk = case_in(CaseState.ACCEPTED)
    judges = {walk.cast.people[part].pk: part for part in ("handling_judge", "handling_judge_2")}
    propose(walk, part=judges[walk.case.handler_id])
    for role in ("reviewing_judge", "signing_president"):
        assert "提出延长审查期限" in inside(walk, role=role).last().body
    decide(walk)
    told = inside(walk, person=walk.case.handler_id).last()
    assert "同意延长审查期限" in told.body
    assert "等待您办理" not in told.body


def test_whoever_holds_both_posts_does_not_keep_the_second_person_from_being_told(case_in):
    walk = case_in(CaseState.RECEIVED)
    handler = walk.cast.people["bureau_handler"]
    Post.objects.create(user=handler, department_id=walk.case.bureau_id, role="bureau_approver", valid_from=walk.at.date())
    recognition.propose_distribution(walk.case.pk, by=walk.by("bureau_handler"), at=walk.at)
    assert inside(walk, role="bureau_approver").exists()


def test_every_state_that_is_held_by_officials_says_whom_to_tell():
    silent = [row.state for row in (*CASE_STATES.values(), *RECOGNITION_STATES.values()) if row.held and row.held.role is None]
    # The enterprise is told by its own message, the system by nobody, the units each by their own answer.
    assert silent == [CaseState.SUPPLEMENT, CaseState.CERTIFIED, CaseState.DISTRIBUTED, CaseState.RECOGNIZING]
