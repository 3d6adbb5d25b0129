"""What a member unit's steps ask for."""

from __future__ import annotations

from typing import Any

from django import forms

from ledger.constraints import sentence_of
from portal.steps import fields
from portal.steps.pages import ActionForm
from recognition.enums import RecognitionResult
from recognition.models import Recognition
from recognition.rules import basis_gap

OWED_WHEN_NOT_RECOGNIZED = (
    ("legal_basis", "请写明法律依据。"),
    ("reason", "请写明理由。"),
    ("guidance", "请写明企业应当怎样办理。"),
)


class AnswerForm(ActionForm):
    """One form for the three results; the style sheet hides what the chosen one does not need."""

    result = fields.choice("反馈结果", RecognitionResult.choices, radio=True)
    no_related_restriction = forms.BooleanField(label="本单位没有因本案对该企业采取过限制", required=False)
    measures_lifted = fields.text("已解除或调整的事项", 2000, required=False, help_text="逐项写明解除或者调整了什么，从哪一天起。")
    items_refused = fields.text("未认可的事项", 2000, required=False, rows=2, help_text="部分认可的必填。")
    legal_basis = fields.text("法律依据", 500, required=False, rows=2, help_text="写明文件名称（加书名号）或者文号，以及第几条。")
    reason = fields.text("理由", 2000, required=False)
    guidance = fields.text("给企业的办理指引", 2000, required=False, help_text="企业会原样读到：怎样做、找谁、多久。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fields:
            self.fields[name].initial = getattr(self.subject, name)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        result = data.get("result")
        if result == RecognitionResult.RECOGNIZED and not (data.get("no_related_restriction") or data.get("measures_lifted")):
            self.add_error("measures_lifted", sentence_of(Recognition, "recognition_names_effect"))
        if result in (RecognitionResult.PARTIAL, RecognitionResult.REFUSED):
            for name, sentence in OWED_WHEN_NOT_RECOGNIZED:
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, sentence)
        if result != RecognitionResult.RECOGNIZED and data.get("legal_basis") and (gap := basis_gap(data["legal_basis"])):
            self.add_error("legal_basis", gap)
        if result == RecognitionResult.PARTIAL and not data.get("items_refused"):
            self.add_error("items_refused", sentence_of(Recognition, "recognition_partial_names_items"))
        return data


class AnswerReturnForm(ActionForm):
    note = fields.text("退回意见", 2000, help_text="写明要改什么，联络员据此修改。")
