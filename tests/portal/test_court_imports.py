"""Files as people really have them, brought over HTTP: what is read, named, asked about and refused."""

import re
import zipfile
from datetime import date, datetime
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import Workbook
from openpyxl.comments import Comment

from cases.models import CaseImport, EnforcementCase, ProactiveNotice
from cases.services.imports import COLUMNS
from ledger import timekeeping
from tests.portal.import_files import LATER, brought, confirmed, filled, of, planned, refused, row
from tests.portal.staff_pages import as_part, done, text_of
from tests.support.world import new_uscc


@pytest.fixture(autouse=True)
def _on_a_later_day():
    with timekeeping.pinned(LATER):
        yield


@pytest.fixture
def clerk(cast, db):
    return as_part(cast, "acceptance_officer")


# --- the reports --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("b01-empty-fill", {}),
        ("b02-halfwidth-header", {}),
        ("b08-numbered-empty-rows", {"seen": "on"}),
        ("b08-total-row", {"seen": "on"}),
        ("b11-kangxi-radicals", {}),
        ("b22-date-slash", {}),
        ("b22-date-han", {}),
        ("b23-sum-amount", {}),
    ],
)
def test_a_file_with_one_row_is_imported(clerk, name, answers):
    confirmed(clerk, of(f"{name}.xlsx"), **answers)
    case = EnforcementCase.objects.select_related("enterprise").get()
    assert case.notices.get().measures.count() == 1
    assert case.filed_on == date(2026, 11, 2)
    assert case.performed_fen == (6_000_000 if name.startswith("b02") else 0)
    assert case.amount_fen == (198_058 if name.startswith("b23") else 10_000_000)
    if name.startswith("b11"):
        assert case.enterprise.name == "黄石试料工贸有限公司"


def test_a_total_and_numbers_alone_are_named_and_left_out(clerk):
    page = planned(clerk, of("b08-total-row.xlsx"))
    assert "第3行是合计行，不导入" in page
    CaseImport.objects.all().delete()
    page = planned(clerk, of("b08-numbered-empty-rows.xlsx"))
    assert "“序号”（S列）不是模板的列" in page
    assert "第3—31行在模板的各列中没有内容" in page


def test_what_is_not_imported_must_have_been_seen(clerk):
    planned(clerk, of("b08-total-row.xlsx"))
    response = clerk.post(reverse("court:import_batch", args=[CaseImport.objects.get().pk]), {})
    assert response.status_code == 422
    assert "请先看过不导入的内容" in text_of(response)
    assert not EnforcementCase.objects.exists()


def test_three_measures_under_merged_cells_are_one_case(clerk):
    _, page = confirmed(clerk, of("b04-merged-cells.xlsx"))
    assert "合并范围内的每一行都按合并的内容登记" in page
    notice = ProactiveNotice.objects.get()
    assert sorted(notice.measures.values_list("kind", flat=True)) == ["exit_restriction", "freeze", "spending_order"]


def test_a_hidden_row_is_told_and_asked_about(clerk):
    page = planned(clerk, of("b21-hidden-row.xlsx"))
    assert "第3行在文件中是隐藏的" in page
    address = reverse("court:import_batch", args=[CaseImport.objects.get().pk])
    assert clerk.post(address, {}).status_code == 422
    assert not ProactiveNotice.objects.exists()
    done(clerk.post(address, {"hidden": "leave"}))
    assert EnforcementCase.objects.get().number == "（2026）鄂0203执70060号"


def test_a_hidden_row_is_imported_when_wanted(clerk):
    confirmed(clerk, of("b21-hidden-row.xlsx"), hidden="take")
    assert EnforcementCase.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("b06-phone-as-number", "开头的0会丢失"),
        ("b23-code-as-number", "单元格是数字，末几位已经丢失，请先把单元格格式设为“文本”"),
        ("b23-password", "文件设了密码"),
    ],
)
def test_a_file_that_lost_something_is_refused_with_the_reason(clerk, name, sentence):
    assert sentence in refused(clerk, of(f"{name}.xlsx"))


