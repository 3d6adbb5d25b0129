"""A table of figures as a page draws it, a chart draws it again, and a spreadsheet holds it: one source for all three."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """What stands in a cell, and the list that it leads to."""

    text: str
    url: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure or several; ``value`` is what a chart draws and a spreadsheet holds, None where there is nothing to draw."""

    parts: tuple[Part, ...]
    value: float | None = None
    # The last day within the limit, drawn as a line.
    is_limit: bool = False

    @property
    def text(self) -> str:
        return " / ".join(part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class Row:
    name: Part
    cells: tuple[Cell, ...]
    # The limit that a chart of this line draws in.
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with its title; ``chart`` is how static/js/figures.js draws it, ``said`` the same in words."""

    key: str
    title: str
    first: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""
    chart: str = ""
    said: str = ""
    # What the figures of a cell with several are, one column of the spreadsheet each.
    parts: tuple[str, ...] = ()
    # On the one printed page there is room for what a minute takes.
    on_paper: bool = True


def number(count: int, url: str = "", *, is_late: bool = False) -> Cell:
    """A count; a nought leads nowhere."""
    return Cell((Part(str(count), url if count else "", is_late=is_late and count > 0),), count)


def words(text: str, url: str = "") -> Cell:
    return Cell((Part(text, url),))


def share(kept: int, late: int, url: str = "") -> Cell:
    """How many of a hundred; nothing where there were none."""
    total = kept + late
    return Cell((Part("—"),)) if not total else Cell((Part(f"{percent(kept, total)}%", url),), 100 * kept / total)


def percent(part: int, whole: int) -> int:
    """Rounded, but all is said of all only, and none of none only."""
    found = round(100 * part / whole)
    if found in (0, 100) and part not in (0, whole):
        return 1 if found == 0 else 99
    return found


def days(total: int, count: int, url: str = "") -> Cell:
    """An average with one decimal."""
    return Cell((Part("—"),)) if not count else Cell((Part(f"{total / count:.1f}", url),), total / count)


def together(*cells: Cell, value: float | None = None) -> Cell:
    """Several figures in one cell."""
    return Cell(tuple(part for cell in cells for part in cell.parts), value)
