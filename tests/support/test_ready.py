"""The cases that stand ready, and the fixtures that hand them out."""

import pytest

from cases.enums import CaseState
from tests.support import databases, ready
from tests.support.cluster import ask
from tests.support.world import Standing, in_state, modules_by_state


@pytest.fixture(scope="module")
def is_worth_it():
    return True


@pytest.fixture(scope="module")
def accepted(standing):
    return standing(CaseState.ACCEPTED)


def test_one_case_stands_ready_in_every_state(district, db):
    assert {state: walk.case.state for state, walk in district.walks.items()} == {state: state for state in CaseState}
    assert len({walk.case_id for walk in district.walks.values()}) == len(CaseState)


def test_what_a_module_does_to_them_is_no_others_business(district):
    district.walks[CaseState.SUBMITTED].plot = None
    assert ready.district().walks[CaseState.SUBMITTED].plot


def test_a_test_that_asks_twice_gets_two_cases(case_in):
    first, second = case_in(CaseState.SUBMITTED), case_in(CaseState.SUBMITTED)
    assert first.case_id != second.case_id
    assert first.cast is second.cast
    assert first.plot.number != second.plot.number


def test_what_stands_for_the_module_is_not_given_to_a_test_again(accepted, case_in):
    assert case_in(CaseState.ACCEPTED).case_id != accepted.case_id


@in_state(CaseState.SUBMITTED)
@pytest.mark.parametrize("time", [1, 2])
def test_what_a_test_does_to_one_is_undone(stood, time):
    assert stood.case.state == CaseState.SUBMITTED
    stood.accept()


@in_state(CaseState.PUSHED, listed=False)
def test_one_with_other_facts_is_walked(stood, district):
    assert stood.case_id != district.walks[CaseState.PUSHED].case_id
    assert not stood.plot.listed


def test_where_none_stands_ready_one_is_walked(cast, db):
    assert Standing(ready.District(cast, {}))(CaseState.SUBMITTED).case.state == CaseState.SUBMITTED


def test_modules_that_ask_by_state_are_known_by_their_fixtures(request):
    assert request.node.getparent(pytest.Module) in modules_by_state(request.session)


def test_a_template_that_could_not_be_filled_is_made_again(django_db_setup, django_db_blocker):
    def fail():
        raise RuntimeError

    with django_db_blocker.unblock():
        with pytest.raises(RuntimeError):
            databases.make_template("trial", databases.EMPTY, fail)
        assert ("trial",) not in ask("SELECT datname FROM pg_database")
        filled = []
        for _ in range(2):
            databases.make_template("trial", databases.EMPTY, lambda: filled.append(1))
        assert filled == [1]
        ask("DROP DATABASE {}", "trial")
