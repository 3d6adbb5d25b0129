"""Forms about what the court owes to the list by itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings

from cases.effects import DUTY_ROWS
from cases.enums import DutyGround
from cases.models import ListDuty
from cases.services.asking import ASKED_GROUNDS
from ledger import timekeeping
from ledger.constraints import sentence_of
from portal.steps import fields
from portal.steps.pages import ActionForm
from words.files import accepted

BY_HAND = [(row.ground.value, f"{row.kind.label}：{row.ground.label}") for row in DUTY_ROWS.values() if not row.by_system]

ASKED = [(row.ground.value, f"{row.kind.label}：{row.ground.label}") for row in DUTY_ROWS.values() if row.ground in ASKED_GROUNDS]


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


class AskedForm(forms.Form):
    """A request that came in on paper."""

    ground = fields.choice("事由", ASKED, help_text="照申请书写；申请书没有写明的，先请企业写明。")
    asked_on = fields.day("申请日期", help_text="法院收到申请书的日期，审查期限从这一天起算。")
    statement = fields.text("申请的事实和理由", 4000, rows=6, help_text="照申请书写，决定书会引用。")
    service_address = fields.line("送达地址", 200, help_text="照申请书写，决定书按这个地址送达。")
    upload = fields.ProofFile(label="申请书", error_messages={"required": sentence_of(ListDuty, "list_duty_paper_has_its_scan")})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["asked_on"].initial = timekeeping.today()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("ground"):
            data["ground"] = DutyGround(data["ground"])
        return data


class DutyDecisionForm(ActionForm):
    reasons = fields.text("决定理由", 4000, rows=6, help_text="回应申请的事实和理由，写入决定书，企业会读到。")


class DutyDoneForm(ActionForm):
    performed_on = fields.day("操作日期")
    system_receipt = fields.line("办案系统返回编号", 80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["performed_on"].initial = timekeeping.today()


class DutyVoidForm(ActionForm):
    reason = fields.text("撤销原因", 300, rows=3, help_text="写明登记的事由为什么不成立。")
