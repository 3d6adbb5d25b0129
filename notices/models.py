from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from notices.enums import Audience, DocumentKind, DocumentState


class NumberSeries(models.Model):
    """The numbering of one kind of paper in one region and year: a locked counter, so numbers have no gaps."""

    region = models.ForeignKey("departments.Region", on_delete=models.PROTECT, related_name="number_series")
    kind = models.CharField("文书", max_length=30)
    year = models.PositiveSmallIntegerField("年度")
    last = models.PositiveIntegerField("已用到", default=0)

    class Meta:
        verbose_name = "文书编号"
        ordering = ("region_id", "kind", "year")
        constraints = (models.UniqueConstraint(fields=("region", "kind", "year"), name="number_series_once_a_year"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last}"


class NumberPattern(models.Model):
    """How a region writes the numbers of one kind of paper, for example ``某法执修〔{year}〕证{n}号``."""

    region = models.ForeignKey("departments.Region", on_delete=models.PROTECT, related_name="number_patterns")
    kind = models.CharField("文书", max_length=30)
    pattern = models.CharField("格式", max_length=80)

    class Meta:
        verbose_name = "文书编号格式"
        ordering = ("region_id", "kind")
        constraints = (
            models.UniqueConstraint(fields=("region", "kind"), name="number_pattern_once"),
            models.CheckConstraint(
                condition=Q(pattern__contains="{year}") & Q(pattern__contains="{n}"),
                name="number_pattern_has_places",
                violation_error_message="编号格式必须含有 {year} 和 {n}。",
            ),
        )

    def __str__(self) -> str:
        return self.pattern


class Document(models.Model):
    """A paper: the frozen snapshot it is made from, and the PDF once the worker has made it, exactly once."""

    # How far the worker has come; the file itself is on record once it is made.
    NOT_HELD: ClassVar[frozenset[str]] = frozenset({"state", "failure", "attempts", "failures", "lease_until", "lease_token"})

    kind = models.CharField("文书", max_length=6, choices=DocumentKind)
    title = models.CharField("标题", max_length=120)
    number = models.CharField("文书编号", max_length=80, blank=True)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, null=True, blank=True, related_name="documents")
    notice = models.ForeignKey("cases.ProactiveNotice", on_delete=models.PROTECT, null=True, blank=True, related_name="documents")
    application = models.ForeignKey("cases.Application", on_delete=models.PROTECT, null=True, blank=True, related_name="documents")
    duty = models.ForeignKey("cases.ListDuty", on_delete=models.PROTECT, null=True, blank=True, related_name="documents")
    assessment = models.ForeignKey("assessment.Assessment", on_delete=models.PROTECT, null=True, blank=True, related_name="documents")
    department = models.ForeignKey("departments.Department", on_delete=models.PROTECT, null=True, blank=True, related_name="documents")
    # A paper with something wrong in it stays as it is; the one made in its place names it.
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    audience = models.CharField("可见范围", max_length=12, choices=Audience)
    template_version = models.CharField("模板版本", max_length=20)
    snapshot = models.BinaryField("快照")
    snapshot_sha256 = models.CharField(max_length=64)
    state = models.CharField("状态", max_length=12, choices=DocumentState, default=DocumentState.PENDING)
    file_name = models.CharField("存放名", max_length=80, blank=True)
    pdf_sha256 = models.CharField("PDF校验值", max_length=64, blank=True)
    size = models.PositiveIntegerField("字节数", default=0)
    page_count = models.PositiveSmallIntegerField("页数", default=0)
    fonts = models.JSONField("所用字体", default=list)
    failure = models.CharField("失败原因", max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField("制作次数", default=0)
    # Of the paper itself; what the machine was short of is not its fault.
    failures = models.PositiveSmallIntegerField("失败次数", default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField("形成时间")
    created_by = models.CharField("经办", max_length=100)
    rendered_at = models.DateTimeField("生成时间", null=True, blank=True)

    class Meta:
        verbose_name = "文书"
        ordering = ("pk",)
        indexes = (
            models.Index(fields=("id",), condition=Q(state=DocumentState.PENDING), name="document_queue"),
            models.Index(fields=("case", "id"), name="document_of_case"),
            models.Index(fields=("id",), condition=Q(state__in=("refused", "needs_human")), name="document_not_made"),
        )
        constraints = (
            models.UniqueConstraint(fields=("number",), condition=~Q(number=""), name="document_number_once"),
            models.CheckConstraint(
                condition=~Q(state="ready") | ~Q(file_name="") & ~Q(pdf_sha256="") & Q(rendered_at__isnull=False, page_count__gte=1),
                name="document_ready_has_pdf",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("refused", "needs_human")) | ~Q(failure=""),
                name="document_failure_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=False)
                | Q(notice__isnull=False)
                | Q(application__isnull=False)
                | Q(duty__isnull=False)
                | Q(department__isnull=False)
                | Q(assessment__isnull=False),
                name="document_belongs_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=DocumentKind.values) & Q(state__in=DocumentState.values) & Q(audience__in=Audience.values),
                name="document_values_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} {self.number}".strip()


class Damage(models.Model):
    """That a finished file was lost or altered, and what was made in its place: the same bytes, or others that are on record.

    The paper's own row never changes; a replacement with another digest has its file here.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="damages")
    found_sha256 = models.CharField("所见校验值", max_length=64, blank=True)
    noticed_at = models.DateTimeField("发现时间")
    attempts = models.PositiveSmallIntegerField("制作次数", default=0)
    failure = models.CharField("失败原因", max_length=500, blank=True)
    mended_at = models.DateTimeField("重新制成时间", null=True, blank=True)
    file_name = models.CharField("存放名", max_length=80, blank=True)
    pdf_sha256 = models.CharField("PDF校验值", max_length=64, blank=True)
    template_version = models.CharField("模板版本", max_length=20, blank=True)

    class Meta:
        verbose_name = "文书文件受损"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("document",), condition=Q(mended_at__isnull=True), name="damage_open_once"),
            models.CheckConstraint(
                condition=Q(mended_at__isnull=True) | ~Q(file_name="") & ~Q(pdf_sha256="") & ~Q(template_version=""),
                name="damage_mended_has_file",
            ),
        )

    def __str__(self) -> str:
        return f"{self.document_id} {self.noticed_at}"
