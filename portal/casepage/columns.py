"""The columns of the tables on the case page."""

from __future__ import annotations

from portal.shell.components import Column

MEASURES = (
    Column("措施", "casepage/cells/measure.html"),
    Column("采取日期", "cells/day.html", text="measure.taken_on"),
    Column("文书号", text="measure.document_number", empty="未填"),
    Column("主动告知书", "casepage/cells/notice.html"),
)
ANSWERS = (
    Column("单位", "casepage/cells/unit.html"),
    Column("状态", "casepage/cells/answer_state.html"),
    Column("签收", "casepage/cells/received.html"),
    Column("反馈", "casepage/cells/answered.html"),
)
DELIVERIES = (
    Column("环节", "casepage/cells/leg.html"),
    Column("单位", text="delivery.department.short_name"),
    Column("状态", "casepage/cells/delivery_state.html"),
    Column("推送", "casepage/cells/sent.html"),
    Column("签收回执", "casepage/cells/receipt.html"),
)
LEDGER = (
    Column("时间", "cells/moment.html", text="entry.at"),
    Column("办理岗位", text="entry.actor_label", empty="系统"),
    Column("事项", "casepage/cells/what.html"),
    Column("办理后由谁负责", "casepage/cells/holder.html"),
    Column("校验值", "casepage/cells/hash.html"),
)
