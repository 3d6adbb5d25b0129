"""Forms of service (送达), and of what the creditor answers on paper."""

from __future__ import annotations

from typing import Any

from cases.enums import ServiceManner
from ledger import timekeeping
from portal.steps import fields
from portal.steps.answering import CreditorFields
from portal.steps.pages import ActionForm


class ServiceForm(ActionForm):
    """By which way of the Civil Procedure Law, on which day, who took it, and what shows that."""

    manner = fields.choice("送达方式", ServiceManner.choices, help_text="企业同意电子送达的，文书制成后由系统自动送达，不用在这里登记。")
    served_on = fields.day("送达日期")
    receiver = fields.name("签收人", 60, help_text="留置、公告送达的，写见证人或者公告载体。")
    proof = fields.ProofFile(label="送达凭证", help_text="送达回证、邮件签收记录、公告或者电子送达的到达记录。")
    note = fields.text("送达说明", 300, required=False, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["served_on"].initial = timekeeping.today


class PaperAnswerForm(CreditorFields, ActionForm):
    """The reply slip as it came back."""

    answered_on = fields.day("答复日期", help_text="法院收到书面答复的日期。")
    upload = fields.ProofFile(label="书面答复的扫描件")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answered_on"].initial = timekeeping.today
