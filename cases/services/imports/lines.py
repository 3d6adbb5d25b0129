"""The rows of the list as cases, entries of the list and measures; every fault with its row, column and reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from cases.enums import ListingState, TermKind
from cases.models import Listing
from cases.services.imports.cells import CHOICES, read
from cases.services.imports.columns import BY_NAME, COLUMNS, LABELS, LISTING, Holds
from cases.services.imports.faults import WHOLE_ROW, RowError, WrongCell, spans
from ledger.constraints import sentence_of
from words.lists import listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cases.services.imports.layout import DataRow

REQUIRED = "必填，不能为空。"
HIDDEN, STRUCK = "这一行在文件中是隐藏的，", "这一行在文件中加了删除线，"
MISSING_AT_ONCE = 2
LISTING_DEFAULTS: dict[str, Any] = {
    "situations": (),
    "decision_number": "",
    "listed_on": None,
    "term_kind": TermKind.NONE,
    "term_end": None,
}
Values = dict[str, Any]


@dataclass(slots=True)
class Line:
    """One measure of one case as a row says it; what is empty is left out."""

    row: int
    is_hidden: bool
    is_struck: bool
    values: Values

    @property
    def key(self) -> tuple[str, str]:
        return self.values["number"], self.values["uscc"]

    @property
    def facts(self) -> Values:
        """What it says of the case and its place in the list, without the measure."""
        return {name: value for name, value in self.values.items() if not BY_NAME[name].is_of_measure}

    def packed(self) -> Values:
        """As JSON holds it."""
        values = {name: _packed(value) for name, value in self.values.items()}
        return {"row": self.row, "is_hidden": self.is_hidden, "is_struck": self.is_struck, "values": values}

    @classmethod
    def unpacked(cls, stored: Values) -> Line:
        values = {name: _unpacked(name, value) for name, value in stored["values"].items()}
        return cls(stored["row"], stored["is_hidden"], stored["is_struck"], values)


def _packed(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _unpacked(name: str, value: Any) -> Any:
    match BY_NAME[name].holds:
        case Holds.DAY:
            return date.fromisoformat(value)
        case Holds.CHOICE:
            return CHOICES[name](value)
        case Holds.SITUATIONS:
            return tuple(value)
    return value


def lines_of(rows: Iterable[DataRow]) -> tuple[list[Line], list[RowError]]:
    lines: list[Line] = []
    faults: list[RowError] = []
    for row in rows:
        values, found = _values(row)
        faults.extend(found)
        if not found:
            lines.append(Line(row.number, row.is_hidden, row.is_struck, values))
    faults.extend(_agree(lines))
    return lines, faults


def _values(row: DataRow) -> tuple[Values, list[RowError]]:
    values: Values = {}
    faults: list[RowError] = []
    missing: list[str] = []
    for column in COLUMNS:
        try:
            value = read(column, row.cells.get(column.name))
        except WrongCell as error:
            faults.append(RowError(row.number, column.label, str(error)))
            continue
        if value not in (None, "", ()):
            values[column.name] = value
        elif column.required:
            missing.append(column.label)
    set_apart = f"{HIDDEN if row.is_hidden else ''}{STRUCK if row.is_struck else ''}"
    if len(missing) >= MISSING_AT_ONCE:
        faults.append(RowError(row.number, WHOLE_ROW, f"{set_apart}没有填写：{listed(missing)}。不是数据的行请删去。"))
    else:
        faults.extend(RowError(row.number, label, set_apart + REQUIRED) for label in missing)
    return values, faults + _listing_faults(row.number, values)


def _listing_faults(row: int, values: Values) -> list[RowError]:
    """The same as the page of the listing asks; which day and which term fit, the service knows."""
    filled = [name for name in LISTING if name in values]
    if filled and "listing_state" not in values:
        return [RowError(row, LABELS["listing_state"], "填写了名单信息的，请填写名单状态。")]
    if filled and "situations" not in values:
        return [RowError(row, LABELS["situations"], "填写了名单状态的，请填写纳入情形的序号。")]
    if values.get("listing_state") == ListingState.LISTED and "listed_on" not in values:
        return [RowError(row, LABELS["listed_on"], sentence_of(Listing, "listing_has_date"))]
    if "term_end" in values:
        values.setdefault("term_kind", TermKind.FIXED)
    if values.get("term_kind") == TermKind.FIXED and "term_end" not in values:
        return [RowError(row, LABELS["term_end"], "有期限的须填写截止日期。")]
    if values.get("term_kind") == TermKind.NONE and "term_end" in values:
        return [RowError(row, LABELS["term_end"], "没有期限的不填截止日期。")]
    return []


def _agree(lines: list[Line]) -> list[RowError]:
    """Rows about one case say the same of it; a fact that only some of them say is said for all."""
    faults: list[RowError] = []
    first_of: dict[tuple[str, str], Line] = {}
    said: dict[tuple[str, str], Values] = {}
    names: dict[str, Line] = {}
    for line in lines:
        faults.extend(_same_enterprise(line, names.setdefault(line.values["uscc"], line)))
        first = first_of.setdefault(line.key, line)
        facts = said.setdefault(line.key, {})
        different = [LABELS[name] for name, value in line.facts.items() if facts.setdefault(name, value) != value]
        if different:
            struck = [other.row for other in (first, line) if other.is_struck]
            remove = f"第{spans(struck)}行加了删除线，不要的请整行删去。" if struck else ""
            message = f"与第{first.row}行是同一案件，但{listed(f'“{label}”' for label in different)}不一致，请改成一致。{remove}"
            faults.append(RowError(line.row, WHOLE_ROW, message))
    return faults


def _same_enterprise(line: Line, first: Line) -> list[RowError]:
    if line.values["enterprise_name"] == first.values["enterprise_name"] or line.key == first.key:
        return []
    message = f"与第{first.row}行的统一社会信用代码相同，但企业名称不同，请核对是哪一行写错了。"
    return [RowError(line.row, LABELS["enterprise_name"], message)]
