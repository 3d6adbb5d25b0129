"""The nightly proof of the figures by date: every one is counted anew from the limits, the events and the ledger."""

from __future__ import annotations

from collections import Counter
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any, Final

from django.db import connection
from django.db.models import Sum

from deadlines.replay import BrokenEventsError
from deadlines.selectors import UnknownCalendarVersionError, calendar_as_of
from deadlines.services import KeptFinding
from supervision.models import DatedTally, Spent
from supervision.spending import days_of

if TYPE_CHECKING:
    from collections.abc import Iterator

AT_ONCE: Final = 2_000
OF_LIMITS: Final = """
    SELECT region_id, 'open', due_on, obligor_id, code || CASE status WHEN 'paused' THEN ' paused' ELSE '' END, count(*)
        FROM deadlines_clock WHERE status IN ('running', 'paused') GROUP BY 1, 3, 4, 5
    UNION ALL SELECT region_id, 'late', date_trunc('month', breached_on)::date, obligor_id, code, count(*)
        FROM deadlines_clock WHERE breached_on IS NOT NULL GROUP BY 1, 3, 4, 5
    UNION ALL SELECT region_id, 'kept', date_trunc('month', stopped_on)::date, obligor_id, code, count(*)
        FROM deadlines_clock WHERE status = 'met' GROUP BY 1, 3, 4, 5
    UNION ALL SELECT region_id, 'late_week', date_trunc('week', breached_on)::date, obligor_id, code, count(*)
        FROM deadlines_clock WHERE breached_on IS NOT NULL AND code = 'K-12' GROUP BY 1, 3, 4, 5
    UNION ALL SELECT region_id, 'kept_week', date_trunc('week', stopped_on)::date, obligor_id, code, count(*)
        FROM deadlines_clock WHERE status = 'met' AND code = 'K-12' GROUP BY 1, 3, 4, 5
"""
OF_DAYS: Final = """
    SELECT region_id, 'took', date_trunc('month', stopped_on)::date, obligor_id, code || ' ' || days, count(*)
        FROM supervision_spent WHERE days IS NOT NULL GROUP BY 1, 3, 4, 5
    UNION ALL SELECT region_id, 'of_court', date_trunc('month', stopped_on)::date, obligor_id, code, sum(court_days)
        FROM supervision_spent WHERE court_days > 0 GROUP BY 1, 3, 4, 5
    UNION ALL SELECT region_id, 'of_bureau', date_trunc('month', stopped_on)::date, obligor_id, code, sum(bureau_days)
        FROM supervision_spent WHERE bureau_days > 0 GROUP BY 1, 3, 4, 5
    UNION ALL SELECT region_id, 'of_unit', date_trunc('month', stopped_on)::date, obligor_id, code, sum(unit_days)
        FROM supervision_spent WHERE unit_days > 0 GROUP BY 1, 3, 4, 5
"""
OF_REACHED: Final = """
    SELECT region_id, 'reached', date_trunc('month', "on")::date, department_id, state, count(*)
        FROM supervision_reached GROUP BY 1, 3, 4, 5
    UNION ALL SELECT region_id, 'reason', date_trunc('month', "on")::date, NULL::bigint, state || ' ' || reason, count(*)
        FROM supervision_reached, unnest(reasons) AS reason GROUP BY 1, 3, 4, 5
"""
COUNTED: Final = f"{OF_LIMITS} UNION ALL {OF_DAYS} UNION ALL {OF_REACHED}"

