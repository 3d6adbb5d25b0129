"""Enforcement cases and measures from a spreadsheet: all rows or none, every fault with row, column and reason."""

from __future__ import annotations

import zipfile
from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.db import transaction
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation

from cases.enums import BasisKind, MeasureKind, PerformanceStatus
from cases.models import EnforcementCase
from cases.services.enforcement import (
    EnforcementCaseData,
    MeasureData,
    parse_case_number,
    record_enforcement_case,
    record_measures,
    require_court_officer,
)
from cases.services.typed import CASE_TEXTS, MEASURE_TEXTS
from departments.models import Department
from procedure.errors import DomainError, InvalidInput
from procedure.texts import checked
from words import normal
from words.files import size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.core.files.uploadedfile import UploadedFile

    from procedure.actors import Actor

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 1000
MAX_UNPACKED = 100 * 1024 * 1024
MAX_ENTRIES = 60
MAX_RATIO = 200
ERRORS_SHOWN = 200
SHEET = "执行案件与措施"


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    label: str
    required: bool = False
    choices: tuple[str, ...] = ()
    example: str = ""


COLUMNS = (
    Column("number", "执行案号", required=True),
    Column("uscc", "统一社会信用代码", required=True),
    Column("enterprise_name", "企业名称", required=True, example="示例商贸有限公司"),
    Column("address", "企业住所"),
    Column("filed_on", "立案日期", required=True, example="2026-03-02"),
    Column("basis_kind", "执行依据类型", required=True, choices=tuple(BasisKind.labels), example="判决书"),
    Column("basis_number", "执行依据文号", required=True, example="判决书上的文号"),
    Column("basis_issuer", "制作单位", required=True, example="本院"),
    Column("obligation", "确定的义务", required=True, example="支付货款及利息"),
    Column("amount", "执行标的（元）", required=True, example="100000.00"),
    Column("performed", "已履行（元）", example="0"),
    Column("creditor", "申请执行人", required=True, example="示例建材有限公司"),
    Column("measure", "执行措施", required=True, choices=tuple(MeasureKind.labels), example="冻结账户"),
    Column("detail", "措施内容", example="基本账户"),
    Column("document_number", "措施文书号"),
    Column("taken_on", "采取日期", required=True, example="2026-03-10"),
    Column("handler_name", "承办人"),
    Column("handler_phone", "承办电话"),
)
LABELS = {column.name: column.label for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class RowError:
    """One fault. ``row`` counts as the spreadsheet shows it; row 0 concerns the whole file."""

    row: int
    column: str
    message: str


class ImportRejected(DomainError):
    """Nothing was imported; ``errors`` lists why."""

    def __init__(self, errors: list[RowError]) -> None:
        listed_only = f"下面列出前{ERRORS_SHOWN}处，更正后再导入即可看到其余各处。" if len(errors) > ERRORS_SHOWN else ""
        super().__init__(f"文件中有{len(errors)}处需要更正，没有导入任何一行。{listed_only}")
        self.errors = errors[:ERRORS_SHOWN]


@dataclass(frozen=True, slots=True)
class _Line:
    row: int
    case: EnforcementCaseData
    measure: MeasureData


def measure_import_template() -> bytes:
    """The spreadsheet to fill in: headings, lists to choose from, one example row below which to go on."""
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise RuntimeError
    sheet.title = SHEET
    for n, column in enumerate(COLUMNS, start=1):
        cell = sheet.cell(row=1, column=n, value=column.label + ("*" if column.required else ""))
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="FFE8EEF7")
        sheet.column_dimensions[get_column_letter(n)].width = max(14, len(column.label) * 2 + 4)
        if column.choices:
            listed = DataValidation(type="list", formula1=f'"{",".join(column.choices)}"', allow_blank=True)
            listed.error, listed.errorTitle, listed.showErrorMessage = "请从列表中选择。", column.label, True
            sheet.add_data_validation(listed)
            listed.add(f"{get_column_letter(n)}2:{get_column_letter(n)}{MAX_ROWS + 1}")
        # Text everywhere: Excel would turn codes into numbers and dates into its own calendar.
        for row in range(2, 22):
            sheet.cell(row=row, column=n).number_format = "@"
    notes = book.create_sheet("填写说明")
    for row, text in enumerate(_NOTES, start=1):
        notes.cell(row=row, column=1, value=text)
    notes.column_dimensions["A"].width = 90
    for n, column in enumerate(COLUMNS, start=1):
        notes.cell(row=len(_NOTES) + 2, column=n, value=column.label)
        notes.cell(row=len(_NOTES) + 3, column=n, value=column.example)
    sheet.freeze_panes = "A2"
    content = BytesIO()
    book.save(content)
    return content.getvalue()


