"""What a superuser may do behind the portal's back, one kind of change each: the verifiers end with 1 and name what was changed.

The suite's role owns the tables and may switch triggers off, which is all that a superuser needs for these.
"""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from accounts.services import set_active
from cases.enums import CaseState, CorrectedRecord, CorrectionKind
from cases.models import Correction
from cases.services import corrections
from cases.services.corrections import Why
from creditrepair import embedded_paths as paths
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
        left = cast.people["list_operator"]
        post = left.posts.order_by("pk")[0]
        end_post(post.pk, reason="调离", by=cast.actor("administrator", ended.at), at=ended.at)
        set_active(left.pk, active=False, reason="调离", by_id=cast.people["administrator"].pk, at=ended.at)
        commit()
        return {
            "case": ended.case_id,
            "certificate": ended.case.certificate_id,
            "decision": ended.case.decision_id,
            "post": cast.people["signing_president"].posts.get().pk,
            "region": cast.region.pk,
            "court": cast.court.pk,
            "running": running.case_id,
            "application": ended.application.pk,
            "enterprise": ended.application.enterprise_id,
            "enforcement": ended.enforcement.pk,
            "notice": ended.notice.pk,
            "corrected": corrected.enforcement.pk,
            "left": left.pk,
            "left_post": post.pk,
            "one_push": ended.case.deliveries.order_by("pk")[0].pk,
            "one_answer": ended.case.recognitions.order_by("pk")[0].pk,
            "met": ended.case.clocks.filter(status="met").order_by("pk")[0].pk,
            "open": running.case.clocks.filter(status="running").order_by("pk")[0].pk,
            "listing": ended.enforcement.listing.pk,
            "measure": ended.notice.measures.order_by("pk")[0].pk,
            "correction": Correction.objects.get().pk,
            "mandate": ended.agent.mandates.get().pk,
            "upload": ended.application.current_materials[0].upload_id,
            "material": ended.application.current_materials[0].pk,
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
        "“case”现为“{running}”，账本记为“{case}”",
    ),
    "who signed a case": ("UPDATE cases_case SET signer_id = handler_id + 1 WHERE id = {case}", "cases_case:{case}", "“signer”现为"),
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
        "“department”现为",
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
            "UPDATE ledger_event SET seq = seq - 1 WHERE stream = 'case:{case}' AND seq > 3"
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


