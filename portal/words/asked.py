"""What a debtor asks about its entry in the list, as items of a list; the same for its court and for itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.shell.components import DataItem
from words.dates import day

if TYPE_CHECKING:
    from cases.models import ListDuty


def asked_items(duty: ListDuty) -> list[DataItem]:
    """Empty for what the court owes without having been asked."""
    if duty.asked_on is None:
        return []
    return [
        DataItem("请求", f"{duty.get_kind_display()}名单信息：{duty.get_ground_display()}"),
        DataItem("申请日期", f"{day(duty.asked_on)}，{'书面提交，法院登记' if duty.is_paper else '网上提交'}"),
        DataItem("申请的事实和理由", duty.statement, wide=True),
        DataItem("送达地址", duty.service_address),
        *([DataItem("电子送达", duty.get_service_electronic_display())] if duty.service_electronic else []),
        *([DataItem("决定", f"{day(duty.decided_at)}，{duty.decision_number}")] if duty.decided_at else []),
        *([DataItem("决定理由", duty.reasons, wide=True)] if duty.reasons else []),
    ]