_NOTES = (
    f"一、在“{SHEET}”表中从第2行起填写，每行一个案件的一项措施；同一案件有多项措施的，填多行，案件信息保持一致。",
    "二、带*的列必填。日期写成 2026-03-10；金额以元为单位，最多两位小数。",
    "三、全部行都正确才会导入；有一处错误，整个文件都不导入，页面会列出每处错误的行、列和原因。",
    "四、单元格请填写内容，不要使用公式。",
    "五、导入后，系统为每个案件制作一份主动告知书，请在采取措施的当日送达。下面是一行示例。",
)


def import_measures(upload: UploadedFile[bytes], *, court_id: int, by: Actor, at: datetime) -> int:
    """Import every row or none; answers how many rows. Raises ImportRejected with each fault."""
    require_court_officer(by, court_id)
    lines = _parse(upload, Department.objects.select_related("region").get(pk=court_id))
    errors: list[RowError] = []
    groups: dict[tuple[str, str], list[_Line]] = defaultdict(list)
    for line in lines:
        groups[line.case.number, line.case.uscc].append(line)
    with transaction.atomic():
        for group in groups.values():
            try:
                with transaction.atomic():
                    _record(group, by, at)
            except ImportRejected as error:
                errors.extend(error.errors)
            except InvalidInput as error:
                errors.append(RowError(group[0].row, LABELS.get(_COLUMN_OF.get(error.field, error.field), "整行"), str(error)))
            except DomainError as error:
                errors.append(RowError(group[0].row, "整行", str(error)))
        if errors:
            raise ImportRejected(errors)
    return len(lines)


_COLUMN_OF = {"performed_fen": "performed", "amount_fen": "amount", "kind": "measure"}


def _record(group: list[_Line], by: Actor, at: datetime) -> None:
    first = group[0].case
    for line in group[1:]:
        if line.case != first:
            message = f"与第{group[0].row}行是同一案件，但案件信息不一致，请改成一致。"
            raise ImportRejected([RowError(line.row, "整行", message)])
    known = (
        EnforcementCase.objects.select_related("enterprise")
        .filter(court=first.court_id, number=first.number, enterprise__uscc=first.uscc)
        .first()
    )
    if known and known.enterprise.name != first.enterprise_name:
        message = f"该统一社会信用代码已登记为“{known.enterprise.name}”，与填写的名称不一致，请核对。"
        raise InvalidInput("enterprise_name", message)
    _refuse_repeated(group, known)
    enforcement = known or record_enforcement_case(first, by=by, at=at)
    record_measures(enforcement.pk, [line.measure for line in group], by=by, at=at)


def _refuse_repeated(group: list[_Line], known: EnforcementCase | None) -> None:
    """A file sent twice must not make a second notice for the same measures."""
    rows: dict[MeasureData, int] = {}
    for line in group:
        if line.measure in rows:
            raise ImportRejected([RowError(line.row, "整行", f"与第{rows[line.measure]}行重复，请删去一行。")])
        rows[line.measure] = line.row
        if known and known.measures.filter(**asdict(line.measure)).exists():
            message = "该案件的这项措施已经登记过，请删去这一行；确为另一项措施的，请填写措施内容或文书号以便区分。"
            raise ImportRejected([RowError(line.row, "整行", message)])


def _parse(upload: UploadedFile[bytes], court: Department) -> list[_Line]:
    content = _checked_content(upload)
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
        try:
            sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
            return _lines(sheet.iter_rows(max_row=MAX_ROWS + 2, max_col=len(COLUMNS) + 40), court)
        finally:
            book.close()
    except _UNREADABLE as error:
        raise _file_error("文件打不开，请用本页下载的模板填写，并保存为 .xlsx。") from error


# Broken XML is a SyntaxError to both parsers that openpyxl may use, a forbidden entity a ValueError.
_UNREADABLE = (InvalidFileException, zipfile.BadZipFile, KeyError, IndexError, ValueError, SyntaxError, OSError)


def _checked_content(upload: UploadedFile[bytes]) -> bytes:
    """The archive is looked at before it is opened: a bomb must not be unpacked to be found out."""
    if not upload.size:
        raise _file_error("文件是空的，请重新选择。")
    if upload.size > MAX_BYTES:
        raise _file_error(f"文件超过 {size(MAX_BYTES)}，请分批导入。")
    content: bytes = upload.read(MAX_BYTES + 1)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile as error:
        raise _file_error("这不是 .xlsx 文件，请用本页下载的模板填写（.xls、.csv 请另存为 .xlsx）。") from error
    unpacked = sum(entry.file_size for entry in entries)
    names = [entry.filename for entry in entries]
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(len(content), 1):
        raise _file_error("文件内容异常庞大，请用本页下载的模板重新填写。")
    if any(".." in name or name.startswith("/") for name in names):
        raise _file_error("文件结构异常，请用本页下载的模板重新填写。")
    if any("vbaProject" in name or "externalLinks" in name for name in names):
        raise _file_error("文件含有宏或外部链接，请用本页下载的模板重新填写。")
    return content


