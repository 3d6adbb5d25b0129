"""The table itself, and the whole of it against every state and every role."""

import pytest
from django_fsm import TransitionNotAllowed

from cases.enums import CaseAction, CaseState
from cases.models import Case
from cases.states import CASE_STATES
from cases.subjects import CASE
from cases.workflow import CASE_ROWS
from ledger.models import AllowedTransition
from procedure.actors import SYSTEM, VISITOR
from procedure.engine import change_state, performing
from procedure.errors import ConditionNotMet, NotPermitted, NotVisible, Stale
from procedure.flow import workflow_page
from procedure.rows import NEW
from procedure.selectors import available_actions
from procedure.subjects import ledger_rows, subjects
from recognition.enums import RecognitionAction
from recognition.models import Recognition
from tests.support.world import in_state

PARTS = (
    "acceptance_officer",
    "handling_judge",
    "handling_judge_2",
    "reviewing_judge",
    "signing_president",
    "list_operator",
    "bureau_handler",
    "bureau_approver",
    "office",
    "leader",
    "administrator",
    "finance:liaison",
    "finance:approver",
)

# What each part may do with a case in each state; whatever is not written here must be refused.
# This is written by hand from the measures, not computed from the table it checks.
OFFICER, PRESIDENT, RECHECK, OPERATOR = "acceptance_officer", "signing_president", "reviewing_judge", "list_operator"
HANDLER, BUREAU, BUREAU_HEAD, AGENT, SYS = "handler", "bureau_handler", "bureau_approver", "agent", "system"
S, A, U = CaseState, CaseAction, RecognitionAction
CASE_ACTIONS = {row.action for row in CASE_ROWS if row.sources != NEW}
LIST = {OPERATOR: {A.RECORD_LIST_OPERATION, A.REPORT_LIST_DIFFERENCE}}
# Nothing is objected to or about to be revoked in the cases that stand ready.
PROPOSES = {HANDLER: {A.PROPOSE_REVOCATION}}
# Nobody has asked for more time in the cases that stand ready.
HOLDS, ASKS = {A.SUSPEND_EXAMINATION, A.EXCLUDE_DAYS, A.RESUME_EXAMINATION}, {A.PROPOSE_EXTENSION}
EXPECTED = {
    S.SUBMITTED: {OFFICER: {A.REQUEST_SUPPLEMENT, A.PROPOSE_DECLINE, A.ACCEPT}, AGENT: {A.WITHDRAW}},
    S.SUPPLEMENT: {AGENT: {A.ANSWER_SUPPLEMENT, A.WITHDRAW}, SYS: {A.LAPSE}, OFFICER: {A.LAPSE_BY_HAND}},
    S.LAPSED: {},
    S.PENDING_DECLINE: {RECHECK: {A.RETURN_DECLINE, A.CONFIRM_DECLINE}, AGENT: {A.WITHDRAW}},
    S.NOT_ACCEPTED: {},
    S.ACCEPTED: {HANDLER: {A.SUBMIT_EXAMINATION} | ASKS, RECHECK: HOLDS, AGENT: {A.WITHDRAW}},
    S.PENDING_REVIEW: {HANDLER: ASKS, RECHECK: {A.RETURN_BY_REVIEWER, A.PASS_REVIEW} | HOLDS, AGENT: {A.WITHDRAW}},
    S.RETURNED: {HANDLER: {A.SUBMIT_EXAMINATION} | ASKS, RECHECK: HOLDS, AGENT: {A.WITHDRAW}},
    S.PENDING_SIGN: {HANDLER: ASKS, RECHECK: HOLDS, PRESIDENT: {A.RETURN_BY_SIGNER, A.REJECT, A.APPROVE}, AGENT: {A.WITHDRAW}},
    S.REJECTED: {AGENT: {A.FILE_OBJECTION}, OFFICER: {A.RECORD_OBJECTION}},
    S.APPROVED: {OFFICER: {A.ISSUE_CERTIFICATE}, AGENT: {A.WITHDRAW}},
    S.CERTIFIED: {SYS: {A.PUSH}, **LIST},
    S.PUSHED: {BUREAU: {A.RETURN_PUSH, A.RECEIVE_PUSH}, **LIST},
    S.PUSH_RETURNED: {OFFICER: {A.PUSH_AGAIN}, **LIST},
    S.RECEIVED: {BUREAU: {A.PROPOSE_DISTRIBUTION}, **LIST},
    S.PENDING_DISTRIBUTION: {BUREAU_HEAD: {A.RETURN_DISTRIBUTION, A.DISTRIBUTE}, **LIST},
    S.DISTRIBUTED: {SYS: {A.BEGIN_RECOGNIZING, A.END_HEARING}, **LIST, **PROPOSES},
    S.RECOGNIZING: {SYS: {A.CLOSE_RECOGNIZED, A.CLOSE_WITH_REFUSALS, A.END_HEARING}, **LIST, **PROPOSES},
    S.RECOGNIZED_ALL: {SYS: {A.END_HEARING}, **LIST, **PROPOSES},
    S.CLOSED_WITH_REFUSALS: {SYS: {A.END_HEARING}, **LIST, **PROPOSES},
    S.WITHDRAWN: {},
    S.REVOKED: {SYS: {A.PUSH_REVOCATION}},
}


