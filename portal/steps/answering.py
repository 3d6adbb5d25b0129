"""What the creditor is asked, in the same words at both doors: behind his link, and where the court records his answer on paper."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.models import CreditorConsultation, CreditorInstalment
from cases.parties import AmountView, CreditorAnswer, InstalmentWord
from cases.services.creditors import CreditorView
from cases.services.instalments import InstalmentSaid
from ledger.constraints import sentence_of
from portal.steps import fields
from procedure.texts import label_of


class CreditorFields(forms.Form):
    answer = fields.choice("是否同意信用修复", CreditorAnswer.choices, radio=True)
    words = fields.text("理由和说明", 2000, required=False, help_text="反对的请写明理由。")
    amount_view = fields.choice("对已履行金额的意见", [("", "没有意见"), *AmountView.choices], required=False, radio=True)
    received = fields.YuanField(label="实际收到（元）", required=False, help_text="金额不符的请填写，一分没有收到的填 0。")
    signer = fields.name("答复人", 60, help_text="申请执行人，或者代其答复的人的姓名。")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        contested = data.get("amount_view") == AmountView.CONTESTED
        if data.get("answer") == CreditorAnswer.OPPOSES and not data.get("words"):
            self.add_error("words", sentence_of(CreditorConsultation, "consultation_opposition_has_reasons"))
        if contested and not self._typed_amount and "received" not in self.errors:
            self.add_error("received", "金额不符的，请填写实际收到的金额，一分没有收到的填 0。")
        elif not contested and data.get("received"):
            self.add_error("amount_view", "填写了实际收到的金额，请同时选择“金额不符”；金额属实的请清空。")
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


class InstalmentFields(forms.Form):
    """One instalment: that it came, or that it was due and did not."""

    word = fields.choice(label_of(CreditorInstalment, "word"), InstalmentWord.choices, radio=True)
    on = fields.day(label_of(CreditorInstalment, "on"), help_text="收到的填收款日期，没有收到的填约定的付款日期。")
    amount_fen = fields.YuanField(label="金额（元）")
    words = fields.text(label_of(CreditorInstalment, "words"), 500, required=False, rows=2)
    signer = fields.name(label_of(CreditorInstalment, "signer"), 60, help_text="申请执行人，或者代其确认的人的姓名。")

    @property
    def said(self) -> InstalmentSaid:
        data = {name: self.cleaned_data[name] for name in ("on", "amount_fen", "words", "signer")}
        return InstalmentSaid(word=InstalmentWord(self.cleaned_data["word"]), **data)
