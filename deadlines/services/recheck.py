"""The nightly proof that every clock is the replay of its events, and that every date kept elsewhere is its clock's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final, TypeAlias

import structlog
from django.db import IntegrityError, transaction

from deadlines.models import Clock, ClockProof
from deadlines.proof import Prover
from ledger.snapshots import read_only_snapshot
from ledger.timekeeping import SHANGHAI, one_moment

log = structlog.get_logger(__name__)

AT_ONCE: Final = 2_000
# A piece of the nightly proof: some seconds, so that no other sweep waits for long.
PIECE: Final = 20_000
# From two in the morning on; a portal that was down then makes up for it.
FROM: Final = time(2)
KEPT_FINDINGS: Final = 50


@dataclass(frozen=True, slots=True)
class ClockFinding:
    clock_id: int
    message: str


@dataclass(frozen=True, slots=True)
class KeptFinding:
    """A row of another app whose date is not that of its clocks; ``object`` is its name in the ledger."""

    object: str
    message: str


@dataclass(frozen=True, slots=True)
class Recheck:
    checked: int
    findings: tuple[ClockFinding, ...]
    compared: int
    kept_findings: tuple[KeptFinding, ...]

    @property
    def is_sound(self) -> bool:
        return not self.findings and not self.kept_findings


# Yields for each row that keeps a date what is wrong with it, or nothing.
Comparison: TypeAlias = Callable[[], Iterator[KeptFinding | None]]
_comparisons: list[Comparison] = []


def compare_every_night(comparison: Comparison) -> None:
    """Let a comparison be part of the proof; called by its app when it is ready."""
    _comparisons.append(comparison)


def recheck_clocks() -> Recheck:
    """Replay every clock, ended or not, by the calendar it names, and compare what is kept; differences are logged and returned."""
    with one_moment(), read_only_snapshot():
        _, checked, findings = _replayed(0, None)
        compared, kept_findings = _compared()
    return Recheck(checked, findings, compared, kept_findings)


def _replayed(after: int, at_most: int | None) -> tuple[int | None, int, tuple[ClockFinding, ...]]:
    """The clocks after a key, so many at most; the last key, None once there are no more."""
    prover, checked = Prover(), 0
    findings: list[ClockFinding] = []
    while at_most is None or checked < at_most:
        batch = list(Clock.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        if not batch:
            return None, checked, tuple(findings)
        for key, problem in prover.prove(Clock.objects.filter(pk__gt=after, pk__lte=batch[-1])):
            checked += 1
            if problem:
                findings.append(ClockFinding(key, problem))
                log.error("clock_differs_from_its_events", object=f"clock:{key}", reason=problem)
        after = batch[-1]
    return after, checked, tuple(findings)


def _compared() -> tuple[int, tuple[KeptFinding, ...]]:
    compared, findings = 0, []
    for comparison in _comparisons:
        for finding in comparison():
            compared += 1
            if finding is not None:
                findings.append(finding)
                log.error("kept_date_differs_from_its_clocks", object=finding.object, reason=finding.message)
    return compared, tuple(findings)


def proofs_due(at: datetime) -> list[int]:
    """The one proof of this night while it is not done; it has no key of its own, so that only one process is at it."""
    last = ClockProof.objects.order_by("-pk").first()
    return [1] if last is None or last.ended_at is None or last.began_at < _night_before(at) else []


def _night_before(at: datetime) -> datetime:
    here = at.astimezone(SHANGHAI)
    night = datetime.combine(here.date(), FROM, SHANGHAI)
    return night if here >= night else night - timedelta(days=1)


def prove_piece(at: datetime) -> ClockProof:
    """Do the next piece of the proof of this night; the last one compares what other rows keep, too."""
    proof = ClockProof.objects.filter(ended_at=None).order_by("pk").first() or _begun(at)
    with read_only_snapshot():
        up_to, checked, findings = _replayed(proof.up_to, PIECE)
        compared, kept_findings = _compared() if up_to is None else (0, ())
    proof.up_to = proof.up_to if up_to is None else up_to
    proof.checked += checked
    proof.compared += compared
    proof.found += len(findings) + len(kept_findings)
    told = [f"期限 {one.clock_id}：{one.message}" for one in findings] + [f"{one.object}：{one.message}" for one in kept_findings]
    proof.findings = [*proof.findings, *told][:KEPT_FINDINGS]
    proof.ended_at = at if up_to is None else None
    proof.save()
    return proof


def _begun(at: datetime) -> ClockProof:
    """One proof at a time: whoever comes second goes on with that of the first."""
    try:
        with transaction.atomic():
            return ClockProof.objects.create(began_at=at)
    except IntegrityError:
        return ClockProof.objects.get(ended_at=None)
