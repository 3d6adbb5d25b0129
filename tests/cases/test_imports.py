"""Cases and measures from a spreadsheet: every row or none, each fault with its row, column and reason."""

import re
import zipfile
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from cases.enums import MeasureKind
from cases.models import EnforcementCase, Measure, ProactiveNotice
from cases.services.imports import COLUMNS, MAX_ROWS, SHEET, ImportRejected, confirm_import, measure_import_template, prepare_import
from procedure.errors import NotPermitted
from tests.support.world import AT, new_uscc

GOOD = {
    "执行案号": "（2026）鄂0203执7001号",
    "统一社会信用代码": new_uscc(7001),
    "企业名称": "示例导入有限公司",
    "企业住所": "示范路9号",
    "立案日期": "2026-10-08",
    "执行依据类型": "判决书",
    "执行依据文号": "（2026）示例民初1号",
    "制作单位": "示例法院",
    "确定的义务": "支付货款",
    "执行标的（元）": "120,000.50",
    "已履行（元）": "20000.5",
    "申请执行人": "示例建材有限公司",
    "执行措施": "冻结账户",
    "采取日期": "2026/11/03",
}


def packed(entries):
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return content.getvalue()


def unpacked(content):
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def filled(*rows):
    """The template as somebody filled it in."""
    book = load_workbook(BytesIO(measure_import_template()))
    sheet = book[SHEET]
    places = {str(cell.value).rstrip("*"): cell.column for cell in sheet[1]}
    for number, row in enumerate(rows, start=2):
        for label, value in row.items():
            sheet.cell(row=number, column=places[label], value=value)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.fixture
def import_file(cast, db):
    def run(content, by="acceptance_officer", takes_hidden=None):
        upload, actor = SimpleUploadedFile("措施.xlsx", content), cast.actor(by, AT)
        batch = prepare_import(upload, court_id=cast.court.pk, by=actor, at=AT)
        confirm_import(batch.pk, takes_hidden=takes_hidden, by=actor, at=AT)
        return len(batch.plan["lines"])

    return run


@contextmanager
def rejected():
    """Gives the errors of the refusal, and nothing may have been kept."""
    errors = []
    with pytest.raises(ImportRejected) as refusal:
        yield errors
    errors.extend((error.row, error.column, error.message, error.also) for error in refusal.value.errors)
    assert not EnforcementCase.objects.filter(number__contains="执7").exists()


def test_the_template_filled_in_comes_back_as_rows(import_file):
    assert import_file(filled(GOOD)) == 1
    case = EnforcementCase.objects.get(number=GOOD["执行案号"])
    assert (case.amount_fen, case.performed_fen, case.performance) == (12_000_050, 2_000_050, "partial")
    assert (case.filed_on.isoformat(), case.enterprise.address, case.basis_kind) == ("2026-10-08", "示范路9号", "judgment")
    assert (case.measures.get().kind, case.measures.get().taken_on) == (MeasureKind.FREEZE, AT.date())
    assert case.notices.get().state == "prepared"


def test_the_template_lists_every_column_and_an_example(db):
    book = load_workbook(BytesIO(measure_import_template()))
    assert [str(cell.value).rstrip("*") for cell in book[SHEET][1]] == [column.label for column in COLUMNS]
    lists = [rule.formula1 for rule in book[SHEET].data_validations.dataValidation]
    assert f'"{",".join(MeasureKind.labels)}"' in lists


def test_two_measures_of_one_case_share_one_notice(import_file):
    assert import_file(filled(GOOD, GOOD | {"执行措施": "限制消费"})) == 2
    case = EnforcementCase.objects.get(number=GOOD["执行案号"])
    assert (case.measures.count(), case.notices.count()) == (2, 1)


def test_a_later_file_adds_measures_to_a_known_case(import_file):
    import_file(filled(GOOD))
    assert import_file(filled(GOOD | {"执行措施": "限制消费"})) == 1
    assert EnforcementCase.objects.get(number=GOOD["执行案号"]).notices.count() == 2


def test_the_same_file_twice_is_refused_and_makes_no_second_notice(import_file):
    import_file(filled(GOOD))
    with pytest.raises(ImportRejected) as refusal:
        import_file(filled(GOOD))
    assert "已经登记过" in refusal.value.errors[0].message
    assert (ProactiveNotice.objects.count(), Measure.objects.count()) == (1, 1)


