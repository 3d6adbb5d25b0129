from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cases.models.case import Case
from cases.models.certificate import Certificate
from cases.outcomes import RevocationGround, RevocationOutcome
from ledger.constraints import known


class Revocation(models.Model):
    """The revocation of a repair: what the handling judge proposes, what the enterprise says to it, and how it ends."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="revocations")
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="revocations")
    ground = models.CharField("撤销事由", max_length=20, choices=RevocationGround)
    facts = models.CharField("事实", max_length=4000)
    evidence = models.ForeignKey("uploads.Upload", on_delete=models.PROTECT, related_name="+", verbose_name="证据")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField("提出时间")
    answer = models.CharField("陈述申辩", max_length=4000, blank=True)
    answer_file = models.ForeignKey(
        "uploads.Upload", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="陈述申辩材料"
    )
    answered_at = models.DateTimeField("陈述申辩时间", null=True, blank=True)
    # The hearing ended: with an answer, or with its limit.
    heard_at = models.DateTimeField("陈述申辩结束时间", null=True, blank=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    review_note = models.CharField("复核意见", max_length=2000, blank=True)
    outcome = models.CharField("结果", max_length=10, choices=RevocationOutcome, default=RevocationOutcome.OPEN)
    reasons = models.CharField("理由", max_length=4000, blank=True)
    number = models.CharField("决定书编号", max_length=80, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    # Who signed for the notice at the bureau; another person forwards it.
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "撤销信用修复"
        ordering = ("pk",)
        constraints = (
            known("ground", RevocationGround, "revocation_ground_known"),
            known("outcome", RevocationOutcome, "revocation_outcome_known"),
            models.CheckConstraint(
                condition=~Q(facts=""),
                name="revocation_says_why",
                violation_error_message="请写明企业违反了什么，何时、何事、依据哪份证据。",
            ),
            models.UniqueConstraint(
                fields=("case",),
                condition=Q(outcome="open"),
                name="revocation_one_open",
                violation_error_message="本案已提出撤销，正在办理。",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | ~Q(answer="") & Q(heard_at__isnull=False), name="revocation_answer_says_something"
            ),
            models.CheckConstraint(
                condition=Q(outcome="open", decided_at__isnull=True)
                | ~Q(outcome="open") & ~Q(reasons="") & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="revocation_ends_with_reasons",
                violation_error_message="请写明理由，企业会读到。",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="revoked") | Q(heard_at__isnull=False, reviewed_by__isnull=False) & ~Q(number=""),
                name="revocation_after_hearing_and_review",
                violation_error_message="撤销信用修复须先听取陈述申辩，并经复核。",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="revoked")
                | ~Q(decided_by=F("proposed_by")) & ~Q(decided_by=F("reviewed_by")) & ~Q(reviewed_by=F("proposed_by")),
                name="revocation_three_people",
                violation_error_message="提出、复核、决定必须是三个不同的人。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.certificate}：{self.get_ground_display()}"
