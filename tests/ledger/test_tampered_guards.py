"""Guards, rights and files that somebody changes behind the portal's back, one kind of change each."""

from pathlib import Path

import pytest
from django.conf import settings

from creditrepair import embedded_paths as paths
from tests.ledger.conftest import commit, sql
from tests.ledger.tampered import run

pytestmark = pytest.mark.django_db

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
