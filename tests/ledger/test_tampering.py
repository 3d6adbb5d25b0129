"""What a superuser may do behind the portal's back, one kind of change each: the verifiers end with 1 and name what was changed.

The suite's role owns the tables and may switch triggers off, which is all that a superuser needs for these.
"""

import pytest

from cases.enums import CaseState
from ledger.verify import LINES, Row, line_hash
from tests.ledger.conftest import commit, sql, tamper
from tests.ledger.tampered import run
from tests.support.world import new_walk

pytestmark = pytest.mark.django_db


def test_the_world_itself_is_sound(world):
    assert run("verify_ledger")[0] == 0, run("verify_ledger")[1]
    assert run("verify_clocks")[0] == 0
    # Nothing is compared with nothing.
    held = "jsonb_object_keys(convert_from(body_bytes, 'UTF8')::jsonb -> 'rows')"
    ((tables,),) = sql(f"SELECT count(DISTINCT split_part(name, ':', 1)) FROM ledger_event, {held} AS name")
    assert tables >= 28


# By kind of change: the statement, the row that the report has to name, and what it has to say of it.
ROWS = {
    "a certificate's scope": (
        "UPDATE cases_certificate SET scope = scope || '。' WHERE id = {certificate}",
        "cases_certificate:{certificate}",
        "“效力范围”现为",
    ),
    "a certificate's term": (
        "UPDATE cases_certificate SET status_on = issued_on WHERE id = {certificate}",
        "cases_certificate:{certificate}",
        "“效力变更日”现为“20",
    ),
    "a certificate's number": (
        "UPDATE cases_certificate SET number = 'x' WHERE id = {certificate}",
        "cases_certificate:{certificate}",
        "“证明编号”现为“x”",
    ),
    "a certificate that was never issued": (
        (
            "DROP INDEX certificate_one_valid_per_type;"
            "CREATE TEMP TABLE forged AS SELECT * FROM cases_certificate WHERE id = {certificate};"
            "UPDATE forged SET id = 900, number = 'x', verify_code = 'x', document_id = (SELECT max(id) FROM notices_document);"
            "INSERT INTO cases_certificate SELECT * FROM forged"
        ),
        "cases_certificate:900",
        "数据表中有这一行，账本没有记录",
    ),
    "a decision's outcome": (
        "ALTER TABLE cases_decision DROP CONSTRAINT decision_rejection_is_complete; UPDATE cases_decision SET is_approval = false WHERE id = {decision}",
        "cases_decision:{decision}",
        "“准予”现为“否”，账本记为“是”",
    ),
    "a decision's law": (
        "UPDATE cases_decision SET legal_basis = '无' WHERE id = {decision}",
        "cases_decision:{decision}",
        "“依据”现为“无”",
    ),
    "a decision of another case": (
        "UPDATE cases_decision SET case_id = {running} WHERE id = {decision}",
        "cases_decision:{decision}",
        "“信用修复案件（case）”现为“{running}”，账本记为“{case}”",
    ),
    "who signed a case": (
        "UPDATE cases_case SET signer_id = handler_id + 1 WHERE id = {case}",
        "cases_case:{case}",
        "“用户（signer）”现为",
    ),
    "an operation on the list that was none": (
        (
            "INSERT INTO cases_listoperation (id, case_id, kind, performed_on, system_receipt, note, operated_by_id, recorded_at)"
            " VALUES (900, {running}, 'delete', '2026-01-01', 'x', '', 1, now())"
        ),
        "cases_listoperation:900",
        "账本没有记录",
    ),
    "the operation on the list": ("DELETE FROM cases_listoperation WHERE case_id = {case}", "cases_listoperation:", "数据表中没有这一行"),
    "an examination's opinion": (
        "UPDATE cases_examination SET opinion = '同意' WHERE case_id = {case}",
        "cases_examination:",
        "“审查意见”现为“同意”",
    ),
    "what an examination proposed for the list": (
        "ALTER TABLE cases_examination DROP CONSTRAINT examination_approval_is_in_the_table; UPDATE cases_examination SET entry_effect = 'shield' WHERE case_id = {case}",
        "cases_examination:",
        "“名单处理”现为",
    ),
    "one finding of an examination": (
        (
            "UPDATE cases_examinationitem SET evidence = '无' WHERE id = (SELECT max(item.id) FROM cases_examinationitem AS item"
            " JOIN cases_examination AS e ON e.id = examination_id WHERE case_id = {case})"
        ),
        "cases_examinationitem:",
        "“依据与说明”现为“无”",
    ),
    "what becomes of a measure": (
        "UPDATE cases_measuredecision SET note = '另行处理' WHERE measure_id = {measure}",
        "cases_measuredecision:",
        "“说明”现为“另行处理”",
    ),
    "what was to be supplied": ("UPDATE cases_supplementitem SET what = '无'", "cases_supplementitem:", "“需要补充什么”现为“无”"),
    "what was supplied": ("UPDATE cases_supplementitem SET answer = '无'", "cases_supplementitem:", "“企业说明”现为“无”"),
    "a receipt number": (
        "UPDATE recognition_delivery SET receipt_number = 'x' WHERE id = {one_push}",
        "recognition_delivery:{one_push}",
        "“回执编号”现为“x”",
    ),
    "a push and its digest": (
        "UPDATE recognition_delivery SET payload = '{{}}', payload_sha256 = encode(sha256('{{}}'), 'hex') WHERE id = {one_push}",
        "recognition_delivery:{one_push}",
        "“推送内容”现为",
    ),
    "a unit's words": (
        "UPDATE recognition_recognition SET measures_lifted = '无' WHERE id = {one_answer}",
        "recognition_recognition:{one_answer}",
        "“已解除或调整的事项”现为“无”",
    ),
    "a unit's answer": (
        "ALTER TABLE recognition_recognition DROP CONSTRAINT recognition_refusal_has_grounds; UPDATE recognition_recognition SET result = 'refused' WHERE id = {one_answer}",
        "recognition_recognition:{one_answer}",
        "“反馈结果”现为“不予认可”，账本记为“认可”",
    ),
    "answers of two units exchanged": (
        (
            "ALTER TABLE recognition_recognition DROP CONSTRAINT recognition_once_per_unit;"
            "UPDATE recognition_recognition SET department_id = (SELECT max(department_id) FROM recognition_recognition) WHERE id = {one_answer}"
        ),
        "recognition_recognition:{one_answer}",
        "“单位（department）”现为",
    ),
    "a paper's text and its digest": (
        "UPDATE notices_document SET snapshot = '{{}}', snapshot_sha256 = encode(sha256('{{}}'), 'hex') WHERE kind = 'D02' AND application_id = {application}",
        "notices_document:",
        "“快照”现为",
    ),
    "a paper's number": (
        "UPDATE notices_document SET number = 'x' WHERE kind = 'D05' AND case_id = {case}",
        "notices_document:",
        "“文书编号”现为“x”",
    ),
    "a paper that is gone": (
        "DELETE FROM notices_document WHERE kind = 'D05' AND case_id = {case}",
        "notices_document:",
        "数据表中没有这一行",
    ),
    "the digest of a PDF": (
        "UPDATE notices_document SET pdf_sha256 = repeat('a', 64) WHERE kind = 'D13' AND case_id = {case}",
        "notices_document:",
        "“PDF校验值”现为",
    ),
    "what was applied for": (
        "UPDATE cases_application SET duties_performed = '无' WHERE id = {application}",
        "cases_application:{application}",
        "“履行义务情况”现为“无”",
    ),
    "a proof's digest": (
        "UPDATE uploads_upload SET sha256 = repeat('a', 64) WHERE id = {upload}",
        "uploads_upload:{upload}",
        "“校验值”现为",
    ),
    "a proof that is taken out": (
        "UPDATE cases_material SET removed_at = now() WHERE id = {material}",
        "cases_material:{material}",
        "账本记为“空”",
    ),
    "the day on which a limit was met": (
        "UPDATE deadlines_clock SET stopped_on = stopped_on - 1 WHERE id = {met}",
        "deadlines_clock:{met}",
        "“办结日”现为",
    ),
    "when a limit began": (
        "UPDATE deadlines_clock SET started_on = started_on - 1 WHERE id = {open}",
        "deadlines_clock:{open}",
        "“起算日（不计入）”现为",
    ),
    "a limit that ends later": (
        "UPDATE deadlines_clock SET due_on = due_on + 9 WHERE id = {open}",
        "deadlines_clock:{open}",
        "“届满日”现为",
    ),
    "a finished limit that is gone": ("DELETE FROM deadlines_clock WHERE id = {met}", "deadlines_clock:{met}", "数据表中没有这一行"),
    "what happened to a limit": (
        "UPDATE deadlines_clockevent SET actor = 'user:1' WHERE clock_id = {met}",
        "deadlines_clockevent:",
        "“办理人”现为“user:1”",
    ),
    "the length of a limit": (
        "UPDATE deadlines_deadlinerule SET length = 99 WHERE code = 'K-10' AND region_id = {region}",
        "deadlines_deadlinerule:",
        "“长度”现为“99”",
    ),
    "who takes part": (
        "UPDATE departments_department SET left_on = '2099-01-01' WHERE id = {court}",
        "departments_department:{court}",
        "“退出日期”现为",
    ),
    "who may act for an enterprise": (
        "UPDATE accounts_mandate SET valid_until = '2099-01-01' WHERE id = {mandate}",
        "accounts_mandate:{mandate}",
        "“失效日期”现为“2099-01-01”",
    ),
    "an agent nobody confirmed": (
        (
            "INSERT INTO accounts_mandate (id, user_id, enterprise_id, kind, origin, state, state_seq, confirmation, reason, requested_at)"
            " SELECT 900, {left}, enterprise_id, kind, origin, 'refused', 0, confirmation, '', requested_at FROM accounts_mandate WHERE id = {mandate}"
        ),
        "mandate:900",
        "账本记为",
    ),
    "a post that ended goes on": (
        "UPDATE departments_post SET ended_at = NULL, valid_until = NULL WHERE id = {left_post}",
        "departments_post:{left_post}",
        "“任职止”现为“空”",
    ),
    "the period of a post": (
        "UPDATE departments_post SET valid_from = valid_from - 400 WHERE id = {post}",
        "departments_post:{post}",
        "“任职起”现为",
    ),
    "another role": ("UPDATE departments_post SET role = 'handling_judge' WHERE id = {post}", "departments_post:{post}", "“岗位”现为"),
    "a post that nobody gave": (
        (
            "INSERT INTO departments_post (id, user_id, department_id, role, title, office_phone, valid_from)"
            " VALUES (900, {left}, {court}, 'signing_president', '', '', '2026-01-01')"
        ),
        "departments_post:900",
        "账本没有记录",
    ),
    "what an enterprise is called": (
        "UPDATE accounts_enterprise SET name = '示例' WHERE id = {enterprise}",
        "accounts_enterprise:{enterprise}",
        "“企业名称”现为“示例”",
    ),
    "an account that works again": (
        "UPDATE accounts_user SET is_active = true WHERE id = {left}",
        "accounts_user:{left}",
        "“启用”现为“是”，账本记为“否”",
    ),
    "a debt": (
        "UPDATE cases_enforcementcase SET amount_fen = amount_fen + 1 WHERE id = {enforcement}",
        "cases_enforcementcase:{enforcement}",
        "“执行标的（分）”现为",
    ),
    "the day of listing": (
        "UPDATE cases_listing SET listed_on = listed_on - 1 WHERE id = {listing}",
        "cases_listing:{listing}",
        "“纳入日期”现为",
    ),
    "who signed for a notice": (
        "UPDATE cases_proactivenotice SET receiver = '某人' WHERE id = {notice}",
        "cases_proactivenotice:{notice}",
        "“签收人”现为“某人”",
    ),
    "whom a measure binds": (
        "ALTER TABLE cases_measure DROP CONSTRAINT measure_bound_by_discipline, DROP CONSTRAINT measure_person_is_named; UPDATE cases_measure SET bound = 'controller' WHERE id = {measure}",
        "cases_measure:{measure}",
        "“限制对象”现为",
    ),
    "the day of a measure": (
        "UPDATE cases_measure SET taken_on = taken_on - 1 WHERE id = {measure}",
        "cases_measure:{measure}",
        "“采取日期”现为",
    ),
    "what was corrected": ("UPDATE cases_correction SET old_value = 'x'", "cases_correction:{correction}", "“原登记”现为“x”"),
    "a correction that is gone": ("DELETE FROM cases_correction", "cases_correction:{correction}", "数据表中没有这一行"),
    "a state": ("UPDATE cases_case SET state = 'withdrawn' WHERE id = {running}", "case:{running}", "状态为"),
    "a case without a line": (
        (
            "CREATE TEMP TABLE forged AS SELECT * FROM cases_case WHERE id = {case}; UPDATE forged SET id = 900, number = 'x'; ALTER TABLE cases_case DROP CONSTRAINT cases_case_decision_id_key;"
            "INSERT INTO cases_case SELECT * FROM forged"
        ),
        "cases_case:900",
        "账本没有记录",
    ),
    "a line": (
        "UPDATE ledger_event SET body_bytes = '{{}}' WHERE stream = 'case:{case}' AND seq = 3",
        "case:{case} 第 3 行",
        "内容与摘要不符",
    ),
    "the hour of a line": (
        "UPDATE ledger_event SET at = at - interval '1 day' WHERE stream = 'case:{case}' AND seq = 3",
        "case:{case} 第 3 行",
        "本行与摘要不符",
    ),
    "a line that is gone": ("DELETE FROM ledger_event WHERE stream = 'case:{case}' AND seq = 3", "case:{case} 第 4 行", "序号不连续"),
    "lines that are renumbered": (
        (
            "DELETE FROM ledger_event WHERE stream = 'case:{case}' AND seq = 3;"
            # In two strides: in which order one statement takes the lines, nobody says.
            "UPDATE ledger_event SET seq = seq + 1000 WHERE stream = 'case:{case}' AND seq > 3;"
            "UPDATE ledger_event SET seq = seq - 1001 WHERE stream = 'case:{case}' AND seq > 1000"
        ),
        "case:{case} 第 3 行",
        "与上一行的摘要接不上",
    ),
    "a whole stream": ("DELETE FROM ledger_event WHERE stream = 'case:{case}'", "case:{case}", "账本记为"),
}


