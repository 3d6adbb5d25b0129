from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cases.effects import DECIDED_KINDS, ENTRY_ROWS, MEASURE_ROWS, NOT_IN_TABLE, Until
from cases.enums import CertificateType, EntryEffect, Finding, GuardKind, MeasureEffect, MeasureKind, Recommendation
from cases.models.case import Case
from cases.models.enforcement import Measure
from ledger.constraints import known


def decided_of_entry(certificate: str) -> Q:
    """What the table of effects allows of certificate, effect and dates; ``certificate`` is the column of its type."""
    allowed = Q()
    for row in ENTRY_ROWS:
        has_term = row.until == Until.CERTIFICATE or row.certificate in ("A", "B")
        allowed |= Q(
            **{certificate: row.certificate.value},
            entry_effect=row.effect.value,
            entry_until__isnull=row.until != Until.OWN,
            valid_until__isnull=not has_term,
        )
    return allowed


def decided_of_measure() -> Q:
    """Which effects the table allows for each kind of measure; nothing while the form is still being filled in."""
    allowed = Q(effect="", kind__in=[kind.value for kind in DECIDED_KINDS])
    for row in MEASURE_ROWS.values():
        if row.effects:
            allowed |= Q(kind=row.kind.value, effect__in=[effect.value for effect in row.effects])
    return allowed


class GuardRule(models.Model):
    """One row of the region's list of conditions and obstacles; a change is a new version, never an edit."""

    region = models.ForeignKey("departments.Region", on_delete=models.PROTECT, related_name="guard_rules")
    code = models.SlugField("代码", max_length=40)
    position = models.PositiveSmallIntegerField("排序")
    kind = models.CharField("性质", max_length=10, choices=GuardKind)
    text = models.CharField("内容", max_length=200)
    help = models.CharField("怎样核查", max_length=300, blank=True)
    law = models.CharField("依据", max_length=200, blank=True)
    local_rule_pending = models.BooleanField("待本地细则", default=False)
    version = models.PositiveIntegerField("版本")
    is_current = models.BooleanField("现行", default=True)

    class Meta:
        verbose_name = "审查规则"
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("region", "code"), condition=Q(is_current=True), name="guard_rule_one_current"),
            models.UniqueConstraint(fields=("region", "code", "version"), name="guard_rule_version"),
            models.CheckConstraint(condition=Q(kind__in=GuardKind.values), name="guard_rule_kind_known"),
        )

    def __str__(self) -> str:
        return self.text


