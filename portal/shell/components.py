"""What the components in templates/components/ are fed with; views fill these, templates only print them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

TONES = ("neutral", "info", "progress", "success", "warning", "danger")


@dataclass(frozen=True)
class TimelineItem:
    """One thing that happened, or (without ``at``) the one that is awaited now."""

    what: str
    at: datetime | None = None
    who: str = ""
    detail: str = ""
    next_who: str = ""
    until: date | None = None
    tone: str = "neutral"


@dataclass(frozen=True)
class DataItem:
    """A label and its value; ``url`` makes the value a link, ``wide`` gives it the whole row."""

    label: str
    value: str
    url: str = ""
    wide: bool = False
    mono: bool = False


@dataclass(frozen=True)
class Tile:
    """One key figure."""

    label: str
    value: int | str
    unit: str = ""
    hint: str = ""
    url: str = ""
    tone: str = "neutral"


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, and the text or the template of its cells, which know their line as ``row``.

    ``text`` is the way from the line to what is written, ``empty`` what is written for nothing; ``label`` stands beside the cell
    on a phone, if not the heading.
    """

    heading: str
    cell: str = ""
    text: str = ""
    empty: str = ""
    label: str = ""

    @property
    def name(self) -> str:
        return self.label or self.heading


@dataclass(frozen=True)
class Table:
    """Lines under their columns."""

    columns: tuple[Column, ...]
    rows: Sequence[Any]


@dataclass(frozen=True)
class UnitChip:
    """Where one member unit stands; ``recognized`` counts towards 6/8."""

    name: str
    label: str
    tone: str = "neutral"
    recognized: bool = False
    url: str = ""


@dataclass(frozen=True)
class Stage:
    """One of the six steps; ``state`` is done, current, ended or todo."""

    name: str
    state: str = "todo"
    note: str = ""


@dataclass(frozen=True)
class DocumentRow:
    """A document as a list shows it; ``state`` is one of notices.enums.DocumentState."""

    name: str
    number: str = ""
    sha256: str = ""
    url: str = ""
    state: str = "ready"
    reason: str = ""
    made_at: datetime | None = None
    # What the paper is called that was made in its place; a void paper stays to be read.
    void: str = ""
    # By what it lost its force without another in its place.
    taken_back: str = ""
