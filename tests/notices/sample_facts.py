"""The invented case that the sample papers tell of."""

from django.conf import settings

from cases.papers.parts import Contact, Limit, MeasureOutcome
from recognition.papers.pushing import PushLine
from words.certificates import scope, validity

COURT = "湖北省黄石市西塞山区人民法院"
BUREAU = "西塞山区发展和改革局"
ENTERPRISE = {"enterprise_name": "黄石市青岚机械制造有限公司", "uscc": "91420203MA4900Q16B"}
CASE = "（2026）鄂0203执123号"
BASE_URL = settings.PUBLIC_BASE_URL.rstrip("/")
CONTACT = Contact(office="西塞山区人民法院执行局", person="林知远", phone="0714-0000123")
BUREAU_CONTACT = Contact(office="西塞山区发展和改革局信用科", person="苏望舒", phone="0714-0000456")
LAWFUL_LIMIT = Limit(name="推送", length="3个工作日", law="西塞山区信息协同联动实施办法")
PENDING_LIMIT = Limit(name="审查", length="15日", law="类推适用", local_rule_pending=True)
COURT_CASE = {"court_name": COURT, **ENTERPRISE, "case_number": CASE}
MEASURES = (
    MeasureOutcome(
        kind="纳入失信被执行人名单",
        subject=ENTERPRISE["enterprise_name"],
        effect="屏蔽",
        starts_on="2026-11-25",
        ends_on="2027-05-25",
        condition="按期履行还款计划",
    ),
    MeasureOutcome(kind="限制消费", subject=ENTERPRISE["enterprise_name"], effect="解除"),
)
CERTIFICATE = {
    "certificate_number": "鄂0203执修〔2026〕证12号",
    "certificate_title": "信用修复证明（暂停信用惩戒）",
}
PUSH_LINE = PushLine(**CERTIFICATE, **ENTERPRISE, case_number=CASE, issued_on="2026-11-25", valid_until="2027-05-25", sha256="ab" * 32)
SCOPE = scope("西塞山区", ("企业项目审批和备案", "招标投标", "融资贷款"), all_cases=False)
EFFECT = "至2027年5月25日（含当日），本院屏蔽企业因本案纳入失信被执行人名单的信息；期满的，恢复显示。"
VALIDITY = validity("2026-11-25", "2027-05-25")
VERIFY_URL = f"{BASE_URL}/v/7Kq2mXw9RtBv4LzD/"
