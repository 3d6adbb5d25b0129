"""What a region's file says of limits and of what is done about them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from deadlines.enums import (
    Obligor,
    RungAct,
    RungChannel,
    RungReader,
    Unit,
)
from ledger.constraints import known


class DeadlineRule(models.Model):
    """A time limit of one region. Never edited: a change is a new version, and old clocks keep theirs."""

    region = models.ForeignKey("departments.Region", models.PROTECT, related_name="deadline_rules", verbose_name="地区")
    code = models.CharField("期限代码", max_length=8)
    name = models.CharField("名称", max_length=60)
    length = models.PositiveSmallIntegerField("长度")
    unit = models.CharField("单位", max_length=5, choices=Unit.choices)
    obligor = models.CharField("义务主体", max_length=10, choices=Obligor.choices)
    starts_on = models.CharField("起算", max_length=100)
    stops_on = models.CharField("办结", max_length=100)
    law = models.CharField("依据", max_length=300)
    local_rule_pending = models.BooleanField("待本地细则", default=False)
    anchor = models.CharField("起算点", max_length=40, blank=True)
    # Where whoever uses a right within the limit has to turn to.
    authority = models.CharField("受理机关", max_length=60, blank=True)
    # By how much the limit may be extended, in its own unit, all extensions together; 0: not at all.
    extension = models.PositiveSmallIntegerField("最多延长", default=0)
    extension_law = models.CharField("延长的依据", max_length=300, blank=True)
    version = models.PositiveSmallIntegerField("版本")
    valid_from = models.DateField("施行日期")
    is_current = models.BooleanField("现行", default=True)

    class Meta:
        verbose_name = "期限规则"
        verbose_name_plural = verbose_name
        ordering = ("region", "code", "version")
        constraints = (
            models.UniqueConstraint(fields=("region", "code", "version"), name="deadlines_rule_version"),
            models.UniqueConstraint(fields=("region", "code"), condition=Q(is_current=True), name="deadlines_rule_one_current"),
            known("unit", Unit, "deadlines_rule_unit"),
            known("obligor", Obligor, "deadlines_rule_obligor"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}（{self.length} {self.get_unit_display()}）"


class LadderRung(models.Model):
    """A rung of one region's ladder. Never edited: a change is a new version, and what has fired keeps the old one."""

    region = models.ForeignKey("departments.Region", models.PROTECT, related_name="ladder_rungs", verbose_name="地区")
    key = models.SlugField("代码", max_length=40)
    name = models.CharField("名称", max_length=60)
    channel = models.CharField("渠道", max_length=10, choices=RungChannel.choices)
    # Codes of limits, or sides (values of Obligor) all whose duties it is for.
    limits = ArrayField(models.CharField(max_length=10), verbose_name="适用期限")
    offset = models.SmallIntegerField("距届满日的工作日数")
    time = models.TimeField("时刻")
    act = models.CharField("措施", max_length=8, choices=RungAct.choices)
    to = ArrayField(models.CharField(max_length=10, choices=RungReader.choices), verbose_name="告知对象")
    version = models.PositiveSmallIntegerField("版本")
    valid_from = models.DateField("施行日期")
    is_current = models.BooleanField("现行", default=True)

    class Meta:
        verbose_name = "督促梯次"
        verbose_name_plural = verbose_name
        ordering = ("region", "offset", "key", "version")
        constraints = (
            models.UniqueConstraint(fields=("region", "key", "version"), name="deadlines_rung_version"),
            models.UniqueConstraint(fields=("region", "key"), condition=Q(is_current=True), name="deadlines_rung_one_current"),
            known("channel", RungChannel, "deadlines_rung_channel"),
            known("act", RungAct, "deadlines_rung_act"),
            models.CheckConstraint(condition=Q(to__contained_by=RungReader.values), name="deadlines_rung_readers"),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.name}"
