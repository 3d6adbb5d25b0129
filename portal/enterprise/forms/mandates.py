"""Joining an enterprise: through a served notice, or by credit code and the court's confirmation."""

from __future__ import annotations

from django import forms

from accounts.enums import AgentKind
from portal.enterprise.fields import LongText, Name, Uscc


class CapacityForm(forms.Form):
    """In what capacity somebody acts, where the notice already says for whom."""

    kind = forms.ChoiceField(
        label="您的身份",
        choices=AgentKind,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择您以什么身份办理。"},
    )
    use_required_attribute = False


class DecisionForm(forms.Form):
    """The legal representative's word on somebody who asks to act."""

    reason = LongText(label="说明", rows=3, max_length=300, required=False, help_text="不予确认的须写明原因；确认的可以不写。")
    use_required_attribute = False


class JoinForm(CapacityForm):
    """Asking the court to confirm that one acts for an enterprise."""

    uscc = Uscc(
        label="统一社会信用代码",
        help_text="营业执照上的18位代码。代码不使用字母 O、I、S、V、Z，形近的分别是数字 0、1、5、字母 U 和数字 2。",
        error_messages={"required": "请填写统一社会信用代码。"},
    )
    enterprise_name = Name(
        label="企业名称",
        max_length=100,
        help_text="与营业执照一致的全称。",
        error_messages={"required": "请填写企业名称。"},
    )
    reason = LongText(
        label="说明",
        rows=4,
        max_length=300,
        help_text="写明您与企业的关系，以及为什么没有告知书（例如告知书已遗失），法院据此核实。",
        error_messages={"required": "请写明您与企业的关系，法院据此核实。"},
    )
    field_order = ("uscc", "enterprise_name", "kind", "reason")
