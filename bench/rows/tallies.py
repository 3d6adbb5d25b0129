"""Figures of the region: what the triggers would have counted while the world came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.names import Clock, ClockStatus, Tally
from bench.rows.insert import among, insert, literal, table

if TYPE_CHECKING:
    from bench.rows.plan import Ground

ENDED = (ClockStatus.MET.value, ClockStatus.BREACHED.value)


def tallies(ground: Ground) -> list[str]:
    """One row for each kind: cases by state, answers by unit and state, limits by unit, code and how they stand."""
    late = f"c.status = {literal(ClockStatus.RUNNING.value)} AND c.breached_on IS NOT NULL"
    standing = f"c.code || ' ' || CASE WHEN {among('c.status', ENDED)} THEN c.status WHEN {late} THEN 'overdue' END"
    limits = f"SELECT c.obligor_id AS unit, {standing} AS key FROM {table(Clock)} AS c JOIN bench_plan AS p ON p.id = c.case_id"  # noqa: S608
    kinds = " UNION ALL ".join(
        (
            "SELECT 'case' AS counted, NULL::bigint AS unit, p.state AS key, count(*) AS number FROM bench_plan AS p GROUP BY 3",
            "SELECT 'recognition', q.unit, q.answer, count(*) FROM bench_answer AS q GROUP BY 2, 3",
            f"SELECT 'clock', k.unit, k.key, count(*) FROM ({limits}) AS k WHERE k.key IS NOT NULL GROUP BY 2, 3",  # noqa: S608
        )
    )
    given = {"region": str(ground.region.pk), "counted": "t.counted", "department": "t.unit", "key": "t.key", "number": "t.number"}
    return [insert(Tally, given, f"FROM ({kinds}) AS t")]