def _file_error(message: str) -> ImportRejected:
    return ImportRejected([RowError(0, "文件", message)])


def _lines(rows: Iterator[tuple[Any, ...]], court: Department) -> list[_Line]:
    header = [str(cell.value or "").strip().rstrip("*") for cell in next(rows, ())]
    places = {label: n for n, label in enumerate(header) if label}
    missing = [column.label for column in COLUMNS if column.label not in places and column.required]
    if missing:
        raise _file_error(f"第1行缺少这些列：{'、'.join(missing)}。请不要改动模板的表头。")
    lines: list[_Line] = []
    errors: list[RowError] = []
    for row_number, cells in enumerate(rows, start=2):
        if all(cell.value in (None, "") for cell in cells):
            continue
        if row_number > MAX_ROWS + 1:
            raise _file_error(f"一次最多导入{MAX_ROWS}行，请分批导入。")
        line = _line(row_number, cells, places, court, errors)
        if line is not None:
            lines.append(line)
    if errors:
        raise ImportRejected(errors)
    if not lines:
        raise _file_error("文件里没有数据行，请从第2行起填写。")
    return lines


def _line(row: int, cells: tuple[Any, ...], places: dict[str, int], court: Department, errors: list[RowError]) -> _Line | None:
    values: dict[str, Any] = {}
    before = len(errors)
    for column in COLUMNS:
        place = places.get(column.label)
        cell = cells[place] if place is not None and place < len(cells) else None
        try:
            values[column.name] = _value(column, cell)
            if column.name == "number":
                values["number"] = parse_case_number(values["number"], court)
        except (_WrongCell, InvalidInput) as error:
            errors.append(RowError(row, column.label, str(error)))
    if len(errors) > before:
        return None
    case = EnforcementCaseData(
        court_id=court.pk,
        number=values["number"],
        uscc=values["uscc"],
        enterprise_name=values["enterprise_name"],
        address=values["address"],
        filed_on=values["filed_on"],
        basis_kind=values["basis_kind"],
        basis_number=values["basis_number"],
        basis_issuer=values["basis_issuer"],
        obligation=values["obligation"],
        amount_fen=values["amount"],
        performed_fen=values["performed"],
        performance=_performance(values["amount"], values["performed"]),
        creditor=values["creditor"],
        handler_name=values["handler_name"],
        handler_phone=values["handler_phone"],
    )
    measure = MeasureData(
        kind=values["measure"],
        detail=values["detail"],
        document_number=values["document_number"],
        taken_on=values["taken_on"],
    )
    return _Line(row, case, measure)


def _performance(amount: int, performed: int) -> PerformanceStatus:
    if performed <= 0:
        return PerformanceStatus.NONE
    return PerformanceStatus.FULL if performed >= amount else PerformanceStatus.PARTIAL


class _WrongCell(ValueError):
    pass


def _value(column: Column, cell: Any) -> Any:
    raw = getattr(cell, "value", None)
    if getattr(cell, "data_type", "") == "f":
        message = "单元格是公式，请填写结果。"
        raise _WrongCell(message)
    text = "" if raw is None else str(raw).strip()
    if column.required and not text:
        message = "必填，不能为空。"
        raise _WrongCell(message)
    parser = _PARSERS.get(column.name)
    return parser(raw, text) if parser else text


def _in_form(kind: Callable[[str], str]) -> Callable[[Any, str], str]:
    def parse(_raw: Any, text: str) -> str:
        try:
            return checked(kind, text)
        except normal.Misspelt as error:
            raise _WrongCell(str(error)) from error

    return parse


def _day(raw: Any, text: str) -> date:
    try:
        return normal.day(raw if isinstance(raw, date) else text)
    except normal.Misspelt as error:
        raise _WrongCell(str(error)) from error


def _fen(raw: Any, text: str) -> int:
    try:
        return normal.amount(raw if isinstance(raw, int | float | Decimal) else text or "0")
    except normal.Misspelt as error:
        raise _WrongCell(str(error)) from error


def _choice(kind: type[BasisKind | MeasureKind]) -> Callable[[Any, str], Any]:
    def parse(_raw: Any, text: str) -> Any:
        for member in kind:
            if text == member.label:
                return member
        message = f"请填写以下之一：{'、'.join(str(label) for label in kind.labels)}。"
        raise _WrongCell(message)

    return parse


_PARSERS: dict[str, Callable[[Any, str], Any]] = {
    "uscc": _in_form(normal.uscc),
    **{field: _in_form(kind) for field, (_model, _column, kind) in [*CASE_TEXTS.items(), *MEASURE_TEXTS.items()]},
    "filed_on": _day,
    "taken_on": _day,
    "amount": _fen,
    "performed": _fen,
    "basis_kind": _choice(BasisKind),
    "measure": _choice(MeasureKind),
}
