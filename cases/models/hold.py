from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cases.models.case import Case
from cases.outcomes import SUSPENDING, ExtensionOutcome, Hold, HoldGround
from ledger.constraints import known


class ExaminationHold(models.Model):
    """A time in which the limit of the examination does not run: on what ground, by which law, on what evidence, and until when."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="holds")
    clock = models.ForeignKey("deadlines.Clock", on_delete=models.PROTECT, related_name="+", verbose_name="期限")
    ground = models.CharField("事由", max_length=20, choices=HoldGround)
    reason = models.CharField("说明", max_length=400)
    law = models.CharField("依据", max_length=300)
    evidence = models.ForeignKey("uploads.Upload", on_delete=models.PROTECT, related_name="+", verbose_name="证据")
    from_on = models.DateField("不计入的首日")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("登记时间")
    # The first day that is charged again.
    until_on = models.DateField("恢复计时之日", null=True, blank=True)
    end_reason = models.CharField("恢复的原因", max_length=400, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField("恢复登记时间", null=True, blank=True)

    class Meta:
        verbose_name = "中止和扣除"
        ordering = ("pk",)
        constraints = (
            known("ground", HoldGround, "hold_ground_known"),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(law=""),
                name="hold_says_why",
                violation_error_message="请写明情况，企业会在期限说明中读到。",
            ),
            models.UniqueConstraint(
                fields=("case",),
                condition=Q(ended_at__isnull=True),
                name="hold_one_open",
                violation_error_message="本案已经中止或者正在扣除期间，请先恢复计时。",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, until_on__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, until_on__isnull=False, ended_by__isnull=False) & ~Q(end_reason=""),
                name="hold_ends_with_reason",
                violation_error_message="请写明恢复计时的原因。",
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="hold_ends_after_it_began",
                violation_error_message="恢复计时之日不能早于不计入的首日。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_ground_display()}（{self.from_on}起）"

    @property
    def kind(self) -> Hold:
        return Hold.SUSPENDED if self.ground in SUSPENDING else Hold.EXCLUDED


class ExaminationExtension(models.Model):
    """More time for an examination: proposed by one person, decided by another."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="extensions")
    clock = models.ForeignKey("deadlines.Clock", on_delete=models.PROTECT, related_name="+", verbose_name="期限")
    days = models.PositiveSmallIntegerField("延长多少")
    reason = models.CharField("延长的理由", max_length=400)
    law = models.CharField("依据", max_length=300)
    evidence = models.ForeignKey("uploads.Upload", on_delete=models.PROTECT, related_name="+", verbose_name="证据")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField("提出时间")
    outcome = models.CharField("结果", max_length=10, choices=ExtensionOutcome, default=ExtensionOutcome.OPEN)
    note = models.CharField("决定意见", max_length=1000, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)

    class Meta:
        verbose_name = "延长审查期限"
        ordering = ("pk",)
        constraints = (
            known("outcome", ExtensionOutcome, "extension_outcome_known"),
            models.CheckConstraint(
                condition=Q(days__gt=0) & ~Q(reason="") & ~Q(law=""),
                name="extension_says_why",
                violation_error_message="请写明延长多少和理由，企业会在期限说明中读到。",
            ),
            models.UniqueConstraint(
                fields=("case",),
                condition=Q(outcome="open"),
                name="extension_one_open",
                violation_error_message="本案已有延长审查期限的申请待决定。",
            ),
            models.CheckConstraint(
                condition=Q(outcome="open", decided_at__isnull=True, decided_by__isnull=True)
                | Q(outcome="moot", decided_at__isnull=False)
                | Q(outcome__in=("approved", "refused"), decided_at__isnull=False, decided_by__isnull=False),
                name="extension_is_decided",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="refused") | ~Q(note=""),
                name="extension_refused_with_reasons",
                violation_error_message="不同意延长的，请写明理由。",
            ),
            models.CheckConstraint(
                condition=Q(outcome="moot") | Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="extension_two_people",
                violation_error_message="延长由提出人以外的人决定。",
            ),
        )

    def __str__(self) -> str:
        return f"延长{self.days}（{self.get_outcome_display()}）"
