"""What the steps of an assessment ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assessment.services import charged_keys
from portal.shell.fields import OneCauseForm
from portal.steps import fields
from portal.steps.pages import ActionForm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from assessment.models import Scorecard
    from assessment.periods import Period


class PeriodForm(OneCauseForm):
    """Which period to draw up."""

    period = fields.choice("周期", (), help_text="只列出已经结束、还没有编制过的月度、季度和年度。")

    def __init__(self, *args: Any, periods: Iterable[Period], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._periods = {period.key: period for period in periods}
        fields.offer(self, "period", [("", "请选择"), *((key, period.title) for key, period in self._periods.items())])

    def clean_period(self) -> Period:
        return self._periods[self.cleaned_data["period"]]


def item_choices(card: Scorecard, keys: Iterable[str]) -> list[tuple[str, str]]:
    """Items by their keys, as whoever judges them reads them."""
    said: dict[str, list[str]] = {}
    for line in card.card.lines:
        for item in line.items:
            said.setdefault(item.key, [item.about, "，".join(item.notes)]).append(line.yardstick.name)
    return [(key, f"{said[key][0]}：{said[key][1]}（{'、'.join(said[key][2:])}）") for key in keys if key in said]


class AppealForm(ActionForm):
    items = fields.several("申诉的扣分事项", help_text="勾选不应当扣分的事项。")
    reasons = fields.text("申诉理由", 2000, rows=6, help_text="逐项写明为什么不应当扣分，例如送达时间、系统故障或者其他单位的原因。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields.offer(self, "items", item_choices(self.subject, charged_keys(self.subject)))


class UpholdForm(ActionForm):
    items = fields.several("不再扣分的事项", help_text="按勾选的事项重新计分；没有勾选的仍然扣分。")
    reasons = fields.text("处理意见", 2000, rows=6, help_text="写明采纳哪些、不采纳哪些，以及理由。申诉单位会读到。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields.offer(self, "items", item_choices(self.subject, self.subject.appeal_items))


class DismissForm(ActionForm):
    reasons = fields.text("处理意见", 2000, rows=6, help_text="写明为什么不采纳。申诉单位会读到。")