class Examination(models.Model):
    """The handling judge's examination of a case, one row a round; a returned round stays as it was."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="examinations")
    round = models.PositiveSmallIntegerField("轮次")
    handler = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField("履行能力", max_length=2000, blank=True)
    cooperation = models.CharField("配合执行情况", max_length=2000, blank=True)
    related_cases_checked = models.BooleanField("已核查关联案件", default=False)
    related_cases_note = models.CharField("关联案件说明", max_length=2000, blank=True)
    covers_all_cases = models.BooleanField("全部涉本院案件均已履行", default=False)
    # Only a query in the court's own system shows that the record here is complete.
    query_on = models.DateField("办案系统查询日期", null=True, blank=True)
    query_number = models.CharField("办案系统查询编号", max_length=80, blank=True)
    recommendation = models.CharField("处理建议", max_length=10, choices=Recommendation, blank=True)
    certificate_type = models.CharField("证明类型", max_length=1, choices=CertificateType, blank=True)
    entry_effect = models.CharField("名单处理", max_length=20, choices=EntryEffect, blank=True)
    entry_until = models.DateField("缩短后的截止日", null=True, blank=True)
    entry_reasons = models.CharField("名单处理理由", max_length=500, blank=True)
    valid_until = models.DateField("有效期至", null=True, blank=True)
    conditions = models.CharField("效力条件", max_length=1000, blank=True)
    opinion = models.CharField("审查意见", max_length=2000, blank=True)
    saved_at = models.DateTimeField("保存时间")
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    review_note = models.CharField("复核意见", max_length=2000, blank=True)

    class Meta:
        verbose_name = "审查"
        ordering = ("case_id", "round")
        constraints = (
            known("certificate_type", CertificateType, "examination_certificate_type_known", blank=True),
            known("recommendation", Recommendation, "examination_recommendation_known", blank=True),
            models.UniqueConstraint(fields=("case", "round"), name="examination_once_per_round"),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True)
                | Q(related_cases_checked=True) & ~Q(recommendation="") & ~Q(capacity="") & ~Q(cooperation="") & ~Q(opinion=""),
                name="examination_submitted_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True) | ~Q(recommendation="approve") | decided_of_entry("certificate_type"),
                name="examination_approval_is_in_the_table",
                violation_error_message=NOT_IN_TABLE,
            ),
            known("entry_effect", EntryEffect, "examination_entry_effect_known", blank=True),
            models.CheckConstraint(
                condition=Q(covers_all_cases=False) | Q(submitted_at__isnull=True) | Q(query_on__isnull=False) & ~Q(query_number=""),
                name="examination_whole_scope_was_queried",
                violation_error_message="效力范围写为全部案件的，须填写在办案系统查询的日期和编号。",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("handler")),
                name="examination_two_people",
                violation_error_message="承办与复核必须是两个人。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} 第{self.round}轮审查"

    @property
    def is_ledgered(self) -> bool:
        """Whether the ledger keeps what it says; until it is handed in it changes without a step."""
        return self.submitted_at is not None


def latest_examination(case: Case) -> Examination | None:
    """That of the last round; asked for each time, since a step may begin another."""
    return case.examinations.order_by("-round").first()


class ExaminationItem(models.Model):
    """The finding on one guard, with its evidence."""

    examination = models.ForeignKey(Examination, on_delete=models.PROTECT, related_name="items")
    rule = models.ForeignKey(GuardRule, on_delete=models.PROTECT, related_name="+")
    finding = models.CharField("核查结果", max_length=10, choices=Finding, blank=True)
    evidence = models.CharField("依据与说明", max_length=500, blank=True)

    class Meta:
        verbose_name = "核查事项"
        ordering = ("rule__position", "pk")
        constraints = (
            known("finding", Finding, "examination_item_finding_known", blank=True),
            models.UniqueConstraint(fields=("examination", "rule"), name="examination_item_once"),
        )

    def __str__(self) -> str:
        return f"{self.rule_id} {self.finding}"


class _OfStandingMeasures(models.Manager["MeasureDecision"]):
    """What was decided of a measure counts no more once that measure is withdrawn as entered by mistake; the row stays."""

    def get_queryset(self) -> models.QuerySet[MeasureDecision]:
        return super().get_queryset().filter(measure__withdrawn_at__isnull=True)


class MeasureDecision(models.Model):
    """What becomes of one measure if the repair is approved."""

    # Follows a correction of the measure.
    NOT_HELD: ClassVar[frozenset[str]] = frozenset({"kind"})

    examination = models.ForeignKey(Examination, on_delete=models.PROTECT, related_name="measure_decisions")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="decisions")
    # The kind of the measure; a foreign key on both columns keeps it so.
    kind = models.CharField("措施种类", max_length=20, choices=MeasureKind)
    effect = models.CharField("处理", max_length=12, choices=MeasureEffect, blank=True)
    ends_on = models.DateField("截止日", null=True, blank=True)
    ruling_number = models.CharField("裁定书文号", max_length=80, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)

    objects = _OfStandingMeasures()
    recorded = models.Manager["MeasureDecision"]()

    class Meta:
        verbose_name = "措施处理"
        ordering = ("measure_id",)
        constraints = (
            models.CheckConstraint(
                condition=decided_of_measure(),
                name="measure_decision_is_in_the_table",
                violation_error_message="这种措施不能作这样的处理，请从选项中选择。",
            ),
            models.UniqueConstraint(fields=("examination", "measure"), name="measure_decision_once"),
        )

    def __str__(self) -> str:
        return f"{self.measure_id} {self.effect}"
