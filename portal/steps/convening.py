"""When and where people meet and who is asked to come: the same for a meeting of the leading group and for a consultation."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from departments.selectors import units_on
from ledger import timekeeping
from portal.steps import fields
from words.dates import SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Iterable

    from departments.models import Department

AT_NINE = dt.time(9, 0)


class WhenAndWhere(forms.Form):
    on = fields.day("日期")
    time = fields.Hour(label="时间")
    place = fields.line("地点", 120, help_text="写到楼层和会议室；视频会议写明怎样进入。")

    def starts_at(self) -> dt.datetime:
        on, time = self.cleaned_data["on"], self.cleaned_data["time"]
        return dt.datetime.combine(on, time, tzinfo=SHANGHAI)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("on") and data.get("time") and self.starts_at() < timekeeping.now():
            raise ValidationError({"on": "会议时间已经过去，请选择以后的日期和时间。"})
        return data


class Convening(WhenAndWhere):
    agenda = fields.text("议题", 2000, rows=4, help_text="写明研究什么，各单位据此准备意见。")
    units = fields.several("邀请单位", coerce=int)
    field_order: tuple[str, ...] = ("title", "kind", "on", "time", "place", "agenda", "units")

    def offer_units(self, region_id: int, always: Iterable[Department] = ()) -> None:
        """The units that take part today; those that have to come anyway are told, not asked."""
        needed = list(always)
        units = units_on(region_id, timekeeping.today()).exclude(pk__in=[unit.pk for unit in needed]).order_by("position", "pk")
        field = self.fields["units"]
        if not isinstance(field, forms.TypedMultipleChoiceField):
            raise TypeError
        field.choices = [(unit.pk, unit.short_name) for unit in units]
        if needed:
            field.required = False
            field.help_text = f"{'、'.join(unit.short_name for unit in needed)}必须参加，系统自动邀请；这里选其他有关单位。"
