"""The form of what the creditor answers on paper."""

from __future__ import annotations

from typing import Any

from ledger import timekeeping
from portal.steps import fields
from portal.steps.answering import CreditorFields
from portal.steps.pages import ActionForm


class PaperAnswerForm(CreditorFields, ActionForm):
    """The reply slip as it came back."""

    answered_on = fields.day("答复日期", help_text="法院收到书面答复的日期。")
    upload = fields.ProofFile(label="书面答复的扫描件")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answered_on"].initial = timekeeping.today
