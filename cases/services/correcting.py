"""What of the record can be corrected, how each fact is told, and what it has to fit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from accounts.models import Enterprise
from accounts.uscc import InvalidUscc, parse_uscc
from cases.enums import CaseState, CorrectedRecord, PerformanceStatus
from cases.models import EnforcementCase, Listing, Measure, ProactiveNotice
from cases.models.correction import WITHDRAWAL
from cases.services import enforcement
from cases.states import ASSIGNED_STATES
from ledger.timekeeping import legal_date
from procedure.errors import InvalidInput
from words.dates import day
from words.lists import listed
from words.money import yuan

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.db.models import Model

REASON_AT_MOST = 500
FIELDS_OF: Final = {
    CorrectedRecord.ENTERPRISE: ("name", "uscc", "address", "legal_representative"),
    CorrectedRecord.ENFORCEMENT: (
        "number",
        "filed_on",
        "basis_kind",
        "basis_number",
        "basis_issuer",
        "obligation",
        "amount_fen",
        "performed_fen",
        "performance",
        "is_concluded",
        "creditor",
        "creditor_phone",
        "handler_name",
        "handler_phone",
    ),
    CorrectedRecord.LISTING: ("state", "situations", "decision_number", "listed_on", "term_kind", "term_end"),
    CorrectedRecord.MEASURE: ("kind", "detail", "document_number", "taken_on"),
    CorrectedRecord.NOTICE: ("manner", "served_on", "receiver"),
}


def changes(row: Model, values: Mapping[str, Any]) -> dict[str, Any]:
    """What of ``values`` differs from the row."""
    typed = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    return {name: value for name, value in typed.items() if getattr(row, name) != value}


def told(row: Model, name: str) -> str:
    """A stored fact as people read it."""
    # Of one that is taken back the row as a whole; what became of it says whoever takes it back.
    value: Any = row if name == WITHDRAWAL else getattr(row, name)
    if name.endswith("_fen"):
        return yuan(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return day(value)
    if isinstance(value, list):
        return listed(f"第{one}种情形" for one in value)
    if isinstance(value, Enterprise):
        return f"{value.name}（{value.uscc}）"
    display = getattr(row, f"get_{name}_display", None)
    return str(display() if display else value if value is not None else "")


@dataclass(frozen=True, slots=True)
class Target:
    """The row that is written, and what of it."""

    row: Model
    changed: Mapping[str, Any]


def checked(enforced: EnforcementCase, row: Model, changed: dict[str, Any], *, at: datetime) -> Target:
    """What was recorded may only be set to what could have been recorded. InvalidInput names the field."""
    today = legal_date(at)
    for name in ("filed_on", "listed_on", "taken_on", "served_on"):
        if changed.get(name):
            enforcement.require_past(type(row), name, changed[name], today)
    match row:
        case Enterprise():
            return _checked_enterprise(enforced, row, changed)
        case EnforcementCase():
            return Target(row, _checked_enforcement(row, changed))
        case Listing():
            _check_listing(enforced, changed)
        case ProactiveNotice():
            _check_service(row, changed)
        case Measure():
            pass
    return Target(row, changed)


def _checked_enterprise(enforced: EnforcementCase, enterprise: Enterprise, changed: dict[str, Any]) -> Target:
    if "name" in changed and not changed["name"]:
        raise InvalidInput("name", "请填写企业名称。")
    if "uscc" not in changed:
        return Target(enterprise, changed)
    try:
        changed["uscc"] = parse_uscc(changed["uscc"])
    except InvalidUscc as error:
        raise InvalidInput("uscc", str(error)) from error
    other = Enterprise.objects.filter(uscc=changed["uscc"]).first()
    if other is None:
        return Target(enterprise, changed)
    name = changed.get("name", enterprise.name)
    if other.name != name:
        raise InvalidInput("uscc", f"该代码登记的企业是“{other.name}”，与“{name}”不一致，请核对名称和代码。")
    if enforced.cases.exists() or enforced.applications.exists():
        raise InvalidInput("uscc", f"该代码是“{other.name}”的，而本案已有企业提交的申请，不能改归另一企业；请先由企业撤回申请。")
    return Target(enforced, {"enterprise": other})


def _checked_enforcement(enforced: EnforcementCase, changed: dict[str, Any]) -> dict[str, Any]:
    if "number" in changed:
        changed["number"] = enforcement.parse_case_number(changed["number"], enforced.court)
    now = {name: changed.get(name, getattr(enforced, name)) for name in ("performance", "performed_fen", "amount_fen")}
    if now.keys() & changed.keys():
        enforcement.require_amounts_fit(PerformanceStatus(now["performance"]), now["performed_fen"], now["amount_fen"])
    return changed


def _check_listing(enforced: EnforcementCase, changed: Mapping[str, Any]) -> None:
    if "state" in changed and enforced.cases.filter(state__in=ASSIGNED_STATES).exclude(state=CaseState.REJECTED).exists():
        raise InvalidInput(
            "state", "该执行案件的信用修复已经受理，是否纳入不能再改，其他各项可以更正；确未纳入的，请先退回或撤回修复案件。"
        )


def _check_service(notice: ProactiveNotice, changed: Mapping[str, Any]) -> None:
    prepared_on = legal_date(notice.prepared_at)
    if changed.get("served_on") and changed["served_on"] < prepared_on:
        raise InvalidInput("served_on", f"送达日期不能早于告知书制作的日期{day(prepared_on)}。")
