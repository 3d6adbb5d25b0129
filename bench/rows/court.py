"""What the court has of an enterprise: enforcement cases, notices, applications, cases and supplements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.names import (
    DUTIES,
    AgentKind,
    Application,
    ApplicationState,
    BasisKind,
    Case,
    CaseState,
    CertificateType,
    ClockCode,
    DeclineReason,
    ElectronicService,
    EnforcementCase,
    Listing,
    ListingState,
    Material,
    MaterialKind,
    Measure,
    MeasureKind,
    NoticeState,
    PerformanceStatus,
    ProactiveNotice,
    RepairGround,
    ServiceManner,
    SupplementItem,
    SupplementRequest,
    Upload,
    Variant,
)
from bench.rows import clocks
from bench.rows.clocks import kept
from bench.rows.firms import enterprise_name, secret
from bench.rows.insert import among, array, choose, insert, literal, one_of

if TYPE_CHECKING:
    from bench.rows.plan import Ground

S, T = CaseState, CertificateType
PLAN = "FROM bench_plan AS p"


def court_number(ground: Ground, kind: str) -> str:
    return f"'（' || (extract(year FROM p.opened_on)::int - 1) || '）{ground.court.court_code}{kind}' || p.n || '号'"


def enforcement(ground: Ground) -> list[str]:
    amount = "(500000 + p.n::bigint * 317900 % 480000000)"
    cases = insert(
        EnforcementCase,
        {
            "id": "p.id",
            "court": str(ground.court.pk),
            "number": court_number(ground, "执"),
            "enterprise": "p.enterprise_id",
            "filed_on": "p.opened_on - 100 - p.n % 60",
            "basis_kind": literal(BasisKind.JUDGMENT.value),
            "basis_number": court_number(ground, "民初"),
            "basis_issuer": literal(ground.court.name),
            "obligation": "'支付货款及迟延履行期间的利息。'",
            "amount_fen": amount,
            "performed_fen": f"CASE WHEN p.is_fulfilled THEN {amount} ELSE {amount} / 2 END",
            "performance": f"CASE WHEN p.is_fulfilled THEN {literal(PerformanceStatus.FULL.value)} ELSE {literal(PerformanceStatus.PARTIAL.value)} END",
            "creditor": f"{enterprise_name('p.id + 7')}",
            "handler_phone": literal(ground.court.phone),
            "is_concluded": "p.is_fulfilled AND NOT p.is_open",
            "recorded_by": "p.officer",
            "recorded_at": ground.at("(p.opened_on - 40)"),
            # As the triggers would keep it: one measure a case, with a notice where the case is timed.
            "unnotified_from": "CASE WHEN NOT p.is_timed THEN p.opened_on - 20 END",
        },
        PLAN,
    )
    is_deleted = f"NOT p.is_open AND p.type = {literal(T.FULFILLED.value)} AND p.is_certified"
    listings = insert(
        Listing,
        {
            "id": "p.id",
            "enforcement_case": "p.id",
            "state": f"CASE WHEN {is_deleted} THEN {literal(ListingState.DELETED.value)} ELSE {literal(ListingState.LISTED.value)} END",
            "situations": array([1], "smallint"),
            "decision_number": f"{court_number(ground, '执')} || '之一'",
            "listed_on": "p.opened_on - 50",
        },
        f"{PLAN} WHERE p.variant = {literal(Variant.LISTED.value)}",
    )
    return [cases, listings]


def notices(ground: Ground) -> list[str]:
    """Every recorded or timed case begins with a notice; of the others only the measure is kept."""
    served = insert(
        ProactiveNotice,
        {
            "id": "p.id",
            "enforcement_case": "p.id",
            "number": ground.number("D01", "extract(year FROM p.opened_on)::int", "p.id"),
            "token": secret("notice", 32),
            "submission_token": secret("notice form", 32),
            "state": literal(NoticeState.SERVED.value),
            "state_seq": "2",
            "prepared_at": ground.at("(p.opened_on - 20)"),
            "prepared_by": "p.officer",
            "manner": literal(ServiceManner.DIRECT.value),
            "served_on": "p.opened_on - 20",
            "receiver": "'前台收发室'",
        },
        f"{PLAN} WHERE p.is_timed",
    )
    measures = insert(
        Measure,
        {
            "id": "p.id",
            "enforcement_case": "p.id",
            "kind": literal(MeasureKind.FREEZE.value),
            "detail": "'企业基本账户'",
            "taken_on": "p.opened_on - 20",
            "notice": "CASE WHEN p.is_timed THEN p.id END",
            "recorded_by": "p.officer",
            "recorded_at": ground.at("(p.opened_on - 20)"),
        },
        PLAN,
    )
    return [served, measures]


def _agent(ground: Ground) -> str:
    return one_of(ground.staff.agents, "p.enterprise_id", "bigint")


def applications(ground: Ground) -> list[str]:
    is_full = f"CASE WHEN p.is_fulfilled THEN {literal(RepairGround.FULFILLED.value)} ELSE {literal(RepairGround.PLAN.value)} END"
    forms = insert(
        Application,
        {
            "id": "p.id",
            "enterprise": "p.enterprise_id",
            "created_by": _agent(ground),
            "agent": _agent(ground),
            "created_at": ground.at("p.opened_on"),
            "saved_at": ground.at("p.opened_on"),
            "state": literal(ApplicationState.SUBMITTED.value),
            "state_seq": "2",
            "submission_token": secret("application", 32),
            "query_code": f"upper({secret('query', 16)})",
            "ground": is_full,
            "performance": "'已按生效法律文书履行，凭证附后。'",
            "contact_phone": "'1390000' || lpad((p.n % 10000)::text, 4, '0')",
            "service_address": "'示范路（虚构地址）'",
            "service_mobile": "'1390000' || lpad((p.n % 10000)::text, 4, '0')",
            "service_electronic": literal(ElectronicService.AGREED.value),
            "service_confirmed_by": _agent(ground),
            "service_confirmed_at": ground.at("p.opened_on"),
            "duties_performed": "'已向申请执行人支付到期款项，付款凭证随申请提交。'",
            "wrongs_corrected": "'已如实报告财产，不再发生逾期报告。'",
            "prevention": "'建立付款台账，每月核对到期债务。'",
            "signed_by": _agent(ground),
            "signed_as": literal(AgentKind.STAFF.value),
            "signed_at": ground.at("p.opened_on"),
            "signed_name": "'企业经办人'",
            "signed_digest": secret("signed", 64),
            "signed_texts": """'["本企业自愿作出承诺。"]'::jsonb""",
            "submitted_at": ground.at("p.opened_on"),
        },
        PLAN,
    )
    return [forms, insert(Application.enforcement_cases.through, {"application": "p.id", "enforcementcase": "p.id"}, PLAN)]


def materials(ground: Ground) -> list[str]:
    timed = f"{PLAN} WHERE p.is_timed"
    files = insert(
        Upload,
        {
            "id": "p.id",
            "original_name": "'付款凭证.pdf'",
            "stored_name": f"{secret('file', 32)} || '.pdf'",
            "content_type": "'application/pdf'",
            "size": "20480 + p.n % 4096",
            "sha256": secret("material", 64),
            "stored_at": ground.at("p.opened_on"),
            "state": "'usable'",
            "judged_at": ground.at("p.opened_on"),
        },
        timed,
    )
    rows = insert(
        Material,
        {
            "application": "p.id",
            "enterprise": "p.enterprise_id",
            "slot": "1",
            "kind": literal(MaterialKind.PERFORMANCE_PROOF.value),
            "upload": "p.id",
            "uploaded_by": _agent(ground),
            "uploaded_at": ground.at("p.opened_on"),
        },
        timed,
    )
    return [files, rows]


def cases(ground: Ground, changes: dict[str, int]) -> list[str]:
    """``changes`` says how many changes lead to each state: what the ledger holds or would hold. The clocks are there already."""
    distributed = among("p.state", (S.PENDING_DISTRIBUTION, S.DISTRIBUTED, S.RECOGNIZING, S.RECOGNIZED_ALL, S.CLOSED_WITH_REFUSALS))
    approved = among("p.state", (S.DISTRIBUTED, S.RECOGNIZING, S.RECOGNIZED_ALL, S.CLOSED_WITH_REFUSALS))
    declined = among("p.state", (S.PENDING_DECLINE, S.NOT_ACCEPTED))
    reviewed = f"p.is_decided OR p.state = {literal(S.PENDING_SIGN.value)}"
    staff = ground.staff
    return [
        insert(
            Case,
            {
                "id": "p.id",
                "number": ground.number("case", "extract(year FROM p.opened_on)::int", "p.id"),
                "region": str(ground.region.pk),
                "court": str(ground.court.pk),
                "bureau": str(ground.bureau.pk),
                "application": "p.id",
                "enforcement_case": "p.id",
                "enterprise": "p.enterprise_id",
                "variant": "p.variant",
                "state": "p.state",
                "state_seq": choose("p.state", {state: str(number) for state, number in changes.items()}, "1"),
                "opened_at": ground.at("p.opened_on"),
                "changed_at": ground.at("p.changed_on"),
                "supplement_rounds": f"CASE WHEN {among('p.state', (S.SUPPLEMENT, S.LAPSED))} THEN 1 ELSE 0 END",
                "acceptance_officer": f"CASE WHEN p.is_assigned OR {declined} THEN p.officer END",
                "handler": "CASE WHEN p.is_assigned THEN p.judge END",
                "reviewer": f"CASE WHEN {reviewed} THEN {staff.reviewer} END",
                "signer": f"CASE WHEN p.is_decided THEN {staff.president} END",
                "distribution_proposer": f"CASE WHEN {distributed} THEN {staff.bureau_handler} END",
                "distribution_approver": f"CASE WHEN {approved} THEN {staff.bureau_approver} END",
                "decline_reason": f"CASE WHEN {declined} THEN {literal(DeclineReason.NOT_DISHONESTY.value)} ELSE '' END",
                "decline_note": f"CASE WHEN {declined} THEN '所列记录不是失信被执行人名单信息。' ELSE '' END",
                "decline_channel": f"CASE WHEN {declined} THEN '请向作出决定的部门申请。' ELSE '' END",
                "decision": "CASE WHEN p.is_decided THEN p.id END",
                "certificate": "CASE WHEN p.is_certified THEN p.id END",
                **kept("", "k"),
                **kept("list_", "o"),
                "return_note": f"CASE WHEN p.state = {literal(S.RETURNED.value)} THEN '请补充核查关联案件。' ELSE '' END",
            },
            f"{PLAN} {clocks.next_of_case('k', DUTIES)} {clocks.next_of_case('o', (ClockCode.LIST_OPERATION,))}",
        ),
    ]


def supplements(ground: Ground) -> list[str]:
    asked = f"{PLAN} JOIN bench_due AS d ON d.code = 'K-03' AND d.started_on = p.opened_on + 1 WHERE "
    asked += among("p.state", (S.SUPPLEMENT, S.LAPSED))
    requests = insert(
        SupplementRequest,
        {
            "id": "p.id",
            "case": "p.id",
            "round": "1",
            "requested_by": "p.officer",
            "requested_at": ground.at("(p.opened_on + 1)"),
            "due_on": "d.due_on",
        },
        asked,
    )
    items = insert(
        SupplementItem,
        {
            "id": "p.id",
            "request": "p.id",
            "position": "1",
            "what": "'最后一笔付款的银行回单'",
            "why": "'申请表写明已付清，材料中只有前两笔的回单。'",
            "how": "'在网上银行下载电子回单，或到开户行打印。'",
        },
        asked,
    )
    return [requests, items]
