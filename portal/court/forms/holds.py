"""Forms of what stops, resumes and extends the limit of an examination."""

from __future__ import annotations

from typing import Any, ClassVar

from cases.enums import CaseAction
from cases.outcomes import HoldGround
from cases.services import holds
from ledger import timekeeping
from portal.steps import fields
from portal.steps.pages import ActionForm

READ_BY_ALL = "企业、牵头部门和单位会在期限说明中读到，不写姓名和其他个人信息。"


class _HoldForm(ActionForm):
    action: ClassVar[CaseAction]
    ground = fields.choice("事由", HoldGround.choices, radio=True)
    from_on = fields.day("不计入的首日", help_text="从这一天起不计入审查期限，不能晚于今天。")
    reason = fields.text("说明", 400, rows=3, help_text=READ_BY_ALL)
    evidence = fields.ProofFile(label="证据", error_messages={"required": "请上传证据，例如裁定书、通知书或者委托函。"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from_on"].initial = timekeeping.today()
        fields.offer(self, "ground", [(ground.value, ground.label) for ground in holds.grounds_for(self.action)])


class SuspendForm(_HoldForm):
    action = CaseAction.SUSPEND_EXAMINATION


class ExcludeForm(_HoldForm):
    action = CaseAction.EXCLUDE_DAYS


class ResumeForm(ActionForm):
    until_on = fields.day("恢复计时之日", help_text="这一天重新计入审查期限，不能晚于今天。")
    reason = fields.text("恢复的原因", 400, rows=3, help_text=READ_BY_ALL)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until_on"].initial = timekeeping.today()


class ProposeExtensionForm(ActionForm):
    days = fields.count("延长多少", most=365)
    reason = fields.text("延长的理由", 400, rows=3, help_text=READ_BY_ALL)
    evidence = fields.ProofFile(label="证据", error_messages={"required": "请上传证据，例如审批表。"})


class ApproveExtensionForm(ActionForm):
    note = fields.text("意见", 1000, required=False, rows=3)


class RefuseExtensionForm(ActionForm):
    note = fields.text("不同意的理由", 1000, rows=3)
