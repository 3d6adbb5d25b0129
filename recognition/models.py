from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django_fsm import FSMField

from cases.models import Case, Certificate
from departments.enums import Channel
from departments.models import Department
from ledger.constraints import known
from recognition.enums import DeliveryState, Leg, PushedFact, RecognitionResult, RecognitionState
from recognition.states import CONSULTED_STATES, SETTLED_STATES, WAITING_STATES


class Delivery(models.Model):
    """One push of one certificate to one department: the frozen bytes and the receipt."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="deliveries")
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="deliveries")
    leg = models.CharField("环节", max_length=20, choices=Leg)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="deliveries")
    round = models.PositiveSmallIntegerField("轮次", default=1)
    channel = models.CharField("渠道", max_length=10, choices=Channel, default=Channel.PLATFORM)
    payload = models.BinaryField("推送内容")
    payload_sha256 = models.CharField(max_length=64)
    state = models.CharField("状态", max_length=12, choices=DeliveryState, default=DeliveryState.SENT)
    sent_at = models.DateTimeField("推送时间")
    received_at = models.DateTimeField("签收时间", null=True, blank=True)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    receipt_number = models.CharField("回执编号", max_length=60, blank=True)
    returned_at = models.DateTimeField("退回时间", null=True, blank=True)
    return_reason = models.CharField("退回原因", max_length=1000, blank=True)
    wrong_facts = ArrayField(models.CharField(max_length=20, choices=PushedFact), verbose_name="有误的事项", default=list, blank=True)

    class Meta:
        verbose_name = "推送"
        ordering = ("pk",)
        constraints = (
            known("channel", Channel, "delivery_channel_known"),
            models.UniqueConstraint(fields=("certificate", "leg", "department", "round"), name="delivery_once_per_round"),
            models.UniqueConstraint(fields=("receipt_number",), condition=~Q(receipt_number=""), name="delivery_receipt_number"),
            models.CheckConstraint(
                condition=~Q(state="received") | Q(received_at__isnull=False, received_by__isnull=False) & ~Q(receipt_number=""),
                name="delivery_received_has_receipt",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | Q(returned_at__isnull=False, wrong_facts__len__gte=1) & ~Q(return_reason=""),
                name="delivery_returned_has_reason",
                violation_error_message="退回必须勾选有误的事项，并写明数据缺陷。",
            ),
            models.CheckConstraint(condition=Q(wrong_facts__contained_by=PushedFact.values), name="delivery_wrong_facts_known"),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True) | Q(received_at__gte=F("sent_at")),
                name="delivery_received_after_sent",
            ),
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values) & Q(leg__in=Leg.values),
                name="delivery_values_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_leg_display()} {self.department}"


class RecognitionQuerySet(models.QuerySet["Recognition"]):
    """Answers by how far they have come."""

    def not_recognized(self) -> Self:
        return self.exclude(state=RecognitionState.RECOGNIZED)

    def unsettled(self) -> Self:
        return self.exclude(state__in=SETTLED_STATES)


class Recognition(models.Model):
    """A member unit's answer to one certificate."""

    # Moved by the database.
    NOT_HELD: ClassVar[frozenset[str]] = frozenset(
        {
            "due_on",
            "due_unit",
            "due_provisional",
            "due_status",
            "consultation_due_on",
            "consultation_due_unit",
            "consultation_due_provisional",
        }
    )

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="recognitions")
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="recognitions")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="recognitions")
    delivery = models.OneToOneField(Delivery, on_delete=models.PROTECT, related_name="recognition")
    # A later certificate in place of the one that the unit signed for, or the notice that it was revoked; waits while the
    # unit has not signed for it too.
    replacement = models.OneToOneField(Delivery, on_delete=models.PROTECT, null=True, blank=True, related_name="replacement_of")
    replacement_waits = models.BooleanField("替代证明或者撤销通知待签收", default=False)
    state = FSMField("状态", max_length=20, choices=RecognitionState, protected=True)
    state_seq = models.PositiveIntegerField(default=0)
    result = models.CharField("反馈结果", max_length=12, choices=RecognitionResult, blank=True)
    no_related_restriction = models.BooleanField("本单位无关联限制", default=False)
    measures_lifted = models.CharField("已解除或调整的事项", max_length=2000, blank=True)
    items_refused = models.CharField("未认可的事项", max_length=2000, blank=True)
    legal_basis = models.CharField("法律依据", max_length=500, blank=True)
    reason = models.CharField("理由", max_length=2000, blank=True)
    guidance = models.CharField("给企业的办理指引", max_length=2000, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    received_at = models.DateTimeField("签收时间", null=True, blank=True)
    answered_at = models.DateTimeField("反馈时间", null=True, blank=True)
    consultation_note = models.CharField("会商意见", max_length=2000, blank=True)
    # A consultation about the answer is convened and neither concluded nor called off.
    in_meeting = models.BooleanField("会商会议进行中", default=False)
    consulted_at = models.DateTimeField("会商办结时间", null=True, blank=True)
    # The unit's latest limit for its answer, running or not, and the running one of the consultation about it. The database
    # keeps both in step with the clocks and takes nothing that a program writes here.
    due_on = models.DateField("反馈届满日", null=True, blank=True, editable=False)
    due_unit = models.CharField("反馈期限单位", max_length=5, blank=True, editable=False)
    due_provisional = models.BooleanField("反馈届满日暂定", default=False, editable=False)
    due_status = models.CharField("反馈期限状态", max_length=8, blank=True, editable=False)
    consultation_due_on = models.DateField("会商届满日", null=True, blank=True, editable=False)
    consultation_due_unit = models.CharField("会商期限单位", max_length=5, blank=True, editable=False)
    consultation_due_provisional = models.BooleanField("会商届满日暂定", default=False, editable=False)

    objects = RecognitionQuerySet.as_manager()

    class Meta:
        verbose_name = "互认"
        ordering = ("department__position", "pk")
        indexes = (
            models.Index(
                fields=("department", "due_on", "id"),
                include=("state", "proposed_by"),
                condition=Q(state__in=WAITING_STATES),
                name="recognition_waiting",
            ),
            models.Index(fields=("department", "due_on", "id"), condition=Q(replacement_waits=True), name="recognition_to_replace"),
            models.Index(fields=("department", "-answered_at", "-id"), condition=~Q(state__in=WAITING_STATES), name="recognition_answered"),
            models.Index(
                fields=("department", "state", "-answered_at", "-id"),
                condition=~Q(state__in=WAITING_STATES),
                name="recognition_answered_by_state",
            ),
            models.Index(fields=("consultation_due_on", "id"), condition=Q(state__in=CONSULTED_STATES), name="recognition_consulted"),
        )
        constraints = (
            known("result", RecognitionResult, "recognition_result_known", blank=True),
            models.UniqueConstraint(fields=("certificate", "department"), name="recognition_once_per_unit"),
            models.CheckConstraint(condition=Q(state__in=RecognitionState.values), name="recognition_state_known"),
            models.CheckConstraint(
                condition=Q(replacement_waits=False) | Q(replacement__isnull=False), name="recognition_waits_for_a_replacement"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("awaiting_receipt", "ended")) | Q(received_at__isnull=False),
                name="recognition_received_before_answer",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("received_at")),
                name="recognition_answer_after_receipt",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("awaiting_receipt", "received", "proposed", "ended"))
                | Q(approved_by__isnull=False, proposed_by__isnull=False, answered_at__isnull=False) & ~Q(result=""),
                name="recognition_answer_approved",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                name="recognition_two_people",
                violation_error_message="提出与审核必须是两个人。",
            ),
            models.CheckConstraint(
                condition=~Q(result__in=("partial", "refused")) | ~Q(legal_basis="") & ~Q(reason="") & ~Q(guidance=""),
                name="recognition_refusal_has_grounds",
                violation_error_message="部分认可或不予认可须写明法律依据、理由和给企业的办理指引。",
            ),
            models.CheckConstraint(
                condition=~Q(result="partial") | ~Q(items_refused=""),
                name="recognition_partial_names_items",
                violation_error_message="部分认可的，请写明哪些事项未认可。",
            ),
            models.CheckConstraint(
                condition=~Q(result="recognized") | Q(no_related_restriction=True) | ~Q(measures_lifted=""),
                name="recognition_names_effect",
                violation_error_message="请写明已解除或调整的事项，或者勾选“本单位没有因本案对该企业采取过限制”。",
            ),
            models.CheckConstraint(
                condition=Q(in_meeting=False) | Q(state__in=("consultation", "escalated", "ended")), name="recognition_meets_to_consult"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("refused_upheld", "escalated")) | ~Q(consultation_note="") & Q(consulted_at__isnull=False),
                name="recognition_consulted_has_note",
            ),
        )

    def __str__(self) -> str:
        return f"{self.department} {self.get_state_display()}"

    @property
    def is_changed_by_consultation(self) -> bool:
        """What the unit had answered is history: it recognises after all."""
        return self.state == RecognitionState.RECOGNIZED and self.result not in ("", RecognitionResult.RECOGNIZED)

    @property
    def outcome(self) -> str:
        """The answer that counts, in words: after a consultation that which came of it."""
        if self.consulted_at is None:
            return str(self.get_result_display())
        words = str(RecognitionResult.RECOGNIZED.label) if self.state == RecognitionState.RECOGNIZED else str(self.get_result_display())
        return f"{words}（{self.get_state_display()}）" if self.state != RecognitionState.RECOGNIZED else f"{words}（经会商）"
