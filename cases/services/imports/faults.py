"""What is wrong with a file, one sentence for one cause."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from procedure.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Iterable

FAULTS_SHOWN = 200
WHOLE_ROW = "整行"


@dataclass(frozen=True, slots=True)
class RowError:
    """One fault. ``row`` counts as the spreadsheet shows it; row 0 concerns the whole file; ``also`` are rows with the same fault."""

    row: int
    column: str
    message: str
    also: tuple[int, ...] = field(default=())

    @property
    def rows(self) -> str:
        """第2—5、9行."""
        return spans((self.row, *self.also)) if self.row else ""


class ImportRejected(DomainError):
    """Nothing was imported; ``errors`` lists why."""

    def __init__(self, errors: Iterable[RowError]) -> None:
        found = _by_cause(errors)
        listed_only = f"下面列出前{FAULTS_SHOWN}处，更正后再导入即可看到其余各处。" if len(found) > FAULTS_SHOWN else ""
        super().__init__(f"文件中有{len(found)}处需要更正，没有导入任何一行。{listed_only}")
        self.errors = found[:FAULTS_SHOWN]


class WrongCell(ValueError):
    """A cell cannot be read as what its column holds."""


def file_error(message: str) -> ImportRejected:
    return ImportRejected([RowError(0, "文件", message)])


def spans(rows: Iterable[int]) -> str:
    """2、3、4、9 as 2—4、9."""
    parts: list[list[int]] = []
    for row in sorted(set(rows)):
        if parts and row == parts[-1][-1] + 1:
            parts[-1].append(row)
        else:
            parts.append([row])
    return "、".join(str(part[0]) if len(part) == 1 else f"{part[0]}—{part[-1]}" for part in parts)


def _by_cause(errors: Iterable[RowError]) -> list[RowError]:
    """The same fault of many rows is one line."""
    causes: dict[tuple[str, str], list[int]] = {}
    for error in sorted(errors, key=lambda error: error.row):
        rows = causes.setdefault((error.column, error.message), [])
        if error.row not in rows:
            rows.append(error.row)
    return [RowError(rows[0], column, message, tuple(rows[1:])) for (column, message), rows in causes.items()]
