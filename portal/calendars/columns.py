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
PROOFS = (
    Column("开始", "calendars/cells/began.html"),
    Column("结果", "calendars/cells/proof.html"),
    Column("核对的期限", text="checked"),
    Column("核对的届满日和计数", text="compared"),
)
