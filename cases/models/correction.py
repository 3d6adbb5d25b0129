from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Enterprise
from cases.enums import CorrectedRecord, CorrectionKind
from cases.models.enforcement import EnforcementCase, Listing, Measure, ProactiveNotice
from ledger.constraints import known
from procedure.texts import label_of

# The column by which a row that was entered by mistake stays and counts no more.
WITHDRAWAL: Final = "withdrawn_at"
MODEL_OF: Final[dict[CorrectedRecord, type[models.Model]]] = {
    CorrectedRecord.ENTERPRISE: Enterprise,
    CorrectedRecord.ENFORCEMENT: EnforcementCase,
    CorrectedRecord.LISTING: Listing,
    CorrectedRecord.MEASURE: Measure,
    CorrectedRecord.NOTICE: ProactiveNotice,
}


class Correction(models.Model):
    """One fact of the record that reads otherwise since: what it was, what it is, why, by which evidence. Never changed."""

    enforcement_case = models.ForeignKey(EnforcementCase, on_delete=models.PROTECT, related_name="corrections")
    kind = models.CharField("原因", max_length=12, choices=CorrectionKind)
    record = models.CharField("更正对象", max_length=12, choices=CorrectedRecord)
    object_id = models.BigIntegerField()
    field = models.CharField("更正事项", max_length=40)
    old_value = models.CharField("原登记", max_length=500, blank=True)
    new_value = models.CharField("更正为", max_length=500, blank=True)
    reason = models.CharField("更正理由", max_length=500)
    evidence = models.ForeignKey("uploads.Upload", on_delete=models.PROTECT, related_name="+", verbose_name="依据文件")
    corrected_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField("更正时间")

    class Meta:
        verbose_name = "更正"
        ordering = ("-pk",)
        constraints = (
            known("kind", CorrectionKind, "correction_kind_known"),
            known("record", CorrectedRecord, "correction_record_known"),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="correction_has_reason_and_evidence",
                violation_error_message="更正须写明理由并附依据文件。",
            ),
            models.CheckConstraint(condition=~Q(old_value=F("new_value")), name="correction_changes_something"),
            models.CheckConstraint(
                condition=Q(kind="mistake") | Q(record="enterprise"),
                name="correction_registry_changes_enterprise",
            ),
        )

    def __str__(self) -> str:
        return f"{self.label}：{self.old_value}→{self.new_value}"

    @property
    def label(self) -> str:
        """What the corrected column is called."""
        if self.field == WITHDRAWAL:
            return "登记的措施"
        return label_of(MODEL_OF[CorrectedRecord(self.record)], self.field)
