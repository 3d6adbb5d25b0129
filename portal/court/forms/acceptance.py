"""Forms of the acceptance officer and of the judge who checks a refusal to accept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from cases import selectors
from cases.enums import Variant
from cases.gaps import variant_of
from cases.models import SupplementItem
from cases.options import options_of
from cases.outcomes import DeclineReason
from ledger import timekeeping
from ledger.constraints import sentence_of
from portal.steps import fields
from portal.steps.pages import MORE, ActionForm

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

LINES_AT_FIRST = 3
LINES_AT_MOST = 20


class AcceptForm(ActionForm):
    variant = fields.choice(
        "申请类型",
        Variant.choices,
        radio=True,
        help_text="按名单记录预选，请核对：它决定以后能出具哪一类证明。与实际不符的，先在执行案件中更正名单记录。",
    )
    handler_id = forms.TypedChoiceField(
        label="承办法官", required=False, coerce=int, empty_value=None, help_text="不选则分给在办案件最少的法官。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        judges: Iterable[Any] = selectors.handler_candidates(self.subject, timekeeping.today())
        self.fields["variant"].initial = variant_of(self.subject.enforcement_case)
        named = [(judge.pk, f"{judge}（在办 {judge.burden} 件）") for judge in judges]
        fields.offer(self, "handler_id", [("", "自动分配"), *named])


class SupplementLineForm(forms.Form):
    what = fields.line("需要补充什么", 200, required=False, help_text="例如：第二期付款的银行回单")
    why = fields.text("为什么需要", 500, required=False, rows=2)
    how = fields.text("怎样取得", 500, required=False, rows=2, help_text="写明到哪里办、带什么、多久能拿到")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if any(data.values()):
            for name in ("what", "why", "how"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, sentence_of(SupplementItem, "supplement_item_complete"))
        return data

    @property
    def is_filled(self) -> bool:
        return bool(self.cleaned_data.get("what"))


_Lines = forms.formset_factory(SupplementLineForm, extra=0, max_num=LINES_AT_MOST, absolute_max=LINES_AT_MOST)


class SupplementForm(ActionForm):
    """The one complete list; empty lines are left out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            self.lines = _Lines(self.data, prefix="items")
        else:
            self.lines = _Lines(initial=[{} for _ in range(LINES_AT_FIRST)], prefix="items")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.lines.is_valid():
            self.add_error(None, "有事项没有写完整，请看下面标红的地方。")
        elif not any(line.is_filled for line in self.lines):
            self.add_error(None, "请至少列出一项需要补正的内容。")
        return data

    @property
    def filled(self) -> list[dict[str, Any]]:
        return [line.cleaned_data for line in self.lines if line.is_filled]

    def grown(self) -> SupplementForm:
        rows = [{name: line[name].value() or "" for name in line.fields} for line in self.lines]
        fresh = SupplementForm(subject=self.subject, actor=self.actor)
        fresh.lines = _Lines(initial=[*rows, {}][:LINES_AT_MOST], prefix="items")
        return fresh

    def typed(self) -> Iterator[tuple[str, str]]:
        for number, line in enumerate(self.lines, start=1):
            for bound in line:
                if bound.value():
                    yield f"第 {number} 项：{bound.label}", str(bound.value())


class DeclineForm(ActionForm):
    reason = fields.choice("事由", DeclineReason.choices)
    note = fields.text("说明", 2000, help_text="用企业看得懂的话写清楚为什么不能受理。")
    channel = fields.text(
        "正确的办理渠道", 500, required=False, rows=2, help_text="不填则使用本地区为该事由设定的渠道，列在本页“各事由的正确渠道”中。"
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("channel") and data.get("reason"):
            data["channel"] = self.channels.get(DeclineReason(data["reason"]), "")
        return data

    @property
    def channels(self) -> Mapping[DeclineReason, str]:
        return options_of(self.subject.region).decline_channels


__all__ = ["MORE", "AcceptForm", "DeclineForm", "SupplementForm"]
