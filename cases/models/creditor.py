from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django_fsm import FSMField

from cases.models.case import Case
from cases.parties import AmountView, AnswerDoor, ConsultationState, CreditorAnswer, ServiceState
from deadlines.codes import ClockCode
from deadlines.enums import ClockStatus
from ledger.constraints import known
from notices.enums import DocumentKind


class CreditorConsultation(models.Model):
    """That the creditor (申请执行人) was told of an application or asked for his view, and what he answered. Silence is silence."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="consultation")
    state = FSMField("状态", max_length=10, choices=ConsultationState, protected=True)
    state_seq = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField("发函时间")
    answer = models.CharField("意见", max_length=10, choices=CreditorAnswer, blank=True)
    amount_view = models.CharField("对已履行金额", max_length=10, choices=AmountView, blank=True)
    received_fen = models.BigIntegerField("实际收到（分）", null=True, blank=True)
    words = models.CharField("理由和说明", max_length=2000, blank=True)
    signer = models.CharField("答复人", max_length=60, blank=True)
    file = models.ForeignKey("uploads.Upload", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="书面意见")
    door = models.CharField("答复方式", max_length=10, choices=AnswerDoor, blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    answered_at = models.DateTimeField("登记时间", null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "征询申请执行人意见"
        ordering = ("pk",)
        indexes = (models.Index(fields=("case",), condition=Q(state="asked"), name="consultation_awaited"),)
        constraints = (
            known("state", ConsultationState, "consultation_state_known"),
            known("answer", CreditorAnswer, "consultation_answer_known", blank=True),
            known("amount_view", AmountView, "consultation_amount_view_known", blank=True),
            known("door", AnswerDoor, "consultation_door_known", blank=True),
            models.CheckConstraint(
                condition=Q(state="answered", answered_on__isnull=False, answered_at__isnull=False)
                & ~Q(answer="")
                & ~Q(door="")
                & ~Q(signer="")
                | ~Q(state="answered") & Q(answer="", door="", amount_view="", answered_on__isnull=True, file__isnull=True),
                name="consultation_answer_is_given",
                violation_error_message="请选择意见，并写明答复人。",
            ),
            models.CheckConstraint(
                condition=~Q(answer="opposes") | ~Q(words=""),
                name="consultation_opposition_has_reasons",
                violation_error_message="反对信用修复的，请写明理由。",
            ),
            models.CheckConstraint(
                condition=Q(amount_view="contested", received_fen__gte=0) | ~Q(amount_view="contested") & Q(received_fen__isnull=True),
                name="consultation_contested_amount",
                violation_error_message="金额不符的，请填写实际收到的金额。",
            ),
            models.CheckConstraint(
                condition=~Q(door="paper") | Q(file__isnull=False, recorded_by__isnull=False),
                name="consultation_paper_is_there",
                violation_error_message="书面答复须上传其原件的扫描件。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.get_state_display()}"

    @property
    def due_on(self) -> date | None:
        """The last day of his limit, which runs from the service of the letter; None before that of the letter that counts."""
        served = Q(
            case__services__document__kind=DocumentKind.CREDITOR_LETTER,
            case__services__document__replaced_by=None,
            case__services__state=ServiceState.SERVED,
        )
        running = self.case.clocks.filter(served, code=ClockCode.CREDITOR_VIEW).exclude(status=ClockStatus.VOID)
        clock = running.order_by("-round").first()
        return None if clock is None else clock.due_on
