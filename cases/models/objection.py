from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cases.models.case import Case, Decision
from cases.outcomes import ObjectionStage
from ledger.constraints import known


class Objection(models.Model):
    """A written objection (书面异议) against one rejection, and what another person than its signer decided on it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="objections")
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="objection")
    # Of the decision; so that the database can compare the two people.
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.CharField("异议的事实和理由", max_length=4000)
    file = models.ForeignKey("uploads.Upload", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="异议材料")
    is_paper = models.BooleanField("书面提交", default=False)
    filed_on = models.DateField("提出日期")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("登记时间")
    outcome = models.CharField("处理结果", max_length=10, choices=ObjectionStage, default=ObjectionStage.OPEN)
    reasons = models.CharField("处理理由", max_length=4000, blank=True)
    number = models.CharField("决定书编号", max_length=80, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)

    class Meta:
        verbose_name = "书面异议"
        ordering = ("pk",)
        constraints = (
            known("outcome", ObjectionStage, "objection_outcome_known"),
            models.CheckConstraint(
                condition=~Q(text=""), name="objection_says_why", violation_error_message="请写明对决定的哪些内容有异议，以及事实和理由。"
            ),
            models.CheckConstraint(
                condition=Q(outcome="open", decided_at__isnull=True, decided_by__isnull=True)
                | ~Q(outcome="open") & ~Q(reasons="") & ~Q(number="") & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="objection_decided_with_reasons",
                violation_error_message="请写明处理异议的理由，企业会读到。",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("signed_by")),
                name="objection_decided_by_another",
                violation_error_message="异议由签发原决定的人以外的复核法官或者院长决定。",
            ),
            models.CheckConstraint(
                condition=Q(is_paper=False) | Q(file__isnull=False),
                name="objection_on_paper_has_its_scan",
                violation_error_message="登记书面异议须上传异议书的扫描件或者照片。",
            ),
        )

    def __str__(self) -> str:
        return f"对{self.decision}的异议"
