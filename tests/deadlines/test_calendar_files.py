from datetime import date

import pytest

from deadlines.calendar_files import CalendarFileError, read_calendar, shipped_files
from deadlines.enums import CalendarStatus, DayKind

GOOD = """year = 2027
status = "official"
document = "虚构安排"
published_on = 2026-11-10
[[holiday]]
name = "元旦"
from = 2026-12-31
to = 2027-01-02
work = [2027-01-03]
"""


def written(tmp_path, text):
    path = tmp_path / "calendar-2027.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_files_name_their_source():
    files = [read_calendar(path) for path in shipped_files()]
    assert [(file.year, file.status, file.published_on) for file in files][-2:] == [
        (2025, CalendarStatus.OFFICIAL, date(2024, 11, 12)),
        (2026, CalendarStatus.OFFICIAL, date(2025, 11, 4)),
    ]
    assert all(file.document.startswith("国务院办公厅") and "gov.cn/" in file.url for file in files)


def test_a_notice_may_move_days_of_the_december_before(tmp_path):
    file = read_calendar(written(tmp_path, GOOD))
    assert [(day.date.isoformat(), day.kind) for day in file.days] == [
        ("2026-12-31", DayKind.OFF),
        ("2027-01-01", DayKind.OFF),
        ("2027-01-02", DayKind.OFF),
        ("2027-01-03", DayKind.WORK),
    ]
    assert file.url == ""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("year = 2027", "year = true", "year 应为年份"),
        ("year = 2027", "yaer = 2027", "yaer 应为以下各键之一"),
        ('"official"', '"final"', "status 应为official"),
        ('"虚构安排"', '""', "document 应为来源文件的名称"),
        ("2026-11-10", "2026-11-10T08:00:00", "published_on 应为发布日期"),
        ("[[holiday]]", "[holiday]", "holiday 应为若干"),
        ('name = "元旦"', "", "holiday[1].name 应为节日名称"),
        ('name = "元旦"', 'title = "元旦"', "holiday[1].title 应为以下各键之一"),
        ("to = 2027-01-02", "to = 2026-12-30", "holiday[1].to 应为不早于 from"),
        ("to = 2027-01-02", "to = 2027-02-02", "holiday[1].to 应为不早于 from"),
        ("[2027-01-03]", "[2027-01-04]", "只列周六、周日的日期，不能是 2027-01-04"),
        ("[2027-01-03]", '["2027-01-03"]', "只列周六、周日的日期"),
        ("[2027-01-03]", "[2027-01-02]", "2027-01-02 重复"),
        ("2026-12-31", "2026-11-30", "holiday[1].to 应为不早于 from"),
        ("[2027-01-03]", "[2028-01-08]", "不能是 2028-01-08"),
        ("year", "=", "应为 UTF-8 编码的 TOML 文件"),
    ],
)
def test_a_mistake_is_named_with_file_key_and_expectation(tmp_path, old, new, said):
    with pytest.raises(CalendarFileError) as refusal:
        read_calendar(written(tmp_path, GOOD.replace(old, new)))
    assert said in str(refusal.value)
    assert str(refusal.value).startswith("calendar-2027.toml：")


def test_sections_that_are_no_tables_are_refused(tmp_path):
    with pytest.raises(CalendarFileError, match="应为一个小节"):
        read_calendar(written(tmp_path, GOOD.partition("[[")[0] + 'holiday = ["元旦"]'))


def test_a_missing_file_is_a_mistake_too(tmp_path):
    with pytest.raises(CalendarFileError, match="读不出"):
        read_calendar(tmp_path / "calendar-2030.toml")
