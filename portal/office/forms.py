"""What the office's steps ask for."""

from __future__ import annotations

from portal.steps import fields
from portal.steps.pages import ActionForm


class MinutesForm(ActionForm):
    attendees = fields.text("出席单位和人员", 500, rows=2, help_text="一行一个，写单位、姓名和职务，写入会商纪要。")
    note = fields.text("会商意见", 2000, rows=6, help_text="写明争议、各方意见和结论，写入会商纪要。")

    def clean_attendees(self) -> list[str]:
        return [name.strip() for name in self.cleaned_data["attendees"].splitlines() if name.strip()]
