"""Forms of the reviewing judge, the signing president, the sealing officer and the list operator."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms

from cases.enums import ListOperationKind
from cases.models import latest_examination
from cases.options import options_of
from cases.outcomes import RejectionReason
from cases.services.certificates import operation_ends_on, operations_owed
from cases.services.examination import REASON_AT_MOST
from deadlines.codes import ClockCode
from deadlines.services import due_preview
from ledger import timekeeping
from portal.steps import fields
from portal.steps.pages import ActionForm
from words.dates import day

if TYPE_CHECKING:
    from datetime import date

    from django.forms import BoundField

BAR_RULE = ClockCode.REAPPLICATION
# What leads to a proposal says nothing without it.
LED_BY = re.compile("^(综上|据此|因此|故|经核查|经审查|综合以上情况)，?$")


class ReturnForm(ActionForm):
    note = fields.text("退回意见", 2000, help_text="写明哪里需要补查或者更正，对方据此办理。")


class PassForm(ActionForm):
    note = fields.text("复核意见", 2000, required=False, rows=3)


class DeclineReturnForm(ActionForm):
    note = fields.text("退回意见", 2000, help_text="写明为什么不宜作不予受理处理。")


class ApproveForm(ActionForm):
    reason_text = fields.text("决定理由", 2000, rows=6, help_text="写入决定书：写事实和结论，不写“建议”。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        examination = latest_examination(self.subject)
        found = without_proposals(examination.opinion) if examination else ""
        self.fields["reason_text"].initial = found
        self.fields["reason_text"].help_text += "已按审查意见预填，请核对修改。" if found else "审查意见里只有建议，请写明查明的事实。"


def without_proposals(opinion: str) -> str:
    """What an examination found; what it proposes is no part of a decision."""
    sentences = (sentence.strip() for sentence in re.split(r"(?<=[。；\n])", opinion))
    found = (LED_BY.sub("", re.sub("[^，。；]*建议.*", "", sentence)).rstrip("，；") for sentence in sentences)
    return "".join(sentence if sentence.endswith("。") else f"{sentence}。" for sentence in found if sentence)


class RejectForm(ActionForm):
    reason_codes = forms.MultipleChoiceField(
        label="不予修复事由",
        choices=RejectionReason.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="至少选一项，并在下面逐项写明理由。",
    )
    guidance = fields.text("修复指引", 2000, rows=5, help_text="写明企业怎样做才能修复。可先选事由，再点“按事由填入指引”。")
    reapply_on = fields.day("最早可再次申请")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in RejectionReason:
            self.fields[f"reason_{code.value}"] = fields.text(
                f"理由：{code.label}", REASON_AT_MOST, required=False, rows=2, help_text="写明事实和依据，企业会读到。"
            )
        self.fields["reapply_on"].initial = self._earliest

    @property
    def reason_fields(self) -> list[BoundField]:
        return [self[f"reason_{code.value}"] for code in RejectionReason]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = data.get("reason_codes") or []
        for code in RejectionReason:
            text = data.get(f"reason_{code.value}")
            if text and code.value not in chosen:
                self.add_error(f"reason_{code.value}", "写了理由而没有勾选这一事由，请勾选，或者清空。")
            elif code.value in chosen and not text:
                self.add_error(f"reason_{code.value}", f"请写明“{code.label}”的事实和理由。")
        return data

    @property
    def reasons(self) -> dict[RejectionReason, str]:
        return {RejectionReason(code): self.cleaned_data[f"reason_{code}"] for code in self.cleaned_data["reason_codes"]}

    def _earliest(self) -> date:
        """The last day of the bar that the region sets, counted from today."""
        return due_preview(self.subject.region, BAR_RULE, timekeeping.today())

    def grown(self) -> RejectForm:
        """The same form with the region's guidance for the chosen reasons added to what was typed."""
        texts = options_of(self.subject.region).rejection_guidance
        chosen = [code for code in self["reason_codes"].value() or [] if code in RejectionReason.values]
        typed = {name: self[name].value() for name in self.fields}
        written = typed["guidance"] or ""
        added = [text for code in chosen if (text := texts.get(RejectionReason(code), "")) and text not in written]
        typed["guidance"] = "\n".join(part for part in (written.strip(), *added) if part)
        return RejectForm(initial=typed, subject=self.subject, actor=self.actor)


class ListOperationForm(ActionForm):
    kind = fields.choice("操作", ListOperationKind.choices, help_text="按决定在办案系统中实际做的操作。本系统只作登记，不会改动名单。")
    performed_on = fields.day("操作日期")
    system_receipt = fields.line("办案系统返回编号", 80)
    ends_on = fields.day("操作载明的截止日", required=False)
    note = fields.text("说明", 500, required=False, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The decision says which operation is due and until when; nothing else is recorded as done.
        fields.offer(self, "kind", [(kind.value, kind.label) for kind in operations_owed(self.subject)])
        today = timekeeping.today()
        self.fields["performed_on"].initial = today
        self.fields["ends_on"].help_text = self._wanted(operation_ends_on(self.subject, today))

    def _wanted(self, ends_on: date | None) -> str:
        kinds = operations_owed(self.subject)
        if ListOperationKind.DELETE in kinds and ListOperationKind.SHORTEN in kinds:
            return "办案系统以“缩短期限”办理提前删除的，填写操作当天；以“删除”办理的不填。"
        return f"填写在办案系统中设定的日期，决定的是{day(ends_on)}。" if ends_on else "本次操作没有截止日，不填。"


class ListDifferenceForm(ActionForm):
    note = fields.text("不符之处", 500, help_text="写明办案系统中的情况与决定哪里不一致，承办法官会收到。")


class ListDifferenceAnswerForm(ActionForm):
    note = fields.text("答复", 500, help_text="写明怎样办理。决定本身有误的，请按更正程序另行出具证明。")
