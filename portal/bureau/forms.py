"""What the bureau's steps ask for."""

from __future__ import annotations

from django import forms

from portal.steps import fields
from portal.steps.pages import ActionForm
from recognition.enums import PushedFact


class PushReturnForm(ActionForm):
    wrong = forms.MultipleChoiceField(
        label="有误的事项",
        choices=PushedFact.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="至少选一项。法院据此打开所选的事项更正。",
    )
    reason = fields.text("数据缺陷", 1000, help_text="只写数据问题：错在哪里、应当是什么。对法院的决定不再审查。")


class DistributionReturnForm(ActionForm):
    note = fields.text("退回意见", 2000, help_text="写明转推前还要核对什么。")
