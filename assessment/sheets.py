"""An assessment as a spreadsheet: scores, what each indicator found, and every case behind a point."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from assessment.selectors import shown
from words.dates import moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from openpyxl.worksheet.worksheet import Worksheet

    from assessment.models import Assessment, Scorecard

Row = tuple[str | int | float | None, ...]
SCORES = ("名次", "单位", "得分", "状态", "申诉", "处理意见", "内容校验值（SHA-256）")
LINES = ("单位", "指标", "计算方法", "权重", "依据", "待本地细则", "满分", "得分", "情况")
ITEMS = ("单位", "指标", "事项", "说明", "超期天数", "本单位用时（工作日）", "扣分", "经申诉不扣分")
WIDE = 40


def workbook(assessment: Assessment, cards: Sequence[Scorecard], *, at: datetime) -> bytes:
    """Three sheets; what a person cannot see, the caller has left out."""
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise RuntimeError
    sheet.title = "得分"
    _fill(sheet, SCORES, map(_score, cards))
    _fill(book.create_sheet("指标"), LINES, _lines(cards))
    _fill(book.create_sheet("事项"), ITEMS, _items(cards))
    about = book.create_sheet("说明")
    _fill(about, ("项目", "内容"), _about(assessment, at))
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _score(card: Scorecard) -> Row:
    ruling = card.ruling
    return (
        card.rank,
        card.department.name,
        _points(card.score),
        str(card.get_state_display()),
        card.appeal_reasons,
        ruling,
        card.content_sha256,
    )


def _points(hundredths: int | None) -> float | str:
    """A number that can be added up; what has no score is said, so that nobody takes it for nought."""
    return "不评分" if hundredths is None else float(shown(hundredths))


def _lines(cards: Iterable[Scorecard]) -> Iterator[Row]:
    for card in cards:
        for line in card.card.lines:
            one = line.yardstick
            pending = "是" if one.local_rule_pending else "否"
            yield (
                card.department.name,
                one.name,
                one.formula,
                one.weight,
                one.law,
                pending,
                _points(line.full),
                _points(line.points),
                line.finding,
            )


def _items(cards: Iterable[Scorecard]) -> Iterator[Row]:
    for card in cards:
        for line in card.card.lines:
            for item, lost in zip(line.items, line.lost, strict=True):
                said = "；".join(item.notes)
                exempt = "是" if item.exempt else ""
                yield (card.department.name, line.yardstick.name, item.about, said, item.late, item.days, _points(lost), exempt)


def _about(assessment: Assessment, at: datetime) -> Iterator[Row]:
    yield ("考核评价", str(assessment))
    yield ("状态", str(assessment.get_state_display()))
    yield ("计算时间", moment(assessment.counted_at))
    yield ("导出时间", moment(at))
    yield ("说明", "指标、权重和档次由本区设定；标明待本地细则的，以本地细则为准。")


def _fill(sheet: Worksheet, headings: Sequence[str], rows: Iterable[Row]) -> None:
    for n, heading in enumerate(headings, start=1):
        cell = sheet.cell(row=1, column=n, value=heading)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="FFE8EEF7")
        sheet.column_dimensions[get_column_letter(n)].width = min(WIDE, max(12, len(heading) * 2 + 4))
    for place, row in enumerate(rows, start=2):
        for n, value in enumerate(row, start=1):
            cell = sheet.cell(row=place, column=n, value=value)
            if isinstance(value, str):
                # What begins like a formula is a text all the same.
                cell.data_type, cell.alignment = "s", Alignment(wrap_text=True, vertical="top")
            elif isinstance(value, float):
                cell.number_format = "0.00"
    sheet.freeze_panes = "A2"
