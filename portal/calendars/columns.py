from __future__ import annotations

from portal.shell.components import Column

CALENDARS = (
    Column("年份", text="year"),
    Column("来源文件", text="source_document"),
    Column("发布日期", "calendars/cells/published.html"),
    Column("版本", text="version"),
)
CHANGES = (
    Column("事项", "calendars/cells/change.html"),
    Column("状态", "calendars/cells/state.html"),
    Column("提出", "calendars/cells/proposed.html"),
)
MOVES = (
    Column("所属", text="about"),
    Column("期限", text="limit"),
    Column("责任主体", text="party"),
    Column("原届满日", "calendars/cells/old.html"),
    Column("新届满日", "calendars/cells/new.html"),
)
MOVED = (*MOVES, Column("告知", text="told"))
WAYS = (
    Column("渠道", text="label"),
    Column("状况", "calendars/cells/way.html"),
    Column("最近一次发出", text="sent"),
    Column("等待发送", text="waiting", empty="没有"),
    Column("近30天没有送到", text="failed", empty="没有"),
    Column("回执", text="receipts"),
)
PROOFS = (
    Column("开始", "calendars/cells/began.html"),
    Column("结果", "calendars/cells/proof.html"),
    Column("核对的期限", text="checked"),
    Column("核对的届满日和计数", text="compared"),
)
