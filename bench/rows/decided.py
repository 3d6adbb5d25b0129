"""What the court finds and decides: examinations, decisions, certificates with their papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.names import (
    Audience,
    CaseState,
    Certificate,
    CertificateStatus,
    CertificateType,
    Decision,
    Document,
    DocumentKind,
    DocumentState,
    EntryEffect,
    Examination,
    ExaminationItem,
    Finding,
    GuardKind,
    GuardRule,
    MeasureDecision,
    MeasureEffect,
    MeasureKind,
    Recommendation,
    RejectionReason,
)
from bench.rows.firms import credit_code, enterprise_name, secret
from bench.rows.insert import among, array, choose, insert, literal, table

if TYPE_CHECKING:
    from bench.rows.plan import Ground

S, T = CaseState, CertificateType
PLAN = "FROM bench_plan AS p"
CONDITIONAL = (T.WITHHELD, T.SUSPENDED)
ENTRY = {
    T.WITHHELD: literal(EntryEffect.WITHHOLD_LISTING.value),
    T.SUSPENDED: literal(EntryEffect.SHIELD.value),
    T.FULFILLED: literal(EntryEffect.DELETE.value),
    T.PERFORMED_UNLISTED: literal(EntryEffect.NO_ENTRY.value),
}


def examinations(ground: Ground) -> list[str]:
    """Every case under examination or timed has its examination; the single findings only where the whole of a case is kept."""
    handed_in = f"NOT {among('p.state', (S.ACCEPTED, S.RETURNED))}"
    approve = f"p.state <> {literal(S.REJECTED.value)}"
    conditional = f"{approve} AND {among('p.type', CONDITIONAL)}"
    assigned = f"{PLAN} WHERE p.is_assigned AND p.is_timed"
    rows = insert(
        Examination,
        {
            "id": "p.id",
            "case": "p.id",
            "round": "1",
            "handler": "p.judge",
            "capacity": "'账户流水与在手订单相符，有持续履行能力。'",
            "cooperation": "'按通知到场并如实报告财产。'",
            "related_cases_checked": "true",
            "recommendation": f"CASE WHEN {approve} THEN {literal(Recommendation.APPROVE.value)} ELSE {literal(Recommendation.REJECT.value)} END",
            "certificate_type": f"CASE WHEN {approve} THEN p.type ELSE '' END",
            "entry_effect": f"CASE WHEN {approve} THEN {choose('p.type', ENTRY)} ELSE '' END",
            "valid_until": f"CASE WHEN {conditional} THEN {literal(ground.today)} + 80 END",
            "conditions": f"CASE WHEN {conditional} THEN '按履行计划逐期支付。' ELSE '' END",
            "opinion": "'企业积极履行义务，未发现禁止情形。'",
            "saved_at": ground.at("p.decided_on"),
            "submitted_at": f"CASE WHEN {handed_in} THEN {ground.at('p.decided_on')} END",
            "reviewed_by": f"CASE WHEN p.is_decided OR p.state = {literal(S.PENDING_SIGN.value)} THEN {ground.staff.reviewer} END",
        },
        assigned,
    )
    return [rows, *_findings(ground, assigned)]


def _findings(ground: Ground, assigned: str) -> list[str]:
    findings = insert(
        ExaminationItem,
        {
            "examination": "p.id",
            "rule": "g.id",
            "finding": f"CASE g.kind WHEN {literal(GuardKind.CONDITION.value)} THEN {literal(Finding.FOUND.value)}"
            f" ELSE {literal(Finding.CLEAR.value)} END",
            "evidence": "'已核对材料和查询结果。'",
        },
        f"FROM bench_plan AS p CROSS JOIN {table(GuardRule)} AS g"
        f" WHERE p.is_assigned AND p.is_whole AND g.region_id = {ground.region.pk} AND g.is_current",
    )
    decided = {
        "examination": "p.id",
        "measure": "p.id",
        "kind": literal(MeasureKind.FREEZE.value),
        "effect": literal(MeasureEffect.MAINTAIN.value),
    }
    kept = insert(MeasureDecision, decided, assigned)
    return [findings, kept]


def decisions(ground: Ground) -> list[str]:
    year = "extract(year FROM p.decided_on)::int"
    is_approval = f"(p.state <> {literal(S.REJECTED.value)})"
    approved, rejected = ground.number("D12A", year, "p.id"), ground.number("D12R", year, "p.id")
    return [
        insert(
            Decision,
            {
                "id": "p.id",
                "case": "p.id",
                "number": f"CASE WHEN {is_approval} THEN {approved} ELSE {rejected} END",
                "is_approval": is_approval,
                "reason_codes": f"CASE WHEN {is_approval} THEN '{{}}' ELSE {array([RejectionReason.NOT_PERFORMED.value], 'varchar')} END",
                "reason_texts": f"CASE WHEN {is_approval} THEN '{{}}' ELSE {array(['到期两期没有支付。'], 'varchar')} END",
                "reason_text": "'企业履行情况与审查意见相符。'",
                "legal_basis": "'实施办法第三部分第2项'",
                "guidance": f"CASE WHEN {is_approval} THEN '' ELSE '先履行到期义务并保存凭证。' END",
                "remedy": f"CASE WHEN {is_approval} THEN '' ELSE '可以向本院书面提出异议。' END",
                "reapply_on": f"CASE WHEN {is_approval} THEN NULL ELSE p.decided_on + 180 END",
                "signed_by": str(ground.staff.president),
                "signed_at": ground.at("p.decided_on"),
            },
            f"{PLAN} WHERE p.is_decided",
        ),
    ]


def _certificate_number(ground: Ground) -> str:
    return ground.number("D13", "extract(year FROM p.issued_on)::int", "p.id")


def certificate_papers(ground: Ground) -> list[str]:
    """Ready; of a case that is not pushed yet refused, because otherwise the system would have pushed it long ago."""
    is_refused = f"p.state = {literal(S.CERTIFIED.value)}"

    def if_ready(value: str, otherwise: str) -> str:
        return f"CASE WHEN {is_refused} THEN {otherwise} ELSE {value} END"

    snapshot = """'{"fields":{},"kind":"D13"}'::bytea"""
    papers = insert(
        Document,
        {
            "id": "p.id",
            "kind": literal(DocumentKind.CERTIFICATE.value),
            "title": literal(DocumentKind.CERTIFICATE.label),
            "number": _certificate_number(ground),
            "case": "p.id",
            "audience": literal(Audience.ALL.value),
            "template_version": "'bench'",
            "snapshot": snapshot,
            "snapshot_sha256": f"encode(sha256({snapshot}), 'hex')",
            "state": if_ready(literal(DocumentState.READY.value), literal(DocumentState.REFUSED.value)),
            "file_name": if_ready(f"{secret('certificate', 32)} || '.pdf'", "''"),
            "pdf_sha256": if_ready(secret("certificate paper", 64), "''"),
            "failure": if_ready("''", "'文书中有字体打印不出的字，请联系系统管理员。'"),
            "size": if_ready("81920", "0"),
            "page_count": if_ready("1", "0"),
            "created_at": ground.at("p.issued_on"),
            "created_by": "'user:' || p.officer",
            "rendered_at": if_ready(ground.at("p.issued_on"), "NULL"),
        },
        f"{PLAN} WHERE p.is_certified",
    )
    return [papers]


def certificates(ground: Ground) -> list[str]:
    revoked = "NOT p.is_open AND p.n % 83 = 0"
    rows = insert(
        Certificate,
        {
            "id": "p.id",
            "case": "p.id",
            "type": "p.type",
            "variant": "p.variant",
            "number": _certificate_number(ground),
            "title": "'信用修复证明'",
            "effect": "'本院就本案不再采取信用惩戒。'",
            "scope": "'仅限本案'",
            "validity": "'不设有效期'",
            "verify_code": f"upper({secret('verify', 32)})",
            "enterprise_name": enterprise_name("p.enterprise_id"),
            "uscc": credit_code(ground, "p.enterprise_id"),
            "case_number": "(SELECT number FROM cases_enforcementcase WHERE id = p.id)",
            "issued_on": "p.issued_on",
            "issued_at": ground.at("p.issued_on"),
            "entry_effect": choose("p.type", ENTRY),
            "valid_until": f"CASE WHEN {among('p.type', CONDITIONAL)} THEN p.issued_on + 90 END",
            "scope_fields": array(ground.region.options["scope_fields"], "varchar"),
            "legal_basis": "'实施办法第三部分第3项'",
            "document": "p.id",
            "signed_by": str(ground.staff.president),
            "sealed_by": "p.officer",
            "status": f"CASE WHEN {revoked} THEN {literal(CertificateStatus.REVOKED.value)} ELSE {literal(CertificateStatus.VALID.value)} END",
            "status_on": f"CASE WHEN {revoked} THEN p.issued_on + 20 END",
            "status_reason": f"CASE WHEN {revoked} THEN '未按履行计划支付。' ELSE '' END",
        },
        f"{PLAN} WHERE p.is_certified",
    )
    return [rows]
