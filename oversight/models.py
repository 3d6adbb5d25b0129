from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django_fsm import FSMField

from deadlines.models import Clock
from departments.models import Department, Region
from ledger.constraints import known
from oversight.enums import ComplaintState, OrderKind, OrderState
from oversight.states import OPEN_STATES


class Order(models.Model):
    """The office urges a unit that is late, or oversees it: a numbered paper that owes an answer within a limit."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="orders", verbose_name="所催期限")
    # Repeat the clock's, for lists.
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name="地区", db_index=False)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="orders", verbose_name="责任单位", db_index=False)
    kind = models.CharField("种类", max_length=10, choices=OrderKind)
    state = FSMField("状态", max_length=12, choices=OrderState, protected=True)
    state_seq = models.PositiveIntegerField(default=0)
    number = models.CharField("编号", max_length=80, blank=True)
    demand = models.CharField("办理要求", max_length=1000)
    issued_at = models.DateTimeField("发出时间")
    # Nobody where the ladder issued it.
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.CharField("答复", max_length=2000, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ruling = models.CharField("办公室意见", max_length=1000, blank=True)
    ruled_at = models.DateTimeField("审核时间", null=True, blank=True)
    ruled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "催办、督办"
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=("region", "-id"), condition=Q(state__in=OPEN_STATES), name="order_open_in_region"),
            models.Index(fields=("department", "-id"), name="order_of_department"),
            models.Index(fields=("region", "state", "-id"), name="order_in_region"),
        )
        constraints = (
            known("kind", OrderKind, "order_kind_known"),
            models.CheckConstraint(condition=Q(state__in=OrderState.values), name="order_state_known"),
            models.UniqueConstraint(
                fields=("clock", "kind"),
                condition=Q(state__in=OPEN_STATES),
                name="order_open_once",
                violation_error_message="对这一期限已经发出同类的催办、督办，还没有了结。",
            ),
            models.UniqueConstraint(fields=("number",), condition=~Q(number=""), name="order_number_once"),
            models.CheckConstraint(
                condition=~Q(state__in=("answered", "returned", "accepted"))
                | ~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False),
                name="order_answered_has_answer",
                violation_error_message="请写明办理情况。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("returned", "withdrawn")) | ~Q(ruling=""),
                name="order_returned_has_reason",
                violation_error_message="退回或者撤回的，应当写明理由。",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(ruled_by__isnull=False) & ~Q(ruled_by=F("answered_by")),
                name="order_two_people",
                violation_error_message="答复与审核必须是两个人。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{self.number}"


class Complaint(models.Model):
    """An enterprise says that a unit is late in its case; the office owes it a reply."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="complaints", verbose_name="所反映的期限")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name="地区", db_index=False)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+", verbose_name="被反映的单位")
    state = FSMField("状态", max_length=12, choices=ComplaintState, protected=True)
    state_seq = models.PositiveIntegerField(default=0)
    words = models.CharField("反映的情况", max_length=1000)
    filed_at = models.DateTimeField("反映时间")
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reply = models.CharField("答复", max_length=2000, blank=True)
    replied_at = models.DateTimeField("答复时间", null=True, blank=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "企业反映"
        ordering = ("-pk",)
        indexes = (models.Index(fields=("region", "state", "-id"), name="complaint_in_region"),)
        constraints = (
            models.CheckConstraint(condition=Q(state__in=ComplaintState.values), name="complaint_state_known"),
            models.UniqueConstraint(
                fields=("clock",),
                condition=Q(state="filed"),
                name="complaint_open_once",
                violation_error_message="这一情况已经反映过，办公室还没有答复。",
            ),
            models.CheckConstraint(
                condition=~Q(state="replied") | ~Q(reply="") & Q(replied_at__isnull=False, replied_by__isnull=False),
                name="complaint_replied_has_reply",
                violation_error_message="请写明答复。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.department} {self.get_state_display()}"
