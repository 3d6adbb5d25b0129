"""A certificate as pages tell it: what it said on its day, never what the region's file says today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.shell.components import DataItem
from words.dates import day

if TYPE_CHECKING:
    from cases.models import Certificate


def certificate_items(certificate: Certificate) -> list[DataItem]:
    return [
        DataItem("出具日", day(certificate.issued_on)),
        DataItem("有效期", certificate.validity, wide=True),
        DataItem("证明内容", certificate.effect, wide=True),
        DataItem("效力范围", certificate.scope, wide=True),
        DataItem("效力条件", certificate.conditions or "无", wide=True),
    ]
