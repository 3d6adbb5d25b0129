"""The columns of the court's own lists."""

from __future__ import annotations

from portal.lists.columns import CASE, CERTIFICATE, DUE, STEPS
from portal.shell.components import Column

ENTERPRISE = Column("企业", "cells/enterprise.html")
CAPACITY = Column("身份", text="get_kind_display")

LISTINGS = (CASE, CERTIFICATE, DUE, Column("登记", "court/cells/operations.html"), STEPS)
ENFORCEMENT_CASES = (
    CASE,
    Column("立案日期", "cells/day.html", text="source.filed_on"),
    Column("名单", "court/cells/listing.html"),
    Column("措施", "court/cells/measures.html"),
    Column("告知", "court/cells/notified.html"),
)
MANDATES_REQUESTED = (
    ENTERPRISE,
    Column("申请人", text="user.full_name"),
    CAPACITY,
    Column("说明", text="reason"),
    Column("提出时间", "cells/moment.html", text="requested_at"),
    Column("办理", "court/cells/verify_mandate.html"),
)
MANDATES = (
    ENTERPRISE,
    Column("经办人", text="user.full_name"),
    CAPACITY,
    Column("依据", "court/cells/origin.html"),
    Column("生效日期", "cells/day.html", text="valid_from"),
    Column("办理", "court/cells/revoke_mandate.html"),
)
CORRECTIONS = (
    Column("事项", "court/cells/corrected.html"),
    Column("原登记", text="old_value", empty="空"),
    Column("更正为", text="new_value", empty="空"),
    Column("理由与依据", "court/cells/correction_evidence.html"),
    Column("经办", "court/cells/corrected_by.html"),
)
IMPORT_ERRORS = (Column("行", "court/cells/line.html"), Column("列", text="column"), Column("原因", text="message"))
IMPORT_PLANNED = (
    Column("行", text="rows"),
    Column("企业与案号", "court/cells/import_case.html"),
    Column("措施", text="measures"),
    Column("标的与履行", text="amounts"),
    Column("名单", text="listing", empty="不涉及"),
    Column("登记", text="is_new"),
)
IMPORT_MADE = (
    Column("登记送达", "court/cells/import_tick.html"),
    Column("企业与案号", "court/cells/import_case.html"),
    Column("措施", text="measures", empty="已作废"),
    Column("告知书", "court/cells/import_paper.html"),
    Column("送达", "court/cells/import_state.html"),
    Column("签收人", "court/cells/import_receiver.html"),
)
IMPORTS = (
    Column("文件", "court/cells/import_file.html"),
    Column("导入时间", "cells/moment.html", text="confirmed_at"),
    Column("导入人", text="confirmed_by.full_name"),
    Column("撤回", "court/cells/import_withdrawn.html"),
)
FINDINGS = (
    Column("核查事项", "court/cells/guard.html"),
    Column("结果", "court/cells/finding.html"),
    Column("依据与说明", text="evidence", empty="未填"),
)
MEASURES_DECIDED = (
    Column("措施", text="measure"),
    Column("处理", text="effect", empty="未定"),
    Column("说明", text="note", empty="无"),
)
