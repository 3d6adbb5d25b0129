"""The columns of the tables on the case page."""

from __future__ import annotations

from portal.shell.components import Column

MEASURES = (
    Column("措施", "staff/cells/measure.html"),
    Column("采取日期", "cells/day.html", text="measure.taken_on"),
    Column("文书号", text="measure.document_number", empty="未填"),
    Column("主动告知书", "staff/cells/notice.html"),
)
ANSWERS = (
    Column("单位", "staff/cells/unit.html"),
    Column("状态", "staff/cells/answer_state.html"),
    Column("签收", "staff/cells/received.html"),
    Column("反馈", "staff/cells/answered.html"),
)
DELIVERIES = (
    Column("环节", "staff/cells/leg.html"),
    Column("单位", text="delivery.department.short_name"),
    Column("状态", "staff/cells/delivery_state.html"),
    Column("推送", "staff/cells/sent.html"),
    Column("签收回执", "staff/cells/receipt.html"),
)
LEDGER = (
    Column("时间", "cells/moment.html", text="entry.at"),
    Column("办理岗位", text="entry.actor_label", empty="系统"),
    Column("事项", "staff/cells/what.html"),
    Column("办理后由谁负责", "staff/cells/holder.html"),
    Column("校验值", "staff/cells/hash.html"),
)
