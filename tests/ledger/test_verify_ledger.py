import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

from ledger.proof.guards import written
from ledger.verify import verify
from tests.ledger.conftest import commit, in_parallel, sql, tamper

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(write):
    return [write(body={"数": number}) for number in (1, 2, 3)]


@pytest.fixture
def lamp(lamps, switch):
    sql("INSERT INTO lamp VALUES (1, 'off', 1)")
    switch("", "off")
    commit()


def first_finding():
    """What is wrong with lines and rows; that a constraint was dropped on the way is found besides."""
    report = verify()
    return [(finding.code, finding.where, finding.seq) for finding in report.findings if finding.code != "guard"]


def run(*options):
    out, err = StringIO(), StringIO()
    code = 0
    try:
        call_command("verify_ledger", *options, stdout=out, stderr=err)
    except SystemExit as stop:
        code = stop.code
    return code, out.getvalue(), err.getvalue()


def test_a_sound_ledger(three, lamp):
    report = verify()
    assert report.findings == []
    assert (report.streams, report.events) == (1, 4)
    assert report.states == 1


@pytest.mark.parametrize(
    ("change", "code", "seq"),
    [
        ("UPDATE ledger_event SET body_bytes = '{\"数\":9}' WHERE seq = 2", "body", 2),
        ("UPDATE ledger_event SET body_bytes = '{}', body_sha = encode(sha256('{}'), 'hex') WHERE seq = 2", "hash", 2),
        ("UPDATE ledger_event SET at = at + interval '1 microsecond' WHERE seq = 2", "hash", 2),
        ("UPDATE ledger_event SET recorded_at = at WHERE seq = 3", "hash", 3),
        ("UPDATE ledger_event SET actor = 'user:8' WHERE seq = 1", "hash", 1),
        ("UPDATE ledger_event SET object = 'lamp:2' WHERE seq = 1", "hash", 1),
        ("UPDATE ledger_event SET stream = 'lamp:9'", "hash", 1),
        ("UPDATE ledger_event SET alg = 'none' WHERE seq = 2", "algorithm", 2),
        ("DELETE FROM ledger_event WHERE seq = 2", "gap", 3),
        ("DELETE FROM ledger_event WHERE seq = 1", "gap", 2),
        ("UPDATE ledger_event SET seq = 4 WHERE seq = 3", "gap", 4),
        ("UPDATE ledger_event SET seq = CASE seq WHEN 2 THEN 3 WHEN 3 THEN 2 END WHERE seq > 1", "link", 2),
        ("UPDATE ledger_event SET prev_hash = repeat('c', 64) WHERE seq = 2", "link", 2),
        ("UPDATE ledger_event SET hash = repeat('c', 64) WHERE seq = 2", "hash", 2),
    ],
)
def test_tampering_names_the_first_bad_row(three, change, code, seq):
    tamper("ALTER TABLE ledger_event DROP CONSTRAINT ledger_event_seq, DROP CONSTRAINT ledger_event_no_fork")
    tamper(change)
    assert first_finding() == [(code, "lamp:9" if "lamp:9" in change else "lamp:1", seq)]


def test_a_forged_line_in_between_is_found(three):
    tamper("ALTER TABLE ledger_event DROP CONSTRAINT ledger_event_seq, DROP CONSTRAINT ledger_event_no_fork")
    tamper(
        "INSERT INTO ledger_event (stream, seq, at, recorded_at, actor, action, object, body_bytes, body_sha, prev_hash, hash, alg)"
        " SELECT stream, 2, at, recorded_at, 'user:9', action, object, body_bytes, body_sha, prev_hash, repeat('d', 64), alg"
        " FROM ledger_event WHERE seq = 2"
    )
    assert first_finding() == [("gap", "lamp:1", 2)]


def test_each_stream_is_judged_by_itself(three, write):
    write("lamp:2")
    write("lamp:3")
    tamper("UPDATE ledger_event SET actor = 'user:8' WHERE stream IN ('lamp:1', 'lamp:3') AND seq = 1")
    assert first_finding() == [("hash", "lamp:1", 1), ("hash", "lamp:3", 1)]


def rehash(seq):
    """Re-chain one line as a thief who knows the formula would."""
    from ledger.verify import LINES, Row, line_hash

    row = next(row for row in map(Row._make, sql(LINES)) if row.seq == seq)
    tamper("UPDATE ledger_event SET hash = %s WHERE seq = %s", line_hash(row), seq)


def test_a_rewritten_history_of_states_is_found_although_its_hashes_fit(lamps, switch):
    switch("", "off")
    switch("off", "on")
    sql("INSERT INTO lamp VALUES (1, 'on', 2)")
    commit()
    tamper("UPDATE ledger_event SET from_state = 'dim' WHERE seq = 2")
    rehash(2)
    assert first_finding() == [("continuity", "lamp:1", 2)]
    tamper("UPDATE ledger_event SET from_state = 'off', to_state = 'dim' WHERE seq = 2")
    rehash(2)
    assert first_finding() == [("unlawful", "lamp:1", 2), ("state", "lamp:1", None)]


