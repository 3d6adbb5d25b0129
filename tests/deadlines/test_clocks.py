from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from structlog.testing import capture_logs

from deadlines import selectors, services
from deadlines.enums import ClockStatus, EventKind
from deadlines.models import Clock
from ledger import timekeeping
from tests.deadlines.conftest import commit, noon
from tests.ledger.conftest import in_parallel

pytestmark = pytest.mark.django_db
D = date
PAUSE = {"actor": "user:7", "reason": "听证", "law": "虚构办法第九条", "evidence": "听证通知书"}


def pause(clock, on, **changes):
    return services.pause_clock(clock, on=on, at=noon(on), **{**PAUSE, **changes})


def resume(clock, on):
    return services.resume_clock(clock, on=on, at=noon(on), actor="user:7")


def stop(clock, on):
    return services.stop_clock(clock, on=on, at=noon(on), actor="user:7")


def test_a_started_clock_has_its_date_and_its_event(start, court):
    clock = start()
    assert (clock.due_on, clock.provisional, clock.round, clock.status) == (D(2026, 5, 14), False, 1, ClockStatus.RUNNING)
    assert (clock.calendar_version, clock.obligor_id) == ("2026.1", court.pk)
    event = clock.events.get()
    assert (event.seq, event.kind, event.effective_on, event.due_on) == (1, EventKind.START, D(2026, 4, 28), clock.due_on)
    assert (str(clock), str(event)) == ("K-04 第 1 轮 2026-05-14", f"{clock.pk}#1 起算 2026-04-28")
    commit()


def test_an_unknown_rule_is_named(start):
    with pytest.raises(services.UnknownRuleError, match="云溪区没有现行的期限规则 K-99"):
        start("K-99")


def test_the_same_clock_does_not_run_twice(start):
    start()
    with pytest.raises(services.ClockAlreadyRunningError, match="K-04 已在计时"):
        start()
    assert start(obligor=None).obligor is None
    assert start("K-02").round == 1


def test_every_entry_into_a_stage_is_a_new_round(start):
    stop(start(), D(2026, 4, 30))
    second = start(on=D(2026, 5, 6))
    assert (second.round, second.due_on) == (2, D(2026, 5, 19))
    assert Clock.objects.filter(code="K-04").count() == 2
    commit()


def test_a_region_without_calendar_starts_provisional_and_alarms(bare_region, court, notice):
    with capture_logs() as logs:
        clock = services.start_clock(
            region=bare_region, code="K-02", started_on=D(2026, 9, 30), at=noon(D(2026, 9, 30)), actor="user:7", notice=notice
        )
    assert (clock.due_on, clock.provisional, clock.calendar_version) == (D(2026, 10, 7), True, "")
    assert [(entry["event"], entry["log_level"]) for entry in logs] == [("region_without_calendar", "error")]


@pytest.mark.parametrize(("on", "status"), [(D(2026, 4, 28), "met"), (D(2026, 5, 14), "met"), (D(2026, 5, 15), "breached")])
def test_the_due_day_itself_is_in_time(start, on, status):
    clock = stop(start(), on)
    assert (clock.status, clock.stopped_on, clock.due_on) == (status, on, D(2026, 5, 14))
    commit()


def to_breach(day):
    return list(selectors.clocks_to_breach(day).order_by("pk"))


def test_a_clock_is_late_only_after_its_due_day(start):
    clock = start()
    assert to_breach(D(2026, 5, 14)) == []
    assert to_breach(D(2026, 5, 15)) == [clock]
    assert services.breach_clock(clock, at=noon(D(2026, 5, 14))) is None
    assert services.breach_clock(clock, at=noon(D(2026, 5, 15))).breached_on == D(2026, 5, 15)
    assert list(selectors.overdue_clocks()) == [clock]
    assert services.breach_clock(clock, at=noon(D(2026, 5, 16))) is None
    assert to_breach(D(2026, 5, 16)) == []


def test_a_paused_a_finished_clock_and_a_right_are_never_late(start):
    paused, done = pause(start(), D(2026, 5, 6)), start("K-02")
    stop(done, done.due_on)
    start("K-05")
    assert to_breach(D(2026, 12, 31)) == []
    assert services.breach_clock(paused, at=noon(D(2026, 12, 31))) is None


def test_a_pause_moves_the_date_when_it_ends(start):
    clock = start()
    paused = pause(clock, D(2026, 5, 6))
    assert (paused.status, paused.due_on) == (ClockStatus.PAUSED, D(2026, 5, 14))
    resumed = resume(clock, D(2026, 5, 9))
    assert (resumed.status, resumed.due_on) == (ClockStatus.RUNNING, D(2026, 5, 19))
    event = resumed.events.get(kind=EventKind.PAUSE)
    assert (event.reason, event.law, event.evidence) == ("听证", "虚构办法第九条", "听证通知书")
    commit()


def test_a_second_pause_may_begin_on_the_day_of_the_resume(start):
    clock = start()
    pause(clock, D(2026, 5, 6))
    resume(clock, D(2026, 5, 7))
    pause(clock, D(2026, 5, 7))
    assert resume(clock, D(2026, 5, 9)).due_on == D(2026, 5, 19)
    commit()


