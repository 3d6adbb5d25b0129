"""What the creditor is asked, in the same words at both doors: behind his link, and where the court records his answer on paper."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.parties import AmountView, CreditorAnswer
from cases.services.creditors import CreditorView
from portal.steps import fields


class CreditorFields(forms.Form):
    answer = fields.choice("是否同意信用修复", CreditorAnswer.choices, radio=True)
    words = fields.text("理由和说明", 2000, required=False, help_text="反对的请写明理由。")
    amount_view = fields.choice("对已履行金额的意见", [("", "没有意见"), *AmountView.choices], required=False, radio=True)
    received = fields.YuanField(label="实际收到（元）", required=False, help_text="金额不符的请填写，一分没有收到的填 0。")
    signer = fields.name("答复人", 60, help_text="申请执行人，或者代其答复的人的姓名。")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") == CreditorAnswer.OPPOSES and not data.get("words"):
            self.add_error("words", "反对信用修复的，请写明理由。")
        if data.get("amount_view") == AmountView.CONTESTED and not self._typed_amount:
            self.add_error("received", "金额不符的，请填写实际收到的金额，一分没有收到的填 0。")
        return data

    @property
    def _typed_amount(self) -> bool:
        """An amount left empty is no amount, not nothing received."""
        return bool(str(self["received"].value() or "").strip()) or self["received"].value() == 0

    @property
    def view(self) -> CreditorView:
        data = self.cleaned_data
        contested = data["amount_view"] == AmountView.CONTESTED
        return CreditorView(
            answer=CreditorAnswer(data["answer"]),
            signer=data["signer"],
            words=data["words"],
            amount_view=data["amount_view"],
            received_fen=data["received"] if contested else None,
        )
