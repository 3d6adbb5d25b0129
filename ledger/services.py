from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import connection, transaction

from ledger import timekeeping
from ledger.chain import ALGORITHM, Line, canonical, sha256_hex
from ledger.models import GENESIS, ROWS, AllowedTransition, Event
from ledger.rows import Kept, held

HEAD = f"""
    SELECT head.seq, head.hash, {timekeeping.NOW}, {timekeeping.EDITION}
    FROM (SELECT 1) AS one
    LEFT JOIN LATERAL (
        SELECT seq, hash FROM ledger_event WHERE stream = %s ORDER BY seq DESC LIMIT 1
    ) AS head ON true
"""  # noqa: S608 - put together from constants


class NoTransactionError(RuntimeError):
    """The ledger is written only together with what it records."""


def append_event(
    *,
    stream: str,
    actor: str,
    action: str,
    object: str,
    at: datetime,
    body: Mapping[str, object],
    entity: str | None = None,
    from_state: str | None = None,
    to_state: str | None = None,
    rows: Iterable[Kept] = (),
) -> Event:
    """Add one line to the end of a stream, in the caller's transaction.

    ``rows`` are those that the event made or changed: the verifier compares their tables with it.
    Raises EditionMovedError when rules or calendars have changed since the caller's moment began.
    The caller holds the stream's lock already, by an earlier statement: the row lock of its case, or locked_stream().
    Without it a concurrent writer makes one of the two fail (IntegrityError); a fork is impossible.
    """
    last_seq, last_hash, recorded_at = _head(stream)
    kept = held(rows)
    content = canonical({**body, ROWS: kept} if kept else body)
    line = Line(
        stream=stream,
        seq=(last_seq or 0) + 1,
        at=at,
        recorded_at=recorded_at,
        actor=actor,
        action=action,
        object=object,
        entity=entity,
        from_state=from_state,
        to_state=to_state,
        body_sha=sha256_hex(content),
        prev_hash=last_hash or GENESIS,
    )
    return _written(line, content)


def _head(stream: str) -> tuple[int | None, str | None, datetime]:
    """The last line's number and hash, if there is one, and the database's time."""
    _require_transaction()
    with connection.cursor() as cursor:
        cursor.execute(HEAD, [stream])
        last_seq, last_hash, recorded_at, edition = cursor.fetchone()
    timekeeping.refuse_another(edition)
    return last_seq, last_hash, recorded_at


def _written(line: Line, content: bytes) -> Event:
    return Event.objects.create(
        stream=line.stream,
        seq=line.seq,
        at=line.at,
        recorded_at=line.recorded_at,
        actor=line.actor,
        action=line.action,
        object=line.object,
        entity=line.entity,
        from_state=line.from_state,
        to_state=line.to_state,
        body_bytes=content,
        body_sha=line.body_sha,
        prev_hash=line.prev_hash,
        hash=line.digest(),
        alg=ALGORITHM,
    )


def locked_stream(stream: str) -> str:
    """Lock a stream that has no row of its own until the transaction ends; return its name for append_event().

    A statement of its own: under READ COMMITTED one that locked and read the head together would read it stale.
    """
    _require_transaction()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [stream])
    return stream


@transaction.atomic
def register_transitions(rows: Iterable[tuple[str, str, str, str]]) -> None:
    """Make the table of lawful changes equal to rows (entity, action, from, to), entity by entity.

    A line that history already used stays, because history refers to it.
    """
    wanted = set(rows)
    AllowedTransition.objects.bulk_create(
        [
            AllowedTransition(entity=entity, action=action, from_state=source, to_state=target)
            for entity, action, source, target in sorted(wanted)
        ],
        ignore_conflicts=True,
    )
    entities = {entity for entity, *_ in wanted}
    for stale in AllowedTransition.objects.filter(entity__in=entities).order_by("pk"):
        line = (stale.entity, stale.action, stale.from_state, stale.to_state)
        used = Event.objects.filter(entity=stale.entity, action=stale.action, from_state=stale.from_state, to_state=stale.to_state)
        if line not in wanted and not used.exists():
            stale.delete()


def _require_transaction() -> None:
    if not connection.in_atomic_block:
        raise NoTransactionError("append to the ledger inside the transaction that makes the change")
