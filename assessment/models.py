from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django_fsm import FSMField

from assessment.enums import AssessmentState, Measure, PeriodKind, ScorecardState
from assessment.periods import Period
from assessment.points import FULL, Card, read
from departments.enums import DepartmentKind
from ledger.constraints import known


class Indicator(models.Model):
    """One row of what a region assesses its units by; a change is a new version, never an edit."""

    region = models.ForeignKey("departments.Region", on_delete=models.PROTECT, related_name="indicators")
    code = models.SlugField("代码", max_length=40)
    position = models.PositiveSmallIntegerField("排序")
    name = models.CharField("指标", max_length=60)
    measure = models.CharField("计算方法", max_length=20, choices=Measure)
    parameters = models.JSONField("参数", default=dict)
    weight = models.PositiveSmallIntegerField("权重")
    applies_to = ArrayField(models.CharField(max_length=10, choices=DepartmentKind), verbose_name="适用单位")
    law = models.CharField("依据", max_length=200)
    local_rule_pending = models.BooleanField("待本地细则", default=True)
    version = models.PositiveIntegerField("版本")
    valid_from = models.DateField("施行日期")
    # The first day on which it is not in force any more.
    retired_on = models.DateField("停用日期", null=True, blank=True)
    is_current = models.BooleanField("现行", default=True)

    class Meta:
        verbose_name = "考核指标"
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("region", "code"), condition=Q(is_current=True), name="indicator_one_current"),
            models.UniqueConstraint(fields=("region", "code", "version"), name="indicator_version"),
            known("measure", Measure, "indicator_measure_known"),
            models.CheckConstraint(condition=Q(weight__gte=1), name="indicator_has_weight"),
            models.CheckConstraint(
                condition=Q(is_current=True, retired_on__isnull=True) | Q(is_current=False, retired_on__gte=F("valid_from")),
                name="indicator_retired_on_a_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}（第{self.version}版）"


class Assessment(models.Model):
    """The assessment of all units of a region for one period."""

    region = models.ForeignKey("departments.Region", on_delete=models.PROTECT, related_name="assessments")
    kind = models.CharField("周期", max_length=10, choices=PeriodKind)
    year = models.PositiveSmallIntegerField("年份")
    number = models.PositiveSmallIntegerField("序号")
    first_on = models.DateField("起")
    last_on = models.DateField("止")
    state = FSMField("状态", max_length=10, choices=AssessmentState, protected=True)
    state_seq = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField("计算时间", null=True, blank=True)
    shown_at = models.DateTimeField("送核对时间", null=True, blank=True)
    locked_at = models.DateTimeField("锁定时间", null=True, blank=True)

    class Meta:
        verbose_name = "考核评价"
        ordering = ("-last_on", "-first_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("region", "kind", "year", "number"),
                name="assessment_once_a_period",
                violation_error_message="这一周期已经编制过考核评价。",
            ),
            known("kind", PeriodKind, "assessment_kind_known"),
            known("state", AssessmentState, "assessment_state_known"),
            models.CheckConstraint(condition=Q(last_on__gt=F("first_on")), name="assessment_period_in_order"),
            models.CheckConstraint(condition=~Q(state="locked") | Q(locked_at__isnull=False), name="assessment_locked_at_a_moment"),
            models.CheckConstraint(condition=Q(state="counting") | Q(counted_at__isnull=False), name="assessment_counted_at_a_moment"),
        )

    def __str__(self) -> str:
        return f"{self.period.title}考核评价"

    @property
    def period(self) -> Period:
        return Period(self.kind, self.year, self.number)


class Recount(models.Model):
    """Somebody wants what is locked held against what would be counted today; the system says in what they differ."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="recounts")
    asked_at = models.DateTimeField("提出时间")
    ended_at = models.DateTimeField("完成时间", null=True, blank=True)
    # One for each card that differs: the unit and the sentences.
    findings = models.JSONField("不同之处", default=list)

    class Meta:
        verbose_name = "重新计算比对"
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=("assessment",), condition=Q(ended_at__isnull=True), name="recount_one_at_a_time"),
            models.CheckConstraint(condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("asked_at")), name="recount_ends_after_it_began"),
        )

    def __str__(self) -> str:
        return f"{self.assessment} {self.asked_at}"


class Scorecard(models.Model):
    """One unit's card of a period: canonical JSON with its digest. Once locked the database changes nothing of it."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="cards")
    department = models.ForeignKey("departments.Department", on_delete=models.PROTECT, related_name="scorecards")
    state = FSMField("状态", max_length=10, choices=ScorecardState, protected=True)
    state_seq = models.PositiveIntegerField(default=0)
    content = models.BinaryField("内容")
    content_sha256 = models.CharField("内容校验值", max_length=64)
    # Hundredths of a point; nothing where there was nothing to judge.
    score = models.PositiveIntegerField("得分", null=True, blank=True)
    rank = models.PositiveSmallIntegerField("名次", null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    appeal_items = ArrayField(models.CharField(max_length=80), verbose_name="申诉的扣分事项", default=list, blank=True)
    appeal_reasons = models.CharField("申诉理由", max_length=2000, blank=True)
    appealed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    appealed_at = models.DateTimeField("申诉时间", null=True, blank=True)
    # The items that the office no longer charges.
    exempt_items = ArrayField(models.CharField(max_length=80), verbose_name="不再扣分的事项", default=list, blank=True)
    ruling = models.CharField("处理意见", max_length=2000, blank=True)
    ruled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ruled_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        verbose_name = "评分表"
        ordering = ("assessment_id", "department__position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("assessment", "department"), name="scorecard_once_a_unit"),
            known("state", ScorecardState, "scorecard_state_known"),
            models.CheckConstraint(condition=Q(score__isnull=True) | Q(score__lte=FULL), name="scorecard_score_at_most_full"),
            models.CheckConstraint(
                condition=Q(appealed_at__isnull=True) | Q(appealed_by__isnull=False, appeal_items__len__gte=1) & ~Q(appeal_reasons=""),
                name="scorecard_appeal_has_reasons",
                violation_error_message="申诉请勾选扣分事项，并写明理由。",
            ),
            models.CheckConstraint(
                condition=Q(ruled_at__isnull=True) | Q(ruled_by__isnull=False, appealed_at__isnull=False) & ~Q(ruling=""),
                name="scorecard_ruling_has_reasons",
                violation_error_message="请写明处理申诉的理由。",
            ),
            models.CheckConstraint(condition=Q(exempt_items__contained_by=F("appeal_items")), name="scorecard_exempt_was_appealed"),
            # The office sits in a unit that is assessed as well.
            models.CheckConstraint(
                condition=Q(ruled_by__isnull=True) | ~Q(ruled_by=F("appealed_by")),
                name="scorecard_two_people",
                violation_error_message="申诉是您提出的，请办公室的另一人处理。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.assessment}：{self.department}"

    @property
    def told(self) -> dict[str, Any]:
        """The content as JSON says it."""
        told: dict[str, Any] = json.loads(bytes(self.content))
        return told

    @property
    def card(self) -> Card:
        return read(self.told)
