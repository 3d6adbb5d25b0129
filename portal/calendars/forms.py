"""What the keepers of the calendars bring: a year's arrangement, an outage, and what they say to another's."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from calendars import reading
from ledger.timekeeping import SHANGHAI
from portal.shell.fields import OneCauseForm
from portal.steps import fields
from portal.steps.pages import ActionForm
from words.files import size


class ArrangementForm(forms.Form):
    upload = forms.FileField(
        label="放假安排文件",
        help_text=f"toml、JSON 或者 .xlsx，一年一个文件，不超过{size(reading.MAX_BYTES)}；可以用本页的模板填写。",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".toml,.json,.xlsx"}),
        error_messages={"required": "请先选择文件。"},
    )


class OutageForm(OneCauseForm):
    began_on = fields.day("中断开始的日期")
    began_time = fields.Hour(label="中断开始的时间")
    ended_on = fields.day("恢复的日期")
    ended_time = fields.Hour(label="恢复的时间")
    reason = fields.text("情况说明", 400, rows=3, help_text="写明哪些功能不能使用、怎样发现、怎样恢复；各方会在期限说明中读到。")
    evidence = fields.ProofFile(label="证据", error_messages={"required": "请上传证据，例如监控记录、机房通知或者故障报告。"})

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From when to when, in Shanghai."""
        data: dict[str, Any] = self.cleaned_data
        began = datetime.combine(data["began_on"], data["began_time"], SHANGHAI)
        return began, datetime.combine(data["ended_on"], data["ended_time"], SHANGHAI)


class ApproveForm(ActionForm):
    note = fields.text("核对意见", 1000, required=False, rows=3)


class RefuseForm(ActionForm):
    note = fields.text("退回的理由", 1000, rows=3)