# The record is corrected by whoever keeps it, as long as it tells on the case; of another court's case the system takes note.
RECORDERS = (OFFICER, "handling_judge", "handling_judge_2", SYS)
NO_RECORD = (S.LAPSED, S.NOT_ACCEPTED, S.REJECTED, S.WITHDRAWN)
# Nothing is replaced in the cases that stand ready, so of those steps only the system's own are open.
UNITS_HAVE_IT = (S.DISTRIBUTED, S.RECOGNIZING, S.RECOGNIZED_ALL, S.CLOSED_WITH_REFUSALS)


def actors_of(walk):
    actors = {part: walk.by(part) for part in PARTS}
    actors["agent"] = walk.agent_actor()
    actors["visitor"] = VISITOR
    actors["system"] = SYSTEM
    return actors


def expected_for(walk, case, part):
    wanted = EXPECTED[CaseState(case.state)]
    handler = {walk.cast.people[p].pk: p for p in ("handling_judge", "handling_judge_2")}.get(case.handler_id)
    always = {A.CORRECT_RECORD} if part in RECORDERS and case.state not in NO_RECORD else set()
    always |= {A.END_LIST_OPERATION} if part == SYS and OPERATOR in wanted else set()
    always |= {A.PUSH_REPLACEMENT} if part == SYS and case.state in UNITS_HAVE_IT else set()
    return wanted.get(part, set()) | always | (wanted.get("handler", set()) if part == handler else set())


@in_state(*CaseState)
def test_every_role_may_do_in_a_state_just_what_the_measures_give_it(stood):
    case = stood.case
    for part, actor in actors_of(stood).items():
        offered = {row.action for row in available_actions(case, actor)}
        assert offered == expected_for(stood, case, part), (case.state, part)


def refused(walk, case, part, actor, actions):
    before = Case.objects.values().get(pk=case.pk)
    for action in sorted(actions - expected_for(walk, case, part)):
        with pytest.raises((NotPermitted, NotVisible, Stale)), performing(CASE, action, case.pk, by=actor, at=walk.at):
            pytest.fail(f"{part} was let in to {action} in {case.state}")
    assert Case.objects.values().get(pk=case.pk) == before


@in_state(*CaseState)
def test_what_is_not_offered_is_refused_to_whoever_may_do_it_elsewhere(stood):
    """In this state anybody tries what leaves it; and everybody tries what their post does in other states."""
    case = stood.case
    leaving = {row.action for row in CASE_ROWS if case.state in row.sources}
    for part, actor in actors_of(stood).items():
        elsewhere = {action for action in CASE_ACTIONS if CASE.row(action).who(actor, case)}
        refused(stood, case, part, actor, leaving | elsewhere)


@in_state(CaseState.SUBMITTED, CaseState.PUSHED, CaseState.CLOSED_WITH_REFUSALS)
def test_every_action_is_refused_to_everybody_else(stood):
    """A right does not look at the state, so three states stand for all in what nobody of that post ever does."""
    for part, actor in actors_of(stood).items():
        refused(stood, stood.case, part, actor, CASE_ACTIONS)


@in_state(*CaseState)
def test_a_walk_to_a_state_ends_in_it(stood, request):
    assert stood.case.state == request.node.callspec.params["stood_once"][0]


UNIT_EXPECTED = {
    "awaiting_receipt": {"liaison": {U.RECEIVE_DELIVERY}},
    "received": {"liaison": {U.PROPOSE_ANSWER}},
    "proposed": {"approver": {U.RETURN_ANSWER, U.RECOGNIZE, U.RECOGNIZE_PARTLY, U.REFUSE}},
    "recognized": {},
    "partial": {"office": {U.OPEN_CONSULTATION}},
    "refused": {"office": {U.OPEN_CONSULTATION}},
    "consultation": {"office": {U.CALL_OFF_CONSULTATION, U.CONSULT_RECOGNIZE, U.CONSULT_UPHOLD, U.CONSULT_ESCALATE}},
    "refused_upheld": {},
    "escalated": {"office": {U.CONVENE_AGAIN}},
}


