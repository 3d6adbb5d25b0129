from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django_fsm import FSMField

from cases.enums import CaseState, ListOperationKind, Replacement, Variant
from cases.models.application import Application
from cases.models.enforcement import EnforcementCase
from cases.outcomes import DeclineReason, Hold, ObjectionStage, RejectionReason, RevocationStage
from cases.states import (
    ASSIGNED_STATES,
    BUREAU_SEES,
    CERTIFIED_STATES,
    DECIDED_STATES,
    DECLINED_STATES,
    ENDED_STATES,
    EXAMINED_STATES,
    REVIEWED_STATES,
)
from ledger.constraints import known


class Case(models.Model):
    """One application about one enforcement case before one deciding court: the subject of the whole chain."""

    # Moved by units' steps and by the database.
    NOT_HELD: ClassVar[frozenset[str]] = frozenset(
        {"changed_at", "due_on", "due_unit", "due_provisional", "list_due_on", "list_due_unit", "list_due_provisional"}
    )

    number = models.CharField("修复案号", max_length=80, unique=True)
    region = models.ForeignKey("departments.Region", on_delete=models.PROTECT, related_name="cases", db_index=False)
    court = models.ForeignKey("departments.Department", on_delete=models.PROTECT, related_name="court_cases", db_index=False)
    bureau = models.ForeignKey("departments.Department", on_delete=models.PROTECT, related_name="bureau_cases")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="cases")
    enforcement_case = models.ForeignKey(EnforcementCase, on_delete=models.PROTECT, related_name="cases")
    enterprise = models.ForeignKey("accounts.Enterprise", on_delete=models.PROTECT, related_name="cases", db_index=False)
    variant = models.CharField("申请类型", max_length=20, choices=Variant)
    state = FSMField("状态", max_length=20, choices=CaseState, protected=True)
    state_seq = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField("提交时间")
    changed_at = models.DateTimeField("最近办理时间")
    supplement_rounds = models.PositiveSmallIntegerField("补正次数", default=0)
    acceptance_officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    handler = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="handled_cases")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    distribution_proposer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    distribution_approver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decline_reason = models.CharField("不予受理事由", max_length=20, choices=DeclineReason, blank=True)
    decline_note = models.CharField("不予受理说明", max_length=2000, blank=True)
    decline_channel = models.CharField("正确渠道", max_length=500, blank=True)
    decision = models.OneToOneField("cases.Decision", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    certificate = models.ForeignKey("cases.Certificate", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    return_note = models.CharField("退回意见", max_length=2000, blank=True)
    # The applicant reported one as lost, so the court has to ask the body that issued it.
    has_lost_material = models.BooleanField("有遗失材料", default=False)
    # What the list operator found not to fit the decision; empty once the handling judge has answered.
    list_difference = models.CharField("名单操作不符之处", max_length=500, blank=True)
    # How far the last written objection against a rejection has come.
    objection = models.CharField("书面异议", max_length=10, choices=ObjectionStage, blank=True)
    # Why the limit of the examination does not run; empty while it does.
    hold = models.CharField("审查计时", max_length=10, choices=Hold, blank=True)
    # Who asked for more time for the examination; empty once it is decided.
    extension_proposer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    revocation = models.CharField("撤销信用修复", max_length=10, choices=RevocationStage, blank=True)
    replacement = models.CharField("证明更正", max_length=10, choices=Replacement, blank=True)
    # Who ordered that the certificate be replaced; who signed for the replacement at the bureau.
    replacement_signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    replacement_receiver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The earliest running duty, and the running limit of the list operation. The database keeps both in step with the
    # clocks and takes nothing that a program writes here, so an instance that was read earlier may be saved all the same.
    due_on = models.DateField("届满日", null=True, blank=True, editable=False)
    due_unit = models.CharField("期限单位", max_length=5, blank=True, editable=False)
    due_provisional = models.BooleanField("届满日暂定", default=False, editable=False)
    list_due_on = models.DateField("名单操作届满日", null=True, blank=True, editable=False)
    list_due_unit = models.CharField("名单操作期限单位", max_length=5, blank=True, editable=False)
    list_due_provisional = models.BooleanField("名单操作届满日暂定", default=False, editable=False)

    class Meta:
        verbose_name = "信用修复案件"
        ordering = ("-opened_at", "-pk")
        indexes = (
            # In the order of each list, alone and for one state; the sort of a million rows is what a page waits for.
            models.Index(fields=("court", "due_on", "-opened_at", "id"), name="case_of_court"),
            models.Index(fields=("court", "state", "due_on", "-opened_at", "id"), name="case_of_court_by_state"),
            models.Index(
                fields=("court", "due_on", "id"),
                include=("state", "acceptance_officer", "handler", "reviewer", "signer"),
                condition=~Q(state__in=ENDED_STATES),
                name="case_of_court_open",
            ),
            models.Index(fields=("court", "list_due_on"), condition=Q(list_due_on__isnull=False), name="case_of_court_to_list"),
            models.Index(fields=("court", "list_due_on", "-id"), condition=Q(certificate__isnull=False), name="case_of_court_certified"),
            models.Index(
                fields=("bureau", "due_on", "-id"),
                include=("state", "distribution_proposer"),
                condition=Q(state__in=BUREAU_SEES),
                name="case_of_bureau",
            ),
            models.Index(fields=("bureau", "state", "due_on", "-id"), condition=Q(state__in=BUREAU_SEES), name="case_of_bureau_by_state"),
            models.Index(fields=("region", "due_on", "-id"), name="case_of_region"),
            models.Index(fields=("region", "state", "due_on", "-id"), name="case_of_region_by_state"),
            models.Index(fields=("region", "state", "due_on", "-changed_at", "id"), name="case_of_board"),
            models.Index(fields=("enterprise", "-opened_at", "-id"), name="case_of_enterprise"),
            models.Index(fields=("id",), condition=Q(state=CaseState.CERTIFIED), name="case_to_push"),
            models.Index(fields=("court", "due_on", "id"), condition=Q(objection="open"), name="case_objected_to"),
            models.Index(fields=("court", "due_on", "id"), condition=Q(extension_proposer__isnull=False), name="case_to_extend"),
            models.Index(fields=("revocation", "court", "bureau", "id"), condition=~Q(revocation=""), name="case_being_revoked"),
            models.Index(fields=("replacement", "court", "bureau", "id"), condition=~Q(replacement=""), name="case_being_replaced"),
        )
        constraints = (
            known("decline_reason", DeclineReason, "case_decline_reason_known", blank=True),
            known("objection", ObjectionStage, "case_objection_known", blank=True),
            known("hold", Hold, "case_hold_known", blank=True),
            models.CheckConstraint(
                condition=Q(hold="", extension_proposer__isnull=True) | Q(state__in=[state.value for state in EXAMINED_STATES]),
                name="case_held_is_examined",
                violation_error_message="只有正在审查的案件可以中止、扣除期间或者延长。",
            ),
            known("revocation", RevocationStage, "case_revocation_known", blank=True),
            models.CheckConstraint(condition=Q(revocation="") | Q(certificate__isnull=False), name="case_revocation_of_a_certificate"),
            models.CheckConstraint(
                condition=~Q(revocation__in=("decided", "pushed", "received")) | Q(state="revoked"), name="case_revocation_follows_decision"
            ),
            known("replacement", Replacement, "case_replacement_known", blank=True),
            models.CheckConstraint(condition=~Q(objection="open") | Q(state="rejected"), name="case_objected_to_is_rejected"),
            models.CheckConstraint(condition=Q(replacement="") | Q(certificate__isnull=False), name="case_replacement_of_a_certificate"),
            models.CheckConstraint(
                condition=Q(replacement__in=("", "called")) | Q(replacement_signer__isnull=False), name="case_replacement_is_signed"
            ),
            models.UniqueConstraint(
                fields=("enforcement_case",),
                condition=~Q(state__in=[state.value for state in ENDED_STATES]),
                name="case_one_open_per_enforcement_case",
                violation_error_message="该执行案件已有正在办理的信用修复申请，请在原申请中查看进度。",
            ),
            models.CheckConstraint(
                condition=(
                    (Q(handler__isnull=True) | Q(reviewer__isnull=True) | ~Q(handler=F("reviewer")))
                    & (Q(handler__isnull=True) | Q(signer__isnull=True) | ~Q(handler=F("signer")))
                    & (Q(reviewer__isnull=True) | Q(signer__isnull=True) | ~Q(reviewer=F("signer")))
                ),
                name="case_three_people",
                violation_error_message="承办、复核、签发必须是三个不同的人。",
            ),
            models.CheckConstraint(
                condition=Q(distribution_approver__isnull=True) | ~Q(distribution_approver=F("distribution_proposer")),
                name="case_distribution_two_people",
                violation_error_message="转推的经办与审核必须是两个人。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[state.value for state in ASSIGNED_STATES]) | Q(handler__isnull=False),
                name="case_assigned_has_handler",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[state.value for state in REVIEWED_STATES]) | Q(reviewer__isnull=False),
                name="case_signed_after_review",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[state.value for state in DECIDED_STATES]) | Q(decision__isnull=False, signer__isnull=False),
                name="case_decided_has_decision",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[state.value for state in CERTIFIED_STATES]) | Q(certificate__isnull=False, signer__isnull=False),
                name="case_certified_has_certificate",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[state.value for state in DECLINED_STATES])
                | ~Q(decline_reason="") & ~Q(decline_note="") & ~Q(decline_channel=""),
                name="case_declined_names_channel",
                violation_error_message="不予受理须写明事由、说明和企业可走的正确渠道。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=CaseState.values) & Q(variant__in=Variant.values),
                name="case_values_known",
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def latest_supplement(self) -> SupplementRequest | None:
        """What was asked for last; asked for each time, since a step may ask for more."""
        return self.supplements.order_by("-round").first()


