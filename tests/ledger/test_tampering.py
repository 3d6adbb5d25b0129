"""What a superuser may do behind the portal's back, one kind of change each: the verifiers end with 1 and name what was changed.

The suite's role owns the tables and may switch triggers off, which is all that a superuser needs for these.
"""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from accounts.services import set_active
from cases.enums import CaseState, CorrectedRecord, CorrectionKind
from cases.services import corrections
from cases.services.corrections import Why
from demo.specimens import voucher
from departments.services import end_post
from ledger.verify import LINES, Row, line_hash
from tests.ledger.conftest import commit, sql, tamper
from tests.support.world import new_walk

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(cast, django_db_blocker):
    """A case that went all the way, one that is still being examined, one that was corrected; a post and an account that ended."""
    with django_db_blocker.unblock():
        ended = new_walk(cast).to(CaseState.RECOGNIZED_ALL).operate_list()
        running = new_walk(cast).to(CaseState.SUPPLEMENT)
        running.later(days=1).answer_supplement()
        why = Why(reason="与执行依据不一致", evidence=voucher("更正"), kind=CorrectionKind.MISTAKE)
        corrected = new_walk(cast).record().take_measures()
        officer = corrected.by("acceptance_officer")
        corrections.correct(
            corrected.enforcement.pk,
            CorrectedRecord.ENFORCEMENT,
            {"creditor": "示例另一公司"},
            why=why,
            object_id=None,
            by=officer,
            at=corrected.at,
        )
        left = cast.people["reviewing_judge"]
        post = left.posts.order_by("pk")[0]
        end_post(post.pk, reason="调离", by=cast.actor("administrator", ended.at), at=ended.at)
        set_active(left.pk, active=False, reason="调离", by_id=cast.people["administrator"].pk, at=ended.at)
        commit()
        return {
            "case": ended.case_id,
            "running": running.case_id,
            "application": ended.application.pk,
            "enterprise": ended.application.enterprise_id,
            "enforcement": ended.enforcement.pk,
            "notice": ended.notice.pk,
            "corrected": corrected.enforcement.pk,
            "left": left.pk,
        }


def run(command, *options):
    out = StringIO()
    try:
        call_command(command, *options, stdout=out, stderr=out)
    except SystemExit as stop:
        return stop.code, out.getvalue()
    return 0, out.getvalue()


def test_the_world_itself_is_sound(world):
    assert run("verify_ledger")[0] == 0, run("verify_ledger")[1]
    assert run("verify_clocks")[0] == 0
    # Nothing is compared with nothing.
    held = connection.cursor()
    held.execute(
        "SELECT count(DISTINCT name) FROM ledger_event, jsonb_object_keys(convert_from(body_bytes, 'UTF8')::jsonb -> 'holds') AS name"
    )
    assert held.fetchone()[0] >= 30


