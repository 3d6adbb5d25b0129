"""Other workbooks as people have them: other programs, other headings, other last lines. Each is read, named or told, over HTTP."""

import re
import zipfile
from io import BytesIO

import pytest

from cases.models import EnforcementCase
from cases.services.imports import SHEET
from ledger import timekeeping
from tests.portal.import_files import LATER, confirmed, filled, planned, refused, row
from tests.portal.staff_pages import as_part

OPEN, STRICT = "http://schemas.openxmlformats.org", "http://purl.oclc.org/ooxml"
FIRST = "xl/worksheets/sheet1.xml"


@pytest.fixture(autouse=True)
def _on_a_later_day():
    with timekeeping.pinned(LATER):
        yield


@pytest.fixture
def clerk(cast, db):
    return as_part(cast, "acceptance_officer")


def repacked(change, content=None, method=zipfile.ZIP_DEFLATED):
    """The template filled in, its parts as another program writes them."""
    with zipfile.ZipFile(BytesIO(content or filled(row()))) as archive:
        parts = dict(map(change, [(name, archive.read(name)) for name in archive.namelist()]))
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return packed.getvalue()


def strict(part):
    name, data = part
    data = data.replace(f"{OPEN}/spreadsheetml/2006/main".encode(), f"{STRICT}/spreadsheetml/main".encode())
    return name, data.replace(f"{OPEN}/officeDocument/2006/relationships".encode(), f"{STRICT}/officeDocument/relationships".encode())


def backslashes(part):
    return part[0].replace("/", "\\"), part[1]


def prefixed(part):
    name, data = part
    return name, re.sub(rb"<(/?)(\w)", rb"<\1x:\2", data).replace(b"xmlns=", b"xmlns:x=") if name == FIRST else data


def without_references(part):
    name, data = part
    return name, re.sub(rb'(<(?:row|c)) r="[A-Z]*\d+"', rb"\1", data) if name == FIRST else data


def in_utf_16(part):
    name, data = part
    return name, data.decode().encode("utf-16") if name == FIRST else data


@pytest.mark.parametrize("change", [strict, backslashes, prefixed, without_references, in_utf_16])
def test_other_programs_write_the_same_workbook(clerk, change):
    confirmed(clerk, repacked(change))
    assert EnforcementCase.objects.get().number == "（2026）鄂0203执8001号"


def with_head(**labels):
    def change(_book, sheet, places):
        for label, other in labels.items():
            sheet.cell(1, places[label], other)

    return change


def test_a_heading_is_read_as_the_eye_reads_it(clerk):
    odd = with_head(执行案号="执\u200b行 案号 ＊", 企业名称="企业名\u00ad称\n*", 申请执行人="申请执⾏⼈*")
    confirmed(clerk, filled(row(), change=odd))
    assert EnforcementCase.objects.get().creditor == "示例建材有限公司"


def test_a_wrong_heading_is_named_and_the_example_of_the_notes_is_never_taken(clerk):
    page = refused(clerk, filled(row(), change=with_head(企业名称="被执行人名称")))
    assert f"工作表“{SHEET}”第1行缺少这些列：企业名称。没有认出的表头：被执行人名称" in page
    assert "文件中有1处需要更正" in page


def last_line(text, *, merged="", amount=None):
    def change(_book, sheet, places):
        sheet.cell(3, 1, text)
        if amount:
            sheet.cell(3, places["执行标的（元）"], amount)
        if merged:
            sheet.merge_cells(merged)

    return change


@pytest.mark.parametrize("text", ["小 计", "总计：", "合计（元）", "合计1件", "共计1户", "共1件", "合计人民币", "本页小计", "Total"])
def test_a_line_of_totals_in_any_wording_is_named_and_left_out(clerk, text):
    assert "第3行是合计行，不导入" in planned(clerk, filled(row(), change=last_line(text, amount="=SUM(L2:L2)")))


def test_a_line_of_the_list_is_no_total_whatever_its_measure_says(clerk):
    confirmed(clerk, filled(row(措施内容="共3户")))
    assert EnforcementCase.objects.get().measures.get().detail == "共3户"


def test_a_remark_across_the_foot_is_named_and_left_out(clerk):
    page = planned(clerk, filled(row(), change=last_line("说明：本表由执行局填报。", merged="A3:K3")))
    assert "第3行只有一格横向合并的文字，不导入" in page


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"统一社会信用代码": "9.14202E+17"}, "科学计数法，代码的末几位已经丢失"),
        ({"统一社会信用代码": "420203000012345"}, "这是15位数字"),
        ({"执行案号": "（2026）鄂0203执8001"}, "是否应写作“（2026）鄂0203执8001号”"),
        ({"执行案号": "（2026）鄂0203执字第8001号"}, "是否应写作“（2026）鄂0203执8001号”"),
        ({"执行标的（元）": "99999999999999"}, "金额太大"),
        ({"执行标的（元）": "1.2E+5"}, "金额请填数字"),
        ({"企业名称": "黄石\ufffd公司"}, "U+FFFD"),
        ({"企业名称": "长" * 40_000}, "字"),
    ],
)
def test_what_a_cell_lost_is_told_in_one_sentence(clerk, cells, sentence):
    page = refused(clerk, filled(row(**cells)))
    assert sentence in page
    assert "文件中有1处需要更正" in page


@pytest.mark.parametrize(
    ("label", "typed"),
    [
        ("统一社会信用代码", "'{}"),
        ("统一社会信用代码", "\ufeff{}\u200b"),
        ("统一社会信用代码", "{}。"),
        ("执行案号", "\u202a{}\u202c"),
        ("立案日期", " {}（星期二）"),
    ],
)
def test_what_nobody_means_stands_around_a_cell(clerk, label, typed):
    given = row()
    confirmed(clerk, filled(row(**{label: typed.format(given[label])})))
    case = EnforcementCase.objects.select_related("enterprise").get()
    assert (case.number, case.enterprise.uscc, case.filed_on.isoformat()) == (given["执行案号"], given["统一社会信用代码"], "2026-09-01")
