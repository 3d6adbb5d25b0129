"""What a term of office in the leading group asks for."""

from __future__ import annotations

from typing import Any

from django import forms

from departments.models import Department
from ledger import timekeeping
from ledger.constraints import sentence_of
from mechanism.enums import GroupPost
from mechanism.models import GroupMember
from portal.steps import fields
from portal.steps.pages import ActionForm


class MemberForm(forms.Form):
    department_id = forms.TypedChoiceField(label="单位", coerce=int)
    post = fields.choice("领导小组职务", GroupPost.choices)
    name = fields.name("姓名", 60)
    title = fields.line("本单位职务", 60, required=False)
    phone = fields.Phone(label="办公电话", max_length=40, required=False)
    valid_from = fields.day("任期起")
    valid_until = fields.day("任期止", required=False, help_text="没有定任期的不填。")

    def __init__(self, data: Any, regions: set[int]) -> None:
        super().__init__(data)
        units = Department.objects.filter(region__in=regions, left_on=None).order_by("region_id", "position", "pk")
        fields.offer(self, "department_id", [("", "请选择"), *((unit.pk, unit.name) for unit in units)])
        self.fields["valid_from"].initial = timekeeping.today()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("valid_from") and data.get("valid_until") and data["valid_until"] < data["valid_from"]:
            self.add_error("valid_until", sentence_of(GroupMember, "group_member_term_in_order"))
        return data


class EndTermForm(ActionForm):
    last_day = fields.day("卸任日期", help_text="任职的最后一天，最晚是今天。")
    note = fields.text("原因", 300, rows=2, help_text="例如：工作调动，由某某接任。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_day"].initial = timekeeping.today()


class WithdrawForm(ActionForm):
    note = fields.text("登记错在哪里", 300, rows=2, help_text="撤下后再登记正确的一条；撤下的仍可查看。")
