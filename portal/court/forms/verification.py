"""What the issuers of lost materials answered, one pair of fields each."""

from __future__ import annotations

from typing import Any

from cases.enums import Verification
from cases.lost import materials_to_verify
from portal.steps import fields
from portal.steps.pages import ActionForm


class VerificationForm(ActionForm):
    """Those that have been answered; what is left empty waits for another day."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waiting = list(materials_to_verify(self.subject))
        for material in self.waiting:
            about = f"{material.get_kind_display()}（出具单位：{material.issuer}）"
            self.fields[f"found-{material.pk}"] = fields.choice(f"{about}的核实结果", Verification.choices, required=False)
            self.fields[f"note-{material.pk}"] = fields.text(
                f"{about}的核实经过", 500, required=False, rows=2, help_text="写明哪一天、向谁、怎样核实，对方怎么答复。企业会读到。"
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for material in self.waiting:
            found, note = data.get(f"found-{material.pk}"), data.get(f"note-{material.pk}")
            if found and not note:
                self.add_error(f"note-{material.pk}", "请写明向谁、怎样核实。")
            if note and not found:
                self.add_error(f"found-{material.pk}", "请选择核实结果。")
        if not self.errors and not self.found:
            self.add_error(None, "请至少登记一份材料的核实结果。")
        return data

    @property
    def found(self) -> dict[int, tuple[Verification, str]]:
        data = self.cleaned_data
        return {
            material.pk: (Verification(data[f"found-{material.pk}"]), data[f"note-{material.pk}"])
            for material in self.waiting
            if data.get(f"found-{material.pk}")
        }
