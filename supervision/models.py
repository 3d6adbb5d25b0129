from __future__ import annotations

from enum import StrEnum

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class Counted(StrEnum):
    """What a tally counts: cases by state, units' answers by unit and state, limits by unit, code and how they stand."""

    CASE = "case"
    ANSWER = "recognition"
    LIMIT = "clock"


class Dated(StrEnum):
    """What is counted by a date; the date is a last day, or the first day of a month or a week."""

    # Limits that are open, by their last day; the key ends in "paused" where one is.
    OPEN = "open"
    # Limits by the month in which it came out how they went: done in time, or the last day over. Those of the units by week too.
    KEPT = "kept"
    LATE = "late"
    KEPT_IN_WEEK = "kept_week"
    LATE_IN_WEEK = "late_week"
    # Limits that ended in the month, by how many days they took; and how many of those days were whose.
    TOOK = "took"
    OF_COURT = "of_court"
    OF_BUREAU = "of_bureau"
    OF_UNIT = "of_unit"
    # Cases and units' answers by the month in which they first came to a state, refused cases also by each reason.
    REACHED = "reached"
    REASON = "reason"


class Tally(models.Model):
    """So many more, or fewer, of one kind; the sum of all rows of a kind is how many there are.

    Triggers add a row for each change, so that no step waits for another; a sweep adds them up from time to time.
    """

    region = models.ForeignKey("departments.Region", models.PROTECT, related_name="+", verbose_name="地区")
    counted = models.CharField("所计", max_length=12)
    department = models.ForeignKey(
        "departments.Department", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位", db_index=False
    )
    key = models.CharField("类别", max_length=30)
    number = models.IntegerField("件数")

    class Meta:
        verbose_name = "计数"
        ordering = ("pk",)
        constraints = (models.CheckConstraint(condition=Q(counted__in=list(Counted)), name="tally_counted_known"),)

    def __str__(self) -> str:
        return f"{self.counted} {self.key} {self.number:+}"


class DatedTally(models.Model):
    """The same for what belongs to a date: so many more, or fewer, of one kind on it. ``is_sum`` marks what was added up."""

    region = models.ForeignKey("departments.Region", models.PROTECT, related_name="+", verbose_name="地区", db_index=False)
    counted = models.CharField("所计", max_length=12)
    on = models.DateField("日期")
    department = models.ForeignKey(
        "departments.Department", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位", db_index=False
    )
    key = models.CharField("类别", max_length=60)
    number = models.IntegerField("件数")
    is_sum = models.BooleanField("已合计", default=False)

    class Meta:
        verbose_name = "按日期计数"
        ordering = ("pk",)
        constraints = (models.CheckConstraint(condition=Q(counted__in=list(Dated)), name="dated_tally_counted_known"),)
        indexes = (
            models.Index(fields=("region", "counted", "on"), name="dated_tally_by_date"),
            models.Index(fields=("region",), condition=Q(is_sum=False), name="dated_tally_fresh"),
        )

    def __str__(self) -> str:
        return f"{self.counted} {self.on} {self.key} {self.number:+}"


class Spent(models.Model):
    """How many days a limit took that is over, in the unit of its rule, and of a unit's answer whose days they were.

    The row comes with the end of the limit; the days are filled in by a sweep, which knows the calendar.
    """

    clock = models.OneToOneField("deadlines.Clock", models.PROTECT, primary_key=True, related_name="spent", verbose_name="期限")
    # Repeat what the clock says; it never changes any more.
    region = models.ForeignKey("departments.Region", models.PROTECT, related_name="+", verbose_name="地区", db_index=False)
    code = models.CharField("期限代码", max_length=8)
    obligor = models.ForeignKey(
        "departments.Department", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="义务单位", db_index=False
    )
    stopped_on = models.DateField("办结日")
    was_late = models.BooleanField("逾期")
    days = models.PositiveSmallIntegerField("用时", null=True, blank=True)
    calendar_version = models.CharField("日历版本", max_length=120, blank=True)
    court_days = models.PositiveSmallIntegerField("法院用时", null=True, blank=True)
    bureau_days = models.PositiveSmallIntegerField("牵头部门用时", null=True, blank=True)
    unit_days = models.PositiveSmallIntegerField("单位用时", null=True, blank=True)

    class Meta:
        verbose_name = "期限用时"
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(court_days__isnull=True, bureau_days__isnull=True, unit_days__isnull=True)
                | Q(days=F("court_days") + F("bureau_days") + F("unit_days")),
                name="spent_parts_make_the_whole",
            ),
        )
        indexes = (
            models.Index(fields=("region",), condition=Q(days__isnull=True), name="spent_waiting"),
            models.Index(fields=("region", "code", "stopped_on", "clock"), include=("obligor", "days", "was_late"), name="spent_by_day"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.stopped_on} {self.days}"


class Reached(models.Model):
    """The day on which a case, or one unit's answer to it, first came to a state; from the ledger."""

    region = models.ForeignKey("departments.Region", models.PROTECT, related_name="+", verbose_name="地区", db_index=False)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", verbose_name="案件")
    # Empty for the case itself.
    department = models.ForeignKey(
        "departments.Department", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位", db_index=False
    )
    state = models.CharField("状态", max_length=20)
    on = models.DateField("日期")
    reasons = ArrayField(models.CharField(max_length=30), verbose_name="事由", default=list, blank=True)

    class Meta:
        verbose_name = "到达状态"
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("case", "department", "state"), nulls_distinct=False, name="reached_once"),)
        indexes = (models.Index(fields=("region", "state", "on", "id"), include=("department", "case"), name="reached_by_day"),)

    def __str__(self) -> str:
        return f"{self.case_id} {self.state} {self.on}"
