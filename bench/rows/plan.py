"""What happens to each case of a world, as one table that every other table is drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from bench.names import (
    ASSIGNED_STATES,
    CERTIFIED_STATES,
    DECIDED_STATES,
    ENDED_STATES,
    CaseState,
    CertificateType,
    Happening,
    RecognitionState,
    Variant,
    calendar_for,
    current_rules,
    due,
    term_of,
    version_since,
)
from bench.rows.insert import among, choose, literal, one_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench.names import Department, Region

S, R = CaseState, RecognitionState

# Parts of a hundred, as a court a few years into the procedure might count them.
OPEN_SHARES: Mapping[CaseState, int] = {
    S.SUBMITTED: 20, S.SUPPLEMENT: 8, S.PENDING_DECLINE: 2, S.ACCEPTED: 23, S.RETURNED: 2, S.PENDING_REVIEW: 7, S.PENDING_SIGN: 5,
    S.APPROVED: 3, S.CERTIFIED: 1, S.PUSHED: 6, S.PUSH_RETURNED: 1, S.RECEIVED: 3, S.PENDING_DISTRIBUTION: 2, S.DISTRIBUTED: 4,
    S.RECOGNIZING: 13,
}  # fmt: skip
ENDED_SHARES: Mapping[CaseState, int] = {
    S.RECOGNIZED_ALL: 55, S.CLOSED_WITH_REFUSALS: 8, S.REJECTED: 12, S.NOT_ACCEPTED: 8, S.LAPSED: 7, S.WITHDRAWN: 10,
}  # fmt: skip
ANSWER_SHARES: Mapping[RecognitionState, int] = {
    R.AWAITING_RECEIPT: 30, R.RECEIVED: 25, R.PROPOSED: 8, R.RECOGNIZED: 31, R.PARTIAL: 2, R.REFUSED: 1, R.CONSULTATION: 2, R.ESCALATED: 1,
}  # fmt: skip

PERCENT = 100
OLDEST_DAYS = 720
UNITS_AT_MOST = 15
# Coprime to every share and to each other, so that a hundred cases in a row meet every state in its share.
STRIDE, OPEN_STRIDE = 61, 37


@dataclass(frozen=True, slots=True)
class Staff:
    """Keys of the people by part; several hold the same post where a court of this size has several."""

    officers: tuple[int, ...]
    judges: tuple[int, ...]
    reviewer: int
    president: int
    bureau_handler: int
    bureau_approver: int
    liaisons: Mapping[int, int]
    approvers: Mapping[int, int]
    agents: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a world is put: the district, its people, the day, and the key that its rows begin after."""

    region: Region
    court: Department
    bureau: Department
    office: Department
    units: tuple[Department, ...]
    staff: Staff
    base: int
    now: datetime
    today: date
    patterns: Mapping[str, str]

    def number(self, kind: str, year: str, place: str) -> str:
        """SQL of a paper's number as the region writes it."""
        text = literal(self.patterns[kind])
        return f"replace(replace({text}, '{{year}}', ({year})::text), '{{n}}', ({place})::text)"

    def at(self, day: str, minutes: str = "p.id % 480") -> str:
        """SQL of a moment in office hours of a day, never later than now."""
        return f"LEAST(({day} + TIME '09:00' + ({minutes}) * INTERVAL '1 minute') AT TIME ZONE 'Asia/Shanghai', {literal(self.now)})"


def _pick(shares: Mapping[CaseState, int] | Mapping[RecognitionState, int], place: str) -> str:
    """The state whose share of the hundred a place from 0 to 99 falls into."""
    lines, reached = [], 0
    for state, share in shares.items():
        reached += share
        lines.append(f"WHEN ({place}) < {reached} THEN {literal(state.value)}")
    if reached != PERCENT:
        raise ValueError(f"the shares make {reached}, not {PERCENT}")
    return f"CASE {' '.join(lines)} END"


def _random(seed: int, below: int, key: str = "n") -> str:
    """Evenly spread, the same in every world, and independent of other seeds."""
    return f"((hashint8extended({key}, {seed}) & 1048575) % {below})::int"


