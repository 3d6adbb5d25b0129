"""The columns of the lists of orders and complaints."""

from __future__ import annotations

from dataclasses import replace

from portal.lists.columns import DUE, STATE, STEPS
from portal.shell.components import Column

ORDERS = (
    Column("编号", "orders/cells/number.html"),
    Column("责任单位", text="subject.department.short_name"),
    Column("所催事项", "orders/cells/matter.html"),
    STATE,
    replace(DUE, heading="答复期限"),
    Column("发出", "cells/day.html", text="subject.issued_at"),
    STEPS,
)
COMPLAINTS = (
    Column("企业反映", "orders/cells/complaint.html"),
    Column("被反映的单位", text="subject.department.short_name"),
    Column("超期事项", "orders/cells/matter.html"),
    STATE,
    replace(DUE, heading="答复期限"),
    Column("反映时间", "cells/day.html", text="subject.filed_at"),
    STEPS,
)
NEW = (
    Column("责任单位", text="clock.obligor.name"),
    Column("所催事项", "orders/cells/late.html"),
    Column("已经采取的措施", text="done", empty="还没有"),
)
