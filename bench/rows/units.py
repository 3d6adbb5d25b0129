"""What leaves the court: pushes with their receipts, the units' answers, and what the enterprise was told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.names import (
    CaseState,
    Delivery,
    DeliveryState,
    Leg,
    Message,
    Recognition,
    RecognitionResult,
    RecognitionState,
)
from bench.rows import clocks
from bench.rows.clocks import kept
from bench.rows.insert import among, choose, insert, literal
from bench.rows.plan import UNITS_AT_MOST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench.rows.plan import Ground

S, R, A = CaseState, RecognitionState, RecognitionResult
PAYLOAD = """'{"event":"ISSUED"}'::bytea"""
DIGEST = f"encode(sha256({PAYLOAD}), 'hex')"
NEGATIVE = (R.PARTIAL, R.REFUSED, R.CONSULTATION, R.REFUSED_UPHELD, R.ESCALATED)

_AFTER_PUSH = (
    S.PUSHED, S.PUSH_RETURNED, S.RECEIVED, S.PENDING_DISTRIBUTION, S.DISTRIBUTED, S.RECOGNIZING, S.RECOGNIZED_ALL, S.CLOSED_WITH_REFUSALS,
)  # fmt: skip


def bureau_deliveries(ground: Ground) -> list[str]:
    """The push to the bureau of every pushed case that is timed."""
    waits = f"p.state = {literal(S.PUSHED.value)}"
    returned = f"p.state = {literal(S.PUSH_RETURNED.value)}"
    received = f"NOT ({waits} OR {returned})"
    to_bureau = insert(
        Delivery,
        {
            "id": f"p.id * {UNITS_AT_MOST + 1} + {UNITS_AT_MOST}",
            "case": "p.id",
            "certificate": "p.id",
            "leg": literal(Leg.COURT_TO_BUREAU.value),
            "department": str(ground.bureau.pk),
            "payload": PAYLOAD,
            "payload_sha256": DIGEST,
            "state": f"CASE WHEN {waits} THEN {literal(DeliveryState.SENT.value)} WHEN {returned} THEN {literal(DeliveryState.RETURNED.value)}"
            f" ELSE {literal(DeliveryState.RECEIVED.value)} END",
            "sent_at": ground.at("p.issued_on"),
            "received_at": f"CASE WHEN {received} THEN {ground.at('p.received_on')} END",
            "received_by": f"CASE WHEN {received} THEN {ground.staff.bureau_handler} END",
            "receipt_number": f"CASE WHEN {received} THEN {_receipt(ground, f'p.id * {UNITS_AT_MOST + 1} + {UNITS_AT_MOST}')} ELSE '' END",
            "returned_at": f"CASE WHEN {returned} THEN {ground.at('p.changed_on')} END",
            "wrong_facts": f"CASE WHEN {returned} THEN '{{case_number}}'::varchar[] ELSE '{{}}'::varchar[] END",
            "return_reason": f"CASE WHEN {returned} THEN '推送清单中的执行案号与证明不一致。' ELSE '' END",
        },
        f"FROM bench_plan AS p WHERE p.is_timed AND {among('p.state', _AFTER_PUSH)}",
    )
    return [to_bureau]


def unit_deliveries(ground: Ground) -> list[str]:
    is_signed = f"q.answer <> {literal(R.AWAITING_RECEIPT.value)}"
    to_units = insert(
        Delivery,
        {
            "id": "q.id",
            "case": "q.case_id",
            "certificate": "q.case_id",
            "leg": literal(Leg.BUREAU_TO_UNIT.value),
            "department": "q.unit",
            "payload": PAYLOAD,
            "payload_sha256": DIGEST,
            "state": f"CASE WHEN {is_signed} THEN {literal(DeliveryState.RECEIVED.value)} ELSE {literal(DeliveryState.SENT.value)} END",
            "sent_at": ground.at("q.distributed_on", "q.case_id % 480"),
            "received_at": f"CASE WHEN {is_signed} THEN {_received(ground)} END",
            "received_by": f"CASE WHEN {is_signed} THEN q.liaison END",
            "receipt_number": f"CASE WHEN {is_signed} THEN {_receipt(ground, 'q.id')} ELSE '' END",
        },
        "FROM bench_answer AS q",
    )
    return [to_units]


def _receipt(ground: Ground, key: str) -> str:
    return ground.number("receipt", str(ground.today.year), key)


def _received(ground: Ground) -> str:
    return ground.at("q.received_on", "480 + q.case_id % 30")


def answers(ground: Ground, changes: Mapping[str, int]) -> list[str]:
    """The units' answers. The clocks are there already."""
    is_negative = among("q.answer", NEGATIVE)
    consulted = among("q.answer", (R.REFUSED_UPHELD, R.ESCALATED))
    result = f"CASE WHEN q.answer = {literal(R.PARTIAL.value)} THEN {literal(A.PARTIAL.value)} WHEN {is_negative} THEN {literal(A.REFUSED.value)}"
    result += f" WHEN q.is_answered OR q.answer = {literal(R.PROPOSED.value)} THEN {literal(A.RECOGNIZED.value)} ELSE '' END"
    drafted = f"(q.is_answered OR q.answer = {literal(R.PROPOSED.value)})"
    return [
        insert(
            Recognition,
            {
                "id": "q.id",
                "case": "q.case_id",
                "certificate": "q.case_id",
                "department": "q.unit",
                "delivery": "q.id",
                "state": "q.answer",
                "state_seq": choose("q.answer", {state: str(number) for state, number in changes.items()}, "1"),
                "result": result,
                "no_related_restriction": f"{drafted} AND NOT {is_negative}",
                "items_refused": f"CASE WHEN {is_negative} THEN '项目审批' ELSE '' END",
                "legal_basis": f"CASE WHEN {is_negative} THEN '《行政许可法》第三十八条' ELSE '' END",
                "reason": f"CASE WHEN {is_negative} THEN '企业另有未结的行政处罚。' ELSE '' END",
                "guidance": f"CASE WHEN {is_negative} THEN '先履行处罚决定，再向本单位申请。' ELSE '' END",
                "proposed_by": f"CASE WHEN {drafted} THEN q.liaison END",
                "approved_by": "CASE WHEN q.is_answered THEN q.approver END",
                "received_at": f"CASE WHEN q.answer <> {literal(R.AWAITING_RECEIPT.value)} THEN {_received(ground)} END",
                "answered_at": f"CASE WHEN q.is_answered THEN {ground.at('q.answered_on', '480 + q.case_id % 30')} END",
                **kept("", "k"),
                "due_status": "coalesce(k.status, '')",
                **kept("consultation_", "o"),
                "consultation_note": f"CASE WHEN {consulted} THEN '经会商，维持单位意见。' ELSE '' END",
                "consulted_at": f"CASE WHEN {consulted} THEN {ground.at('q.consulted_on', '490 + q.case_id % 30')} END",
            },
            f"FROM bench_answer AS q {clocks.of_unit('k')} {clocks.of_consultation('o')}",
        ),
    ]


def messages(ground: Ground) -> list[str]:
    """One line to the enterprise for every timed case."""
    return [
        insert(
            Message,
            {
                "enterprise": "p.enterprise_id",
                "case": "p.id",
                "kind": "'progress'",
                "subject": "'您的信用修复申请有新的进展'",
                "body": "'请打开案件查看办理进度和期限。'",
                "sent_at": ground.at("p.changed_on"),
                "resolved_at": ground.at("p.changed_on"),
                "dedup_key": "'bench:case:' || p.id",
            },
            "FROM bench_plan AS p WHERE p.is_timed",
        ),
    ]