def test_a_private_character_is_mapped_or_refused(clerk):
    response = brought(clerk, of("b09-private-use-character.xlsx"))
    if response.status_code == 422:
        assert "自造字" in text_of(response)
    else:
        assert "䶮" in text_of(response)


# --- their siblings ----------------------------------------------------------------------------------------------


def two_sheets(book, _sheet, _places):
    other = book.create_sheet("第二批")
    other.append([column.label for column in COLUMNS])
    other.append(["（2026）鄂0203执8009号"])


def hidden_sheet(book, _sheet, _places):
    book.create_sheet("旧数据").append(["旧"])
    book["旧数据"].sheet_state = "hidden"


def hidden_column(_book, sheet, places):
    sheet.column_dimensions[sheet.cell(1, places["申请执行人"]).column_letter].hidden = True


def remark_column(_book, sheet, _places):
    sheet.cell(1, len(COLUMNS) + 1, "备注")
    sheet.cell(2, len(COLUMNS) + 1, "急")
    sheet.cell(2, len(COLUMNS) + 3, "没有表头")


def head_in_row_three(_book, sheet, _places):
    sheet.insert_rows(1, 2)
    sheet.cell(1, 1, "2026年11月执行案件统计表")


def commented(_book, sheet, _places):
    sheet.cell(2, 1).comment = Comment("核对过", "书记员")


def repeated_head(_book, sheet, places):
    for label, place in places.items():
        sheet.cell(3, place, label)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (two_sheets, "工作表“第二批”有2行内容，不导入"),
        (hidden_sheet, "隐藏的工作表“旧数据”有1行内容，不导入"),
        (hidden_column, "“申请执行人”（N列）在文件中是隐藏的，其中的内容一样导入"),
        (remark_column, "“备注”（AB列）不是模板的列，其中1个单元格的内容不导入.*没有表头的AD列"),
        (head_in_row_three, "表头在第3行，它上面的第1行不导入"),
        (commented, "批注1条（A2“核对过”）不导入"),
        (repeated_head, "第3行重复了表头，不导入"),
    ],
)
def test_what_else_the_file_holds_is_named_first(clerk, change, sentence):
    _, page = confirmed(clerk, filled(row(), change=change), seen="on")
    assert re.search(sentence, page), page
    assert EnforcementCase.objects.get().number == "（2026）鄂0203执8001号"


def test_many_empty_formatted_rows_are_no_rows(clerk):
    def formatted(_book, sheet, _places):
        for number in range(3, 10_003):
            sheet.cell(number, 1).number_format = "@"

    confirmed(clerk, filled(row(), change=formatted))
    assert EnforcementCase.objects.count() == 1


def test_dates_of_the_other_epoch_are_the_same_days(clerk):
    def of_1904(book, sheet, places):
        book.epoch = datetime(1904, 1, 1)  # noqa: DTZ001 - a spreadsheet's days have no zone
        cell = sheet.cell(2, places["立案日期"])
        cell.value, cell.number_format = date(2026, 9, 2), "yyyy/m/d"

    confirmed(clerk, filled(row(), change=of_1904))
    assert EnforcementCase.objects.get().filed_on == date(2026, 9, 2)


@pytest.mark.parametrize(
    "typed", ["2026.9.1", "20260901", "２０２６－９－１", "二〇二六年九月一日", "2026-09-01 00:00:00", 20260901, date(2026, 9, 1)]
)
def test_usual_spellings_of_a_day_are_read(clerk, typed):
    confirmed(clerk, filled(row(立案日期=typed)))
    assert EnforcementCase.objects.get().filed_on == date(2026, 9, 1)


@pytest.mark.parametrize(
    ("label", "typed", "fen"),
    [("执行标的（元）", "￥1,234.50", 123_450), ("执行标的（元）", "1,234.5元", 123_450), ("执行标的（元）", 0.1 + 0.2, 30)],
)
def test_usual_spellings_of_an_amount_are_read(clerk, label, typed, fen):
    confirmed(clerk, filled(row(**{label: typed})))
    assert EnforcementCase.objects.get().amount_fen == fen


