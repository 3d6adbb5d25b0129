"""Limits: every open case has those that run, a timed one also those that are over; each with its events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.names import DUTIES, OPEN_STATUSES, CaseState, Clock, ClockEvent, ClockStatus, DeadlineRule, EventKind, RecognitionState
from bench.names import ClockCode as K
from bench.rows.insert import among, insert, literal, table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bench.rows.plan import Ground

S, R = CaseState, RecognitionState
IN_EXAMINATION = (S.ACCEPTED, S.RETURNED, S.PENDING_REVIEW, S.PENDING_SIGN)
AT_PUSH = (S.CERTIFIED, S.PUSHED, S.PUSH_RETURNED)
AT_BUREAU = (S.RECEIVED, S.PENDING_DISTRIBUTION)
CONSULTED = (R.PARTIAL, R.REFUSED, R.CONSULTATION, R.ESCALATED)


@dataclass(frozen=True, slots=True)
class Limit:
    """One kind of clock over ``bench_plan`` (p) or ``bench_answer`` (p): whose, from when, until when, in which cases."""

    code: K
    obligor: str
    started: str
    finished: str
    where: str
    source: str = "bench_plan AS p"
    case: str = "p.id"
    recognition: str = "NULL"

    def select(self) -> str:
        return (
            f"SELECT {self.case} AS case_id, {literal(self.code.value)} AS code, {self.obligor}::bigint AS obligor, {self.started} AS started_on,"  # noqa: S608
            f" {self.finished} AS finished_on, {self.recognition}::bigint AS recognition_id FROM {self.source} WHERE {self.where}"
        )


def _court_limits(ground: Ground) -> list[Limit]:
    court = str(ground.court.pk)
    waits = among("p.state", (S.SUBMITTED, S.PENDING_DECLINE))
    supplement = f"p.state = {literal(S.SUPPLEMENT.value)}"
    reviewed = f"CASE WHEN NOT {among('p.state', IN_EXAMINATION)} THEN p.decided_on END"
    approved = f"CASE WHEN p.state <> {literal(S.APPROVED.value)} THEN p.issued_on END"
    answered = f"CASE WHEN {supplement} THEN p.opened_on + 1 WHEN NOT {waits} THEN LEAST(p.accepted_on, p.changed_on) END"
    operated = "CASE WHEN NOT p.is_open OR p.n % 3 = 0 AND p.issued_on + 2 <= p.changed_on THEN p.issued_on + 2 END"
    return [
        Limit(K.ACCEPTANCE, court, "p.opened_on", answered, "true"),
        Limit(K.SUPPLEMENT, "NULL", "p.opened_on + 1", "NULL::date", supplement),
        Limit(K.EXAMINATION, court, "p.accepted_on", reviewed, "p.is_assigned AND p.is_timed"),
        Limit(K.REMEDY, "NULL", "p.decided_on", "p.decided_on + 10", f"p.is_timed AND p.state = {literal(S.REJECTED.value)}"),
        Limit(K.SEALING, court, "p.decided_on", approved, f"p.is_timed AND (p.is_certified OR p.state = {literal(S.APPROVED.value)})"),
        Limit(K.LIST_OPERATION, court, "p.issued_on", operated, "p.is_timed AND p.is_certified AND p.type <> 'D'"),
        Limit(
            K.PUSH,
            court,
            "p.issued_on",
            f"CASE WHEN NOT {among('p.state', AT_PUSH)} THEN p.received_on END",
            "p.is_timed AND p.is_certified",
        ),
        Limit(K.PUSH_CORRECTION, court, "p.changed_on", "NULL::date", f"p.state = {literal(S.PUSH_RETURNED.value)}"),
    ]


def _limits_after(ground: Ground) -> list[Limit]:
    """The bureau's, the units' and the office's. A certificate starts every unit's clock before the push has reached it."""
    at_bureau = f"CASE WHEN NOT {among('p.state', AT_BUREAU)} THEN p.distributed_on END"
    units = ", ".join(f"({unit.pk})" for unit in ground.units)
    before_units = f"bench_plan AS p CROSS JOIN (VALUES {units}) AS u (unit)"
    one = "bench_answer AS p"
    signed = f"CASE WHEN p.answer <> {literal(R.AWAITING_RECEIPT.value)} THEN p.received_on END"
    recognized = "CASE WHEN p.is_answered THEN p.answered_on END"
    return [
        Limit(
            K.DISTRIBUTION,
            str(ground.bureau.pk),
            "p.received_on",
            at_bureau,
            f"p.is_timed AND p.is_certified AND NOT {among('p.state', AT_PUSH)}",
        ),
        Limit(K.RECOGNITION, "u.unit", "p.issued_on", "NULL::date", among("p.state", AT_PUSH + AT_BUREAU), before_units),
        Limit(K.RECOGNITION, "p.unit", "p.issued_on", recognized, "true", one, "p.case_id"),
        Limit(K.UNIT_RECEIPT, "p.unit", "p.distributed_on", signed, "p.is_open OR p.is_recorded", one, "p.case_id"),
        Limit(K.CONSULTATION, str(ground.office.pk), "p.answered_on", "NULL::date", among("p.answer", CONSULTED), one, "p.case_id", "p.id"),
    ]


def clocks(ground: Ground) -> list[str]:
    found = " UNION ALL ".join(limit.select() for limit in [*_court_limits(ground), *_limits_after(ground)])
    late = f"k.finished_on > d.due_on OR k.finished_on IS NULL AND d.due_on < {literal(ground.today)} AND {among('k.code', DUTIES)}"
    status = (
        f"CASE WHEN k.finished_on IS NULL THEN {literal(ClockStatus.RUNNING.value)}"
        f" WHEN k.finished_on <= d.due_on THEN {literal(ClockStatus.MET.value)} ELSE {literal(ClockStatus.BREACHED.value)} END"
    )
    return [
        insert(
            Clock,
            {
                "case": "k.case_id",
                "recognition": "k.recognition_id",
                "rule": "d.rule_id",
                "region": str(ground.region.pk),
                "code": "k.code",
                "obligor": "k.obligor",
                "started_on": "k.started_on",
                "due_on": "d.due_on",
                "calendar_version": "d.calendar_version",
                "provisional": "d.provisional",
                "status": status,
                "stopped_on": "k.finished_on",
                "breached_on": f"CASE WHEN {late} THEN d.due_on + 1 END",
                "started_at": ground.at("k.started_on", "k.case_id % 480"),
                # Entered just now, so that no rung of the ladder is due before its day comes.
                "opened_at": literal(ground.now),
            },
            f"FROM ({found}) AS k JOIN bench_due AS d USING (code, started_on)",
        ),
    ]


def clock_events(ground: Ground) -> list[str]:
    """Start, breach and end of every clock of a recorded case; of the others nobody asks why the date was that date."""
    recorded = f"FROM {table(Clock)} AS c JOIN bench_plan AS p ON p.id = c.case_id AND p.is_recorded"
    common = {"clock": "c.id", "due_on": "c.due_on", "actor": "'system'"}
    started = {"seq": "1", "kind": literal(EventKind.START.value), "effective_on": "c.started_on", "recorded_at": "c.started_at"}
    breached = {
        "seq": "2",
        "kind": literal(EventKind.BREACH.value),
        "effective_on": "c.breached_on",
        "recorded_at": ground.at("c.breached_on", "0"),
    }
    stopped = {
        "seq": "CASE WHEN c.breached_on IS NULL THEN 2 ELSE 3 END",
        "kind": literal(EventKind.STOP.value),
        "effective_on": "c.stopped_on",
        "recorded_at": ground.at("c.stopped_on", "c.case_id % 480"),
    }
    return [
        insert(ClockEvent, {**common, **started}, recorded),
        insert(ClockEvent, {**common, **breached}, f"{recorded} WHERE c.breached_on IS NOT NULL"),
        insert(ClockEvent, {**common, **stopped}, f"{recorded} WHERE c.stopped_on IS NOT NULL"),
    ]


# --- what the database keeps of them beside a case and an answer: its triggers are off while a world comes ---------------


def kept(prefix: str, source: str) -> dict[str, str]:
    """The columns of a last day, from a join of :func:`next_of_case` and its like."""
    return {
        f"{prefix}due_on": f"{source}.due_on",
        f"{prefix}due_unit": f"coalesce({source}.unit, '')",
        f"{prefix}due_provisional": f"coalesce({source}.provisional, false)",
    }


_LAST_DAYS = f"SELECT c.*, r.unit FROM {table(Clock)} AS c JOIN {table(DeadlineRule)} AS r ON r.id = c.rule_id"  # noqa: S608 - our tables


def next_of_case(name: str, codes: Iterable[K]) -> str:
    """The earliest running clock of one of the codes for each case of ``bench_plan`` (p)."""
    running = f"{among('c.status', OPEN_STATUSES)} AND {among('c.code', codes)}"
    earliest = f"SELECT DISTINCT ON (case_id) * FROM ({_LAST_DAYS} WHERE {running}) AS c ORDER BY case_id, due_on, id"  # noqa: S608
    return f"LEFT JOIN ({earliest}) AS {name} ON {name}.case_id = p.id"


def of_unit(name: str) -> str:
    """The unit's own limit for each answer of ``bench_answer`` (q), running or not."""
    limit = f"{_LAST_DAYS} WHERE c.code = {literal(K.RECOGNITION.value)}"
    return f"LEFT JOIN ({limit}) AS {name} ON {name}.case_id = q.case_id AND {name}.obligor_id = q.unit"


def of_consultation(name: str) -> str:
    running = f"{among('c.status', OPEN_STATUSES)} AND c.code = {literal(K.CONSULTATION.value)}"
    return f"LEFT JOIN ({_LAST_DAYS} WHERE {running}) AS {name} ON {name}.recognition_id = q.id"