def test_a_duty_done_during_a_pause_is_in_time(start):
    clock = start()
    pause(clock, D(2026, 5, 14))
    assert stop(clock, D(2026, 6, 30)).status == ClockStatus.MET
    commit()


def test_an_extension_adds_in_the_unit_of_the_rule(start):
    clock = services.extend_clock(
        start(), days=5, on=D(2026, 5, 14), at=noon(D(2026, 5, 14)), actor="user:7", reason="重大复杂", law="虚构办法第十条"
    )
    assert clock.due_on == D(2026, 5, 21)
    assert clock.events.get(seq=2).days == 5
    commit()


@pytest.mark.parametrize("change", [{"days": 0}, {"reason": ""}, {"law": ""}])
def test_an_extension_says_how_long_and_why(start, change):
    said = {"days": 5, "reason": "重大复杂", "law": "虚构办法第十条", **change}
    with pytest.raises(services.DeadlineError, match="延长须写明"):
        services.extend_clock(start(), on=D(2026, 5, 6), at=noon(D(2026, 5, 6)), actor="user:7", **said)


def test_nothing_revives_an_expired_limit(start):
    clock = start()
    with pytest.raises(services.ClockDateError, match="已于2026年5月14日届满，不能再中止"):
        pause(clock, D(2026, 5, 15))
    with pytest.raises(services.ClockDateError, match="不能再延长"):
        services.extend_clock(clock, days=1, on=D(2026, 5, 15), at=noon(D(2026, 5, 15)), actor="u", reason="晚", law="无")


@pytest.mark.parametrize("missing", ["reason", "law", "evidence"])
def test_a_pause_says_why(start, missing):
    with pytest.raises(services.DeadlineError, match="事由、依据和证据"):
        pause(start(), D(2026, 5, 6), **{missing: ""})


def test_pauses_neither_nest_nor_end_twice(start):
    clock = start()
    with pytest.raises(services.ClockNotOpenError, match="没有中止"):
        resume(clock, D(2026, 5, 6))
    pause(clock, D(2026, 5, 6))
    with pytest.raises(services.ClockNotOpenError, match="已经中止"):
        pause(clock, D(2026, 5, 7))


def test_days_run_neither_backwards_nor_ahead(start):
    clock = start()
    with pytest.raises(services.ClockDateError, match="早于期限 K-04 的上一个事件（2026-04-28）"):
        stop(clock, D(2026, 4, 27))
    with pytest.raises(services.ClockDateError, match="还没有到"):
        services.pause_clock(clock, on=D(2026, 5, 7), at=noon(D(2026, 5, 6)), **PAUSE)
    pause(clock, D(2026, 5, 6))
    with pytest.raises(services.ClockDateError, match="2026-05-06"):
        resume(clock, D(2026, 4, 30))


@pytest.mark.parametrize("end", [services.stop_clock, services.void_clock])
def test_a_finished_clock_is_finished(start, end):
    clock = end(start(), on=D(2026, 5, 6), at=noon(D(2026, 5, 6)), actor="user:7")
    for again in (stop, pause, resume):
        with pytest.raises(services.ClockNotOpenError, match="不能再变更"):
            again(clock, D(2026, 5, 7))


def test_a_void_clock_was_neither_met_nor_missed(start):
    on = D(2026, 5, 20)
    clock = services.void_clock(start(), on=on, at=noon(on), actor="user:7", reason="撤回申请")
    assert (clock.status, clock.stopped_on, clock.events.get(seq=2).reason) == (ClockStatus.VOID, on, "撤回申请")
    commit()


def test_a_preview_is_the_date_that_starting_gives(start, region):
    assert services.due_preview(region, "K-04", D(2026, 4, 28)) == start().due_on


def test_starting_costs_five_statements_beside_the_moment(start, django_assert_num_queries):
    start("K-02")
    # Outside one moment each copy that is asked for costs a look at the edition: calendar and rules, ladder and unit.
    with django_assert_num_queries(9):
        start()
    with timekeeping.one_moment(), django_assert_num_queries(6):
        start(obligor=None)
    with timekeeping.one_moment():
        timekeeping.today()
        # Two of them are its line of the ledger; a step's own clocks are kept with the step.
        with django_assert_num_queries(5):
            start("K-05")


@pytest.mark.django_db(transaction=True)
def test_two_people_start_one_clock(start):
    outcomes = in_parallel(2, lambda _: start())
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Clock", "ClockAlreadyRunningError"]
    assert Clock.objects.get().events.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_stop_one_clock(start):
    clock = start()
    outcomes = in_parallel(2, lambda number: stop(clock, D(2026, 4, 29) + timedelta(days=number)))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Clock", "ClockNotOpenError"]
    assert clock.events.count() == 2


def test_other_integrity_errors_are_not_dressed_up(region):
    with pytest.raises(IntegrityError, match="deadlines_clock_one_subject"):
        services.start_clock(region=region, code="K-04", started_on=D(2026, 4, 28), at=noon(D(2026, 4, 28)), actor="user:7")


def test_a_refusal_leaves_the_callers_transaction_usable(start):
    start()
    with transaction.atomic():
        with pytest.raises(services.ClockAlreadyRunningError):
            start()
        start("K-02")
    assert Clock.objects.count() == 2