def test_line_breaks_in_a_name_are_none(clerk):
    confirmed(clerk, filled(row(企业名称="导入8001\n有限公司 ", 申请执行人="示例\r\n建材有限公司")))
    case = EnforcementCase.objects.select_related("enterprise").get()
    assert (case.enterprise.name, case.creditor) == ("导入8001有限公司", "示例建材有限公司")


@pytest.mark.parametrize(
    ("label", "typed", "sentence"),
    [
        ("执行标的（元）", "12万元", "金额请填数字"),
        ("执行标的（元）", "-5", "不能为负"),
        ("执行标的（元）", -5, "不能为负"),
        ("执行标的（元）", 1e21, "金额"),
        ("执行标的（元）", "=SUM(A1:A2)", "单元格是公式"),
        ("执行标的（元）", "#N/A", "单元格是错误值"),
        ("立案日期", 46_268, "单元格是数字，不是日期"),
        ("立案日期", "1/9/2026", "日期请写成"),
        ("立案日期", "2027-01-01", "不能晚于今天"),
        ("采取日期", "0001-01-01", "核对年份"),
        ("执行依据文号", 12345, "单元格是数字"),
        ("企业名称", date(2026, 9, 1), "单元格是日期"),
        ("企业名称", True, "TRUE或FALSE"),
        ("承办电话", "714-123", "电话号码"),
        ("名单状态", "已删除", "请填写以下之一：拟纳入、已纳入"),
        ("纳入日期", "2026-10-01", "请填写名单状态"),
    ],
)
def test_one_sentence_for_one_cause(clerk, label, typed, sentence):
    page = refused(clerk, filled(row(8002), row(**{label: typed})))
    assert sentence in page
    assert "文件中有1处需要更正" in page


def test_the_same_cause_in_many_rows_is_one_sentence(clerk):
    page = refused(clerk, filled(*(row(number, 立案日期="去年") for number in range(8001, 8031))))
    assert "文件中有1处需要更正" in page
    assert "第 2—31 行" in page


def test_a_row_that_is_a_remark_is_one_sentence(clerk):
    def remark(_book, sheet, _places):
        sheet.cell(3, 1, "填表人：书记员")

    page = refused(clerk, filled(row(), change=remark))
    assert page.count("第 3 行") >= 1
    assert "没有填写：" in page


def test_cells_merged_across_columns_are_one_sentence(clerk):
    page = refused(clerk, filled(row(), change=lambda _book, sheet, _places: sheet.merge_cells("C2:D2")))
    assert "有横向合并的单元格（C2:D2）" in page


def test_a_heading_twice_is_refused(clerk):
    page = refused(clerk, filled(row(), change=lambda _book, sheet, _places: sheet.cell(1, len(COLUMNS) + 1, "企业名称")))
    assert "表头“企业名称”出现了两次（C列和AB列）" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"申请执行人": "别人"}, "“申请执行人”不一致"),
        ({"执行标的（元）": "999"}, "“执行标的（元）”不一致"),
        ({"执行案号": "（2026）鄂0203执8002号", "企业名称": "别的有限公司"}, "统一社会信用代码相同，但企业名称不同"),
        ({"执行措施": "冻结账户"}, "与第2行重复"),
    ],
)
def test_two_rows_that_contradict_each_other_are_refused(clerk, changes, sentence):
    assert sentence in refused(clerk, filled(row(), row(**{"执行措施": "限制消费", **changes})))


def test_a_case_on_file_with_other_facts_is_refused_with_both(clerk):
    confirmed(clerk, filled(row()))
    response = brought(clerk, filled(row(执行措施="限制消费", **{"执行标的（元）": "2000", "立案日期": "2026-09-02"})))
    page = text_of(response)
    assert response.status_code == 422
    assert "“立案日期”登记为2026年9月1日，文件中是2026年9月2日" in page
    assert "“执行标的（元）”登记为1,000.00元，文件中是2,000.00元" in page


