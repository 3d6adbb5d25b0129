"""The columns of a member unit's lists."""

from __future__ import annotations

from dataclasses import replace

from portal.lists.columns import CASE, CERTIFICATE, DUE, STATE, STEPS, WAITING
from portal.shell.components import Column

INBOX = (CASE, CERTIFICATE, STATE, replace(DUE, heading="互认期限"), WAITING, STEPS)
HISTORY = (
    CASE,
    CERTIFICATE,
    replace(STATE, heading="结果"),
    Column("反馈时间", "member/cells/answered.html"),
    Column("期限", "member/cells/kept.html"),
)
