"""The columns of the enterprise's lists."""

from __future__ import annotations

from portal.shell.components import Column

CASES = (
    Column("案件", "enterprise/cells/case.html"),
    Column("进展", "enterprise/cells/progress.html"),
    Column("现在由谁办理，到什么时候", "enterprise/cells/holder.html", label="办理"),
)
MANDATES = (
    Column("企业", "enterprise/cells/enterprise.html"),
    Column("身份", text="mandate.get_kind_display"),
    Column("依据", text="mandate.get_origin_display"),
    Column("状态", "enterprise/cells/mandate_state.html"),
    Column("时间", "enterprise/cells/mandate_time.html"),
    Column("办理", "enterprise/cells/mandate_end.html"),
)
