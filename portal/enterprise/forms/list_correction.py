"""What an enterprise asks about its entry in the list."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.effects import DUTY_ROWS
from cases.enums import DutyGround
from cases.models import ListDuty
from cases.parties import ElectronicService
from cases.services.asking import ASKED_GROUNDS
from ledger.constraints import sentence_of
from portal.enterprise.fields import LongText
from portal.steps.fields import ProofFile, choice, line

ASKED = [(row.ground.value, f"{row.ground.label}，请求{row.kind.label}") for row in DUTY_ROWS.values() if row.ground in ASKED_GROUNDS]


class ListCorrectionForm(forms.Form):
    ground = choice("事由和请求", ASKED)
    statement = LongText(
        label="事实和理由",
        rows=8,
        max_length=4000,
        help_text="写明名单信息哪里不对、应当怎样，以及能够证明的事实。",
        error_messages={"required": sentence_of(ListDuty, "list_duty_asked_says_why")},
    )
    service_address = line("送达地址", 200, help_text="决定书按这里送达；同意电子送达的，也请填写。")
    service_electronic = choice("电子送达", ElectronicService.choices, radio=True)
    upload = ProofFile(label="证明材料", required=False)
    use_required_attribute = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("ground"):
            data["ground"] = DutyGround(data["ground"])
        return data
