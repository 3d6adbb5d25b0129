"""The columns of the leading group's lists."""

from __future__ import annotations

from mechanism.enums import RegisterKind
from portal.lists.columns import DUE, STATE, STEPS
from portal.shell.components import Column

MEETINGS = (
    Column("会议", "group/cells/meeting.html"),
    Column("时间和地点", "group/cells/when.html"),
    Column("签收", text="read"),
    STATE,
    STEPS,
)
INVITED = (
    Column("受邀单位", "group/cells/unit.html"),
    STATE,
    Column("签收", "cells/moment.html", text="subject.read_at"),
    Column("书面意见", "group/cells/opinion.html"),
    STEPS,
)
ITEMS = (
    Column("议定事项", "group/cells/item.html"),
    Column("责任单位", text="subject.department.short_name"),
    STATE,
    DUE,
    STEPS,
)
MEMBERS = (
    Column("领导小组职务", text="subject.get_post_display"),
    Column("单位", text="subject.department.short_name"),
    Column("姓名", "group/cells/person.html"),
    Column("任期", "group/cells/term.html"),
    STATE,
    STEPS,
)
DAY = Column("日期", "cells/day.html", text="subject.on")
CONTENT = Column("内容", "group/cells/content.html")
ENTERPRISE = Column("企业", "group/cells/enterprise.html")
ENTRIES = {
    RegisterKind.PUBLICITY: (
        DAY,
        Column("活动类型", text="subject.get_activity_display"),
        CONTENT,
        Column("人数或者企业数", text="headcount"),
        STATE,
        STEPS,
    ),
    RegisterKind.ASSISTANCE: (DAY, Column("列入或者移出", text="subject.get_change_display"), ENTERPRISE, CONTENT, STATE, STEPS),
    RegisterKind.BANK_RELAY: (DAY, Column("金融机构", text="subject.institution"), ENTERPRISE, CONTENT, STATE, STEPS),
}
