"""What lies on or over the cells of a workbook besides their values: what is crossed out, and objects with their places.

Plain Python without Django: the process that reads a workbook imports it. It lies beside `imports`, not inside, because that
package loads Django with its first line.
"""

from collections.abc import Callable
from typing import Any

OFF = ("0", "false", "none", "off")
OBJECTS_AT_MOST = 300
TEXT_KEPT = 200
ANCHORS = ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor")
# The first that an anchor holds says what people see there.
DRAWN = {"pic": "picture", "graphicFrame": "chart", "sp": "shape", "cxnSp": "shape", "contentPart": "shape"}

# What it is, the cell where it begins, and the text in it.
Object = tuple[str, str, str]


def is_on(attrs: dict[str, str]) -> bool:
    return attrs.get("val", "1").lower() not in OFF


def letters(column: int) -> str:
    """How a spreadsheet names its columns: 1 is A, 27 is AA."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


class Runs:
    """Which runs of one text are crossed out; what says nothing of itself is as its cell is (None)."""

    def __init__(self) -> None:
        self._now: bool | None = None
        self._seen: set[bool | None] = set()

    def start(self, element: str, attrs: dict[str, str]) -> None:
        if element in ("r", "si", "is"):
            self._now = None
        elif element == "rPr":
            self._now = False
        elif element == "strike":
            self._now = is_on(attrs)

    def text(self, data: str) -> None:
        if data.strip():
            self._seen.add(self._now)

    def taken(self) -> frozenset[bool | None]:
        seen, self._seen, self._now = frozenset(self._seen), set(), None
        return seen


def crossed_out(runs: frozenset[bool | None], *, is_cell_struck: bool) -> str:
    """``all`` of the text of a cell, ``part`` of it, or nothing."""
    found = {is_cell_struck if run is None else run for run in runs or {None}}
    return "" if True not in found else "part" if False in found else "all"


class Comments:
    """The comments of a sheet, with the cells that they belong to."""

    def __init__(self) -> None:
        self.found: list[Object] = []
        self._ref = ""
        self._pieces: list[str] = []
        self._in_text = False

    def start(self, element: str, attrs: dict[str, str]) -> None:
        if element == "comment":
            self._ref = attrs.get("ref", "")
            self._pieces.clear()
        self._in_text = element == "t"

    def end(self, element: str) -> None:
        if element == "comment" and len(self.found) < OBJECTS_AT_MOST:
            self.found.append(("comment", self._ref, "".join(self._pieces)[:TEXT_KEPT]))
        self._in_text = False

    def text(self, data: str) -> None:
        if self._in_text:
            self._pieces.append(data)


class Drawing:
    """The pictures, charts, shapes and text boxes that lie over a sheet, each with the cell where it begins."""

    def __init__(self) -> None:
        self.found: list[Object] = []
        self._kinds: list[str] = []
        self._pieces: list[str] = []
        self._place = {"col": "", "row": ""}
        self._in, self._is_from = "", False

    def start(self, element: str, _attrs: dict[str, str]) -> None:
        if element in ANCHORS:
            self._kinds, self._pieces, self._place = [], [], {"col": "", "row": ""}
        elif element == "from":
            self._is_from = True
        elif element in DRAWN:
            self._kinds.append(DRAWN[element])
        self._in = element if element == "t" or (self._is_from and element in self._place) else ""

    def end(self, element: str) -> None:
        if element == "from":
            self._is_from = False
        elif element == "p":
            self._pieces.append(" ")
        elif element in ANCHORS and len(self.found) < OBJECTS_AT_MOST:
            text = " ".join("".join(self._pieces).split())[:TEXT_KEPT]
            kind = self._kinds[0] if self._kinds else "shape"
            self.found.append(("text_box" if kind == "shape" and text else kind, self._cell(), text))
        self._in = ""

    def text(self, data: str) -> None:
        if self._in == "t":
            self._pieces.append(data)
        elif self._in:
            self._place[self._in] += data

    def _cell(self) -> str:
        column, row = self._place["col"].strip(), self._place["row"].strip()
        return f"{letters(int(column) + 1)}{int(row) + 1}" if column.isdigit() and row.isdigit() else ""


def attached(element: str, attrs: dict[str, str]) -> tuple[tuple[str, str], Object] | None:
    """What a sheet itself names: an embedded object, a control, a picture behind it. Twice the same one has the same key."""
    shape = attrs.get("shapeId", "")
    match element:
        case "oleObject":
            return ("object", shape), ("object", "", attrs.get("progId", "")[:TEXT_KEPT])
        case "control":
            return ("control", shape), ("control", "", attrs.get("name", "")[:TEXT_KEPT])
        case "picture":
            return ("background", ""), ("background", "", "")
    return None


def objects_of(kind: str, read: Callable[[Any], None]) -> list[Object]:
    """What a part of the file holds, comments or a drawing; ``read`` feeds it to the handlers of what it is given."""
    part = Comments() if kind == "comments" else Drawing()
    try:
        read(part)
    except Exception:  # noqa: BLE001 - what lies over the cells is named even where it cannot be told apart
        return [("comment" if kind == "comments" else "drawing", "", "")]
    return part.found
