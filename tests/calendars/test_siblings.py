"""What people bring instead of the arrangement that was asked for: each is read as it is meant, or refused by a sentence that names it."""

import json
from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from calendars.reading import read_arrangement
from calendars.workbook import HEADINGS
from tests.calendars.test_reading import DOCUMENT, OFF, WORK, as_json, lines, refused, xlsx

FULL_WIDTH = str.maketrans("0123456789-", "０１２３４５６７８９－")


def toml(*, head="", document=DOCUMENT, published="2026-11-04", holidays=None, **last):
    """The arrangement of the other tests as toml; ``last`` are keys of the last holiday, as toml writes them."""
    said = [f'year = 2027\nstatus = "official"\ndocument = "{document}"\npublished_on = {published}\n{head}']
    found = holidays or [(name, days[0], days[-1], WORK.get(name, [])) for name, days in OFF.items()]
    for name, first, to, work in found:
        said.append(f'[[holiday]]\nname = "{name}"\nfrom = {first}\nto = {to}\nwork = [{", ".join(work)}]\n')
    return ("\n".join(said) + "".join(f"{key} = {value}\n" for key, value in last.items())).encode()


def workbook(change):
    book = Workbook()
    sheet = book.active
    sheet.title = "放假安排"
    sheet.append(HEADINGS)
    for row in lines():
        sheet.append((*row, DOCUMENT, "2026-11-04"))
    change(sheet)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def the_days():
    return read_arrangement(as_json()).days


def test_toml_says_the_same_as_json():
    assert read_arrangement(toml()).days == the_days()


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + as_json(),
        b"\xef\xbb\xbf" + toml(),
        toml().replace(b"\n", b"\r\n"),
        as_json(year="２０２７年"),
        as_json(published_on="2026年11月4日"),
        as_json(published_on="2026-11-04T08:00:00+08:00"),
        # Four in the afternoon in Greenwich is the next day in Shanghai.
        toml(published="2026-11-03T16:00:00Z"),
        as_json(published_on="2026-11-03T16:00:00Z"),
        as_json([{"date": day.translate(FULL_WIDTH), "kind": kind, "name": name} for day, kind, name in lines()]),
        as_json([{"date": int(day.replace("-", "")), "kind": kind, "name": name} for day, kind, name in lines()]),
        xlsx([(day.translate(FULL_WIDTH), kind, name) for day, kind, name in lines()]),
        xlsx([(day.replace("-", "/"), kind, name) for day, kind, name in lines()]),
        xlsx([(date.fromisoformat(day), kind, name) for day, kind, name in lines()]),
        xlsx([(datetime.fromisoformat(f"{day}T00:00"), kind, name) for day, kind, name in lines()]),
        workbook(lambda sheet: sheet.parent.create_sheet("Sheet2")),
        workbook(lambda sheet: sheet.insert_rows(5)),
    ],
)
def test_what_says_the_same_is_read_as_the_same(content):
    found = read_arrangement(content)
    assert (found.days, found.published_on, found.year) == (the_days(), date(2026, 11, 4), 2027)


def test_a_moment_of_another_zone_is_the_day_that_it_is_here():
    offset = [(name, f"{days[0]}T00:00:00+08:00", f"{days[-1]}T00:00:00+08:00", WORK.get(name, [])) for name, days in OFF.items()]
    assert read_arrangement(toml(holidays=offset)).days == the_days()


def hide_row(sheet):
    sheet.row_dimensions[4].hidden = True


def hide_column(sheet):
    sheet.column_dimensions["B"].hidden = True


def strike(sheet):
    sheet["C3"].font = Font(strike=True)


def second_sheet(sheet):
    other = sheet.parent.create_sheet("旧稿")
    other.append(HEADINGS)
    other.append(("2027-01-01", "放假", "元旦", DOCUMENT, "2026-11-04"))


def hidden_second_sheet(sheet):
    second_sheet(sheet)
    sheet.parent["旧稿"].sheet_state = "hidden"


def put(cell, value):
    def change(sheet):
        sheet[cell] = value

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda sheet: sheet.merge_cells("C2:C4"), "工作表“放假安排”有合并单元格（C2:C4），请取消合并，每行都写全。"),
        (second_sheet, "工作簿里有2个写了内容的工作表：“放假安排”、“旧稿”，请只留放假安排的一个。"),
        (hidden_second_sheet, "工作簿里有2个写了内容的工作表：“放假安排”、“旧稿”（隐藏），请只留放假安排的一个。"),
        (lambda sheet: sheet.delete_rows(1, 200), "工作簿里没有写内容的工作表。"),
        (lambda sheet: sheet.delete_rows(2, 200), "没有写来源文件"),
        (hide_row, "第4行是隐藏的，请取消隐藏，或者删去这一行。"),
        (hide_column, "工作表“放假安排”有隐藏的列，请取消隐藏后再上传。"),
        (strike, "第3行有划掉的内容，请去掉删除线，或者删去这一行。"),
        (put("F1", "名称"), "工作表“放假安排”有2列都叫“名称”，请只留一列。"),
        (put("A3", "=A2+1"), "第3行：“日期”是公式，请改成写定的内容。"),
        (put("C3", "#REF!"), "第3行：“名称”是错误值，请改成写定的内容。"),
        (put("C3", True), "第3行：“名称”是逻辑值，请改成文字。"),
        (put("C3", "＝cmd"), "第3行：名称“"),
        (put("C3", "-1+1"), "第3行：名称“-1+1”像是公式，请改成文字。"),
        (put("A3", "46389"), "第3行的日期“46389”：日期请写成"),
        (put("A3", "2028-01-02"), "第3行：2028年1月2日不在2027年，也不在2026年12月，请核对年份。"),
        (put("A3", "2027-01-01"), "2027年1月1日写了2次（第2行、第3行），每天只写一次。"),
        (put("A7", None), "第7行的日期没有写，请写成 2027-01-01 的样子。"),
        (put("D9", "国务院办公厅关于调整2027年劳动节假期安排的通知"), "写了2份来源文件（"),
        (put("D9", "黄石市人民政府办公室的通知"), "看来只在一个地方放假，来源是“黄石市人民政府办公室的通知”"),
        (put("E9", "2026-11-05"), "写了2个发布日期（2026年11月4日、2026年11月5日），请核对。"),
        (put("B9", "上班"), "本来就上班，调休上班只写周六、周日。"),
    ],
)
def test_a_workbook_is_refused_by_a_sentence_that_names_the_place(change, said):
    sentences = refused(workbook(change))
    assert any(said in sentence for sentence in sentences), sentences