def test_a_known_case_under_another_name_is_refused(import_file):
    import_file(filled(GOOD))
    with pytest.raises(ImportRejected) as refusal:
        import_file(filled(GOOD | {"企业名称": "别名有限公司", "执行措施": "限制消费"}))
    assert "已登记为“示例导入有限公司”" in refusal.value.errors[0].message


def test_dates_and_sums_typed_as_such_are_read_too(import_file):
    typed = {"立案日期": datetime(2026, 10, 8), "采取日期": datetime(2026, 11, 3), "执行标的（元）": 120_000.5, "已履行（元）": None}  # noqa: DTZ001
    import_file(filled(GOOD | typed))
    case = EnforcementCase.objects.get(number=GOOD["执行案号"])
    assert (case.filed_on.isoformat(), case.amount_fen, case.performance) == ("2026-10-08", 12_000_050, "none")


def test_empty_rows_between_are_passed_over(import_file):
    other = {
        "执行案号": "（2026）鄂0203执7002号",
        "统一社会信用代码": new_uscc(7002),
        "企业名称": "另一示例公司",
        "已履行（元）": "120000.50",
    }
    assert import_file(filled(GOOD, {}, GOOD | other)) == 2
    assert EnforcementCase.objects.get(number=other["执行案号"]).performance == "full"


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("执行案号", "", "必填，不能为空"),
        ("执行案号", "（2026）鄂0203民初1号", "不是执行案件"),
        ("执行案号", "（2026）鄂9999执7001号", "不属本院案件"),
        ("统一社会信用代码", new_uscc(7001)[:-1] + "?", "校验|不允许"),
        ("统一社会信用代码", "9142O203MA00000150", "不使用字母O.*第5位"),
        ("企业名称", None, "必填，不能为空"),
        ("立案日期", "去年三月", "日期请写成"),
        ("采取日期", "2026-02-30", "没有2026年2月30日这一天"),
        ("采取日期", "0001-01-01", "请核对年份"),
        ("纳入日期", "2026-12-01", "填写名单状态"),
        ("执行依据类型", "口头约定", "请填写以下之一：判决书"),
        ("执行措施", "劝说", "请填写以下之一：冻结账户"),
        ("执行标的（元）", "很多", "金额请填数字"),
        ("执行标的（元）", "-1", "不能为负"),
        ("执行标的（元）", "1.234", "最多两位小数"),
        ("执行标的（元）", "NaN", "不能为负|请填数字"),
        ("已履行（元）", "120000.51", "不能大于执行标的"),
        ("采取日期", "2026-11-04", "不能晚于今天"),
        ("立案日期", "2027-01-01", "不能晚于今天"),
        ("确定的义务", "=1+1", "是公式，请填写结果"),
        ("执行标的（元）", '=WEBSERVICE("http://localhost/")', "是公式"),
    ],
)
def test_each_fault_is_told_with_row_column_and_reason(import_file, column, value, words):
    other = GOOD | {"执行案号": "（2026）鄂0203执7003号", "统一社会信用代码": new_uscc(7003), "企业名称": "第三示例公司"}
    with rejected() as errors:
        import_file(filled(other, GOOD | {column: value}))
    assert [(row, where) for row, where, *_ in errors] == [(3, "名单状态" if column == "纳入日期" else column)]
    assert re.search(words, errors[0][2]), errors


def test_all_faults_of_a_file_are_told_at_once(import_file):
    with rejected() as errors:
        import_file(filled(GOOD | {"企业名称": ""}, GOOD | {"采取日期": "?", "执行措施": "?"}))
    assert [(row, column) for row, column, *_ in errors] == [(2, "企业名称"), (3, "执行措施"), (3, "采取日期")]


def test_faults_found_while_recording_are_told_at_once_too(import_file):
    future = {"采取日期": "2026-12-01"}
    other = {"执行案号": "（2026）鄂0203执7004号", "统一社会信用代码": new_uscc(7004), "企业名称": "第四示例公司"}
    with rejected() as errors:
        import_file(filled(GOOD | future, GOOD | other, GOOD | other | {"执行案号": "（2026）鄂0203执7005号"} | future))
    assert [(row, also) for row, _, _, also in errors] == [(2, (4,))]


def test_one_case_described_in_two_ways_is_refused(import_file):
    with rejected() as errors:
        import_file(filled(GOOD, GOOD | {"执行措施": "限制消费", "申请执行人": "另一申请人"}))
    assert errors[0][0] == 3
    assert "与第2行是同一案件，但“申请执行人”不一致" in errors[0][2]