@pytest.mark.parametrize("kind", ROWS)
def test_a_changed_row_is_found(world, kind):
    statement, where, word = (text.format(**world) for text in ROWS[kind])
    for one in statement.split(";"):
        tamper(one)
    code, out = run("verify_ledger", "--without-files")
    assert code == 1
    assert [line for line in out.splitlines() if where in line and word in line], out


def test_a_change_is_found_however_many_lawful_steps_follow(world, cast):
    """What a later step leaves alone it does not bless."""
    walk = new_walk(cast).to(CaseState.DISTRIBUTED)
    commit()
    tamper("UPDATE cases_decision SET legal_basis = '无' WHERE case_id = %s", walk.case_id)
    tamper("UPDATE cases_certificate SET conditions = '无' WHERE case_id = %s", walk.case_id)
    tamper("UPDATE cases_case SET return_note = '无' WHERE id = %s", walk.case_id)
    walk.all_units_answer()
    commit()
    _, out = run("verify_ledger", "--without-files")
    assert [line for line in out.splitlines() if "cases_decision:" in line and "“依据”现为“无”" in line], out
    assert [line for line in out.splitlines() if "cases_certificate:" in line and "“效力条件”现为“无”" in line], out
    assert [line for line in out.splitlines() if f"cases_case:{walk.case_id}" in line and "“退回意见”现为“无”" in line], out


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
        tamper("UPDATE ledger_event SET prev_hash = %s, hash = %s WHERE stream = %s AND seq = %s", before, digest, stream, row.seq)
        before = digest


def test_what_only_an_anchor_outside_could_show(world):
    """The limits of whatever lies in one database: who may write everything there can make it fit together again."""
    # The end of a stream, with everything that it recorded.
    tamper("DELETE FROM ledger_event WHERE stream = %s AND action = 'account_disabled'", f"account:{world['left']}")
    tamper("UPDATE accounts_user SET is_active = true WHERE id = %s", world["left"])
    assert run("verify_ledger", "--without-files")[0] == 0
    # A history told otherwise, and chained anew.
    tamper("UPDATE ledger_event SET actor = 'user:999' WHERE stream = %s AND seq = 2", f"case:{world['case']}")
    assert run("verify_ledger", "--without-files")[0] == 1
    rechained(f"case:{world['case']}")
    assert run("verify_ledger", "--without-files")[0] == 0
