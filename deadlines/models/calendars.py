"""The arrangements of holidays that a region has loaded."""

from __future__ import annotations

from django.db import models

from deadlines.enums import (
    CalendarStatus,
    DayKind,
)
from ledger.constraints import known


class WorkCalendar(models.Model):
    """The State Council arrangement of one year as one region applies it. Rows are never edited: a change is a version."""

    region = models.ForeignKey("departments.Region", models.PROTECT, related_name="work_calendars", verbose_name="地区")
    year = models.PositiveSmallIntegerField("年份")
    version = models.PositiveSmallIntegerField("版本")
    source_document = models.CharField("来源文件", max_length=200)
    source_url = models.CharField("来源网址", max_length=300, blank=True)
    source_sha256 = models.CharField("来源摘要", max_length=64)
    status = models.CharField("状态", max_length=12, choices=CalendarStatus.choices)
    published_on = models.DateField("发布日期")
    loaded_at = models.DateTimeField("导入时间")

    class Meta:
        verbose_name = "工作日历"
        verbose_name_plural = verbose_name
        ordering = ("region", "year", "version")
        constraints = (
            models.UniqueConstraint(fields=("region", "year", "version"), name="deadlines_calendar_version"),
            known("status", CalendarStatus, "deadlines_calendar_status"),
        )

    def __str__(self) -> str:
        return f"{self.year} 年工作日历 第 {self.version} 版"


class CalendarDay(models.Model):
    """A day that differs from the plain week, or a fixed holiday that falls on a weekend."""

    calendar = models.ForeignKey(WorkCalendar, models.PROTECT, related_name="days", verbose_name="工作日历")
    date = models.DateField("日期")
    kind = models.CharField("类型", max_length=4, choices=DayKind.choices)
    name = models.CharField("名称", max_length=40)

    class Meta:
        verbose_name = "日历例外日"
        verbose_name_plural = verbose_name
        ordering = ("date",)
        constraints = (
            models.UniqueConstraint(fields=("calendar", "date"), name="deadlines_calendar_day"),
            known("kind", DayKind, "deadlines_calendar_day_kind"),
        )

    def __str__(self) -> str:
        return f"{self.date} {self.name} {self.get_kind_display()}"