ROWS = {
    "a certificate's scope": ("UPDATE cases_certificate SET scope = scope || '。' WHERE case_id = {case}", "case:{case}", "证明"),
    "a certificate's validity": (
        "UPDATE cases_certificate SET status = 'revoked', status_on = issued_on, status_reason = 'x' WHERE case_id = {case}",
        "case:{case}",
        "证明",
    ),
    "a decision's reason": ("UPDATE cases_decision SET legal_basis = '无' WHERE case_id = {case}", "case:{case}", "决定"),
    "a decision without a case's step": (
        (
            "INSERT INTO cases_decision (case_id, number, is_approval, reason_codes, reason_texts, reason_text, legal_basis, guidance, remedy,"
            " signed_by_id, signed_at) SELECT {running}, 'x', true, reason_codes, reason_texts, reason_text, legal_basis, guidance, remedy,"
            " signed_by_id, signed_at FROM cases_decision WHERE case_id = {case}"
        ),
        "case:{running}",
        "决定",
    ),
    "who took a case in": ("UPDATE cases_case SET acceptance_officer_id = signer_id WHERE id = {case}", "case:{case}", "案件"),
    "a case with all that hangs on it": (
        (
            "INSERT INTO cases_listoperation (case_id, kind, performed_on, system_receipt, note, operated_by_id, recorded_at)"
            " VALUES (99, 'delete', '2026-01-01', 'x', '', 1, now())"
        ),
        "case:99",
        "名单操作",
    ),
    "an examination's opinion": ("UPDATE cases_examination SET opinion = '同意' WHERE case_id = {case}", "case:{case}", "审查"),
    "one finding of an examination": (
        "UPDATE cases_examinationitem SET evidence = '无' WHERE id = (SELECT max(id) FROM cases_examinationitem)",
        "case:{case}",
        "核查事项",
    ),
    "what becomes of a measure": ("UPDATE cases_measuredecision SET note = '另行处理'", "case:{case}", "措施处理"),
    "what was to be supplied": ("UPDATE cases_supplementitem SET what = '无'", "case:{running}", "补正事项"),
    "the operation on the list": ("DELETE FROM cases_listoperation WHERE case_id = {case}", "case:{case}", "名单操作"),
    "a receipt number": (
        "UPDATE recognition_delivery SET receipt_number = 'x' WHERE id = (SELECT min(id) FROM recognition_delivery)",
        "case:{case}",
        "推送",
    ),
    "a push and its digest": (
        "UPDATE recognition_delivery SET payload = '{{}}', payload_sha256 = encode(sha256('{{}}'), 'hex') WHERE id = (SELECT min(id) FROM recognition_delivery)",
        "case:{case}",
        "推送",
    ),
    "a unit's answer": (
        "UPDATE recognition_recognition SET measures_lifted = '无' WHERE id = (SELECT max(id) FROM recognition_recognition)",
        "case:{case}",
        "互认反馈",
    ),
    "a paper's text and its digest": (
        "UPDATE notices_document SET snapshot = '{{}}', snapshot_sha256 = encode(sha256('{{}}'), 'hex') WHERE kind = 'D05' AND case_id = {case}",
        "case:{case}",
        "文书",
    ),
    "a paper's number": ("UPDATE notices_document SET number = 'x' WHERE kind = 'D05' AND case_id = {case}", "case:{case}", "文书"),
    "a paper that is gone": ("DELETE FROM notices_document WHERE kind = 'D05' AND case_id = {case}", "case:{case}", "文书"),
    "the digest of a PDF": (
        "UPDATE notices_document SET pdf_sha256 = repeat('a', 64) WHERE kind = 'D13' AND case_id = {case}",
        "case:{case}",
        "制成的文书",
    ),
    "what was applied for": (
        "UPDATE cases_application SET duties_performed = '无' WHERE id = {application}",
        "application:{application}",
        "申请",
    ),
    "a proof's digest": (
        "UPDATE uploads_upload SET sha256 = repeat('a', 64) WHERE id = (SELECT upload_id FROM cases_material WHERE application_id = {application})",
        "application:{application}",
        "申请材料",
    ),
    "a proof that is taken out": (
        "UPDATE cases_material SET removed_at = now() WHERE application_id = {application}",
        "application:{application}",
        "申请材料",
    ),
    "the day on which a limit was met": (
        "UPDATE deadlines_clock SET stopped_on = stopped_on - 1 WHERE id = (SELECT min(id) FROM deadlines_clock WHERE case_id = {case} AND status = 'met')",
        "case:{case}",
        "已办结的期限",
    ),
    "a finished limit that is gone": (
        "DELETE FROM deadlines_clock WHERE id = (SELECT min(id) FROM deadlines_clock WHERE case_id = {case} AND status = 'met')",
        "case:{case}",
        "已办结的期限",
    ),
    "what happened to a limit": (
        "UPDATE deadlines_clockevent SET actor = 'user:1' WHERE clock_id = (SELECT min(id) FROM deadlines_clock WHERE case_id = {case})",
        "case:{case}",
        "期限事件",
    ),
    "who may act for an enterprise": (
        "UPDATE accounts_mandate SET valid_until = '2099-01-01' WHERE enterprise_id = {enterprise}",
        "enterprise:{enterprise}",
        "授权",
    ),
    "an agent nobody confirmed": (
        (
            "INSERT INTO accounts_mandate (user_id, enterprise_id, kind, origin, state, state_seq, confirmation, reason, requested_at)"
            " SELECT {left}, enterprise_id, kind, origin, 'refused', 0, confirmation, '', requested_at FROM accounts_mandate WHERE enterprise_id = {enterprise}"
        ),
        "enterprise:{enterprise}",
        "授权",
    ),
    "a post that goes on": (
        "UPDATE departments_post SET ended_at = NULL, valid_until = NULL WHERE user_id = {left}",
        "account:{left}",
        "已结束的岗位",
    ),
    "what an enterprise is called": (
        "UPDATE accounts_enterprise SET name = '示例' WHERE id = {enterprise}",
        "enterprise:{enterprise}",
        "企业",
    ),
    "an account that works again": ("UPDATE accounts_user SET is_active = true WHERE id = {left}", "account:{left}", "账号"),
    "a debt": (
        "UPDATE cases_enforcementcase SET amount_fen = amount_fen + 1 WHERE id = {enforcement}",
        "enforcement:{enforcement}",
        "执行案件",
    ),
    "the day of listing": (
        "UPDATE cases_listing SET listed_on = listed_on - 1 WHERE enforcement_case_id = {enforcement}",
        "enforcement:{enforcement}",
        "名单记录",
    ),
    "who signed for a notice": (
        "UPDATE cases_proactivenotice SET receiver = '某人' WHERE id = {notice}",
        "enforcement:{enforcement}",
        "主动告知书",
    ),
    "the day of a measure": (
        "UPDATE cases_measure SET taken_on = taken_on - 1 WHERE notice_id = {notice}",
        "enforcement:{enforcement}",
        "执行措施",
    ),
    "what was corrected": ("UPDATE cases_correction SET old_value = 'x'", "enforcement:{corrected}", "更正"),
    "a correction that is gone": ("DELETE FROM cases_correction", "enforcement:{corrected}", "更正"),
    "a state": ("UPDATE cases_case SET state = 'withdrawn' WHERE id = {running}", "case:{running}", "状态为"),
    "a line": (
        "UPDATE ledger_event SET body_bytes = '{{}}' WHERE stream = 'case:{case}' AND seq = 3",
        "case:{case} 第 3 行",
        "内容与摘要不符",
    ),
    "a line that is gone": ("DELETE FROM ledger_event WHERE stream = 'case:{case}' AND seq = 3", "case:{case} 第 4 行", "序号不连续"),
    "a whole stream": ("DELETE FROM ledger_event WHERE stream = 'enforcement:{enforcement}'", "enforcement:{enforcement}", "没有"),
    "the bytes of a paper": ("UPDATE notices_document SET snapshot = '{{}}' WHERE kind = 'D13'", "document:", "快照与摘要不符"),
    "the bytes of a push": ("UPDATE recognition_delivery SET payload = '{{}}'", "delivery:", "内容与摘要不符"),
}


