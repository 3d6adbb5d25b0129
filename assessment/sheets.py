"""An assessment as a spreadsheet: scores, what each indicator found, and every case behind a point."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessment.selectors import shown
from words import sheets
from words.dates import moment
from words.sheets import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from assessment.models import Assessment, Scorecard

Row = tuple[str | int | float | None, ...]
SCORES = ("名次", "单位", "得分", "状态", "申诉", "处理意见", "内容校验值（SHA-256）")
LINES = ("单位", "指标", "计算方法", "权重", "依据", "待本地细则", "满分", "得分", "情况")
ITEMS = ("单位", "指标", "事项", "说明", "超期天数", "本单位用时（工作日）", "扣分", "经申诉不扣分")


def workbook(assessment: Assessment, cards: Sequence[Scorecard], *, at: datetime) -> bytes:
    """What a person cannot see, the caller has left out."""
    return sheets.workbook(
        (
            Sheet("得分", SCORES, map(_score, cards)),
            Sheet("指标", LINES, _lines(cards)),
            Sheet("事项", ITEMS, _items(cards)),
            Sheet("说明", ("项目", "内容"), _about(assessment, at)),
        )
    )


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
