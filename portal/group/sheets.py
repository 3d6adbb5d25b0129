"""A register as a spreadsheet: what the list shows, line by line, whatever page one is on."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from mechanism.enums import RegisterKind
from mechanism.models import RegisterEntry
from words.dates import moment
from words.sheets import Sheet, Value, workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROWS_AT_MOST = 20_000
Read: TypeAlias = Callable[[RegisterEntry], Value]

_HEAD: tuple[tuple[str, Read], ...] = (("日期", lambda row: row.on), ("登记单位", lambda row: row.department.name))
_TAIL: tuple[tuple[str, Read], ...] = (
    ("内容", lambda row: row.content),
    ("状态", lambda row: str(row.get_state_display())),
    ("更正或者撤下的原因", lambda row: row.correction or row.withdrawal),
    ("登记时间", lambda row: moment(row.entered_at)),
)
_ENTERPRISE: tuple[tuple[str, Read], ...] = (
    ("企业名称", lambda row: row.enterprise_name),
    ("统一社会信用代码", lambda row: row.uscc),
)
COLUMNS: dict[RegisterKind, tuple[tuple[str, Read], ...]] = {
    RegisterKind.PUBLICITY: (
        *_HEAD,
        ("活动类型", lambda row: str(row.get_activity_display())),
        ("企业名称", lambda row: row.enterprise_name),
        ("地点", lambda row: row.place),
        ("人数或者企业数", lambda row: row.headcount),
        *_TAIL,
    ),
    RegisterKind.ASSISTANCE: (
        *_HEAD,
        ("列入或者移出", lambda row: str(row.get_change_display())),
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
    """Up to so many lines; that there are more, the last line says."""
    columns = COLUMNS[kind]
    found = list(islice(entries, ROWS_AT_MOST + 1))
    rows: list[Sequence[Value]] = [[read(entry) for _, read in columns] for entry in found[:ROWS_AT_MOST]]
    if len(found) > ROWS_AT_MOST:
        rows.append([f"只导出了前{ROWS_AT_MOST}条，其余的请按日期分段导出。"])
    return workbook([Sheet(str(kind.label), [heading for heading, _ in columns], rows)])
