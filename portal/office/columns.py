"""The columns of the office's own lists."""

from __future__ import annotations

from dataclasses import replace

from portal.lists.columns import CASE, DUE, STATE, STEPS
from portal.shell.components import Column

OVERDUE = (
    Column("选择", "office/cells/choose.html"),
    Column("责任单位", "office/cells/party.html"),
    Column("期限", "office/cells/rule.html"),
    Column("超期", "office/cells/overdue.html"),
    Column("企业与案号", "office/cells/source.html"),
    Column("已经采取的措施", "office/cells/pressed.html"),
)
CONSULTATIONS = (CASE, Column("单位", text="subject.department.short_name"), STATE, replace(DUE, heading="会商期限"), STEPS)
# One line each, so that a page of paper holds many.
OPEN = (
    Column("期限", "office/cells/left.html"),
    Column("责任单位", text="party"),
    Column("环节", "office/cells/limit.html"),
    Column("企业与案号", "office/cells/source.html"),
    Column("互认用时", text="whose"),
)
ENDED = (
    Column("办结", "office/cells/left.html"),
    Column("责任单位", text="party"),
    Column("环节", "office/cells/limit.html"),
    Column("企业与案号", "office/cells/source.html"),
    Column("用时", "office/cells/took.html"),
    Column("互认用时", text="whose", empty="—"),
)
REACHED = (
    Column("日期", "office/cells/reached_on.html"),
    Column("企业与案号", "office/cells/source.html"),
    Column("到达", text="label"),
    Column("单位", text="party", empty="—"),
    Column("事由", text="reasons", empty="—"),
)
