"""Forms of what is brought against a decision, and of taking one back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from cases import selectors
from cases.outcomes import RevocationGround
from cases.services import revocations
from ledger import timekeeping
from portal.steps import fields
from portal.steps.pages import ActionForm

if TYPE_CHECKING:
    from collections.abc import Iterable


class PaperObjectionForm(ActionForm):
    filed_on = fields.day("收到日期", help_text="企业提交或者寄到法院的日期，审查期限从这一天起算。")
    text = fields.text("异议的事实和理由", 4000, rows=6, help_text="照异议书写，处理决定会引用。")
    upload = fields.ProofFile(label="异议书", error_messages={"required": "请上传异议书的扫描件或者照片。"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["filed_on"].initial = timekeeping.today()


class DismissForm(ActionForm):
    reasons = fields.text("驳回理由", 4000, rows=6, help_text="逐项回应异议，写入决定书，企业会读到。")


class UpholdForm(ActionForm):
    reasons = fields.text("成立理由", 4000, rows=6, help_text="写明原决定错在哪里，写入决定书，企业会读到。")
    handler_id = forms.TypedChoiceField(
        label="承办法官", required=False, coerce=int, empty_value=None, help_text="重新审查可以另定承办人；不选则由原承办人办理。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        judges: Iterable[Any] = selectors.handler_candidates(self.subject, timekeeping.today()).exclude(pk=self.subject.handler_id)
        fields.offer(self, "handler_id", [("", "原承办人"), *((judge.pk, f"{judge}（在办 {judge.burden} 件）") for judge in judges)])


class ProposeRevocationForm(ActionForm):
    ground = fields.choice("撤销事由", RevocationGround.choices, radio=True)
    facts = fields.text("事实", 4000, rows=6, help_text="写明何时、何事、违反了哪一项；企业会读到，并写入决定书。")
    evidence = fields.ProofFile(label="证据", error_messages={"required": "请上传能够证明上述事实的材料。"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields.offer(self, "ground", [(ground.value, ground.label) for ground in revocations.grounds_of(self.subject)])


class ReviewRevocationForm(ActionForm):
    note = fields.text("复核意见", 2000, required=False, rows=3)


class DropRevocationForm(ActionForm):
    reasons = fields.text("不予撤销的理由", 4000, rows=4, help_text="企业会读到。")


class RevokeForm(ActionForm):
    reasons = fields.text("撤销理由", 4000, rows=6, help_text="回应企业的陈述申辩，写入决定书，企业会读到。")
