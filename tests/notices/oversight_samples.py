"""Invented orders of the office to a unit that is late."""

from dataclasses import fields

from cases.papers.parts import Contact
from oversight.papers import EarlierOrder, OversightPaper, UrgePaper

URGE = UrgePaper(
    number="西修办催〔2026〕3号",
    region_name="西塞山区",
    office_name="西塞山区企业信用修复协同联动工作领导小组办公室",
    unit_name="西塞山区财政局",
    matter="成员单位互认",
    law="实施办法第三部分第5项",
    local_rule_pending=False,
    enterprise_name="黄石示例制造有限公司",
    uscc="91420203MA0000015X",
    case_number="（2026）鄂0203执100号",
    repair_number="鄂0203执修〔2026〕登1号",
    due_on="2026-11-18",
    days_over=1,
    demand="请尽快办理并反馈。",
    reply_by="2026-11-23",
    contact=Contact(office="西塞山区发展和改革局", phone="0714-0000102"),
    issued_on="2026-11-19",
)
EARLIER = EarlierOrder(title="催办单", number=URGE.number, issued_on=URGE.issued_on)
OVERSIGHT = OversightPaper(
    **{one.name: getattr(URGE, one.name) for one in fields(URGE) if one.name not in ("number", "earlier", "days_over", "issued_on")},
    number="西修办督〔2026〕1号",
    days_over=3,
    earlier=(EARLIER,),
    issued_on="2026-11-23",
)
OVERSIGHT_PAPERS = (URGE, OVERSIGHT)
