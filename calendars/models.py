from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django_fsm import FSMField

from calendars.enums import ChangeKind, ChangeState
from ledger.constraints import known


class Change(models.Model):
    """A year's arrangement of holidays, or an outage of the portal: proposed by one person, checked by another, applied by the system."""

    region = models.ForeignKey("departments.Region", on_delete=models.PROTECT, related_name="+", verbose_name="地区")
    kind = models.CharField("种类", max_length=12, choices=ChangeKind)
    state = FSMField("状态", max_length=12, choices=ChangeState, protected=True)
    state_seq = models.PositiveIntegerField(default=0)
    # Of an arrangement, as it was read from the file.
    year = models.PositiveSmallIntegerField("年份", null=True, blank=True)
    document = models.CharField("来源文件", max_length=200, blank=True)
    url = models.CharField("来源网址", max_length=300, blank=True)
    published_on = models.DateField("发布日期", null=True, blank=True)
    file_name = models.CharField("文件名", max_length=120, blank=True)
    source_sha256 = models.CharField("来源摘要", max_length=64, blank=True)
    # Date, kind and name of each day that differs from the plain week.
    content = models.JSONField("各日", default=list, blank=True)
    # Of an outage.
    began_at = models.DateTimeField("中断开始", null=True, blank=True)
    ended_at = models.DateTimeField("恢复", null=True, blank=True)
    days = ArrayField(models.CharField(max_length=10), verbose_name="不计入的日期", default=list, blank=True)
    reason = models.CharField("情况说明", max_length=400, blank=True)
    law = models.CharField("依据", max_length=500, blank=True)
    evidence = models.ForeignKey("uploads.Upload", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="证据")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField("提出时间")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("核对时间", null=True, blank=True)
    note = models.CharField("核对意见", max_length=1000, blank=True)
    applied_at = models.DateTimeField("生效时间", null=True, blank=True)
    moved = models.PositiveIntegerField("改期的期限", null=True, blank=True)

    class Meta:
        verbose_name = "放假安排和系统中断"
        verbose_name_plural = verbose_name
        ordering = ("-pk",)
        indexes = (models.Index(fields=("id",), condition=Q(state="approved"), name="change_to_apply"),)
        constraints = (
            known("kind", ChangeKind, "change_kind_known"),
            known("state", ChangeState, "change_state_known"),
            models.CheckConstraint(
                condition=Q(kind="arrangement", year__isnull=False, published_on__isnull=False) & ~Q(document="") & ~Q(source_sha256="")
                | ~Q(kind="arrangement"),
                name="change_arrangement_names_its_source",
            ),
            models.CheckConstraint(
                condition=Q(kind="outage", began_at__isnull=False, ended_at__gt=F("began_at"), evidence__isnull=False, days__len__gte=1)
                & ~Q(reason="")
                & ~Q(law="")
                | ~Q(kind="outage"),
                name="change_outage_is_proved",
                violation_error_message="系统中断须写明起止时间和情况，并上传证据。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "applied")) | Q(decided_at__isnull=False) & ~Q(decided_by=F("proposed_by")),
                name="change_two_people",
                violation_error_message="放假安排和系统中断由提出人以外的人核对。",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(note=""),
                name="change_refused_with_reasons",
                violation_error_message="退回的，请写明理由。",
            ),
            models.CheckConstraint(
                condition=Q(state="applied", applied_at__isnull=False, moved__isnull=False)
                | ~Q(state="applied") & Q(applied_at__isnull=True, moved__isnull=True),
                name="change_applied_says_when",
            ),
            models.UniqueConstraint(
                fields=("region", "year"),
                condition=Q(kind="arrangement", state__in=("proposed", "approved")),
                name="change_one_arrangement_a_year",
                violation_error_message="这一年已有一份放假安排待核对，请先核对或者退回。",
            ),
        )

    def __str__(self) -> str:
        if self.kind == ChangeKind.ARRANGEMENT:
            return f"{self.year}年放假安排"
        return "系统中断"


class ChangeProgress(models.Model):
    """How far the preview, and then the recalculation, has come; written beside their transactions, so that others see it at once."""

    # No constraint of the database: it would wait for the row that the recalculation holds.
    change = models.OneToOneField(Change, on_delete=models.PROTECT, primary_key=True, related_name="progress", db_constraint=False)
    done = models.PositiveIntegerField("已算", default=0)
    total = models.PositiveIntegerField("共有", default=0)
    # Of the preview: when it was made, how many limits would move, how many only cease to be provisional.
    previewed_at = models.DateTimeField("预览时间", null=True, blank=True)
    foreseen = models.PositiveIntegerField("将要改期的期限", default=0)
    settled = models.PositiveIntegerField("不再暂定的期限", default=0)

    class Meta:
        verbose_name = "预览和重新计算的进度"

    def __str__(self) -> str:
        return f"{self.done}/{self.total}"


class ForeseenClock(models.Model):
    """A limit that a proposed change would move, as the last preview found; the next one replaces them all."""

    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="foreseen")
    clock = models.ForeignKey("deadlines.Clock", on_delete=models.PROTECT, related_name="+", verbose_name="期限")
    old_on = models.DateField("原届满日")
    new_on = models.DateField("新届满日")

    class Meta:
        verbose_name = "将要改期的期限"
        ordering = ("change", "new_on", "clock")
        constraints = (models.UniqueConstraint(fields=("change", "new_on", "clock"), name="foreseen_clock_once"),)

    def __str__(self) -> str:
        return f"{self.clock_id}：{self.old_on} → {self.new_on}"


class ChangedClock(models.Model):
    """A limit that a change has moved, and when whom it binds was told."""

    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="clocks")
    clock = models.ForeignKey("deadlines.Clock", on_delete=models.PROTECT, related_name="+", verbose_name="期限")
    old_on = models.DateField("原届满日")
    new_on = models.DateField("现届满日")
    told_at = models.DateTimeField("告知时间", null=True, blank=True)

    class Meta:
        verbose_name = "改期的期限"
        ordering = ("pk",)
        indexes = (models.Index(fields=("id",), condition=Q(told_at__isnull=True), name="changed_clock_to_tell"),)
        constraints = (models.UniqueConstraint(fields=("change", "clock"), name="changed_clock_once"),)

    def __str__(self) -> str:
        return f"{self.clock_id}：{self.old_on} → {self.new_on}"
