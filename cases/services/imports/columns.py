"""The columns of the list, as the template writes and the reader finds them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from cases.enums import BasisKind, ListingState, MeasureKind, TermKind
from words import normal

SHEET = "执行案件与措施"
NOTES_SHEET = "填写说明"
MAX_ROWS = 500


class Holds(Enum):
    """What the cells of a column are read as."""

    LINE = auto()
    TEXT = auto()
    NUMBER = auto()
    NAME = auto()
    CASE_NUMBER = auto()
    CODE = auto()
    PHONE = auto()
    DAY = auto()
    MONEY = auto()
    CHOICE = auto()
    SITUATIONS = auto()


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    label: str
    required: bool = False
    holds: Holds = Holds.LINE
    choices: tuple[str, ...] = ()
    example: str = ""

    @property
    def is_of_measure(self) -> bool:
        return self.name in MEASURE

    @property
    def is_of_listing(self) -> bool:
        return self.name in LISTING


MEASURE = ("measure", "detail", "document_number", "taken_on")
LISTING = ("listing_state", "listed_on", "situations", "decision_number", "term_kind", "term_end")
# The list operator records the other states, after a certificate.
LISTING_STATES = (ListingState.PROPOSED, ListingState.LISTED)

COLUMNS = (
    Column("number", "执行案号", required=True, holds=Holds.CASE_NUMBER),
    Column("uscc", "统一社会信用代码", required=True, holds=Holds.CODE),
    Column("enterprise_name", "企业名称", required=True, holds=Holds.NAME, example="示例商贸有限公司"),
    Column("address", "企业住所"),
    Column("legal_representative", "法定代表人", holds=Holds.NAME),
    Column("contact_phone", "企业联系电话", holds=Holds.PHONE),
    Column("filed_on", "立案日期", required=True, holds=Holds.DAY, example="2026-03-02"),
    Column("basis_kind", "执行依据类型", required=True, holds=Holds.CHOICE, choices=tuple(BasisKind.labels), example="判决书"),
    Column("basis_number", "执行依据文号", required=True, holds=Holds.NUMBER, example="判决书上的文号"),
    Column("basis_issuer", "制作单位", required=True, holds=Holds.NAME, example="本院"),
    Column("obligation", "确定的义务", required=True, holds=Holds.TEXT, example="支付货款及利息"),
    Column("amount", "执行标的（元）", required=True, holds=Holds.MONEY, example="100000.00"),
    Column("performed", "已履行（元）", holds=Holds.MONEY, example="0"),
    Column("creditor", "申请执行人", required=True, holds=Holds.NAME, example="示例建材有限公司"),
    Column("measure", "执行措施", required=True, holds=Holds.CHOICE, choices=tuple(MeasureKind.labels), example="冻结账户"),
    Column("detail", "措施内容", example="基本账户"),
    Column("document_number", "措施文书号", holds=Holds.NUMBER),
    Column("taken_on", "采取日期", required=True, holds=Holds.DAY, example="2026-03-10"),
    Column("handler_name", "承办人", holds=Holds.NAME),
    Column("handler_phone", "承办电话", holds=Holds.PHONE, example="0714-6500000"),
    Column("listing_state", "名单状态", holds=Holds.CHOICE, choices=tuple(str(state.label) for state in LISTING_STATES), example="已纳入"),
    Column("listed_on", "纳入日期", holds=Holds.DAY, example="2026-03-10"),
    Column("situations", "纳入情形", holds=Holds.SITUATIONS, example="4、5"),
    Column("decision_number", "纳入决定书文号", holds=Holds.NUMBER),
    Column("term_kind", "纳入期限类型", holds=Holds.CHOICE, choices=tuple(TermKind.labels), example="有纳入期限"),
    Column("term_end", "纳入期限止", holds=Holds.DAY, example="2028-03-10"),
    Column("uscc_reason", "代码核对说明"),
)
BY_NAME = {column.name: column for column in COLUMNS}
LABELS = {column.name: column.label for column in COLUMNS}


def head(text: str) -> str:
    """A heading as it is compared: width, blanks, line breaks, what nobody sees and the star of a required column make no difference."""
    return normal.squeezed(text).replace("*", "")


BY_HEAD = {head(column.label): column for column in COLUMNS}
