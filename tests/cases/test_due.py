"""The dates that cases and answers keep for their lists follow the clocks, whoever moves them and however."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.enums import CaseState
from cases.models import Case, EnforcementCase
from cases.selectors import due_of
from deadlines import services as deadlines
from deadlines.codes import CASE_DUTIES
from deadlines.models import Clock
from deadlines.services import DeadlineError, compare_rungs, load_calendars, recheck_clocks
from demo.walk import Walk
from ledger.timekeeping import SHANGHAI
from recognition.enums import RecognitionAction, RecognitionResult
from recognition.models import Recognition
from supervision.recount import compare_dated_tallies, compare_reached, compare_spent
from supervision.tallies import compare_tallies
from tests.cases.steps import clock, due, from_receipt, sql
from tests.support import slow
from tests.support.world import in_state, new_walk

WHY = {"reason": "听证", "law": "虚构办法第九条", "evidence": "听证通知书"}
CALENDAR = """year = 2027
status = "official"
document = "虚构的2027年放假安排"
published_on = 2026-11-10
[[holiday]]
name = "元旦"
from = 2027-01-01
to = 2027-01-0{last}
work = [2027-01-09]
"""
STATES = (CaseState.SUBMITTED, CaseState.SUPPLEMENT, CaseState.ACCEPTED, CaseState.CERTIFIED, CaseState.PUSHED, CaseState.REJECTED)


def kept_as_clocks_say() -> None:
    """Every stored date is the one of the slow way, and the nightly proof agrees."""
    for case in slow.cases_with_due(Case.objects.order_by("pk")):
        assert (case.due_on, case.due_unit, case.due_provisional) == (case.slow_due_on, case.slow_unit or "", bool(case.slow_provisional))
    for case in slow.cases_with_list_due(Case.objects.order_by("pk")):
        stored = (case.list_due_on, case.list_due_unit, case.list_due_provisional)
        assert stored == (case.slow_due_on, case.slow_unit or "", bool(case.slow_provisional))
    for row in slow.answers_with_due(Recognition.objects.order_by("pk")):
        stored = (row.due_on, row.due_unit, row.due_provisional, row.due_status)
        assert stored == (row.slow_due_on, row.slow_unit or "", bool(row.slow_provisional), row.slow_status or "")
    for row in slow.answers_with_consultation_due(Recognition.objects.order_by("pk")):
        stored = (row.consultation_due_on, row.consultation_due_unit, row.consultation_due_provisional)
        assert stored == (row.slow_due_on, row.slow_unit or "", bool(row.slow_provisional))
    found = recheck_clocks()
    assert found.is_sound, found
    kept = (Case, Recognition, EnforcementCase)
    assert found.compared == sum(model.objects.count() for model in kept) + sum(
        len(list(compare())) for compare in (compare_rungs, compare_tallies, compare_dated_tallies, compare_spent, compare_reached)
    )


# --- random days of clocks --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def world(cast, standing) -> list[Walk]:
    """Cases in many states, two of them in the last weeks of the year, whose dates are provisional."""
    walks = [standing(state) for state in STATES]
    late = new_walk(cast).later(days=52)
    answering = new_walk(cast).to(CaseState.DISTRIBUTED)
    answering.unit_answers("finance").unit_answers("justice", RecognitionResult.REFUSED).unit_receives("market-regulation")
    return [*walks, late.to(CaseState.ACCEPTED), new_walk(cast).later(days=54).to(CaseState.DISTRIBUTED), answering]


MOVES = st.lists(
    st.tuples(st.sampled_from(("pause", "resume", "extend", "stop", "void", "calendar")), st.integers(0, 60), st.integers(1, 9)),
    min_size=1,
    max_size=8,
)


def moved(move: tuple[str, int, int], tmp_path) -> None:
    kind, which, days = move
    running = list(Clock.objects.filter(case__isnull=False, status__in=("running", "paused")).order_by("pk"))
    one = running[which % len(running)]
    on = one.started_on + timedelta(days=days)
    at = datetime.combine(max(on, date(2026, 12, 31)), datetime.min.time(), SHANGHAI) + timedelta(hours=10)
    match kind:
        case "pause":
            deadlines.pause_clock(one, on=on, at=at, actor="user:7", **WHY)
        case "resume":
            deadlines.resume_clock(one, on=on, at=at, actor="user:7")
        case "extend":
            deadlines.extend_clock(one, days=days, on=on, at=at, actor="user:7", reason="复杂", law="虚构办法第十条")
        case "stop":
            deadlines.stop_clock(one, on=on, at=at, actor="user:7")
        case "void":
            deadlines.void_clock(one, on=on, at=at, actor="user:7")
        case "calendar":
            file = tmp_path / "calendar-2027.toml"
            file.write_text(CALENDAR.format(last=1 + days % 8), encoding="utf-8")
            load_calendars(one.rule.region, [file], at=at, by="user:3", moves_final=True)
            deadlines.recalculate_open_clocks(one.rule.region, at=at, by="user:3")


def test_dates_follow_whatever_happens_to_clocks(world, db, tmp_path):
    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(MOVES)
    def any_days(moves):
        with transaction.atomic():
            for move in moves:
                with suppress(DeadlineError), transaction.atomic():
                    moved(move, tmp_path)
            kept_as_clocks_say()
            transaction.set_rollback(rollback=True)

    any_days()


def test_dates_follow_every_step(cast, db):
    walk = new_walk(cast).to(CaseState.CERTIFIED)
    kept_as_clocks_say()
    for step in ("operate_list", "push", "return_push", "push_again", "receive", "propose_distribution", "distribute"):
        getattr(walk.later(days=1), step)()
        kept_as_clocks_say()
    walk.unit_answers("finance", RecognitionResult.REFUSED).convene("finance").later(days=1)
    kept_as_clocks_say()
    walk.conclude("finance", RecognitionAction.CONSULT_ESCALATE, "意见不一。")
    kept_as_clocks_say()
    walk.all_units_answer(except_for=("finance",)).conclude("finance", RecognitionAction.CONSULT_UPHOLD, "维持。")
    kept_as_clocks_say()
    assert due_of(walk.case).on is None


def test_limits_that_begin_with_a_units_own_receipt_are_kept(cast, db):
    from_receipt(cast.region)
    walk = new_walk(cast).to(CaseState.DISTRIBUTED).later(days=1)
    assert walk.unit("finance").due_on is None
    kept_as_clocks_say()
    walk.unit_receives("finance")
    assert walk.unit("finance").due_on == due(walk, "K-12")
    kept_as_clocks_say()


# --- nobody else writes them ------------------------------------------------------------------------------------------


@in_state(CaseState.SUBMITTED)
def test_saving_what_was_read_earlier_does_not_bring_the_old_date_back(stood):
    earlier = stood.case
    deadlines.extend_clock(clock(stood, "K-02"), days=5, on=stood.at.date(), at=stood.at, actor="user:7", reason="复杂", law="第十条")
    earlier.decline_note = "读得更早"
    earlier.save()
    now = stood.case
    assert (now.decline_note, now.due_on) == ("读得更早", due(stood, "K-02"))
    assert now.due_on != earlier.due_on


@in_state(CaseState.SUBMITTED)
def test_a_date_written_by_hand_is_not_taken(stood):
    before = due_of(stood.case)
    Case.objects.filter(pk=stood.case_id).update(due_on=None, due_unit="", list_due_on=date(2026, 1, 1))
    assert (due_of(stood.case), stood.case.list_due_on) == (before, None)


@in_state(CaseState.DISTRIBUTED)
def test_an_answers_date_written_by_hand_is_not_taken(stood):
    row = stood.unit("finance")
    Recognition.objects.filter(pk=row.pk).update(due_on=None, due_status="", consultation_due_on=date(2026, 1, 1))
    again = stood.unit("finance")
    assert (again.due_on, again.due_status, again.consultation_due_on) == (row.due_on, "running", None)


@in_state(CaseState.SUBMITTED)
def test_the_trigger_knows_the_duties(stood):
    body = sql("SELECT prosrc FROM pg_proc WHERE proname = 'cases_keep_due'")[0][0]
    named = body.split("clock.code IN")[1].split("ORDER BY")[0]
    assert sorted(part.strip(" ()\n'") for part in named.split(",")) == sorted(CASE_DUTIES)


# --- the proof at night -----------------------------------------------------------------------------------------------


def tamper(statement: str, *params: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = 'replica'")
        cursor.execute(statement, params)
        cursor.execute("SET session_replication_role = 'origin'")


@in_state(CaseState.CERTIFIED)
@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("due_on = due_on + 1", "届满日应为"),
        ("due_on = NULL", "届满日应为"),
        ("due_unit = 'ND'", "届满日应为"),
        ("due_provisional = NOT due_provisional", "届满日应为"),
        ("list_due_on = list_due_on + 1", "名单操作届满日应为"),
    ],
)
def test_a_case_with_another_date_is_found(stood, change, name):
    tamper(f"UPDATE cases_case SET {change} WHERE id = %s", stood.case_id)
    (finding,) = recheck_clocks().kept_findings
    assert (finding.object, finding.message.startswith(name)) == (f"case:{stood.case_id}", True)


@in_state(CaseState.DISTRIBUTED)
@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("due_on = due_on - 1", "反馈届满日应为"),
        ("due_status = 'met'", "反馈届满日应为"),
        ("consultation_due_on = '2026-11-11'", "会商届满日应为"),
    ],
)
def test_an_answer_with_another_date_is_found(stood, change, name):
    row = stood.unit("finance")
    tamper(f"UPDATE recognition_recognition SET {change} WHERE id = %s", row.pk)
    (finding,) = recheck_clocks().kept_findings
    assert (finding.object, finding.message.startswith(name)) == (f"recognition:{row.pk}", True)


@in_state(CaseState.CERTIFIED)
def test_the_command_names_the_case_and_ends_with_one(stood):
    tamper("UPDATE cases_case SET due_on = due_on + 1 WHERE id = %s", stood.case_id)
    out = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("verify_clocks", stdout=out)
    assert stopped.value.code == 1
    assert f"case:{stood.case_id}：届满日应为" in out.getvalue()
