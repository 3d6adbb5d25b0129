"""The papers on objections and revocations."""

from cases.papers.list_correction import ListCorrectionPaper
from cases.papers.objection import DismissalPaper, UpheldPaper
from cases.papers.revocation import RevocationDecisionPaper, RevocationNoticePaper
from tests.notices.sample_facts import CERTIFICATE, CONTACT, COURT_CASE, PENDING_LIMIT, VERIFY_URL

OBJECTION = {
    **COURT_CASE,
    "decision_number": "鄂0203执修〔2026〕不准4号",
    "decided_on": "2026-11-12",
    "filed_on": "2026-11-14",
    "objection": "两期款项已经付清，附银行回单。",
    "contact": CONTACT,
    "issued_on": "2026-11-17",
}
REMEDY_PAPERS = (
    RevocationDecisionPaper(
        number="鄂0203执修〔2026〕撤证1号",
        **COURT_CASE,
        **CERTIFICATE,
        certificate_issued_on="2026-11-25",
        proposed_on="2026-12-10",
        heard_on="2026-12-14",
        answer="客户延期回款，未能按期支付。",
        ground="违反证明载明的条件或者信用承诺",
        facts="到期一期没有支付，经催告仍未支付。",
        reasons="延期回款不是免除按期付款的理由。",
        restores_entry=True,
        contact=CONTACT,
        issued_on="2026-12-18",
    ),
    RevocationNoticePaper(
        number="鄂0203执修〔2026〕撤知1号",
        region_name="西塞山区",
        **COURT_CASE,
        **CERTIFICATE,
        addressees=("西塞山区各有关单位",),
        certificate_issued_on="2026-11-25",
        decision_number="鄂0203执修〔2026〕撤证1号",
        verify_url=VERIFY_URL,
        contact=CONTACT,
        issued_on="2026-12-18",
    ),
    DismissalPaper(**OBJECTION, number="鄂0203执修〔2026〕驳异1号", reasons="回单所载款项不是本案的。", reapply_from="2027-05-12"),
    UpheldPaper(**OBJECTION, number="鄂0203执修〔2026〕异准1号", reasons="回单经核对属实。", examination_limit=PENDING_LIMIT),
    ListCorrectionPaper(
        number="鄂0203执修〔2026〕名正1号",
        **COURT_CASE,
        asked_on="2026-11-14",
        ground="已经履行义务或者已经执行完毕",
        operation="删除",
        standing="已纳入，2026年3月1日纳入，无固定期限",
        statement="判决确定的款项已经付清，附银行回单。",
        reasons="第三期款项已于2026年10月到账。",
        is_granted=True,
        operation_limit=PENDING_LIMIT,
        contact=CONTACT,
        issued_on="2026-11-17",
    ),
)
