"""What a creditor answers: his view, what he has received, and each instalment."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings

from cases.models import CreditorInstalment, CreditorStatement
from cases.parties import AmountView, CreditorAnswer, InstalmentWord
from cases.services.creditors import CreditorView
from cases.services.instalments import InstalmentSaid
from ledger import timekeeping
from portal.shell.fields import Day, Name, Prose, Token, Yuan
from portal.steps.fields import ProofFile
from procedure.texts import label_of
from words.files import accepted

NO_VIEW = ("", "不清楚，不作说明")


class AnswerForm(forms.Form):
    """``version`` is what the page showed, so that nobody answers over an answer that he has not seen."""

    answer = forms.ChoiceField(
        label="您的意见",
        choices=CreditorAnswer,
        widget=forms.RadioSelect,
        help_text="同意修复不等于放弃债权，没有履行的部分仍可继续执行。",
        error_messages={"required": "请选择同意或者反对。"},
    )
    words = Prose(
        label=label_of(CreditorStatement, "words"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="反对的必须写明理由，例如还有财产没有申报、没有按计划付款。",
    )
    amount_view = forms.ChoiceField(
        label="法院登记的已履行金额是否属实", choices=[*AmountView.choices, NO_VIEW], widget=forms.RadioSelect, required=False
    )
    received_fen = Yuan(label="实际收到的金额（元）", required=False, help_text="只在金额不符时填写。")
    upload = ProofFile(label="附件", required=False, help_text=f"可以不附。{accepted(settings.UPLOAD_FILE_MAX_BYTES)}")
    signer = Name(
        label="答复人姓名或者名称",
        max_length=60,
        help_text="申请执行人本人，或者其法定代表人、代理人。只有法院能看到。",
        error_messages={"required": "请填写答复人。"},
    )
    version = Token(required=False, max_length=9)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") == CreditorAnswer.OPPOSES and not data.get("words") and "words" not in self.errors:
            self.add_error("words", "反对信用修复的，请写明理由。")
        contested = data.get("amount_view") == AmountView.CONTESTED
        if contested and not str(self["received_fen"].value() or "").strip():
            self.add_error("received_fen", "金额不符的，请填写实际收到的金额；一分没有收到的填 0。")
        elif not contested and data.get("received_fen"):
            self.add_error("amount_view", "填写了实际收到的金额，请同时选择“金额不符”；金额属实的请清空。")
        return data

    @property
    def view(self) -> CreditorView:
        data = self.cleaned_data
        contested = data["amount_view"] == AmountView.CONTESTED
        return CreditorView(
            answer=CreditorAnswer(data["answer"]),
            signer=data["signer"],
            words=data["words"],
            amount_view=AmountView(data["amount_view"]) if data["amount_view"] else "",
            received_fen=data["received_fen"] if contested else None,
        )


class InstalmentForm(forms.Form):
    word = forms.ChoiceField(
        label=label_of(CreditorInstalment, "word"),
        choices=InstalmentWord,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择收到或者没有收到。"},
    )
    on = Day(label=label_of(CreditorInstalment, "on"), help_text="收到的填收款日期，没有收到的填约定的付款日期。")
    amount_fen = Yuan(label="金额（元）")
    words = Prose(label="说明", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    upload = ProofFile(label="凭证", required=False, help_text=f"可以不附。{accepted(settings.UPLOAD_FILE_MAX_BYTES)}")
    signer = Name(label="确认人姓名或者名称", max_length=60, help_text="只有法院能看到。", error_messages={"required": "请填写确认人。"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timekeeping.today

    @property
    def said(self) -> InstalmentSaid:
        data = {name: self.cleaned_data[name] for name in ("on", "amount_fen", "words", "signer")}
        return InstalmentSaid(word=InstalmentWord(self.cleaned_data["word"]), **data)
