from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from cases.effects import NOT_IN_TABLE
from cases.enums import CertificateStatus, CertificateType, EntryEffect, Variant
from cases.models.case import Case
from cases.models.examination import decided_of_entry
from ledger.constraints import known


class Certificate(models.Model):
    """A credit repair certificate (信用修复证明). Written once; only its status may change afterwards."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="certificates")
    type = models.CharField("类型", max_length=1, choices=CertificateType)
    variant = models.CharField("申请类型", max_length=20, choices=Variant)
    number = models.CharField("证明编号", max_length=80, unique=True)
    title = models.CharField("名称", max_length=120)
    verify_code = models.CharField("查验码", max_length=43, unique=True)
    # Whom and what it names: the record may be corrected, or the enterprise renamed, since.
    enterprise_name = models.CharField("企业名称", max_length=100)
    uscc = models.CharField("统一社会信用代码", max_length=18)
    case_number = models.CharField("执行案号", max_length=60)
    issued_on = models.DateField("出具日")
    issued_at = models.DateTimeField("用印时间")
    entry_effect = models.CharField("名单处理", max_length=20, choices=EntryEffect)
    entry_until = models.DateField("缩短后的截止日", null=True, blank=True)
    valid_until = models.DateField("有效期至", null=True, blank=True)
    conditions = models.CharField("效力条件", max_length=1000, blank=True)
    # As printed on the day: the region's file may say something else by now.
    effect = models.CharField("证明内容", max_length=500)
    scope = models.CharField("效力范围", max_length=1000)
    validity = models.CharField("有效期", max_length=120)
    scope_fields = ArrayField(models.CharField(max_length=40), verbose_name="适用事项")
    covers_all_cases = models.BooleanField("涵盖全部涉本院案件", default=False)
    legal_basis = models.CharField("依据", max_length=500)
    document = models.OneToOneField("notices.Document", on_delete=models.PROTECT, related_name="certificate")
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sealed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    status = models.CharField("效力", max_length=10, choices=CertificateStatus, default=CertificateStatus.VALID)
    status_on = models.DateField("效力变更日", null=True, blank=True)
    status_reason = models.CharField("变更原因", max_length=500, blank=True)
    replaced_by = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces")

    class Meta:
        verbose_name = "信用修复证明"
        ordering = ("-pk",)
        constraints = (
            known("variant", Variant, "certificate_variant_known"),
            models.UniqueConstraint(fields=("case", "type"), condition=Q(status="valid"), name="certificate_one_valid_per_type"),
            models.CheckConstraint(
                condition=Q(variant="not_yet_listed", type__in=("A", "D")) | Q(variant="listed", type__in=("B", "C")),
                name="certificate_type_follows_variant",
                violation_error_message="证明类型与申请类型不一致。",
            ),
            models.CheckConstraint(
                condition=Q(type__in=("A", "B"), valid_until__gt=F("issued_on")) | Q(type__in=("C", "D"), valid_until__isnull=True),
                name="certificate_term_follows_type",
                violation_error_message="附条件的证明（A、B类）须有有效期，其他类型没有。",
            ),
            known("entry_effect", EntryEffect, "certificate_entry_effect_known"),
            models.CheckConstraint(
                condition=decided_of_entry("type"),
                name="certificate_is_in_the_table",
                violation_error_message=NOT_IN_TABLE,
            ),
            models.CheckConstraint(
                condition=~Q(status="replaced") | Q(replaced_by__isnull=False),
                name="certificate_replaced_names_successor",
            ),
            models.CheckConstraint(
                condition=Q(status="valid") | Q(status_on__isnull=False) & ~Q(status_reason=""),
                name="certificate_status_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(title="")
                & ~Q(effect="")
                & ~Q(scope="")
                & ~Q(validity="")
                & ~Q(enterprise_name="")
                & ~Q(uscc="")
                & ~Q(case_number=""),
                name="certificate_has_its_words",
            ),
            models.CheckConstraint(condition=~Q(signed_by=F("sealed_by")), name="certificate_signed_and_sealed_by_two"),
            models.CheckConstraint(
                condition=Q(status__in=CertificateStatus.values) & Q(type__in=CertificateType.values),
                name="certificate_values_known",
            ),
        )

    def __str__(self) -> str:
        return self.number