class SupplementRequest(models.Model):
    """The one and complete list of what is missing (一次性告知)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="supplements")
    round = models.PositiveSmallIntegerField("轮次")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField("告知时间")
    # From the day on which the notice was served; until then there is none.
    due_on = models.DateField("补正期限", null=True, blank=True)
    answered_at = models.DateTimeField("补正时间", null=True, blank=True)

    class Meta:
        verbose_name = "补正通知"
        ordering = ("case_id", "round")
        constraints = (models.UniqueConstraint(fields=("case", "round"), name="supplement_once_per_round"),)

    def __str__(self) -> str:
        return f"{self.case_id} 第{self.round}次补正"


class SupplementItem(models.Model):
    """One thing to hand in: what, why, and how to get it."""

    request = models.ForeignKey(SupplementRequest, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    what = models.CharField("需要补充什么", max_length=200)
    why = models.CharField("为什么需要", max_length=500)
    how = models.CharField("怎样取得", max_length=500)
    answer = models.CharField("企业说明", max_length=2000, blank=True)

    class Meta:
        verbose_name = "补正事项"
        ordering = ("request_id", "position")
        constraints = (
            models.UniqueConstraint(fields=("request", "position"), name="supplement_item_position"),
            models.CheckConstraint(
                condition=~Q(what="") & ~Q(why="") & ~Q(how=""),
                name="supplement_item_complete",
                violation_error_message="每一项都要写明需要什么、为什么需要、怎样取得。",
            ),
        )

    def __str__(self) -> str:
        return self.what


class Decision(models.Model):
    """The signed decision on a case; a rejection without reasons, guidance, remedy and date cannot be stored."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    number = models.CharField("决定书编号", max_length=80, unique=True)
    is_approval = models.BooleanField("准予")
    reason_codes = ArrayField(models.CharField(max_length=30, choices=RejectionReason), verbose_name="不予修复事由", default=list)
    # One a code, in the same order.
    reason_texts = ArrayField(models.CharField(max_length=500), verbose_name="各项事由的理由", default=list)
    reason_text = models.CharField("理由", max_length=6000)
    legal_basis = models.CharField("依据", max_length=500)
    guidance = models.CharField("修复指引", max_length=2000, blank=True)
    remedy = models.CharField("救济途径", max_length=1000, blank=True)
    reapply_on = models.DateField("最早可再次申请", null=True, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField("签发时间")

    class Meta:
        verbose_name = "决定"
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(is_approval=True)
                | Q(reason_codes__len__gte=1, reapply_on__isnull=False) & ~Q(reason_text="") & ~Q(guidance="") & ~Q(remedy=""),
                name="decision_rejection_is_complete",
                violation_error_message="不予修复须写明事由、理由、修复指引、救济途径和最早可再次申请的日期。",
            ),
            models.CheckConstraint(
                condition=Q(is_approval=True) | Q(reason_texts__len=F("reason_codes__len")),
                name="decision_reasons_have_texts",
                violation_error_message="每一项不予修复事由都要写明理由。",
            ),
            models.CheckConstraint(condition=Q(reason_codes__contained_by=RejectionReason.values), name="decision_reasons_known"),
        )

    def __str__(self) -> str:
        return self.number


class ListOperation(models.Model):
    """What the operator did in the court's own enforcement system; the portal records, it never pretends to do."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="list_operations")
    kind = models.CharField("操作", max_length=12, choices=ListOperationKind)
    performed_on = models.DateField("操作日期")
    system_receipt = models.CharField("办案系统返回编号", max_length=80)
    ends_on = models.DateField("操作载明的截止日", null=True, blank=True)
    note = models.CharField("说明", max_length=500, blank=True)
    operated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "名单操作"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("case", "kind"), name="list_operation_once"),
            models.CheckConstraint(
                condition=Q(kind="delete", ends_on__isnull=True) | ~Q(kind="delete") & Q(ends_on__isnull=False),
                name="list_operation_has_its_end",
                violation_error_message="删除没有截止日，其他操作须填写在办案系统中设定的截止日。",
            ),
            models.CheckConstraint(condition=~Q(system_receipt=""), name="list_operation_has_receipt"),
            models.CheckConstraint(condition=Q(kind__in=ListOperationKind.values), name="list_operation_kind_known"),
        )

    def __str__(self) -> str:
        return self.get_kind_display()
