"""Forms about what the court owes to the list by itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings

from cases.effects import DUTY_ROWS
from cases.enums import DutyGround
from ledger import timekeeping
from portal.steps import fields
from portal.steps.pages import ActionForm
from words.files import accepted

BY_HAND = [(row.ground.value, f"{row.kind.label}：{row.ground.label}") for row in DUTY_ROWS.values() if not row.by_system]


class DutyForm(forms.Form):
    ground = fields.choice("事由", BY_HAND, help_text="有纳入期限的名单信息，到期由系统自动登记，这里不选。")
    arose_on = fields.day("事由成立之日", help_text="三个工作日的期限从这一天起算。")
    evidence = fields.line("证据", 300, help_text="例如：结案通知书、裁定书的文号，或者款项到账凭证的编号。")
    upload = fields.ProofFile(
        label="证据文件", required=False, help_text=f"申请执行人要求删除的必须上传其书面申请。{accepted(settings.UPLOAD_FILE_MAX_BYTES)}"
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("ground"):
            data["ground"] = DutyGround(data["ground"])
        return data


class DutyDoneForm(ActionForm):
    performed_on = fields.day("操作日期")
    system_receipt = fields.line("办案系统返回编号", 80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["performed_on"].initial = timekeeping.today()


class DutyVoidForm(ActionForm):
    reason = fields.text("撤销原因", 300, rows=3, help_text="写明登记的事由为什么不成立。")
