"""A workbook read by a process of its own: the file comes on stdin, its cells go to stdout as JSON.

Started by `cases.services.imports.reading` as a plain script with an empty environment and little memory and time, so that
no file can hold up a web worker. It reads the parts of the package itself: a library would stop at a style that it
dislikes, and would keep either the hidden rows and merged cells or the memory within bounds.
"""

import datetime as dt
import io
import json
import posixpath
import re
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from xml.parsers import expat

# A plain script finds its neighbours only when it says where.
sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from cases.services.sheet_marks import OBJECTS_AT_MOST, Object, Runs, attached, crossed_out, is_on, objects_of

MEMORY_BYTES = 768 * 1024 * 1024
CPU_SECONDS = 6
CELLS_AT_MOST = 200_000
ROWS_AT_MOST = 3_000
TEXT_AT_MOST = 40_000
PIECE = 1 << 16
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
# What a format says in quotes, in brackets or after a backslash is shown, not counted.
LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
BUILT_IN_DATES = {14, 15, 16, 17, 22, *range(27, 32), 36, *range(50, 55), 57, 58}
LAST_SERIAL = 2_958_465
# 29 February 1900, a day that never was but that the format counts.
FALSE_LEAP_DAY = 60
YES = ("1", "true", "on")

Cell = tuple[int, str, str]


class Unreadable(Exception):
    """The code of a sentence that the caller knows."""


class Part(NamedTuple):
    kind: str
    path: str


def local(name: str) -> str:
    return name.rpartition(":")[2]


def plain(attrs: dict[str, str]) -> dict[str, str]:
    return {local(name): value for name, value in attrs.items()}


def column_of(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def unescaped(text: str) -> str:
    text = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def read_xml(
    source: Any,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_declared: object) -> None:
        raise Unreadable("entities")

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda name, attrs: start(local(name), plain(attrs))
    if end is not None:
        parser.EndElementHandler = lambda name: end(local(name))
    if text is not None:
        parser.CharacterDataHandler = text
    while piece := source.read(PIECE):
        parser.Parse(piece, False)  # noqa: FBT003 - expat's own signature
    parser.Parse(b"", True)  # noqa: FBT003 - expat's own signature


class Package:
    """The archive with names as its parts write them: case and slashes differ between programs."""

    def __init__(self, content: bytes) -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(content))
        self.names = {name.replace("\\", "/").lstrip("/").lower(): name for name in self.archive.namelist()}

    def __contains__(self, path: str) -> bool:
        return path.lower() in self.names

    def open(self, path: str) -> Any:
        return self.archive.open(self.names[path.lower()])

    def related(self, path: str) -> dict[str, Part]:
        folder, name = posixpath.split(path)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, Part] = {}
        if rels not in self:
            return found

        def start(element: str, attrs: dict[str, str]) -> None:
            if element == "Relationship" and attrs.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attrs.get("Target", ""))).lstrip("/")
                found[attrs.get("Id", "")] = Part(attrs.get("Type", "").rpartition("/")[2], target)

        with self.open(rels) as source:
            read_xml(source, start)
        return found


class Texts:
    """Shared strings, and the text inside one cell: runs count, what tells how to read them aloud does not."""

    def __init__(self) -> None:
        self.items: list[tuple[str, frozenset[bool | None]]] = []
        self._pieces: list[str] = []
        self._runs = Runs()
        self._in_text = self._in_reading = False

    def start(self, element: str, attrs: dict[str, str]) -> None:
        if element == "rPh":
            self._in_reading = True
        self._runs.start(element, attrs)
        self._in_text = element == "t" and not self._in_reading

    def end(self, element: str) -> None:
        if element == "rPh":
            self._in_reading = False
        if element == "si":
            self.items.append((unescaped("".join(self._pieces)), self._runs.taken()))
            self._pieces.clear()
        self._in_text = False

    def text(self, data: str) -> None:
        if self._in_text:
            self._pieces.append(data)
            self._runs.text(data)


