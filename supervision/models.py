from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.db.models import Q


class Counted(StrEnum):
    """What a tally counts: cases by state, units' answers by unit and state, limits by unit, code and how they stand."""

    CASE = "case"
    ANSWER = "recognition"
    LIMIT = "clock"


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
