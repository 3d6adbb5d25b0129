"""What the steps of an order and a complaint ask for."""

from __future__ import annotations

from typing import Any

from django import forms

from oversight.enums import OrderKind
from oversight.services import DEMANDS
from portal.shell.fields import OneCauseForm
from portal.steps import fields
from portal.steps.pages import ActionForm


class OrderForm(OneCauseForm):
    """One order to each unit that was chosen, with the same words."""

    kind = fields.choice("种类", OrderKind.choices, radio=True, help_text="督办单发出后，同一期限的催办单随即了结，由督办单接续。")
    demand = fields.text("办理要求", 1000, required=False, rows=3, help_text="不填的，催办单、督办单各用通常的要求。")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") and not data.get("demand"):
            data["demand"] = DEMANDS[OrderKind(data["kind"])]
        return data


class AnswerForm(ActionForm):
    answer = fields.text("答复", 2000, rows=5, help_text="写明办理情况、超期的原因和办结日期。办公室据此审核。")


class AcceptForm(ActionForm):
    note = fields.text("办公室意见", 1000, required=False, rows=2)


class SendBackForm(ActionForm):
    note = fields.text("退回意见", 1000, help_text="写明哪里不够，要补充什么。答复期限重新计算。")


class WithdrawForm(ActionForm):
    note = fields.text("收回的理由", 1000)


class ReplyForm(ActionForm):
    reply = fields.text("答复企业", 2000, rows=5, help_text="企业会原样读到：已经采取的措施、单位的进展、预计办结的日期。")


class OrderFilter(forms.Form):
    """Only what waits for the reader, or those that are closed as well."""

    mine = forms.BooleanField(label="只看待我办理的", required=False)
    closed = forms.BooleanField(label="包括已经了结的", required=False)

    @property
    def is_filtered(self) -> bool:
        return self.is_valid() and any(self.cleaned_data.values())

    def asks(self, name: str) -> bool:
        return self.is_valid() and bool(self.cleaned_data.get(name))
