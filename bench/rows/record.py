"""The ledger of a world: for every mandate and every recorded case, application, notice and answer a sound chain that leads to its state."""

from __future__ import annotations

from collections import defaultdict, deque
from typing import TYPE_CHECKING

from bench.names import GENESIS, AllowedTransition, ApplicationState, Event, Mandate, NoticeState
from bench.rows.insert import insert, literal, table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bench.rows.plan import Ground

Change = tuple[str, str, str]
ALGORITHM = "sha256-1"
# As the ledger names the things that have a state.
NOTICE, APPLICATION, CASE, RECOGNITION, MANDATE = "notice", "application", "case", "recognition", "mandate"
BODY = """'{"holder":"","post":"系统","said":"已按程序办理","until":""}'"""


def shortest_ways(rows: Iterable[tuple[str, str, str, str]]) -> dict[str, dict[str, tuple[Change, ...]]]:
    """From (entity, action, from, to): for each state of each entity the fewest changes that lead to it from nothing."""
    leaving: defaultdict[tuple[str, str], list[Change]] = defaultdict(list)
    for entity, action, source, target in rows:
        if source != target:
            leaving[entity, source].append((action, source, target))
    found: dict[str, dict[str, tuple[Change, ...]]] = {}
    for entity in sorted({entity for entity, _ in leaving}):
        ways: dict[str, tuple[Change, ...]] = {"": ()}
        reached = deque([""])
        while reached:
            state = reached.popleft()
            for change in leaving[entity, state]:
                if change[2] not in ways:
                    ways[change[2]] = (*ways[state], change)
                    reached.append(change[2])
        found[entity] = ways
    return found


def known_ways() -> dict[str, dict[str, tuple[Change, ...]]]:
    rows = AllowedTransition.objects.order_by("pk").values_list("entity", "action", "from_state", "to_state")
    return shortest_ways(rows)


def events(ground: Ground, ways: dict[str, dict[str, tuple[Change, ...]]]) -> list[str]:
    """One statement after the other: what happened in which order, then line by line the chain over it."""
    lines = [
        f"({literal(entity)}, {literal(state)}, {place}, {literal(action)}, {literal(source)}, {literal(target)}, {len(way)})"
        for entity, states in ways.items()
        for state, way in states.items()
        for place, (action, source, target) in enumerate(way, start=1)
    ]
    served, submitted = literal(NoticeState.SERVED.value), literal(ApplicationState.SUBMITTED.value)
    case, answer = literal(CASE), literal(RECOGNITION)
    notice, application = literal(NOTICE), literal(APPLICATION)
    return [
        f"""
        CREATE UNLOGGED TABLE bench_way (entity text, state text, place int, action text, from_state text, to_state text, length int);
        INSERT INTO bench_way VALUES {", ".join(lines)};
        CREATE UNLOGGED TABLE bench_event AS
        SELECT 'case:' || p.id AS stream, w.place AS seq, 'case:' || p.id AS object, w.entity, w.action, w.from_state, w.to_state,
            {ground.at("p.opened_on + (p.changed_on - p.opened_on) * w.place / w.length", "p.id % 480")} AS at
        FROM bench_plan AS p JOIN bench_way AS w ON w.entity = {case} AND w.state = p.state WHERE p.is_recorded
        UNION ALL
        SELECT 'case:' || q.case_id, l.length + row_number() OVER (PARTITION BY q.case_id ORDER BY q.id, w.place),
            'recognition:' || q.id, w.entity, w.action, w.from_state, w.to_state, {ground.at("q.distributed_on", "490")}
        FROM bench_answer AS q JOIN bench_way AS w ON w.entity = {answer} AND w.state = q.answer
        JOIN bench_way AS l ON l.entity = {case} AND l.state = q.case_state AND l.place = 1 WHERE q.is_recorded
        UNION ALL
        SELECT 'notice:' || p.id, w.place, 'notice:' || p.id, w.entity, w.action, w.from_state, w.to_state, {ground.at("(p.opened_on - 20)")}
        FROM bench_plan AS p JOIN bench_way AS w ON w.entity = {notice} AND w.state = {served} WHERE p.is_recorded
        UNION ALL
        SELECT 'application:' || p.id, w.place, 'application:' || p.id, w.entity, w.action, w.from_state, w.to_state, {ground.at("p.opened_on")}
        FROM bench_plan AS p JOIN bench_way AS w ON w.entity = {application} AND w.state = {submitted} WHERE p.is_recorded
        UNION ALL
        SELECT 'enterprise:' || m.enterprise_id, w.place, 'mandate:' || m.id, w.entity, w.action, w.from_state, w.to_state, m.requested_at
        FROM {table(Mandate)} AS m JOIN bench_way AS w ON w.entity = {literal(MANDATE)} AND w.state = m.state
        WHERE NOT EXISTS (SELECT 1 FROM {table(Event)} AS known WHERE known.stream = 'enterprise:' || m.enterprise_id);
        CREATE INDEX ON bench_event (seq);
        ANALYZE bench_event
        """,  # noqa: S608 - our own expressions
        _chained(),
    ]


def _framed(text: str) -> str:
    return f"int4send(octet_length({text})) || convert_to({text}, 'UTF8')"


def _utc(moment: str) -> str:
    return f"to_char({moment} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"


def _chained() -> str:
    """Line one of every stream, then line two upon it, and so on: each carries the digest of the line before."""
    body_sha = f"encode(sha256(convert_to({BODY}, 'UTF8')), 'hex')"
    before = f"coalesce(b.hash, {literal(GENESIS)})"
    fields = (literal(ALGORITHM), "e.stream", "e.seq::text", _utc("e.at"), _utc("e.at"), "'system'", "e.action", "e.object", "e.entity")
    framed = " || ".join(_framed(text) for text in (*fields, "e.from_state", "e.to_state", body_sha, before))
    line = insert(
        Event,
        {
            "stream": "e.stream",
            "seq": "e.seq",
            "at": "e.at",
            "recorded_at": "e.at",
            "actor": "'system'",
            "action": "e.action",
            "object": "e.object",
            "entity": "e.entity",
            "from_state": "e.from_state",
            "to_state": "e.to_state",
            "body_bytes": f"convert_to({BODY}, 'UTF8')",
            "body_sha": body_sha,
            "prev_hash": before,
            "hash": f"encode(sha256({framed}), 'hex')",
            "alg": literal(ALGORITHM),
        },
        f"FROM bench_event AS e LEFT JOIN {table(Event)} AS b ON b.stream = e.stream AND b.seq = e.seq - 1 WHERE e.seq = place",
    )
    return f"""
        DO $$ DECLARE place int; BEGIN
            FOR place IN SELECT generate_series(1, max(seq)) FROM bench_event LOOP {line}; END LOOP;
        END $$
    """  # noqa: S608 - our own expressions
