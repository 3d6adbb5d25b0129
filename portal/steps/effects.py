"""What the table says will follow from a step, read out to whoever is about to take it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from procedure.rows import S
from procedure.subjects import state_of, subject_of

if TYPE_CHECKING:
    from procedure.rows import Row


@dataclass(frozen=True, slots=True)
class Effects:
    """What the table says will follow from a step."""

    target: str
    papers: tuple[str, ...]
    said: str
    law: str


def effects(row: Row[S], subject: S) -> Effects:
    """Read a row of the table out to the person who is about to take the step."""
    of = subject_of(subject)
    target = row.target_from(state_of(subject))
    return Effects(
        target="" if row.target is None else str(of.states[target].state.label),
        papers=tuple(str(paper.label) for paper in row.papers),
        said=of.said(subject, row),
        law=row.law,
    )
