from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class CaseImport(models.Model):
    """A list of enforcement cases that somebody brought as a file: first a plan, then what was made of it."""

    court = models.ForeignKey("departments.Department", on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField("文件名", max_length=120)
    file_sha256 = models.CharField(max_length=64)
    # The lines that were read, and in sentences what else the file holds; the file itself is not kept.
    plan = models.JSONField()
    prepared_at = models.DateTimeField("上传时间")
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField("导入时间", null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawal_reason = models.CharField("撤回原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "导入"
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="import_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawal_reason="")
                | Q(confirmed_at__isnull=False, withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawal_reason=""),
                name="import_withdrawn_with_reason",
                violation_error_message="撤回导入须写明原因，没有确认的导入不能撤回。",
            ),
        )

    def __str__(self) -> str:
        return self.file_name


class ImportedCase(models.Model):
    """One case of an import, with the notice that was prepared for its measures."""

    batch = models.ForeignKey(CaseImport, on_delete=models.PROTECT, related_name="items")
    enforcement_case = models.ForeignKey("cases.EnforcementCase", on_delete=models.PROTECT, related_name="imported")
    notice = models.OneToOneField("cases.ProactiveNotice", on_delete=models.PROTECT, related_name="imported")
    # What the import brought into being besides measures and notice.
    made_case = models.BooleanField()
    made_listing = models.BooleanField()

    class Meta:
        verbose_name = "导入的案件"
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.pk)