@pytest.mark.parametrize("kind", ROWS)
def test_a_changed_row_is_found(world, kind):
    statement, where, word = (text.format(**world) for text in ROWS[kind])
    tamper(statement)
    code, out = run("verify_ledger", "--skip-files")
    assert code == 1
    assert [line for line in out.splitlines() if where in line and word in line], out


GUARDS = {
    "a trigger that sleeps": (
        "ALTER TABLE cases_decision DISABLE TRIGGER cases_decision_append_only",
        "cases_decision.cases_decision_append_only",
        "已被停用",
    ),
    "one that answers replicas only": (
        "ALTER TABLE cases_case ENABLE REPLICA TRIGGER cases_case_state_recorded",
        "cases_case.cases_case_state_recorded",
        "已被停用",
    ),
    "a trigger that is gone": (
        "DROP TRIGGER cases_certificate_frozen ON cases_certificate",
        "cases_certificate.cases_certificate_frozen",
        "不存在",
    ),
    "a function that does nothing": (
        "CREATE OR REPLACE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
        "ledger_refuse_change()",
        "与本版本不同",
    ),
    "a function that looks elsewhere": (
        "ALTER FUNCTION ledger_extend_chain() SET search_path = pg_temp, public",
        "ledger_extend_chain()",
        "与本版本不同",
    ),
    "a trigger of somebody else": (
        "CREATE TRIGGER aaa BEFORE INSERT ON ledger_event FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "ledger_event.aaa",
        "不属于本版本",
    ),
    "a condition that is gone": ("ALTER TABLE cases_case DROP CONSTRAINT case_three_people", "cases_case.case_three_people", "不存在"),
    "a condition that demands nothing": (
        "ALTER TABLE cases_case DROP CONSTRAINT case_three_people; ALTER TABLE cases_case ADD CONSTRAINT case_three_people CHECK (true)",
        "cases_case.case_three_people",
        "与本版本不同",
    ),
    "a condition that asks of new rows only": (
        (
            "ALTER TABLE cases_decision DROP CONSTRAINT decision_reasons_have_texts; ALTER TABLE cases_decision"
            " ADD CONSTRAINT decision_reasons_have_texts CHECK (is_approval) NOT VALID"
        ),
        "cases_decision.decision_reasons_have_texts",
        "没有核对过已有的行",
    ),
    "a foreign key that is gone": (
        "ALTER TABLE ledger_event DROP CONSTRAINT ledger_event_lawful",
        "ledger_event.ledger_event_lawful",
        "不存在",
    ),
    "an index that let only one through": (
        "DROP INDEX case_one_open_per_enforcement_case",
        "cases_case.case_one_open_per_enforcement_case",
        "不存在",
    ),
    "a lawful change that is none": (
        "INSERT INTO ledger_allowedtransition (entity, action, from_state, to_state) VALUES ('case', 'seal', 'submitted', 'certified')",
        "case:seal:submitted:certified",
        "不属于本版本",
    ),
    "a rule that drops what is written": (
        "CREATE RULE gone AS ON INSERT TO cases_correction DO INSTEAD NOTHING",
        "cases_correction.gone",
        "规则不属于本版本",
    ),
    "rows that are hidden": ("ALTER TABLE ledger_event ENABLE ROW LEVEL SECURITY", "ledger_event.ledger_event", "行级安全"),
}