def test_one_line_of_a_wrong_year_is_one_sentence():
    assert refused(workbook(put("A3", "2028-01-02"))) == [
        "第3行：2028年1月2日不在2027年，也不在2026年12月，请核对年份。",
        "“元旦”放假有缺口：2027年1月2日没有写，请补上，或者核对日期。",
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (toml(status='"provisional"'), "第7个"),
        (toml().replace(b'"official"', b'"provisional"'), "status 不是 official"),
        (toml(head="note = 1\n"), "文件中的“note”不明白，只能写"),
        (toml(wrok="[2027-10-10]"), "第7个 [[holiday]]的“wrok”不明白，只能写"),
        (toml(holidays=[("元旦", "2027-01-01", "2027-03-01", [])]), "to 应不早于 from，且不超过31天"),
        (toml().replace(b"work = [2027-10-09]", b"work = 2027-10-09"), "第7个 [[holiday]]的 work 应是列表"),
        (toml().replace(b"from = 2027-01-01", b"from = 07:30:00"), "第1个 [[holiday]]的 from读不出"),
        (toml().replace(b"from = 2027-01-01", b"from = 2027-02-30"), "没有按 toml 的格式写（第"),
        (toml(document="黄石市人民政府关于2027年放假的通知"), "来源文件“黄石市人民政府关于2027年放假的通知”看来只适用于一个地方"),
        (toml(document="国务院办公厅关于2026年部分节假日安排的通知"), "写的是2026年，安排是2027年的，请核对。"),
        (toml(published="2024-11-04"), "发布日期2024年11月4日与2027年的安排对不上"),
        (toml().replace(b"year = 2027", b"year = 99999"), "没有写年份（year），或者读不出"),
        (toml().replace(b"year = 2027", b"year = 0x" + b"f" * 9_000), "没有写年份（year），或者读不出"),
        (toml().replace(b"year = 2027", b"year = " + b"9" * 9_000), "没有按 toml 的格式写"),
        (b"a = " + b"[" * 5_000, "没有按 toml 的格式写"),
        (b'{"a":' * 100_000, "没有按 JSON 的格式写"),
        (b'{"year": ' + b"9" * 9_000 + b"}", "没有按 JSON 的格式写"),
        (b"[1, 2]", "JSON 应写成 { } 一个对象"),
        (as_json()[:-1] + b', "year": 2028}', "同一处写了两次“year”，请只留一个。"),
        (as_json([{"date": "2027-01-01", "kind": "off", "name": "元旦", "place": "黄石"}]), "第1项的“place”不明白"),
        (as_json([{"date": None, "kind": 1, "name": 2}]), "第1项的 date没有写"),
        (as_json([{"date": True, "kind": "off", "name": "元旦"}]), "第1项的 date读不出"),
        (as_json([{"date": "2027-01-01", "kind": "off", "name": ["元旦"]}]), "第1项：名称应是文字。"),
        (as_json(days="2027-01-01"), "没有写放假安排（days）。"),
        (as_json(year=True), "没有写年份（year），或者读不出"),
        (json.dumps({"year": 2027}).encode("utf-16"), "文件读不出"),
        ("year = 2027 # 元旦".encode("gbk"), "文件读不出"),
        ("日期,类型,名称\n2027-01-01,放假,元旦".encode(), "没有按 toml 的格式写"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版的 .xls"),
    ],
)
def test_a_text_is_refused_by_a_sentence_that_names_the_place(content, said):
    sentences = refused(content)
    assert any(said in sentence for sentence in sentences), sentences


def test_a_source_of_one_place_is_one_sentence_however_many_days_it_has():
    local = "黄石市人民政府关于2027年放假的通知"
    rows = {f"row{number}": (*row, local, "2026-11-04") for number, row in enumerate(lines())}
    assert refused(xlsx(lines(), **rows)) == [
        f"来源文件“{local}”看来只适用于一个地方；期限按国务院全国统一的安排计算，请改用国务院办公厅的通知。"
    ]


def test_a_holiday_of_one_place_is_one_sentence_however_many_days_it_has():
    rows = [*lines(), ("2027-08-11", "放假", "全市开放日"), ("2027-08-12", "放假", "全市开放日")]
    assert refused(xlsx(rows)) == [
        "第33行、第34行：2027年8月11日（星期三）、2027年8月12日（星期四）的“全市开放日”看来只在一个地方放假；期限按国务院全国统一的安排计算，请删去这几天。"
    ]