def test_the_same_measure_in_two_rows_is_refused(import_file):
    with rejected() as errors:
        import_file(filled(GOOD, GOOD))
    assert (errors[0][0], "重复" in errors[0][2]) == (3, True)


def test_a_text_that_looks_like_a_formula_stays_a_text(import_file):
    content = filled(GOOD)
    parts = unpacked(content)
    sheet = "xl/worksheets/sheet1.xml"
    book = load_workbook(BytesIO(content))
    cell = book[SHEET]["D2"]
    cell.value, cell.data_type = "=HYPERLINK(1)", "s"
    rewritten = BytesIO()
    book.save(rewritten)
    assert b"<f>" not in unpacked(rewritten.getvalue())[sheet]
    assert parts.keys() == unpacked(rewritten.getvalue()).keys()
    import_file(rewritten.getvalue())
    assert EnforcementCase.objects.get(number=GOOD["执行案号"]).enterprise.address == "=HYPERLINK(1)"


def test_other_posts_import_nothing(import_file):
    for part in ("reviewing_judge", "bureau_handler", "administrator"):
        with pytest.raises(NotPermitted):
            import_file(filled(GOOD), by=part)


def plain_sheet(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def with_part(name, data=b"x"):
    return packed(unpacked(filled(GOOD)) | {name: data})


def broken(name, data=b"<not xml"):
    return packed(unpacked(filled(GOOD)) | {name: data})


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "是空的"),
        (b"a,b,c\n1,2,3\n", "这不是 .xlsx 文件"),
        (b"PK" + b"\0" * (10 * 1024 * 1024), "超过 10 MB"),
        (packed({"hello.txt": "not a workbook"}), "文件打不开"),
        (packed({"xl/huge.xml": b"0" * 50_000_000}), "异常庞大"),
        (packed({f"xl/{n}.xml": b"x" for n in range(401)}), "异常庞大"),
        (with_part("../../outside.xml"), "结构异常"),
        (with_part("/etc/outside.xml"), "结构异常"),
        (with_part("xl/vbaProject.bin"), "含有宏"),
        (with_part("xl/externalLinks/externalLink1.xml"), "外部链接"),
        (broken("xl/workbook.xml"), "文件打不开"),
        (broken("xl/worksheets/sheet1.xml"), "文件打不开"),
        (broken("xl/worksheets/sheet1.xml", ENTITIES), "实体定义"),
        (plain_sheet(["名称", "日期"]), "没有找到表头"),
        (plain_sheet(["执行案号", "企业名称", "立案日期", "备注"]), "第1行缺少这些列：统一社会信用代码、.*没有认出的表头：备注"),
        (plain_sheet(), "没有找到表头"),
        (measure_import_template(), "没有数据行"),
        (plain_sheet([column.label for column in COLUMNS], *[["x"]] * (MAX_ROWS + 1)), "最多导入500行"),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",
)
def test_a_file_that_is_no_import_is_refused_before_its_rows(import_file, content, words):
    with rejected() as errors:
        import_file(content)
    assert errors[0][:2] == (0, "文件")
    assert re.search(words, errors[0][2]), errors


def test_five_hundred_rows_of_a_hundred_cases_are_imported(import_file):
    kinds = MeasureKind.labels[:5]
    rows = [
        GOOD
        | {
            "执行案号": f"（2026）鄂0203执8{n:03}号",
            "统一社会信用代码": new_uscc(8000 + n),
            "企业名称": f"批量示例{n}公司",
            "执行措施": kind,
        }
        for n in range(100)
        for kind in kinds
    ]
    assert import_file(filled(*rows)) == 500
    assert (ProactiveNotice.objects.count(), Measure.objects.count()) == (100, 500)


def test_one_bad_row_of_many_keeps_all_of_them_out(import_file):
    rows = [
        GOOD | {"执行案号": f"（2026）鄂0203执70{n:02}号", "统一社会信用代码": new_uscc(7000 + n), "企业名称": f"示例{n}公司"}
        for n in range(20)
    ]
    rows[11]["已履行（元）"] = "999999999"
    with rejected() as errors:
        import_file(filled(*rows))
    assert [(row, column) for row, column, *_ in errors] == [(13, "已履行（元）")]