def test_what_the_record_lacks_is_filled_and_what_it_says_stays(clerk):
    confirmed(clerk, filled(row(企业住所="旧址1号")))
    page = text_of(brought(clerk, filled(row(执行措施="限制消费", 企业住所="新址2号", 法定代表人="江听澜"))))
    assert "企业住所以登记的“旧址1号”为准，文件中的“新址2号”不使用" in page
    second = CaseImport.objects.filter(confirmed_at__isnull=True).get()
    done(clerk.post(reverse("court:import_batch", args=[second.pk])))
    enterprise = EnforcementCase.objects.get().enterprise
    assert (enterprise.address, enterprise.legal_representative) == ("旧址1号", "江听澜")


CONTROLS = "备_x0000_注_xD83D_"


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (f'<c r="AB1" t="inlineStr"><is><t>{CONTROLS}</t></is></c>', ""),
        ('<c r="L2"><v>NaN</v></c>', "金额|数字"),
        ('<c r="L2"><v>abc</v></c>', "数字"),
        (f'<c r="L2"><v>{"9" * 400}</v></c>', "金额"),
        ('<c r="L2"><v>1e400</v></c>', "金额|数字"),
        ('<c r="G2" t="d"><v>2026-13-99</v></c>', "日期|这一天"),
        ('<c r="C2" t="s"><v>99999</v></c>', "文件打不开"),
        ('<c r="C2" t="b"><v>1</v></c>', "TRUE或FALSE"),
        ('<c r="C2" t="e"><v>#REF!</v></c>', "错误值#REF!"),
        (f'<c r="C2" t="inlineStr"><is><t>{CONTROLS}</t></is></c>', "印不出来|不能打印|控制字符"),
    ],
)
def test_whatever_a_cell_holds_is_a_sentence(clerk, cells, sentence):
    """Cells as no spreadsheet program writes them, put over what the template has there."""
    place, number = re.match(r'<c r="([A-Z]+)(\d)', cells).groups()
    with zipfile.ZipFile(BytesIO(filled(row()))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    page = parts["xl/worksheets/sheet1.xml"].decode()
    page = re.sub(rf'<c r="{place}{number}"[^>]*?(/>|>.*?</c>)', "", page)
    parts["xl/worksheets/sheet1.xml"] = re.sub(rf'(<row r="{number}".*?)(</row>)', rf"\1{cells}\2", page, count=1, flags=re.DOTALL).encode()
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    found = refused(clerk, content.getvalue()) if sentence else planned(clerk, content.getvalue())
    assert re.search(sentence, found)


def test_a_code_that_breaks_the_rule_needs_a_second_look(clerk):
    odd = {"统一社会信用代码": "91350203M000000019"}
    page = refused(clerk, filled(row(**odd)))
    assert "校验" in page
    confirmed(clerk, filled(row(**odd, 代码核对说明="已核对营业执照原件")))
    assert EnforcementCase.objects.get().enterprise.uscc == "91350203M000000019"


def ods():
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<x/>")
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版的 .xls"),
        ("执行案号,企业名称\n1,2".encode("gb18030"), ".csv"),
        (ods(), ".ods"),
        (b"<html><table></table></html>", "网页"),
        (b"%PDF-1.7", "PDF"),
        (of("b01-empty-fill.xlsx")[:5000], "已经损坏或者没有传完整"),
        (b"", "文件是空的"),
    ],
)
def test_what_only_carries_the_name_is_called_by_its_own(clerk, content, sentence):
    assert sentence in refused(clerk, content)


def test_a_workbook_without_our_headings_is_refused(clerk):
    book, content = Workbook(), BytesIO()
    book.active.append(["（2026）鄂0203执8001号", new_uscc(8001), "导入有限公司"])
    book.save(content)
    assert "没有找到表头" in refused(clerk, content.getvalue())