# Days from the opening to the entry into a state, and how long a case stands there at most.
_ENTERED = {
    S.SUBMITTED: "0", S.SUPPLEMENT: "1", S.PENDING_DECLINE: "1",
    **dict.fromkeys((S.ACCEPTED, S.RETURNED, S.PENDING_REVIEW, S.PENDING_SIGN), "a"),
    S.APPROVED: "a + b",
    **dict.fromkeys((S.CERTIFIED, S.PUSHED, S.PUSH_RETURNED), "a + b + c"),
    **dict.fromkeys((S.RECEIVED, S.PENDING_DISTRIBUTION), "a + b + c + d"),
    **dict.fromkeys((S.DISTRIBUTED, S.RECOGNIZING), "a + b + c + d + e"),
}  # fmt: skip
_STAYED = {
    S.SUBMITTED: 6, S.SUPPLEMENT: 6, S.PENDING_DECLINE: 3, S.ACCEPTED: 17, S.RETURNED: 17, S.PENDING_REVIEW: 17, S.PENDING_SIGN: 17,
    S.APPROVED: 2, S.CERTIFIED: 2, S.PUSHED: 4, S.PUSH_RETURNED: 2, S.RECEIVED: 4, S.PENDING_DISTRIBUTION: 4, S.DISTRIBUTED: 2,
    S.RECOGNIZING: 11,
}  # fmt: skip
_ENDED_AFTER = {
    S.RECOGNIZED_ALL: "a + b + c + d + e + 10", S.CLOSED_WITH_REFUSALS: "a + b + c + d + e + 16", S.REJECTED: "a + b", S.NOT_ACCEPTED: "a",
    S.LAPSED: "9", S.WITHDRAWN: "2",
}  # fmt: skip


def plan(ground: Ground, cases: int, enterprises: int, *, open_percent: int, units_percent: int, is_whole: bool) -> str:
    """SQL of ``bench_plan``: one row a case with its state, its days, its people and what else there will be of it."""
    place = f"(n / {PERCENT} + n * {OPEN_STRIDE}) % {PERCENT}"
    picked = f"CASE WHEN n * {STRIDE} % {PERCENT} < {open_percent} THEN {_pick(OPEN_SHARES, place)} ELSE {_pick(ENDED_SHARES, place)} END"
    open_on = f"{literal(ground.today)} - ({choose('state', _ENTERED)}) - age"
    ended_on = f"{literal(ground.today)} - 60 - {_random(7, OLDEST_DAYS - PERCENT)}"
    staff = ground.staff
    return f"""
        CREATE UNLOGGED TABLE bench_plan AS
        SELECT *, opened_on + a AS accepted_on, opened_on + a + b AS decided_on, opened_on + a + b + c AS issued_on,
            opened_on + a + b + c + d AS received_on, opened_on + a + b + c + d + e AS distributed_on,
            CASE WHEN is_open THEN {literal(ground.today)} - age ELSE opened_on + {choose("state", _ENDED_AFTER)} END AS changed_on,
            CASE WHEN variant = {literal(Variant.LISTED.value)}
                THEN CASE WHEN is_fulfilled THEN {literal(CertificateType.FULFILLED.value)} ELSE {literal(CertificateType.SUSPENDED.value)} END
                ELSE CASE WHEN is_fulfilled THEN {literal(CertificateType.PERFORMED_UNLISTED.value)}
                    ELSE {literal(CertificateType.WITHHELD.value)} END
            END AS type,
            {literal(is_whole)} OR is_open OR has_units OR n % 4 = 0 AS is_timed,
            {literal(is_whole)} OR is_open AS is_recorded,
            {literal(is_whole)} AS is_whole
        FROM (
            SELECT *, {one_of(staff.judges, "n", "bigint")} AS judge, {one_of(staff.officers, "n", "bigint")} AS officer,
                CASE WHEN is_open THEN {open_on} ELSE {ended_on} END AS opened_on,
                {among("state", (S.DISTRIBUTED, S.RECOGNIZING))}
                    OR {among("state", (S.RECOGNIZED_ALL, S.CLOSED_WITH_REFUSALS))} AND {_random(8, PERCENT)} < {units_percent} AS has_units
            FROM (
                SELECT *, NOT {among("state", ENDED_STATES)} AS is_open, {among("state", ASSIGNED_STATES)} AS is_assigned,
                    {among("state", DECIDED_STATES)} AS is_decided, {among("state", CERTIFIED_STATES)} AS is_certified,
                    {_random(9, 1 << 20)} % {choose("state", _STAYED, "1")} + {choose("state", {S.RECOGNIZING: "1"}, "0")} AS age
                FROM (
                    SELECT n, {ground.base} + n AS id, {picked} AS state, {ground.base} + 1 + {_random(1, enterprises)} AS enterprise_id,
                        CASE WHEN {_random(2, 10)} < 6 THEN {literal(Variant.LISTED.value)}
                            ELSE {literal(Variant.NOT_YET_LISTED.value)} END AS variant,
                        {_random(3, 10)} < 7 AS is_fulfilled,
                        1 + {_random(4, 4)} AS a, 3 + {_random(5, 13)} AS b, {_random(6, 2)} AS c, 1 + {_random(10, 3)} AS d,
                        1 + {_random(11, 3)} AS e
                    FROM generate_series(1, {cases}) AS n
                ) AS drawn
            ) AS placed
        ) AS dated
    """  # noqa: S608 - our own expressions


