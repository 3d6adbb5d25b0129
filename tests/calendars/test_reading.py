"""A year's arrangement from toml, JSON and xlsx: taken whole, or refused whole with a sentence for each fault."""

import json
from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook

from calendars.draft import ArrangementFaults
from calendars.reading import read_arrangement
from calendars.workbook import HEADINGS, template
from deadlines.calendar_files import read_calendar, shipped_files

DOCUMENT = "国务院办公厅关于2027年部分节假日安排的通知"
# Invented, whole: every day that a year has to have.
OFF = {
    "元旦": ["2027-01-01", "2027-01-02", "2027-01-03"],
    "春节": [f"2027-02-{day:02}" for day in range(5, 13)],
    "清明节": ["2027-04-03", "2027-04-04", "2027-04-05"],
    "劳动节": [f"2027-05-{day:02}" for day in range(1, 6)],
    "端午节": ["2027-06-09"],
    "中秋节": ["2027-09-15"],
    "国庆节": [f"2027-10-{day:02}" for day in range(1, 8)],
}
WORK = {"春节": ["2027-02-20"], "国庆节": ["2027-10-09"], "元旦": ["2026-12-27"]}


def lines():
    off = [(day, "放假", name) for name, days in OFF.items() for day in days]
    return off + [(day, "上班", name) for name, days in WORK.items() for day in days]


def xlsx(rows=None, headings=HEADINGS, **changed):
    book = Workbook()
    sheet = book.active
    sheet.append(headings)
    for number, row in enumerate(rows if rows is not None else lines()):
        sheet.append(changed.get(f"row{number}", (*row, DOCUMENT, "2026-11-04")))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def as_json(days=None, **head):
    said = {"year": 2027, "document": DOCUMENT, "published_on": "2026-11-04", **head}
    said["days"] = days if days is not None else [{"date": day, "kind": kind, "name": name} for day, kind, name in lines()]
    return json.dumps(said, ensure_ascii=False).encode()


def refused(content):
    with pytest.raises(ArrangementFaults) as refusal:
        read_arrangement(content)
    return refusal.value.sentences


def test_three_spellings_say_the_same():
    of_json, of_xlsx = read_arrangement(as_json()), read_arrangement(xlsx())
    assert of_json.days == of_xlsx.days
    assert (of_json.year, of_xlsx.year, of_xlsx.document, of_xlsx.published_on) == (2027, 2027, DOCUMENT, date(2026, 11, 4))
    assert of_json.days[0].date == date(2026, 12, 27)


def test_the_files_that_are_shipped_are_taken():
    for path in shipped_files()[-2:]:
        assert read_arrangement(path.read_bytes()) == read_calendar(path)


def test_the_template_is_read_and_only_not_complete():
    assert all("不完整" in sentence for sentence in refused(template()))


def test_every_fault_is_a_sentence_and_all_are_told_at_once():
    bad = lines()
    bad[0] = ("2027-01-02", "放假", "元旦")
    bad += [("2026-05-02", "放假", "劳动节"), ("2027-03-03", "上班", "春节"), ("2027-08-08", "歇", "春节"), ("2027-13-01", "放假", "春节")]
    bad += [("2027-08-09", "放假", "=HYPERLINK(1)"), ("2027-06-01", "放假", "黄石市开放日")]
    sentences = refused(as_json([{"date": day, "kind": kind, "name": name} for day, kind, name in bad]))
    wanted = (
        "2027年1月2日写了2次（第1项、第2项），每天只写一次。",
        "2026年5月2日不在2027年，也不在2026年12月，请核对年份。",
        "2027年3月3日是星期三，本来就上班",
        "类型“歇”不明白",
        "没有2027年13月1日这一天",
        "“=HYPERLINK(1)”像是公式",
        "（星期二）的“黄石市开放日”看来只在一个地方放假",
        "没有写1月1日（元旦）放假",
    )
    for one in wanted:
        assert len([sentence for sentence in sentences if one in sentence]) == 1, (one, sentences)


def test_a_gap_in_a_holiday_is_named():
    sentences = refused(xlsx([row for row in lines() if row[0] not in ("2027-10-04", "2027-10-05")]))
    assert sentences == ["“国庆节”放假有缺口：2027年10月4日、2027年10月5日没有写，请补上，或者核对日期。"]


def test_a_source_of_one_place_is_named():
    rows = [*lines(), ("2027-06-01", "放假", "开放日")]
    last = len(rows) - 1
    sentences = refused(xlsx(rows, **{f"row{last}": (*rows[-1], "黄石市人民政府办公室关于调休的通知", "2026-11-04")}))
    assert len(sentences) == 1
    assert "看来只在一个地方放假，来源是“黄石市人民政府办公室关于调休的通知”" in sentences[0]


def test_formulas_in_a_workbook_are_refused():
    (sentence,) = refused(xlsx(row3=("=TODAY()", "放假", "春节", DOCUMENT, "2026-11-04")))[:1]
    assert sentence == "第5行：“日期”是公式，请改成写定的内容。"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "文件是空的"),
        (b"\xff\xfe\x00", "文件读不出"),
        (b"year = ", "没有按 toml 的格式写"),
        (b"{", "没有按 JSON 的格式写"),
        (b"{}", "没有写年份"),
        (b"x" * (1024 * 1024 + 1), "超过1 MB"),
        (as_json(document=""), "没有写来源文件"),
        (as_json(published_on="昨天"), "发布日期（published_on）“昨天”：日期请写成"),
        (xlsx(headings=("日子", "类型", "名称", "来源文件")), "第一行没有“日期”这一列"),
        (b"PK\x03\x04broken", "文件打不开"),
    ],
)
def test_what_is_no_arrangement_is_told_in_words(content, said):
    assert any(said in sentence for sentence in refused(content)), refused(content)
