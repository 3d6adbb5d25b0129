from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.db.models import Q

GENESIS = "0" * 64
# Under this name the body holds, column by column, what rows said.
ROWS = "rows"

STATE_IS_WHOLE = (
    Q(entity__isnull=True, from_state__isnull=True, to_state__isnull=True)
    | Q(entity__isnull=False, from_state__isnull=False, to_state__isnull=False)
)  # fmt: skip


class Event(models.Model):
    """One line of a hash chain. Written by ledger.services.append_event only; the database refuses any later change."""

    id = models.BigAutoField(primary_key=True)
    stream = models.CharField("账本", max_length=80)
    seq = models.PositiveBigIntegerField("序号")
    at = models.DateTimeField("发生时间")
    recorded_at = models.DateTimeField("记录时间")
    actor = models.CharField("办理人", max_length=100)
    action = models.CharField("动作", max_length=60)
    object = models.CharField("对象", max_length=80)
    # NULL = the event records no state; an empty from_state = the object did not exist before.
    entity = models.CharField("状态对象类型", max_length=30, null=True)  # noqa: DJ001 - NULL lets the composite key pass
    from_state = models.CharField("原状态", max_length=40, null=True, blank=True)  # noqa: DJ001 - as above
    to_state = models.CharField("新状态", max_length=40, null=True)  # noqa: DJ001 - as above
    body_bytes = models.BinaryField("内容")
    body_sha = models.CharField("内容摘要", max_length=64)
    prev_hash = models.CharField("前一行摘要", max_length=64)
    hash = models.CharField("本行摘要", max_length=64)
    alg = models.CharField("摘要算法", max_length=12)

    class Meta:
        verbose_name = "账本记录"
        verbose_name_plural = verbose_name
        ordering = ("stream", "seq")
        constraints = (
            models.UniqueConstraint(fields=("stream", "seq"), name="ledger_event_seq"),
            models.UniqueConstraint(fields=("stream", "prev_hash"), name="ledger_event_no_fork"),
            models.CheckConstraint(condition=STATE_IS_WHOLE, name="ledger_event_state_is_whole"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="ledger_event_seq_from_one"),
        )
        indexes = (models.Index(fields=("object", "seq"), condition=Q(entity__isnull=False), name="ledger_event_states"),)

    def __str__(self) -> str:
        return f"{self.stream}#{self.seq} {self.action}"

    @property
    def body(self) -> dict[str, Any]:
        """What was recorded, read from the very bytes that the chain covers; what rows said then is for the verifier alone."""
        recorded: dict[str, Any] = json.loads(bytes(self.body_bytes))
        recorded.pop(ROWS, None)
        return recorded


class AllowedTransition(models.Model):
    """A row of an app's transition table, so that a foreign key can refuse every other change of state."""

    id = models.BigAutoField(primary_key=True)
    entity = models.CharField("对象类型", max_length=30)
    action = models.CharField("动作", max_length=60)
    from_state = models.CharField("原状态", max_length=40, blank=True)
    to_state = models.CharField("新状态", max_length=40)

    class Meta:
        verbose_name = "允许的状态变更"
        verbose_name_plural = verbose_name
        ordering = ("entity", "action", "from_state", "to_state")
        constraints = (models.UniqueConstraint(fields=("entity", "action", "from_state", "to_state"), name="ledger_allowed_transition"),)

    def __str__(self) -> str:
        return f"{self.entity}: {self.from_state or '∅'} → {self.to_state} ({self.action})"
