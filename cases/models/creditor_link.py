"""How a creditor answers without an account, every answer that he has given, and what he says of each instalment."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cases.models.creditor import CreditorConsultation
from cases.parties import AmountView, AnswerDoor, CreditorAnswer, InstalmentWord
from ledger.constraints import known


class CreditorLink(models.Model):
    """A link that opens the creditor's page of one case for a while. Its token is kept nowhere, only its digest."""

    consultation = models.ForeignKey(CreditorConsultation, on_delete=models.PROTECT, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    # Where the court sent it; for the court's eyes only.
    mobile = models.CharField("申请执行人手机", max_length=20, blank=True)
    made_at = models.DateTimeField("生成时间")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField("有效期至")
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = "申请执行人的答复链接"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("consultation",), condition=Q(ended_at__isnull=True), name="creditor_link_one_open"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="creditor_link_expires"),
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="creditor_link_keeps_a_digest"),
        )

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.made_at}"


class CreditorStatement(models.Model):
    """One answer of the creditor as he gave it. A later one counts instead of it, and changes nothing in it."""

    consultation = models.ForeignKey(CreditorConsultation, on_delete=models.PROTECT, related_name="statements")
    answer = models.CharField("意见", max_length=10, choices=CreditorAnswer)
    amount_view = models.CharField("对已履行金额", max_length=10, choices=AmountView, blank=True)
    received_fen = models.BigIntegerField("实际收到（分）", null=True, blank=True)
    words = models.CharField("理由和说明", max_length=2000, blank=True)
    signer = models.CharField("答复人", max_length=60)
    file = models.ForeignKey("uploads.Upload", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="书面意见")
    door = models.CharField("答复方式", max_length=10, choices=AnswerDoor)
    answered_on = models.DateField("答复日期")
    # After the last day: it is read all the same, and shown as late.
    is_late = models.BooleanField("逾期答复")
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "申请执行人的答复"
        ordering = ("pk",)
        constraints = (
            known("answer", CreditorAnswer, "creditor_statement_answer_known"),
            known("amount_view", AmountView, "creditor_statement_amount_known", blank=True),
            known("door", AnswerDoor, "creditor_statement_door_known"),
            models.CheckConstraint(
                condition=Q(door="link", recorded_by__isnull=True) | Q(door="paper", recorded_by__isnull=False, file__isnull=False),
                name="creditor_statement_says_who",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_answer_display()} {self.answered_on}"


class CreditorInstalment(models.Model):
    """What the creditor says of one instalment: that it came, or that it was due and did not. Never changed, only added to."""

    consultation = models.ForeignKey(CreditorConsultation, on_delete=models.PROTECT, related_name="instalments")
    word = models.CharField("是否收到", max_length=10, choices=InstalmentWord)
    on = models.DateField("收款日期或者应付日期")
    amount_fen = models.BigIntegerField("金额（分）")
    words = models.CharField("说明", max_length=500, blank=True)
    signer = models.CharField("确认人", max_length=60)
    file = models.ForeignKey("uploads.Upload", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="凭证")
    door = models.CharField("确认方式", max_length=10, choices=AnswerDoor)
    said_at = models.DateTimeField("登记时间")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "申请执行人对分期履行的确认"
        ordering = ("on", "pk")
        constraints = (
            known("word", InstalmentWord, "creditor_instalment_word_known"),
            known("door", AnswerDoor, "creditor_instalment_door_known"),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0), name="creditor_instalment_amount", violation_error_message="请填写这一期的金额。"
            ),
            models.CheckConstraint(
                condition=Q(door="link", recorded_by__isnull=True) | Q(door="paper", recorded_by__isnull=False, file__isnull=False),
                name="creditor_instalment_says_who",
                violation_error_message="书面确认须上传其原件的扫描件。",
            ),
            models.UniqueConstraint(
                fields=("consultation", "on", "amount_fen", "word"),
                name="creditor_instalment_once",
                violation_error_message="这一期已经确认过，不需要重复提交。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.on} {self.get_word_display()}"
