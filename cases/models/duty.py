from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django_fsm import FSMField

from cases.effects import DUTY_ROWS
from cases.enums import DutyGround, DutyKind, DutyState
from cases.models.enforcement import EnforcementCase
from cases.parties import ElectronicService
from ledger.constraints import known


def _grounds_of_kinds() -> Q:
    allowed = Q()
    for row in DUTY_ROWS.values():
        allowed |= Q(ground=row.ground.value, kind=row.kind.value)
    return allowed


class ListDuty(models.Model):
    """What the court owes to the list by itself (应办名单操作): the ground, its day and evidence, and how it was done.

    No application is needed: the limit runs from the day on which the ground stands.
    """

    enforcement_case = models.ForeignKey(EnforcementCase, on_delete=models.PROTECT, related_name="list_duties")
    kind = models.CharField("应办操作", max_length=10, choices=DutyKind)
    ground = models.CharField("事由", max_length=20, choices=DutyGround)
    arose_on = models.DateField("事由成立之日")
    evidence = models.CharField("证据", max_length=300)
    file = models.ForeignKey("uploads.Upload", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="证据文件")
    state = FSMField("状态", max_length=10, choices=DutyState, protected=True)
    state_seq = models.PositiveIntegerField(default=0)
    # Empty where the record itself shows the ground: a term that ended.
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField("登记时间")
    performed_on = models.DateField("操作日期", null=True, blank=True)
    system_receipt = models.CharField("办案系统返回编号", max_length=80, blank=True)
    operated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    void_reason = models.CharField("撤销原因", max_length=300, blank=True)
    # Where the debtor asked for it: what it said, and what another person than who recorded that decided.
    asked_on = models.DateField("申请日期", null=True, blank=True)
    statement = models.CharField("申请的事实和理由", max_length=4000, blank=True)
    is_paper = models.BooleanField("书面提交", default=False)
    service_address = models.CharField("送达地址", max_length=200, blank=True)
    service_electronic = models.CharField("电子送达", max_length=4, choices=ElectronicService, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    reasons = models.CharField("决定理由", max_length=4000, blank=True)
    decision_number = models.CharField("决定书编号", max_length=80, blank=True)

    class Meta:
        verbose_name = "应办名单操作"
        ordering = ("-pk",)
        constraints = (
            known("kind", DutyKind, "list_duty_kind_known"),
            known("ground", DutyGround, "list_duty_ground_known"),
            known("state", DutyState, "list_duty_state_known"),
            models.CheckConstraint(condition=_grounds_of_kinds(), name="list_duty_ground_makes_kind"),
            models.CheckConstraint(condition=~Q(evidence=""), name="list_duty_has_evidence", violation_error_message="请写明证据。"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(performed_on__isnull=False, operated_by__isnull=False) & ~Q(system_receipt=""),
                name="list_duty_done_has_proof",
                violation_error_message="请填写操作日期和办案系统的返回编号。",
            ),
            models.CheckConstraint(
                condition=Q(performed_on__isnull=True) | Q(performed_on__gte=models.F("arose_on")),
                name="list_duty_done_after_ground",
                violation_error_message="操作日期不能早于事由成立之日。",
            ),
            models.CheckConstraint(
                condition=~Q(state="void") | ~Q(void_reason=""),
                name="list_duty_void_has_reason",
                violation_error_message="请写明撤销登记的原因。",
            ),
            models.CheckConstraint(
                condition=Q(asked_on__isnull=True) & ~Q(state__in=("asked", "refused")) | Q(asked_on__isnull=False) & ~Q(statement=""),
                name="list_duty_asked_says_why",
                violation_error_message="请写明名单信息哪里不对、应当怎样，以及事实和理由。",
            ),
            models.CheckConstraint(
                condition=Q(asked_on__isnull=True)
                | Q(state="asked", decided_at__isnull=True, decided_by__isnull=True)
                | ~Q(state="asked") & ~Q(reasons="") & ~Q(decision_number="") & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="list_duty_decided_with_reasons",
                violation_error_message="请写明决定的理由，企业会读到。",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("recorded_by")),
                name="list_duty_decided_by_another",
                violation_error_message="纠正申请由登记人以外的人决定。",
            ),
            known("service_electronic", ElectronicService, "list_duty_electronic_known", blank=True),
            models.CheckConstraint(
                condition=Q(asked_on__isnull=True) | ~Q(service_address=""),
                name="list_duty_asked_says_where",
                violation_error_message="请填写送达地址，决定书按这个地址送达。",
            ),
            models.CheckConstraint(
                condition=~Q(service_electronic="yes") | Q(asked_on__isnull=False, is_paper=False),
                name="list_duty_electronic_by_account",
                violation_error_message="书面提交的申请没有可以电子送达的账户，请按地址送达。",
            ),
            models.CheckConstraint(
                condition=Q(is_paper=False) | Q(file__isnull=False),
                name="list_duty_paper_has_its_scan",
                violation_error_message="登记书面申请须上传申请书的扫描件或者照片。",
            ),
            models.UniqueConstraint(
                fields=("enforcement_case",),
                condition=Q(state="asked"),
                name="list_duty_one_asked",
                violation_error_message="本案已有一份纠正申请正在审查。",
            ),
            models.UniqueConstraint(
                fields=("enforcement_case", "kind"),
                condition=Q(state="owed"),
                name="list_duty_one_open",
                violation_error_message="本案已登记同样的应办操作，还没有办理。",
            ),
        )
        indexes = (models.Index(fields=("enforcement_case",), condition=Q(state="owed"), name="list_duty_owed"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.get_ground_display()}"

    @property
    def agent_id(self) -> int | None:
        """Who asked in the portal, and so can be served there."""
        return None if self.is_paper or self.asked_on is None else self.recorded_by_id
