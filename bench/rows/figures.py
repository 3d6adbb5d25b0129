"""Figures by date: what the triggers would have noted, and the sweep would have counted, while the world came."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bench.names import (
    Case,
    CaseState,
    Clock,
    ClockCode,
    ClockStatus,
    DatedTally,
    DeadlineRule,
    Decision,
    Event,
    Reached,
    Recognition,
    RecognitionState,
    Spent,
    calendar_for,
)
from bench.rows.insert import among, insert, literal, table
from bench.rows.plan import OLDEST_DAYS, PERCENT

if TYPE_CHECKING:
    from bench.rows.plan import Ground

S, R = CaseState, RecognitionState
ENDED = (ClockStatus.MET.value, ClockStatus.BREACHED.value)
COUNTED_STATES = (
    S.SUBMITTED, S.ACCEPTED, S.APPROVED, S.CERTIFIED, S.RECEIVED, S.DISTRIBUTED, S.RECOGNIZED_ALL, S.CLOSED_WITH_REFUSALS, S.NOT_ACCEPTED,
    S.REJECTED, S.LAPSED, S.WITHDRAWN, S.REVOKED,
)  # fmt: skip
ANSWERS = (R.RECOGNIZED, R.PARTIAL, R.REFUSED)
UPHELD = (R.REFUSED_UPHELD, R.CONSULTATION, R.ESCALATED)


def working_days(ground: Ground) -> str:
    """SQL of ``bench_day``: how many working days there were up to each day."""
    calendar = calendar_for(ground.region)
    first = ground.today - timedelta(days=OLDEST_DAYS + PERCENT)
    days = (first + timedelta(days=number) for number in range((ground.today - first).days + 60))
    rows = ",".join(f"('{day}',{calendar.working_days_between(first, day)})" for day in days)
    return f"""
        CREATE UNLOGGED TABLE bench_day (day date PRIMARY KEY, passed int);
        INSERT INTO bench_day VALUES {rows};
        ANALYZE bench_day
    """  # noqa: S608 - values of our own


def spent(ground: Ground) -> list[str]:
    """The days of each limit that is over; of a unit's answer by whom."""
    first, second = "LEAST(p.received_on, c.stopped_on)", "LEAST(GREATEST(p.received_on, p.distributed_on), c.stopped_on)"
    parts = {
        "court_days": "a.passed - b.passed",
        "bureau_days": "h.passed - a.passed",
        "unit_days": "e.passed - h.passed",
    }
    of_units = f"c.code = {literal(ClockCode.RECOGNITION.value)}"
    given = {
        "clock": "c.id",
        "region": str(ground.region.pk),
        "code": "c.code",
        "obligor": "c.obligor_id",
        "stopped_on": "c.stopped_on",
        "was_late": f"c.status = {literal(ClockStatus.BREACHED.value)}",
        "days": "CASE WHEN r.unit = 'WD' THEN e.passed - b.passed ELSE c.stopped_on - c.started_on END",
        "calendar_version": "c.calendar_version",
        **{name: f"CASE WHEN {of_units} THEN {days} END" for name, days in parts.items()},
    }
    source = (
        f"FROM {table(Clock)} AS c JOIN bench_plan AS p ON p.id = c.case_id JOIN {table(DeadlineRule)} AS r ON r.id = c.rule_id"
        " JOIN bench_day AS b ON b.day = c.started_on JOIN bench_day AS e ON e.day = c.stopped_on"
        f" LEFT JOIN bench_day AS a ON {of_units} AND a.day = {first} LEFT JOIN bench_day AS h ON {of_units} AND h.day = {second}"
        f" WHERE {among('c.status', ENDED)}"
    )
    return [insert(Spent, given, source)]


def reached(ground: Ground) -> list[str]:
    """When each case and answer came where it is: of what the ledger holds by the ledger, of the rest by the plan."""
    reasons = (
        f"CASE k.state WHEN {literal(S.NOT_ACCEPTED.value)} THEN ARRAY[c.decline_reason]"
        f" WHEN {literal(S.REJECTED.value)} THEN d.reason_codes ELSE '{{}}' END"
    )
    given = {
        "region": str(ground.region.pk),
        "case": "c.id",
        "department": "k.unit",
        "state": "k.state",
        "on": "k.day",
        "reasons": reasons,
    }
    joined = f"JOIN {table(Case)} AS c ON c.id = k.case_id LEFT JOIN {table(Decision)} AS d ON d.id = c.decision_id"
    return [insert(Reached, given, f"FROM ({_told()} UNION ALL {_planned()}) AS k {joined}")]


def _told() -> str:
    day = "min((e.at AT TIME ZONE 'Asia/Shanghai')::date)"
    of_case = (
        f"SELECT p.id AS case_id, NULL::bigint AS unit, e.to_state AS state, {day} AS day FROM {table(Event)} AS e"  # noqa: S608 - our own
        f" JOIN bench_plan AS p ON e.object = 'case:' || p.id WHERE {among('e.to_state', COUNTED_STATES)} GROUP BY 1, 2, 3"
    )
    of_unit = (
        f"SELECT r.case_id, r.department_id, e.to_state, {day} FROM {table(Event)} AS e JOIN {table(Recognition)} AS r"  # noqa: S608 - our own
        f" ON e.object = 'recognition:' || r.id JOIN bench_plan AS p ON p.id = r.case_id WHERE {among('e.to_state', ANSWERS)} GROUP BY 1, 2, 3"
    )
    return f"{of_case} UNION ALL {of_unit}"


def _planned() -> str:
    """Of an ended case that the ledger does not know: the way that its last state tells."""
    certified = "p.is_certified"
    ways = (
        (S.SUBMITTED, "p.opened_on", "true"),
        (S.ACCEPTED, "p.accepted_on", "p.is_assigned"),
        (S.APPROVED, "p.decided_on", certified),
        (S.CERTIFIED, "p.issued_on", certified),
        (S.RECEIVED, "p.received_on", certified),
        (S.DISTRIBUTED, "p.distributed_on", certified),
    )
    steps = [
        f"SELECT p.id, NULL::bigint, {literal(state.value)}, {day} FROM bench_plan AS p WHERE NOT p.is_recorded AND {where}"  # noqa: S608
        for state, day, where in ways
    ]
    ended = (S.RECOGNIZED_ALL, S.CLOSED_WITH_REFUSALS, S.NOT_ACCEPTED, S.REJECTED, S.LAPSED, S.WITHDRAWN)
    steps.append(f"SELECT p.id, NULL, p.state, p.changed_on FROM bench_plan AS p WHERE NOT p.is_recorded AND {among('p.state', ended)}")  # noqa: S608
    answer = f"CASE WHEN {among('q.answer', UPHELD)} THEN {literal(R.REFUSED.value)} ELSE q.answer END"
    steps.append(f"SELECT q.case_id, q.unit, {answer}, q.answered_on FROM bench_answer AS q WHERE NOT q.is_recorded AND q.is_answered")  # noqa: S608
    return " UNION ALL ".join(steps)


def dated(ground: Ground, counted: str) -> list[str]:
    """One row for each kind on each date; ``counted`` is the portal's own recount."""
    given = {
        "region": "t.region",
        "counted": "t.counted",
        "on": "t.day",
        "department": "t.unit",
        "key": "t.key",
        "number": "t.number",
        "is_sum": "true",
    }
    source = f"FROM ({counted}) AS t (region, counted, day, unit, key, number) WHERE t.region = {ground.region.pk} AND t.number <> 0"
    return [insert(DatedTally, given, source)]
