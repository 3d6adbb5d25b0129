from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from ledger.constraints import known
from uploads.enums import UploadState


class Upload(models.Model):
    """A file as it was sent, and the verdict on it. `finding` says why it was refused, or what the check still waits for.

    The original is kept bit by bit under its digest. Where it holds more than pages, readers get a copy without that.
    """

    # How often it was looked at.
    NOT_HELD: ClassVar[frozenset[str]] = frozenset({"attempts", "retry_at"})

    original_name = models.CharField("文件名", max_length=120)
    stored_name = models.CharField(max_length=80, unique=True)
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField("字节数")
    sha256 = models.CharField("校验值", max_length=64)
    stored_at = models.DateTimeField("上传时间")
    # Empty for who has no account: a creditor with his link.
    stored_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField("检查", max_length=10, choices=UploadState, default=UploadState.CHECKING)
    finding = models.CharField("检查结果", max_length=500, blank=True)
    judged_at = models.DateTimeField("检查时间", null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    retry_at = models.DateTimeField(null=True, blank=True)
    copy_name = models.CharField(max_length=80, blank=True)
    copy_sha256 = models.CharField(max_length=64, blank=True)
    left_out = models.CharField("查看时略去", max_length=200, blank=True)

    class Meta:
        verbose_name = "上传的文件"
        ordering = ("pk",)
        indexes = (
            models.Index(fields=("id",), condition=Q(state=UploadState.CHECKING), name="upload_queue"),
            models.Index(fields=("stored_by", "stored_at"), name="upload_of_person"),
        )
        constraints = (
            known("state", UploadState, "upload_state_known"),
            models.CheckConstraint(condition=Q(size__gt=0, size__lte=settings.UPLOAD_FILE_MAX_BYTES), name="upload_size_capped"),
            models.CheckConstraint(
                condition=Q(state="checking", judged_at__isnull=True) | ~Q(state="checking") & Q(judged_at__isnull=False),
                name="upload_judged_has_time",
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(finding=""), name="upload_refused_says_why"),
            models.CheckConstraint(
                condition=Q(copy_name="", copy_sha256="", left_out="")
                | Q(state="usable") & ~Q(copy_name="") & ~Q(copy_sha256="") & ~Q(left_out=""),
                name="upload_copy_is_whole",
            ),
        )

    def __str__(self) -> str:
        return self.original_name

    @property
    def is_usable(self) -> bool:
        return self.state == UploadState.USABLE

    @property
    def is_being_checked(self) -> bool:
        return self.state == UploadState.CHECKING