class Styles:
    """Which cell styles show a number as a date, and which cross it out; nothing else of the styles is looked at."""

    def __init__(self) -> None:
        self.codes: dict[int, str] = {}
        self.formats: list[int] = []
        self.fonts: list[int] = []
        self._struck: list[bool] = []
        self._in_cells = self._in_fonts = False

    def start(self, element: str, attrs: dict[str, str]) -> None:
        if element in ("cellXfs", "fonts"):
            self._in_cells, self._in_fonts = element == "cellXfs", element == "fonts"
        elif element == "font" and self._in_fonts:
            self._struck.append(False)
        elif element == "strike" and self._in_fonts and self._struck:
            self._struck[-1] = is_on(attrs)
        elif element == "numFmt":
            self.codes[int(attrs.get("numFmtId", "0"))] = attrs.get("formatCode", "")
        elif element == "xf" and self._in_cells:
            self.formats.append(int(attrs.get("numFmtId", "0")))
            self.fonts.append(int(attrs.get("fontId", "0")))

    def end(self, element: str) -> None:
        self._in_cells &= element != "cellXfs"
        self._in_fonts &= element != "fonts"

    def struck_styles(self) -> set[int]:
        struck = {place for place, is_struck in enumerate(self._struck) if is_struck}
        return {place for place, font in enumerate(self.fonts) if font in struck}

    def date_styles(self) -> set[int]:
        return {place for place, number in enumerate(self.formats) if self._is_date(number)}

    def _is_date(self, number: int) -> bool:
        if number not in self.codes:
            return number in BUILT_IN_DATES
        code = LITERAL.sub("", self.codes[number].partition(";")[0]).lower()
        if "general" in code or "通用" in code:
            return False
        return (any(sign in code for sign in "yde") and "e+" not in code) or ("m" in code and not any(sign in code for sign in "hs"))


class Sheet:
    """The cells of one sheet that hold anything, with what is hidden, merged, crossed out or lies on top of it."""

    def __init__(self, texts: Texts, styles: Styles, *, is_1904: bool) -> None:
        self.shared, self.is_1904 = texts.items, is_1904
        self.dates, self.struck_styles = styles.date_styles(), styles.struck_styles()
        self.rows: list[tuple[int, bool, list[Cell]]] = []
        self.merges: list[str] = []
        self.hidden_columns: list[int] = []
        self.struck: list[tuple[int, int, str]] = []
        self.objects: dict[tuple[str, str], Object] = {}
        self.more = False
        self._row, self._column, self._hidden, self._all_hidden = 0, 0, False, False
        self._cells: list[Cell] = []
        self._attrs: dict[str, str] = {}
        self._value: list[str] = []
        self._runs = Runs()
        self._in = ""
        self._is_formula = self._in_reading = False
        self.count = 0

    def start(self, element: str, attrs: dict[str, str]) -> None:
        if element == "c":
            found = REFERENCE.fullmatch(attrs.get("r", ""))
            self._column = column_of(found[1]) if found else self._column + 1
            self._attrs, self._is_formula = attrs, False
            self._value.clear()
            self._runs.taken()
        elif element in ("v", "t"):
            self._in = "" if self._in_reading else element
        elif element == "f":
            self._is_formula = True
        elif element == "rPh":
            self._in_reading = True
        elif element == "row":
            self._start_row(attrs)
        else:
            self._start_other(element, attrs)

    def _start_row(self, attrs: dict[str, str]) -> None:
        self._row = int(attrs["r"]) if attrs.get("r", "").isdigit() else self._row + 1
        self._column = 0
        height = attrs.get("ht", "")
        self._hidden = attrs.get("hidden") in YES or (bool(height) and float(height) == 0)
        self._cells = []

    def _start_other(self, element: str, attrs: dict[str, str]) -> None:
        if element == "mergeCell":
            self.merges.append(attrs.get("ref", ""))
        elif element == "col" and (attrs.get("hidden") in YES or attrs.get("width") == "0"):
            first = int(attrs.get("min", "1"))
            self.hidden_columns.extend(range(first, min(int(attrs.get("max", first)), first + 500) + 1))
        elif element in ("is", "r", "rPr", "strike"):
            self._runs.start(element, attrs)
        elif (found := attached(element, attrs)) and len(self.objects) < OBJECTS_AT_MOST:
            self.objects[found[0]] = found[1]

    def end(self, element: str) -> None:
        if element == "c":
            self._end_cell()
        elif element == "rPh":
            self._in_reading = False
        elif element == "row" and self._cells:
            if len(self.rows) >= ROWS_AT_MOST:
                self.more = True
            else:
                self.rows.append((self._row, self._hidden, self._cells))
        self._in = ""

    def text(self, data: str) -> None:
        if self._in:
            self._value.append(data)
            self._runs.text(data)

    def _end_cell(self) -> None:
        text, runs = "".join(self._value), self._runs.taken()
        kind = "f" if self._is_formula else self._attrs.get("t", "n")
        style = int(self._attrs.get("s", "0"))
        if kind == "s":
            text, runs = self.shared[int(text)] if text.strip() else ("", runs)
        elif kind != "n":
            text = unescaped(text)
        if not text.strip() and kind != "f":
            return
        if kind == "n" and style in self.dates:
            kind, text = self._as_date(text)
        self.count += 1
        if self.count > CELLS_AT_MOST:
            raise Unreadable("too_many_cells")
        if found := crossed_out(runs, is_cell_struck=style in self.struck_styles):
            self.struck.append((self._row, self._column, found))
        self._cells.append((self._column, {"str": "s", "inlineStr": "s"}.get(kind, kind), text[:TEXT_AT_MOST]))

    def _as_date(self, text: str) -> tuple[str, str]:
        serial = float(text)
        if not 0 <= serial <= LAST_SERIAL:
            return "n", text
        first = dt.datetime(1904, 1, 1) if self.is_1904 else dt.datetime(1899, 12, 30 if serial > FALSE_LEAP_DAY else 31)  # noqa: DTZ001 - a day without a place
        return "d", (first + dt.timedelta(days=serial)).date().isoformat()


