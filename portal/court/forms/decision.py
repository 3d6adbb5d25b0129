"""Forms of the reviewing judge, the signing president, the sealing officer and the list operator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from cases.enums import ListOperationKind, Recommendation, RejectionReason
from cases.models import ListOperation, latest_examination
from cases.options import options_of
from cases.services.certificates import list_operation_for
from deadlines.codes import ClockCode
from deadlines.services import due_preview
from ledger import timekeeping
from ledger.constraints import sentence_of
from portal.steps import fields
from portal.steps.pages import ActionForm

if TYPE_CHECKING:
    from datetime import date

BAR_RULE = ClockCode.REAPPLICATION


class ReturnForm(ActionForm):
    note = fields.text("退回意见", 2000, help_text="写明哪里需要补查或者更正，对方据此办理。")


class PassForm(ActionForm):
    note = fields.text("复核意见", 2000, required=False, rows=3)


class DeclineReturnForm(ActionForm):
    note = fields.text("退回意见", 2000, help_text="写明为什么不宜作不予受理处理。")


class ApproveForm(ActionForm):
    reason_text = fields.text("决定理由", 2000, rows=6, help_text="写入决定书。已按审查意见预填，请核对修改。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        examination = latest_examination(self.subject)
        self.fields["reason_text"].initial = examination.opinion if examination else ""


class RejectForm(ActionForm):
    reason_codes = forms.MultipleChoiceField(
        label="不予修复事由",
        choices=RejectionReason.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="至少选一项，供统计和指引使用。",
    )
    reason_text = fields.text("理由", 2000, rows=5, help_text="逐项写明事实和依据，企业会读到。")
    guidance = fields.text("修复指引", 2000, rows=5, help_text="写明企业怎样做才能修复。可先选事由，再点“按事由填入指引”。")
    remedy = fields.text("救济途径", 1000, rows=3)
    reapply_on = fields.day("最早可再次申请")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["remedy"].initial = options_of(self.subject.region).reject_remedy
        self.fields["reapply_on"].initial = self._earliest
        examination = latest_examination(self.subject)
        if examination is not None and examination.recommendation == Recommendation.REJECT:
            self.fields["reason_text"].initial = examination.opinion

    def _earliest(self) -> date:
        """The last day of the bar that the region sets, counted from today."""
        return due_preview(self.subject.region, BAR_RULE, timekeeping.today())

    def grown(self) -> RejectForm:
        """The same form with the region's guidance for the chosen reasons added to what was typed."""
        texts = options_of(self.subject.region).rejection_guidance
        chosen = [code for code in self["reason_codes"].value() or [] if code in RejectionReason.values]
        typed = {name: self[name].value() for name in self.fields}
        written = typed["guidance"] or ""
        added = [text for code in chosen if (text := texts.get(RejectionReason(code), "")) and text not in written]
        typed["guidance"] = "\n".join(part for part in (written.strip(), *added) if part)
        return RejectForm(initial=typed, subject=self.subject, actor=self.actor)


class ListOperationForm(ActionForm):
    kind = fields.choice("操作", ListOperationKind.choices, help_text="按决定在办案系统中实际做的操作。本系统只作登记，不会改动名单。")
    performed_on = fields.day("操作日期")
    system_receipt = fields.line("办案系统返回编号", 80)
    new_term_end = fields.day("缩短后的截止日", required=False, help_text="只有“缩短期限”需要填写。")
    note = fields.text("说明", 500, required=False, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The certificate decides which operation is due; shortening and deleting are never exchanged.
        due = list_operation_for(self.subject)
        if due is not None:
            fields.offer(self, "kind", [(due.value, due.label)])
        self.fields["performed_on"].initial = timekeeping.today

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        is_shorten = data.get("kind") == ListOperationKind.SHORTEN
        if is_shorten and not data.get("new_term_end"):
            self.add_error("new_term_end", sentence_of(ListOperation, "list_operation_shorten_has_end"))
        if data.get("new_term_end") and data.get("kind") and not is_shorten:
            self.add_error("new_term_end", "只有缩短期限才填写新的截止日，请清空。")
        return data