def answers(ground: Ground) -> str:
    """SQL of ``bench_answer``: one row for each unit's answer that the world will hold."""
    units = ", ".join(
        f"({place}, {unit.pk}, {ground.staff.liaisons[unit.pk]}, {ground.staff.approvers[unit.pk]})"
        for place, unit in enumerate(ground.units)
    )
    drawn = _pick(ANSWER_SHARES, _random(12, PERCENT, f"p.n * {UNITS_AT_MOST + 1} + u.place"))
    state = f"""CASE p.state WHEN {literal(S.DISTRIBUTED.value)} THEN {literal(R.AWAITING_RECEIPT.value)}
        WHEN {literal(S.RECOGNIZED_ALL.value)} THEN {literal(R.RECOGNIZED.value)}
        WHEN {literal(S.CLOSED_WITH_REFUSALS.value)} THEN
            CASE WHEN p.n % {len(ground.units)} = u.place THEN {literal(R.REFUSED_UPHELD.value)} ELSE {literal(R.RECOGNIZED.value)} END
        ELSE CASE u.place WHEN 0 THEN {literal(R.RECEIVED.value)} WHEN 1 THEN {literal(R.AWAITING_RECEIPT.value)} ELSE {drawn} END END"""
    today = literal(ground.today)
    return f"""
        CREATE UNLOGGED TABLE bench_answer AS
        SELECT *, {_answered("answer")} AS is_answered FROM (
            SELECT p.id * {UNITS_AT_MOST + 1} + u.place AS id, p.id AS case_id, p.n, u.place, u.unit, u.liaison, u.approver, p.state AS case_state,
                p.opened_on, p.issued_on, p.distributed_on, p.is_open, p.is_timed, p.is_recorded, {state} AS answer,
                LEAST(p.distributed_on + {_random(13, 2, "p.n + u.place")}, {today}) AS received_on,
                LEAST(p.distributed_on + 2 + {_random(14, 8, "p.n + u.place")}, {today}) AS answered_on,
                LEAST(p.distributed_on + 12, {today}) AS consulted_on
            FROM bench_plan AS p CROSS JOIN (VALUES {units}) AS u (place, unit, liaison, approver) WHERE p.has_units
        ) AS drawn
    """  # noqa: S608 - our own expressions


def _answered(column: str) -> str:
    waiting = among(column, (R.AWAITING_RECEIPT, R.RECEIVED, R.PROPOSED))
    return f"NOT {waiting}"


def due_days(ground: Ground) -> str:
    """SQL of ``bench_due``: the last day of every limit from every day on, by the portal's own arithmetic."""
    calendar = calendar_for(ground.region)
    first = ground.today - timedelta(days=OLDEST_DAYS + PERCENT)
    rows = []
    for rule in current_rules(ground.region):
        for back in range((ground.today - first).days + 1):
            day = first + timedelta(days=back)
            found = due([Happening("start", day)], calendar, term_of(rule))
            version = literal(version_since(calendar, day.year))
            rows.append(
                f"('{rule.code}',{rule.pk},'{rule.unit}','{day}','{found.due_on}',{'true' if found.provisional else 'false'},{version})"
            )
    return f"""
        CREATE UNLOGGED TABLE bench_due (
            code text, rule_id bigint, unit text, started_on date, due_on date, provisional boolean, calendar_version text
        );
        INSERT INTO bench_due VALUES {",".join(rows)};
        CREATE UNIQUE INDEX ON bench_due (code, started_on);
        ANALYZE bench_due
    """  # noqa: S608 - values of our own