# By kind of change: the statement, and the line of the report.
GUARDS = {
    "a trigger that sleeps": (
        "ALTER TABLE cases_decision DISABLE TRIGGER cases_decision_append_only",
        "[trigger] cases_decision：触发器 cases_decision_append_only（表 cases_decision）已被停用",
    ),
    "one that answers replicas only": (
        "ALTER TABLE cases_case ENABLE REPLICA TRIGGER cases_case_state_recorded",
        "[trigger] cases_case：触发器 cases_case_state_recorded（表 cases_case）已被停用",
    ),
    "one that no longer fires always": (
        "ALTER TABLE departments_region ENABLE TRIGGER departments_region_renews_edition",
        "[guard] departments_region：触发器 departments_region_renews_edition（表 departments_region）的内容与本版本的不符",
    ),
    "a trigger that is gone": (
        "DROP TRIGGER cases_certificate_frozen ON cases_certificate",
        "[guard] cases_certificate：触发器 cases_certificate_frozen（表 cases_certificate）不存在",
    ),
    "a function that does nothing": (
        "CREATE OR REPLACE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
        "[guard] ledger_refuse_change()：函数 ledger_refuse_change()的内容与本版本的不符",
    ),
    "a function that looks elsewhere": (
        "ALTER FUNCTION ledger_extend_chain() SET search_path = pg_temp, public",
        "[guard] ledger_extend_chain()：函数 ledger_extend_chain()的内容与本版本的不符",
    ),
    "a function of somebody else": (
        "CREATE FUNCTION digest(bytea, text) RETURNS bytea LANGUAGE sql AS $$ SELECT $1 $$",
        "[guard] digest(bytea, text)：函数 digest(bytea, text)不是本版本建立的",
    ),
    "a trigger of somebody else": (
        "CREATE TRIGGER aaa BEFORE INSERT ON ledger_event FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "[guard] ledger_event：触发器 aaa（表 ledger_event）不是本版本建立的",
    ),
    "a condition that is gone": (
        "ALTER TABLE cases_case DROP CONSTRAINT case_three_people",
        "[guard] cases_case：约束 case_three_people（表 cases_case）不存在",
    ),
    "a condition that demands nothing": (
        "ALTER TABLE cases_case DROP CONSTRAINT case_three_people; ALTER TABLE cases_case ADD CONSTRAINT case_three_people CHECK (true)",
        "[guard] cases_case：约束 case_three_people（表 cases_case）的内容与本版本的不符",
    ),
    "a condition that asks of new rows only": (
        (
            "ALTER TABLE cases_decision DROP CONSTRAINT decision_reasons_have_texts; ALTER TABLE cases_decision"
            " ADD CONSTRAINT decision_reasons_have_texts CHECK (is_approval) NOT VALID"
        ),
        "[guard] cases_decision：约束 decision_reasons_have_texts（表 cases_decision）没有对已有的数据核对过（NOT VALID）",
    ),
    "a foreign key that is gone": (
        "ALTER TABLE ledger_event DROP CONSTRAINT ledger_event_lawful",
        "[guard] ledger_event：约束 ledger_event_lawful（表 ledger_event）不存在",
    ),
    "an index that let only one through": (
        "DROP INDEX case_one_open_per_enforcement_case",
        "[guard] cases_case：唯一索引 case_one_open_per_enforcement_case（表 cases_case）不存在",
    ),
    "a column that may be empty": (
        "ALTER TABLE cases_decision ALTER COLUMN legal_basis DROP NOT NULL",
        "[guard] cases_decision：数据表（表 cases_decision）的内容与本版本的不符",
    ),
    "a table that a crash empties": (
        "ALTER TABLE supervision_tally SET UNLOGGED",
        "[guard] supervision_tally：数据表（表 supervision_tally）的内容与本版本的不符",
    ),
    "a lawful change that is none": (
        "INSERT INTO ledger_allowedtransition (entity, action, from_state, to_state) VALUES ('case', 'seal', 'submitted', 'certified')",
        "[guard] case：允许的变更 seal:submitted:certified（case）不是本版本建立的",
    ),
    "a rule that drops what is written": (
        "CREATE RULE gone AS ON INSERT TO cases_correction DO INSTEAD NOTHING",
        "[guard] cases_correction：改写规则 gone（表 cases_correction）不是本版本建立的",
    ),
    "rows that are hidden": (
        "ALTER TABLE ledger_event ENABLE ROW LEVEL SECURITY",
        "[guard] ledger_event：数据表 ledger_event 打开了行级安全，会藏起一部分行",
    ),
    "a right to change lines": (
        f"GRANT UPDATE ON ledger_event TO {paths.APPLICATION_ROLE}",
        f"[role] {paths.APPLICATION_ROLE}：数据库用户 {paths.APPLICATION_ROLE} 对表 ledger_event 有 UPDATE 权限，本版本不授予",
    ),
    "a right for everybody": (
        "GRANT INSERT ON cases_decision TO PUBLIC",
        "[role] PUBLIC：数据库用户 PUBLIC 对表 cases_decision 有 INSERT 权限，本版本不授予",
    ),
    "a right to empty": (
        f"GRANT TRUNCATE ON cases_case TO {paths.APPLICATION_ROLE}",
        f"[role] {paths.APPLICATION_ROLE}：数据库用户 {paths.APPLICATION_ROLE} 对表 cases_case 有 TRUNCATE 权限，本版本不授予",
    ),
    "a right to stand before ours": (
        f"GRANT CREATE ON SCHEMA public TO {paths.APPLICATION_ROLE}",
        f"[role] {paths.APPLICATION_ROLE}：数据库用户 {paths.APPLICATION_ROLE} 可以在 public 模式中建立对象，本版本不授予",
    ),
}


@pytest.mark.parametrize("kind", GUARDS)
def test_a_changed_guard_is_found(world, kind):
    statement, line = GUARDS[kind]
    commit()
    sql(statement)
    code, out = run("verify_ledger", "--without-files")
    assert code == 1
    assert line in out.splitlines(), out


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
        return path, f"{'notices_document' if kind == 'paper' else 'uploads_upload'}:{key}"

    return found


@pytest.mark.parametrize("kind", ["paper", "upload"])
def test_a_file_that_is_lost_or_altered_is_found(file_of, kind):
    path, where = file_of(kind)
    path.write_bytes(path.read_bytes() + b" ")
    code, out = run("verify_ledger")
    assert (code, f"[file] {where}：" in out and "已被改动" in out) == (1, True)
    path.unlink()
    code, out = run("verify_ledger")
    assert (code, f"[file] {where}：" in out and "已经不在" in out) == (1, True)
    assert run("verify_ledger", "--without-files")[0] == 0


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
