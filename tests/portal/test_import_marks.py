"""What is crossed out in a file, and what lies over its cells, is named before anything is made."""

import zipfile
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.styles import Font
from PIL import Image as Picture

from cases.models import CaseImport, Measure
from ledger import timekeeping
from tests.portal.import_files import LATER, brought, confirmed, filled, planned, refused, row
from tests.portal.staff_pages import as_part, done, text_of

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
SHEET = "xl/worksheets/sheet1.xml"
RELS = "xl/worksheets/_rels/sheet1.xml.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@pytest.fixture(autouse=True)
def _on_a_later_day():
    with timekeeping.pinned(LATER):
        yield


@pytest.fixture
def clerk(cast, db):
    return as_part(cast, "acceptance_officer")


def struck_row(number):
    def change(_book, sheet, _places):
        for cell in sheet[number]:
            cell.font = Font(strike=True)

    return change


def struck_cell(label):
    def change(_book, sheet, places):
        sheet.cell(2, places[label]).font = Font(strike=True)

    return change


def with_parts(content, *, sheet="", **parts):
    """A file with more in it: text for the sheet's own part, and whole parts by name."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    held[SHEET] = held[SHEET].replace(b"</worksheet>", sheet.encode() + b"</worksheet>")
    held |= {name: text.encode() for name, text in parts.items()}
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in held.items():
            archive.writestr(name, data)
    return packed.getvalue()


def drawn(inside):
    """A file with one thing over its cell E3."""
    drawing = (
        f'{XML}<wsDr xmlns="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
        ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><twoCellAnchor>'
        "<from><col>4</col><colOff>0</colOff><row>2</row><rowOff>0</rowOff></from>"
        f"<to><col>6</col><row>4</row></to>{inside}</twoCellAnchor></wsDr>"
    )
    rels = (
        f'{XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId9" Type="{OFFICE}/drawing" Target="../drawings/drawing1.xml"/></Relationships>'
    )
    return with_parts(filled(row()), **{"xl/drawings/drawing1.xml": drawing, RELS: rels})


def test_a_row_that_is_crossed_out_is_told_and_asked_about(clerk):
    page = planned(clerk, filled(row(8101), row(8102), change=struck_row(3)))
    assert "第3行在文件中整行加了删除线" in page
    assert "3（第3行加了删除线）" in page
    address = reverse("court:import_batch", args=[CaseImport.objects.get().pk])
    assert "加了删除线的行：请选择。" in text_of(clerk.post(address, {}))
    assert not Measure.objects.exists()
    done(clerk.post(address, {"struck": "leave"}))
    assert [measure.enforcement_case.enterprise.name for measure in Measure.objects.all()] == ["导入8101有限公司"]


def test_a_row_that_is_crossed_out_is_imported_when_wanted(clerk):
    confirmed(clerk, filled(row(8101), row(8102), change=struck_row(3)), struck="take")
    assert Measure.objects.count() == 2


def test_a_file_that_is_crossed_out_from_top_to_bottom_makes_nothing(clerk):
    planned(clerk, filled(row(8101), change=struck_row(2)))
    address = reverse("court:import_batch", args=[CaseImport.objects.get().pk])
    assert "就没有可以导入的内容了" in text_of(clerk.post(address, {"struck": "leave"}))
    assert not Measure.objects.exists()


def test_a_cell_that_is_crossed_out_is_named(clerk):
    page = planned(clerk, filled(row(), change=struck_cell("立案日期")))
    assert "1个单元格加了删除线，所在的行没有全部划去，现按其中的内容导入" in page
    assert "请选择怎样处理" not in page


def rich(*pieces):
    def change(_book, sheet, places):
        text = CellRichText(*(TextBlock(InlineFont(strike=True), piece[1:]) if piece.startswith("-") else piece for piece in pieces))
        sheet.cell(2, places["确定的义务"]).value = text

    return change


def test_a_cell_of_which_a_part_is_crossed_out_says_two_things_and_is_refused(clerk):
    assert "有一部分文字加了删除线" in refused(clerk, filled(row(), change=rich("-支付货款", "支付租金")))


def test_a_cell_whose_runs_are_all_crossed_out_is_a_crossed_out_cell(clerk):
    assert "1个单元格加了删除线" in planned(clerk, filled(row(), change=rich("-支付货款", "-及利息")))


def test_a_font_that_says_it_does_not_cross_out_does_not(clerk):
    def change(_book, sheet, places):
        sheet.cell(2, places["立案日期"]).font = Font(strike=False)

    assert "删除线" not in planned(clerk, filled(row(), change=change))


def test_two_rows_of_which_one_is_crossed_out_contradict_each_other_in_one_sentence(clerk):
    page = refused(clerk, filled(row(), row(确定的义务="支付租金"), change=struck_row(2)))
    assert "第2行加了删除线，不要的请整行删去" in page


def commented(_book, sheet, places):
    sheet.cell(2, places["立案日期"]).comment = Comment("应为2026-09-02", "核对人")


def pictured(_book, sheet, _places):
    data = BytesIO()
    Picture.new("RGB", (4, 4)).save(data, "PNG")
    sheet.add_image(Image(data), "F7")


def picture_on_another_sheet(book, _sheet, _places):
    data = BytesIO()
    Picture.new("RGB", (4, 4)).save(data, "PNG")
    book.create_sheet("扫描件").add_image(Image(data), "B2")


SHAPE = "<sp><txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></txBody></sp>"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (lambda: filled(row(), change=commented), "批注1条（G2“应为2026-09-02”）不导入"),
        (lambda: filled(row(), change=pictured), "图片1张（F7）不导入"),
        (lambda: filled(row(), change=picture_on_another_sheet), "工作表“扫描件”有图片1张（B2），不导入"),
        (lambda: drawn(SHAPE.format("另一件：（2026）鄂0203执9号")), "文本框1个（E3“另一件：（2026）鄂0203执9号”）不导入"),
        (lambda: drawn(SHAPE.format("")), "图形1个（E3）不导入"),
        (lambda: drawn("<graphicFrame/>"), "图表1个（E3）不导入"),
        (
            lambda: with_parts(
                filled(row()),
                sheet='<oleObjects><oleObject progId="Word.Document.12" shapeId="1025"/><oleObject progId="Word.Document.12" shapeId="1025"/></oleObjects>',
            ),
            "嵌入的对象（例如别的文件）1个（“Word.Document.12”）不导入",
        ),
        (lambda: with_parts(filled(row()), sheet='<picture id="rId7"/>'), "背景图1张不导入"),
    ],
    ids=["comment", "picture", "picture elsewhere", "text box", "shape", "chart", "embedded file", "background"],
)
def test_what_lies_over_the_cells_is_named_with_its_place_and_words(clerk, content, sentence):
    page = planned(clerk, content())
    assert sentence in page
    address = reverse("court:import_batch", args=[CaseImport.objects.get().pk])
    assert "请先看过不导入的内容" in text_of(clerk.post(address, {}))
    done(clerk.post(address, {"seen": "on"}))
    assert Measure.objects.get().taken_on == date(2026, 11, 28)


def test_a_drawing_that_cannot_be_read_is_named_all_the_same(clerk):
    rels = (
        f'{XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId9" Type="{OFFICE}/drawing" Target="../drawings/none.xml"/></Relationships>'
    )
    page = text_of(brought(clerk, with_parts(filled(row()), **{RELS: rels})))
    assert "图片或图形1处不导入" in page