# Each ended limit has its row and no other one has, and the row says of the limit what the limit says.
SPENT_DIFFERS: Final = """
    SELECT coalesce(c.id, s.clock_id) FROM (SELECT * FROM deadlines_clock WHERE status IN ('met', 'breached')) AS c
    FULL JOIN supervision_spent AS s ON s.clock_id = c.id
    WHERE (s.region_id, s.code, s.obligor_id, s.stopped_on, s.was_late)
        IS DISTINCT FROM (c.region_id, c.code, c.obligor_id, c.stopped_on, c.status = 'breached') ORDER BY 1
"""
STATES: Final = (
    *("submitted", "accepted", "approved", "certified", "received", "distributed", "recognized_all", "closed_with_refusals"),
    *("not_accepted", "rejected", "lapsed", "withdrawn", "revoked"),
)
ANSWERS: Final = ("recognized", "partial", "refused")
REACHED_DIFFERS: Final = """
    WITH told AS (
        SELECT split_part(object, ':', 2)::bigint AS one, entity, to_state AS state, min(at) AS at FROM ledger_event
        WHERE from_state <> to_state AND (entity = 'case' AND to_state = ANY(%(states)s) OR entity = 'recognition' AND to_state = ANY(%(answers)s))
        GROUP BY 1, 2, 3
    ), ought AS (
        SELECT c.region_id, c.id AS case_id, NULL::bigint AS department_id, t.state, (t.at AT TIME ZONE 'Asia/Shanghai')::date AS day
            FROM told AS t JOIN cases_case AS c ON c.id = t.one WHERE t.entity = 'case'
        UNION ALL SELECT c.region_id, c.id, r.department_id, t.state, min((t.at AT TIME ZONE 'Asia/Shanghai')::date)
            FROM told AS t JOIN recognition_recognition AS r ON r.id = t.one JOIN cases_case AS c ON c.id = r.case_id
            WHERE t.entity = 'recognition' GROUP BY 1, 2, 3, 4
    )
    SELECT coalesce(o.case_id, r.case_id), coalesce(o.department_id, r.department_id), coalesce(o.state, r.state), o.day, r."on"
    FROM ought AS o FULL JOIN supervision_reached AS r
        ON r.case_id = o.case_id AND r.state = o.state AND coalesce(r.department_id, 0) = coalesce(o.department_id, 0)
    WHERE (o.region_id, o.day) IS DISTINCT FROM (r.region_id, r."on") ORDER BY 1, 2, 3
"""
# The reasons of a refusal are those of its decision; of what is no refusal there are none.
REASONS_DIFFER: Final = """
    SELECT r.case_id, r.state FROM supervision_reached AS r JOIN cases_case AS c ON c.id = r.case_id
    WHERE CASE r.state
        WHEN 'not_accepted' THEN r.reasons::text[] <> ARRAY[c.decline_reason]::text[]
        WHEN 'rejected' THEN NOT EXISTS (SELECT FROM cases_decision AS d WHERE d.case_id = c.id AND NOT d.is_approval AND d.reason_codes = r.reasons)
        ELSE r.reasons <> '{}' END
    ORDER BY 1, 2
"""


def compare_dated_tallies() -> Iterator[KeptFinding | None]:
    """Count every figure by date anew; what is wrong with each, None for a right one."""
    rows = DatedTally.objects.order_by().values_list("region_id", "counted", "on", "department_id", "key").annotate(sum=Sum("number"))
    kept: Counter[tuple[Any, ...]] = Counter({tuple(name): number for *name, number in rows})
    counted: Counter[tuple[Any, ...]] = Counter({tuple(name): int(number) for *name, number in _found(COUNTED)})
    for name in sorted({*kept, *counted}, key=str):
        if kept[name] == counted[name]:
            yield None
        else:
            region, what, on, unit, key = name
            yield KeptFinding(f"dated:{region}/{what}/{on}/{unit or ''}/{key}", f"应为 {counted[name]}，所存为 {kept[name]}")


def compare_spent() -> Iterator[KeptFinding | None]:
    """Compute the days of every ended limit anew, by the calendar that they were counted with."""
    for (clock_id,) in _found(SPENT_DIFFERS):
        yield KeptFinding(f"clock:{clock_id}", "期限用时与办结的期限不一致")
    rows = Spent.objects.filter(days__isnull=False).order_by("region_id", "calendar_version", "pk").iterator(chunk_size=AT_ONCE)
    for (region_id, version), alike in groupby(rows, key=lambda row: (row.region_id, row.calendar_version)):
        while chunk := list(islice(alike, AT_ONCE)):
            yield from _differences(chunk, region_id, version)


def _differences(rows: list[Spent], region_id: int, version: str) -> Iterator[KeptFinding | None]:
    kept = {row.pk: (row.days, row.court_days, row.bureau_days, row.unit_days) for row in rows}
    try:
        for life, days, shares in days_of(kept, calendar_as_of(region_id, version)):
            ought = (days, *((shares.court, shares.bureau, shares.unit) if shares else (None, None, None)))
            stored = kept[life.clock.pk]
            yield None if ought == stored else KeptFinding(f"clock:{life.clock.pk}", f"用时应为 {ought}，所存为 {stored}")
    except (BrokenEventsError, UnknownCalendarVersionError) as error:
        yield KeptFinding(f"clock:{rows[0].pk}", f"期限用时不能重新计算（{error}）")


def compare_reached() -> Iterator[KeptFinding | None]:
    """Ask the ledger when each case and each answer first came to a state."""
    for case, unit, state, ought, stored in _found(REACHED_DIFFERS, {"states": list(STATES), "answers": list(ANSWERS)}):
        yield KeptFinding(f"reached:{case}/{unit or ''}/{state}", f"账本记录的日期为 {ought}，所存为 {stored}")
    for case, state in _found(REASONS_DIFFER):
        yield KeptFinding(f"reached:{case}//{state}", "事由与决定不一致")
    yield None


def _found(statement: str, values: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
