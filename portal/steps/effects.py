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
    states = subject_of(subject).states
    target = row.target_from(state_of(subject))
    department = getattr(subject, "department", None)
    return Effects(
        target="" if row.target is None else str(states[target].state.label),
        papers=tuple(str(paper.label) for paper in row.papers),
        said=row.said.format(unit=department.name if department else ""),
        law=row.law,
    )