@pytest.mark.parametrize("state", list(UNIT_EXPECTED))
def test_each_state_of_a_units_answer_opens_to_that_unit_and_the_office_only(distributed, state):
    walk = distributed(state)
    row = walk.unit("finance")
    assert row.state == state
    actors = actors_of(walk) | {"justice:liaison": walk.by("justice:liaison"), "justice:approver": walk.by("justice:approver")}
    for part, actor in actors.items():
        offered = {line.action for line in available_actions(row, actor)}
        key = part.removeprefix("finance:")
        ends = set() if state in ("recognized", "refused_upheld") else {U.END_RECOGNITION}
        sent = {U.SEND_REPLACEMENT, U.SEND_REVOCATION} | ends if key == SYS else set()
        assert offered == UNIT_EXPECTED[state].get(key, set()) | sent, (state, part)


@pytest.mark.parametrize("subject", list(subjects()), ids=lambda subject: subject.entity)
def test_every_state_is_reached_by_a_row(subject):
    reachable = {""}
    while True:
        more = {row.target_from(source) for row in subject.rows for source in row.sources if source in reachable}
        if more <= reachable:
            break
        reachable |= more
    assert reachable - {""} == set(subject.states)


@pytest.mark.parametrize("subject", list(subjects()), ids=lambda subject: subject.entity)
def test_every_action_has_exactly_one_row(subject):
    assert sorted(row.action for row in subject.rows) == sorted(subject.actions)


@pytest.mark.parametrize("subject", list(subjects()), ids=lambda subject: subject.entity)
def test_every_row_names_its_ground_and_who_takes_it(subject):
    for row in subject.rows:
        assert row.law, row.no
        assert row.who.words, row.no


# A decision is taken back where the case rests, and nobody has it in hand.
TAKES_BACK = (A.UPHOLD_OBJECTION, A.REVOKE)


@pytest.mark.parametrize("subject", list(subjects()), ids=lambda subject: subject.entity)
def test_whatever_a_step_leads_on_from_is_held_by_somebody(subject):
    leaving = {source for row in subject.rows if row.target and row.action not in TAKES_BACK for source in row.sources} - {""}
    assert {state for state, row in subject.states.items() if row.held} == leaving


def test_lines_of_the_published_flow_are_numbered_once():
    numbers = [row.no for subject in subjects() for row in subject.rows]
    assert len(numbers) == len(set(numbers))


def test_a_case_goes_on_by_a_step_of_its_state():
    for state, row in CASE_STATES.items():
        assert row.has_ended == (row.way_on is None)
        assert row.way_on is None or state in CASE.row(row.way_on).sources, state


def test_the_page_in_docs_is_the_table(settings):
    page = (settings.BASE_DIR / "docs" / "workflow.md").read_text(encoding="utf-8")
    assert page == workflow_page(), "run: python manage.py workflow_diagram"


def test_the_ledger_lets_pass_the_table_and_nothing_else(db):
    entities = [subject.entity for subject in subjects()]
    stored = AllowedTransition.objects.filter(entity__in=entities).order_by("pk")
    assert set(stored.values_list("entity", "action", "from_state", "to_state")) == set(ledger_rows())


def test_the_engine_refuses_a_wrong_source():
    case = Case(state=CaseState.DISTRIBUTED)
    with pytest.raises(TransitionNotAllowed):
        change_state(CASE.row(CaseAction.ACCEPT), case)
    assert case.state == CaseState.DISTRIBUTED


def test_a_state_cannot_be_assigned_past_the_engine():
    for thing in (Case(state=CaseState.SUBMITTED), Recognition(state="received")):
        with pytest.raises(AttributeError):
            thing.state = "recognized_all"


def test_a_step_that_owes_a_paper_cannot_forget_it(case_in):
    walk = case_in(CaseState.SUBMITTED)
    with (
        pytest.raises(RuntimeError, match="owes"),
        performing(CASE, CaseAction.CONFIRM_DECLINE, walk.decline(confirm=False).case.pk, by=walk.by("reviewing_judge"), at=walk.at),
    ):
        pass
    assert walk.case.state == CaseState.PENDING_DECLINE


def test_a_condition_speaks_and_nothing_is_kept(case_in):
    walk = case_in(CaseState.SUBMITTED)
    with (
        pytest.raises(ConditionNotMet, match="不予受理须写明"),
        performing(CASE, CaseAction.PROPOSE_DECLINE, walk.case.pk, by=walk.by("acceptance_officer"), at=walk.at),
    ):
        pass
    assert walk.case.state == CaseState.SUBMITTED