class Book(NamedTuple):
    path: str
    sheets: list[tuple[str, str, str]]
    is_1904: bool


def read_book(package: Package) -> Book:
    main = [part.path for part in package.related("").values() if part.kind == "officeDocument"]
    path = main[0] if main else "xl/workbook.xml"
    if path not in package:
        raise Unreadable("no_workbook")
    sheets: list[tuple[str, str, str]] = []
    settings: dict[str, str] = {}

    def start(element: str, attrs: dict[str, str]) -> None:
        if element == "sheet":
            sheets.append((attrs.get("name", ""), attrs.get("state", "visible"), attrs.get("id", "")))
        elif element == "workbookPr":
            settings.update(attrs)

    with package.open(path) as source:
        read_xml(source, start)
    return Book(path, sheets, settings.get("date1904") in YES)


def read(content: bytes) -> dict[str, Any]:
    package = Package(content)
    book = read_book(package)
    parts = package.related(book.path)
    texts, styles = Texts(), Styles()
    for part in parts.values():
        if part.kind == "sharedStrings" and part.path in package:
            with package.open(part.path) as source:
                read_xml(source, texts.start, texts.end, texts.text)
        elif part.kind == "styles" and part.path in package:
            with package.open(part.path) as source:
                read_xml(source, styles.start, styles.end)
    return {"sheets": list(_sheets(package, book, parts, texts, styles))}


def _sheets(package: Package, book: Book, parts: dict[str, Part], texts: Texts, styles: Styles) -> Iterator[dict[str, Any]]:
    for name, state, key in book.sheets:
        part = parts.get(key)
        if part is None or part.kind != "worksheet":
            yield {"name": name, "is_hidden": state != "visible", "kind": part.kind if part else "missing"}
            continue
        sheet = Sheet(texts, styles, is_1904=book.is_1904)
        with package.open(part.path) as source:
            read_xml(source, sheet.start, sheet.end, sheet.text)
        yield {
            "name": name,
            "is_hidden": state != "visible",
            "kind": "worksheet",
            "rows": sheet.rows,
            "merges": sheet.merges,
            "hidden_columns": sheet.hidden_columns,
            "struck": sheet.struck,
            "objects": [*sheet.objects.values(), *_objects(package, part.path)],
            "more": sheet.more,
        }


def _objects(package: Package, path: str) -> Iterator[Object]:
    """What lies over the cells: comments of either kind, drawings."""
    parts = sorted(package.related(path).values())
    kinds = {part.kind for part in parts}
    for kind, target in parts:
        if kind in ("comments", "drawing"):

            def feed(handlers: Any, target: str = target) -> None:
                with package.open(target) as source:
                    read_xml(source, handlers.start, handlers.end, handlers.text)

            yield from objects_of(kind, feed)
    if "threadedComment" in kinds and "comments" not in kinds:
        yield ("comment", "", "")


def answer(content: bytes) -> dict[str, Any]:
    try:
        return read(content)
    except Unreadable as refusal:
        return {"error": str(refusal)}
    except MemoryError:
        return {"error": "too_big"}
    except RuntimeError as failure:
        return {"error": "password" if "encrypted" in str(failure) else "broken"}
    except BaseException:  # noqa: BLE001 - whatever a file brings about is a sentence about the file
        return {"error": "broken"}


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_NOFILE, (16, 16))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    json.dump(answer(sys.stdin.buffer.read()), sys.stdout)


if __name__ == "__main__":
    main()