@pytest.mark.parametrize("kind", GUARDS)
def test_a_changed_guard_is_found(world, kind):
    statement, where, word = GUARDS[kind]
    commit()
    sql(statement)
    code, out = run("verify_ledger", "--skip-files")
    assert code == 1
    assert [line for line in out.splitlines() if line.startswith(f"[guard] {where}：") and word in line], out


@pytest.fixture
def file_of(request, world):
    """A stored file with its object, put back afterwards: files are not part of the transaction."""

    def found(kind):
        if kind == "paper":
            ((key, name),) = sql("SELECT id, file_name FROM notices_document WHERE state = 'ready' ORDER BY id LIMIT 1")
            path = Path(settings.MEDIA_ROOT) / "documents" / name
        else:
            ((key, name),) = sql("SELECT id, stored_name FROM uploads_upload WHERE state = 'usable' ORDER BY id LIMIT 1")
            path = Path(settings.MEDIA_ROOT) / "uploads" / name[:2] / name
        content = path.read_bytes()
        request.addfinalizer(lambda: path.write_bytes(content))
        return path, f"{'document' if kind == 'paper' else 'upload'}:{key}"

    return found


@pytest.mark.parametrize("kind", ["paper", "upload"])
def test_a_file_that_is_lost_or_altered_is_found(file_of, kind):
    path, where = file_of(kind)
    path.write_bytes(path.read_bytes() + b" ")
    code, out = run("verify_ledger")
    assert (code, f"[file] {where}：存放的文件 {path.name} 与校验值不符" in out) == (1, True)
    path.unlink()
    code, out = run("verify_ledger")
    assert (code, f"[file] {where}：存放的文件 {path.name} 丢失" in out) == (1, True)
    assert run("verify_ledger", "--skip-files")[0] == 0


OPEN = "SELECT min(id) FROM deadlines_clock WHERE case_id = {running} AND status = 'running'"
CLOCKS = {
    "a running limit": f"UPDATE deadlines_clock SET due_on = due_on + 1 WHERE id = ({OPEN})",
    "the length of a limit": f"UPDATE deadlines_deadlinerule SET length = length + 1 WHERE id = (SELECT rule_id FROM deadlines_clock WHERE id = ({OPEN}))",
    "a case's day": "UPDATE cases_case SET due_on = due_on + 1 WHERE id = {running}",
}


@pytest.mark.parametrize("kind", CLOCKS)
def test_a_changed_limit_is_found(world, kind):
    tamper(CLOCKS[kind].format(**world))
    ((clock,),) = sql(OPEN.format(**world))
    code, out = run("verify_clocks")
    assert code == 1
    assert f"期限 {clock}：" in out or f"case:{world['running']}：" in out


def rechained(stream):
    """As a thief who knows the formula: every hash of a stream made anew."""
    before = 64 * "0"
    for row in [row for row in map(Row._make, sql(LINES)) if row.stream == stream]:
        digest = line_hash(row._replace(prev_hash=before))
        tamper("UPDATE ledger_event SET prev_hash = %s, hash = %s WHERE id = %s", before, digest, row.id)
        before = digest


def test_what_only_an_anchor_outside_could_show(world):
    """The limits of whatever lies in one database: who may write everything there can make it fit together again."""
    # The end of a stream, with everything that it recorded.
    tamper("DELETE FROM ledger_event WHERE stream = %s AND action = 'account_disabled'", f"account:{world['left']}")
    tamper("UPDATE accounts_user SET is_active = true WHERE id = %s", world["left"])
    assert run("verify_ledger", "--skip-files")[0] == 0
    # A history told otherwise, and chained anew.
    tamper("UPDATE ledger_event SET actor = 'user:999' WHERE stream = %s AND seq = 2", f"case:{world['case']}")
    assert run("verify_ledger", "--skip-files")[0] == 1
    rechained(f"case:{world['case']}")
    assert run("verify_ledger", "--skip-files")[0] == 0
