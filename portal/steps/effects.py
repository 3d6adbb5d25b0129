"""What the table says will follow from a step, read out to whoever is about to take it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portal.steps.pages import Thing
    from procedure.rows import Row


@dataclass(frozen=True, slots=True)
class Effects:
    """What the table says will follow from a step."""

    target: str
    papers: tuple[str, ...]
    said: str
    law: str


def effects(row: Row[Any], subject: Thing) -> Effects:
    """Read a row of the table out to the person who is about to take the step."""
    states = dict(subject._meta.get_field("state").flatchoices)  # noqa: SLF001 - the public way to a field
    target = row.target_from(subject.state)
    department = getattr(subject, "department", None)
    return Effects(
        target="" if row.target is None else str(states[target]),
        papers=tuple(str(paper.label) for paper in row.papers),
        said=row.said.format(unit=department.name if department else ""),
        law=row.law,
    )