def test_a_state_changed_behind_the_ledger_is_found(lamp):
    tamper("UPDATE lamp SET state = 'on'")
    tamper("INSERT INTO lamp VALUES (2, 'off', 1)")
    assert first_finding() == [("state", "lamp:1", None), ("state", "lamp:2", None)]


def test_a_cut_off_tail_shows_in_the_state(lamp, switch):
    switch("off", "on")
    sql("UPDATE lamp SET state = 'on', state_seq = 2")
    commit()
    tamper("DELETE FROM ledger_event WHERE seq = 2")
    assert first_finding() == [("state", "lamp:1", None)]


def test_a_vanished_row_is_found(lamp):
    tamper("DELETE FROM lamp")
    assert first_finding() == [("missing", "lamp:1", None)]


def test_states_of_unguarded_things_need_no_table(switch):
    switch("", "off")
    assert first_finding() == []


def test_a_guard_that_is_gone_or_asleep_is_found(lamp):
    sql("ALTER TABLE ledger_event DISABLE TRIGGER ledger_event_append_only")
    sql("DROP TRIGGER ledger_event_extends_chain ON ledger_event")
    sql("ALTER TABLE lamp DISABLE TRIGGER lamp_state_recorded")
    assert {(finding.code, finding.where) for finding in verify().findings} == {
        ("trigger", "ledger_event"),
        ("trigger", "lamp"),
        ("guard", "ledger_event"),
    }
    assert [finding.message for finding in verify().findings] == [
        "触发器 ledger_extend_chain 不存在",
        "触发器 ledger_refuse_change 已被停用",
        "触发器 ledger_state_is_recorded 已被停用",
        "触发器 ledger_event_extends_chain（表 ledger_event）不存在",
        "触发器 lamp_state_recorded（表 lamp）已被停用",
        "触发器 ledger_event_append_only（表 ledger_event）已被停用",
    ]


def test_exit_codes_and_words(three, lamp):
    guards = len(written()[1])
    assert run() == (0, f"账本可靠：1 个账本、4 行记录、1 个状态、0 行数据、{guards} 项约束、0 份文件。\n", "")
    tamper("DELETE FROM ledger_event WHERE seq = 2")
    tamper("DELETE FROM lamp")
    code, out, _ = run()
    assert code == 1
    assert out.splitlines() == [
        "[gap] lamp:1 第 3 行：序号不连续：应为第 2 行",
        "[missing] lamp:1：账本中有记录，数据表中没有这一行",
        f"发现 2 处问题：1 个账本、3 行记录、0 个状态、0 行数据、{guards} 项约束、0 份文件。",
    ]


def test_json(three):
    code, out, _ = run("--json")
    told = json.loads(out)
    assert told.pop("guards") == len(written()[1])
    counted = {"streams": 1, "events": 3, "states": 0, "rows": 0, "files": 0, "findings": [], "unlisted": 0}
    assert (code, told) == (0, {"result": "sound", **counted})
    tamper("DELETE FROM ledger_event WHERE seq = 1")
    code, out, _ = run("--json")
    assert code == 1
    assert json.loads(out)["findings"][0] == {"code": "gap", "where": "lamp:1", "seq": 2, "message": "序号不连续：应为第 1 行"}


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_what_cannot_be_read_is_never_green(three, options):
    sql("ALTER TABLE ledger_event RENAME TO elsewhere")
    code, out, err = run(*options)
    assert code == 2
    assert "未能核对账本" in err
    assert (json.loads(out)["result"] == "not checked") if options else out == ""


@pytest.mark.django_db(transaction=True)
def test_writers_at_work_are_no_finding(write):
    def work(number):
        if number:
            return [write(f"lamp:{number % 2}").seq for _ in range(30)]
        return [finding for _ in range(10) for finding in verify().findings]

    assert in_parallel(4, work)[0] == []


@pytest.mark.django_db(transaction=True)
def test_it_cannot_write(write):
    write()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ledger.verify.compare_tables", lambda cursor, *_: cursor.execute("CREATE TABLE stolen ()"))
        assert run()[0] == 2
    with transaction.atomic():
        assert sql("SELECT to_regclass('stolen')") == [(None,)]


def test_the_verifier_shares_no_code_with_the_writer():
    from pathlib import Path

    import ledger.verify

    home = Path(ledger.verify.__file__)
    sources = [path.read_text(encoding="utf-8") for path in (home, *home.with_name("proof").glob("*.py"))]
    writers = [f"ledger.{name}" for name in ("chain", "services", "models", "rows")]
    assert not [line for source in sources for line in source.splitlines() if "import" in line and any(name in line for name in writers)]
