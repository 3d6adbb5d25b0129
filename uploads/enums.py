from __future__ import annotations

from django.db.models import TextChoices


class UploadState(TextChoices):
    """Nobody but its sender hears of a file before it is judged, and nobody at all reads one that was refused."""

    CHECKING = "checking", "检查中"
    USABLE = "usable", "可用"
    REFUSED = "refused", "未通过"
