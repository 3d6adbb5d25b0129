"""Figures of a region are those of a recount, whatever happened and however often they were added up."""

from collections import Counter

import pytest

from cases.enums import CaseState
from cases.models import Case
from deadlines.codes import ClockCode
from deadlines.models import Clock
from deadlines.services import recheck_clocks
from recognition.enums import RecognitionResult
from recognition.models import Recognition
from supervision.models import Tally
from supervision.tallies import ADDED_UP_FROM, OVERDUE, add_up, compare_tallies, tallies_of
from tests.cases.steps import sql
from tests.cases.test_due import tamper
from tests.support.sweeping import swept
from tests.support.world import in_state, new_walk


def differences():
    return [finding for finding in compare_tallies() if finding is not None]


def counted_anew(region):
    """By plain loops over all rows, as nobody would do it on a page."""
    cases = Counter(case.state for case in Case.objects.filter(region=region).order_by("pk"))
    answers = Counter((one.department_id, one.state) for one in Recognition.objects.filter(case__region=region).order_by("pk"))
    clocks = Clock.objects.filter(rule__region=region).order_by("pk")
    ended = Counter((one.obligor_id, one.code, one.status) for one in clocks)
    late = Counter(one.obligor_id for one in clocks if one.status == "running" and one.breached_on)
    return cases, answers, ended, late


def agree(region):
    tallies = tallies_of(region.pk)
    cases, answers, ended, late = counted_anew(region)
    assert tallies.cases() == cases
    for unit in region.departments.order_by("pk"):
        for (pk, state), number in answers.items():
            assert pk != unit.pk or tallies.answers((state,), unit.pk) == number
        assert tallies.limits(OVERDUE, ClockCode, unit.pk) == late[unit.pk]
        for code in ClockCode:
            for status in ("met", "breached"):
                assert tallies.limits(status, (code,), unit.pk) == ended[unit.pk, code.value, status]
    assert tallies.limits(OVERDUE, ClockCode) == sum(late.values())
    assert differences() == []


def test_figures_follow_every_step_and_every_late_day(cast, db):
    agree(cast.region)
    walk = new_walk(cast).to(CaseState.DISTRIBUTED)
    agree(cast.region)
    walk.unit_answers("finance").unit_answers("justice", RecognitionResult.REFUSED).later(days=40)
    assert swept("breaches", at=walk.at) > 0
    agree(cast.region)
    walk.unit_answers("market-regulation").convene("justice")
    agree(cast.region)
    add_up(cast.region.pk)
    agree(cast.region)
    walk.all_units_answer(except_for=("finance", "justice", "market-regulation"))
    agree(cast.region)


@in_state(CaseState.RECOGNIZED_ALL)
def test_adding_up_changes_no_figure_and_leaves_one_row_of_a_kind(stood):
    before, lines = tallies_of(stood.cast.region.pk).numbers, Tally.objects.count()
    add_up(stood.cast.region.pk)
    kinds = Tally.objects.order_by("pk").values_list("counted", "department", "key")
    assert len(set(kinds)) == len(kinds) < lines
    assert tallies_of(stood.cast.region.pk).numbers == Counter({kind: number for kind, number in before.items() if number})


@in_state(CaseState.SUBMITTED)
def test_the_sweep_adds_up_what_has_become_many_rows(stood):
    assert swept("tallies", at=stood.at) == 0
    region = stood.cast.region
    Tally.objects.bulk_create(
        Tally(region=region, counted="case", key="submitted", number=number) for number in (1, -1) * (ADDED_UP_FROM // 2)
    )
    assert swept("tallies", at=stood.at) == 1
    assert Tally.objects.count() < ADDED_UP_FROM
    assert differences() == []


@in_state(CaseState.SUBMITTED)
@pytest.mark.parametrize(
    "forged", ["UPDATE supervision_tally SET number = number + 1 WHERE key = 'submitted'", "DELETE FROM supervision_tally"]
)
def test_a_wrong_figure_is_found_at_night(stood, forged):
    sql(forged)
    names = [finding.object for finding in recheck_clocks().kept_findings]
    assert f"tally:{stood.cast.region.pk}/case//submitted" in names


@in_state(CaseState.SUBMITTED)
def test_a_case_that_came_past_the_triggers_is_found(stood):
    tamper("UPDATE cases_case SET state = 'supplement' WHERE id = %s", stood.case_id)
    assert {finding.object.rpartition("/")[2] for finding in differences()} >= {"supplement"}
    # The ledger's own guard looks again when the transaction ends.
    tamper("UPDATE cases_case SET state = 'submitted' WHERE id = %s", stood.case_id)


@in_state(CaseState.PUSHED)
def test_a_region_counts_its_own_only(stood):
    assert tallies_of(stood.cast.region.pk + 1).cases() == {}
    assert tallies_of(stood.cast.region.pk).cases()["pushed"] >= 1


@in_state(CaseState.PUSHED)
def test_reading_all_figures_is_one_query(stood, django_assert_num_queries):
    with django_assert_num_queries(1):
        tallies = tallies_of(stood.cast.region.pk)
    with django_assert_num_queries(0):
        assert tallies.limits("met", (ClockCode.ACCEPTANCE,)) >= 1
