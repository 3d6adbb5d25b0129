import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from structlog.testing import capture_logs

from deadlines.services import pause_clock, recheck, recheck_clocks, resume_clock, stop_clock
from supervision import recount
from tests.deadlines.conftest import commit, noon, sql, tamper

pytestmark = pytest.mark.django_db
PAUSE = {"actor": "user:7", "reason": "听证", "law": "虚构办法第九条", "evidence": "听证通知书"}


@pytest.fixture(autouse=True)
def _without_figures(monkeypatch):
    """Figures by date differ too where a clock was changed past their triggers; tests/supervision sees to those."""
    others = [comparison for comparison in recheck._comparisons if comparison.__module__ != recount.__name__]
    monkeypatch.setattr(recheck, "_comparisons", others)


@pytest.fixture
def clock(start):
    """One clock with a history, beside a paused, an untouched and a finished one."""
    clock, paused, done = start(), start(obligor=None), start("K-02")
    start("K-35", on=date(2026, 12, 21))
    pause_clock(clock, on=date(2026, 5, 6), at=noon(date(2026, 5, 6)), **PAUSE)
    pause_clock(paused, on=date(2026, 5, 6), at=noon(date(2026, 5, 6)), **PAUSE)
    stop_clock(done, on=date(2026, 4, 30), at=noon(date(2026, 4, 30)), actor="user:7")
    clock = resume_clock(clock, on=date(2026, 5, 9), at=noon(date(2026, 5, 9)), actor="user:7")
    commit()
    return clock


def test_more_clocks_cost_no_more_statements(clock, start, django_assert_num_queries):
    recheck_clocks()
    # Three of the snapshot; the edition, the clocks by key, with their rules and as they are, their events and spans, a calendar with its days, no more clocks; clocks that wait for a rung, the ladder and what came of theirs; cases and answers with their dates; the figures and what they count, five.
    with django_assert_num_queries(22):
        assert recheck_clocks().checked == 4
    start("K-02")
    start("K-05")
    with django_assert_num_queries(22):
        assert recheck_clocks().checked == 6


def run(*options):
    out, err = StringIO(), StringIO()
    code = 0
    try:
        call_command("verify_clocks", *options, stdout=out, stderr=err)
    except SystemExit as stop:
        code = stop.code
    return code, out.getvalue(), err.getvalue()


def test_every_clock_replays_to_its_date_ended_ones_too(clock):
    found = recheck_clocks()
    assert (found.checked, found.findings) == (4, ())
    assert run() == (0, "期限一致：核对 4 个期限、4 项所存的届满日和计数。\n", "")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("UPDATE deadlines_clock SET due_on = due_on + 1 WHERE id = {}", "届满日应为 2026-05-19，现为 2026-05-20"),
        ("UPDATE deadlines_clock SET started_on = started_on - 1 WHERE id = {}", "起算日应为 2026-04-28，现为 2026-04-27"),
        ("UPDATE deadlines_clock SET provisional = true WHERE id = {}", "“暂定”标记与日历不一致"),
        ("UPDATE deadlines_clock SET status = 'paused' WHERE id = {}", "状态应与期限事件一致，现为“已中止计时”"),
        ("UPDATE deadlines_clock SET calendar_version = '2026.9' WHERE id = {}", "没有日历版本“2026.9”"),
        ("UPDATE deadlines_clockevent SET kind = 'stop' WHERE clock_id = {} AND seq = 3", "状态应与期限事件一致，现为“计时中”"),
        (
            "UPDATE deadlines_clockevent SET kind = 'resume' WHERE clock_id = {} AND seq = 2",
            "期限事件的顺序不成立（没有中止而恢复）",
        ),
        ("DELETE FROM deadlines_clockevent WHERE clock_id = {} AND seq = 2", "期限事件的序号不连续"),
        ("DELETE FROM deadlines_clockevent WHERE clock_id = {}", "没有期限事件"),
        (
            "UPDATE deadlines_clockevent SET effective_on = '2026-05-11' WHERE clock_id = {} AND seq = 3",
            "届满日应为 2026-05-20，现为 2026-05-19",
        ),
    ],
)
def test_a_difference_is_named_and_alarmed(clock, change, message):
    tamper(change.format(clock.pk))
    with capture_logs() as logs:
        found = recheck_clocks()
    assert [(finding.clock_id, finding.message) for finding in found.findings] == [(clock.pk, message)]
    assert [(entry["event"], entry["log_level"], entry["object"]) for entry in logs] == [
        ("clock_differs_from_its_events", "error", f"clock:{clock.pk}")
    ]


def test_exit_codes(clock):
    tamper("UPDATE deadlines_clock SET due_on = due_on + 1 WHERE id = %s", clock.pk)
    code, out, _ = run()
    assert (code, out) == (
        1,
        f"期限 {clock.pk}：届满日应为 2026-05-19，现为 2026-05-20\n发现 1 处问题：核对 4 个期限、4 项所存的届满日和计数。\n",
    )
    code, out, _ = run("--json")
    assert (code, json.loads(out)) == (
        1,
        {
            "result": "finding",
            "checked": 4,
            "findings": [{"clock_id": clock.pk, "message": "届满日应为 2026-05-19，现为 2026-05-20"}],
            "compared": 4,
            "kept_findings": [],
        },
    )


def test_json_of_sound_clocks(clock):
    assert json.loads(run("--json")[1]) == {"result": "sound", "checked": 4, "findings": [], "compared": 4, "kept_findings": []}


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_what_cannot_be_read_is_never_green(clock, options):
    sql("ALTER TABLE deadlines_clockevent RENAME TO elsewhere")
    code, out, err = run(*options)
    assert code == 2
    assert "未能核对期限" in err
    assert (json.loads(out)["result"] == "not checked") if options else out == ""
