"""A register as a spreadsheet: what the list shows, line by line, whatever page one is on."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeAlias

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from mechanism.enums import RegisterKind
from mechanism.models import RegisterEntry

if TYPE_CHECKING:
    from collections.abc import Iterable

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_AT_MOST = 20_000
Read: TypeAlias = Callable[[RegisterEntry], Any]

_HEAD: tuple[tuple[str, Read], ...] = (("日期", lambda row: row.on), ("登记单位", lambda row: row.department.name))
_TAIL: tuple[tuple[str, Read], ...] = (
    ("内容", lambda row: row.content),
    ("状态", lambda row: row.get_state_display()),
    ("更正原因", lambda row: row.correction),
)
_ENTERPRISE: tuple[tuple[str, Read], ...] = (
    ("企业名称", lambda row: row.enterprise_name),
    ("统一社会信用代码", lambda row: row.uscc),
)
COLUMNS: dict[RegisterKind, tuple[tuple[str, Read], ...]] = {
    RegisterKind.PUBLICITY: (
        *_HEAD,
        ("活动类型", lambda row: row.get_activity_display()),
        ("企业名称", lambda row: row.enterprise_name),
        ("地点", lambda row: row.place),
        ("人数或者企业数", lambda row: row.headcount),
        *_TAIL,
    ),
    RegisterKind.ASSISTANCE: (
        *_HEAD,
        ("列入或者移出", lambda row: row.get_change_display()),
        *_ENTERPRISE,
        ("法院意见", lambda row: row.court_note),
        *_TAIL,
    ),
    RegisterKind.BANK_RELAY: (
        *_HEAD,
        ("金融机构", lambda row: row.institution),
        ("证明编号", lambda row: row.certificate_number),
        *_ENTERPRISE,
        ("反馈日期", lambda row: row.feedback_on),
        ("机构反馈", lambda row: row.feedback),
        *_TAIL,
    ),
}


def sheet_of(kind: RegisterKind, entries: Iterable[RegisterEntry]) -> bytes:
    """Texts stay texts: what begins like a formula is none, and a code keeps its figures."""
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise RuntimeError
    sheet.title = str(kind.label)
    columns = COLUMNS[kind]
    for n, (heading, _) in enumerate(columns, start=1):
        sheet.cell(row=1, column=n, value=heading).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(n)].width = max(14, len(heading) * 2 + 4)
    for line, entry in enumerate(entries, start=2):
        for n, (_, read) in enumerate(columns, start=1):
            _write(sheet.cell(row=line, column=n), read(entry))
    sheet.freeze_panes = "A2"
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _write(cell: Any, value: Any) -> None:
    cell.value = value
    if isinstance(value, str):
        cell.data_type, cell.number_format = "s", "@"
