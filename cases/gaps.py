"""What an examination still lacks or says against the table of effects, as the sentence that the judge reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.consent import creditor_approval_gap, creditor_gap
from cases.effects import Standing, Until, measure_gap, row_of, rows_for
from cases.enums import (
    CONDITIONAL_TYPES,
    Finding,
    GuardKind,
    ListingState,
    MeasureKind,
    PerformanceStatus,
    Recommendation,
    TermKind,
    Variant,
)
from deadlines.calendar_math import shift_months
from ledger.constraints import sentence_of
from words import limits
from words.dates import day, until

if TYPE_CHECKING:
    from datetime import date

    from cases.models import EnforcementCase, Examination, MeasureDecision

# 法发〔2019〕35号: a period of grace is one to three months.
GRACE_AT_LEAST = 1


def standing_of(enforcement: EnforcementCase) -> Standing:
    """How the debtor stands in the list for this case, which decides what a certificate may do to the entry."""
    listing = getattr(enforcement, "listing", None)
    if listing is None or listing.state in (ListingState.PROPOSED, ListingState.WITHHELD, ListingState.REVOKED):
        return Standing.NEVER
    if listing.state == ListingState.DELETED:
        return Standing.DELETED
    return Standing.FIXED if listing.term_kind == TermKind.FIXED else Standing.NO_TERM


def variant_of(enforcement: EnforcementCase) -> Variant:
    """Which of the two kinds of applicant the record of the list makes of the debtor."""
    return Variant.NOT_YET_LISTED if standing_of(enforcement) == Standing.NEVER else Variant.LISTED


def examination_gap(examination: Examination) -> str:
    for item in examination.items.select_related("rule"):
        if not item.finding or not item.evidence.strip():
            return f"核查事项“{item.rule.text}”还没有结论或依据。"
    for name, label in (("capacity", "履行能力"), ("cooperation", "配合执行情况"), ("opinion", "审查意见")):
        if not getattr(examination, name).strip():
            return f"请填写{label}。"
    if not examination.related_cases_checked:
        return "请核查关联案件并勾选。"
    if not examination.recommendation:
        return "请选择处理建议。"
    if gap := creditor_gap(examination):
        return gap
    return _approval_gap(examination) if examination.recommendation == Recommendation.APPROVE else ""


def _approval_gap(examination: Examination) -> str:
    if obstacle := guard_in_the_way(examination):
        return obstacle
    return (
        entry_gap(examination, examination.case.enforcement_case)
        or _term_mismatch(examination)
        or scope_gap(examination)
        or next(filter(None, map(_measure_gap, examination.measure_decisions.select_related("measure"))), "")
        or creditor_approval_gap(examination)
    )


def entry_gap(examination: Examination, enforcement: EnforcementCase) -> str:
    """Whether the table of effects has what the examination says of certificate and entry, for a debtor who stands so."""
    row = row_of(examination.certificate_type, examination.entry_effect)
    if row is None:
        return "请选择证明类型和名单处理。"
    performed = PerformanceStatus(enforcement.performance)
    standing = standing_of(enforcement)
    if row in rows_for(standing, performed):
        return _entry_date_gap(examination, enforcement)
    name = f"{row.certificate.value}类证明（{row.effect.label}）"
    if row.performed == performed:
        return f"{name}不用于“{standing.value}”的案件，请改选。"
    if row.performed == PerformanceStatus.FULL:
        return f"{name}用于全部履行的案件，请先在执行案件中登记全部履行，或者改选附条件的类型。"
    return f"{name}用于部分履行、余款有履行计划、担保或者申请执行人书面同意的案件；本案登记为“{performed.label}”，请先核对履行登记。"


def _entry_date_gap(examination: Examination, enforcement: EnforcementCase) -> str:
    row = row_of(examination.certificate_type, examination.entry_effect)
    if row is None or row.until != Until.OWN:
        return "只有缩短期限才填写缩短后的截止日，请清空。" if examination.entry_until else ""
    if examination.entry_until is None:
        return "缩短期限须填写缩短后的截止日。"
    ends = enforcement.listing.term_end
    if ends is not None and examination.entry_until >= ends:
        return f"缩短后的截止日应早于原截止日{day(ends)}，请修改。"
    if row.has_reasons and not examination.entry_reasons.strip():
        return "义务已经全部履行而只缩短期限、不提前删除的，请写明理由。"
    return ""


def _term_mismatch(examination: Examination) -> str:
    is_conditional = examination.certificate_type in CONDITIONAL_TYPES
    if is_conditional and examination.valid_until is None:
        return "附条件的证明须填写有效期。"
    if not is_conditional and examination.valid_until is not None:
        return "履行完毕的证明没有有效期，请清空有效期。"
    return ""


def scope_gap(examination: Examination) -> str:
    """The wider of the two scopes needs every known case settled, and a query in the court's own system."""
    if not examination.covers_all_cases:
        return "没有选择全部案件的，请清空查询日期和编号。" if examination.query_on or examination.query_number else ""
    if gap := unsettled_gap(examination.case.enforcement_case):
        return gap
    if examination.query_on is None or not examination.query_number.strip():
        return sentence_of(examination, "examination_whole_scope_was_queried")
    return ""


def unsettled_gap(enforcement: EnforcementCase) -> str:
    """Which case of the debtor before this court stands in the way of the wider scope."""
    known = type(enforcement).objects.filter(enterprise=enforcement.enterprise_id, court=enforcement.court_id)
    unsettled = known.exclude(performance=PerformanceStatus.FULL).order_by("pk").first()
    return f"该企业在本院的{unsettled.number}案还没有全部履行，效力范围只能是本案。" if unsettled else ""


def _measure_gap(decision: MeasureDecision) -> str:
    return measure_gap(
        MeasureKind(decision.measure.kind),
        decision.effect,
        ends_on=decision.ends_on,
        ruling=decision.ruling_number,
        reason=decision.note,
    )


def term_gap(valid_until: date, on: date, months: int | None, at_least: int = 0) -> str:
    """What is wrong with a certificate's term on a day: it lies within what law and region allow its type."""
    if months is None or (shift_months(on, at_least) <= valid_until <= shift_months(on, months) and valid_until > on):
        return ""
    earliest = f"不少于{limits.months(at_least)}（最早{day(shift_months(on, at_least))}）" if at_least else "在今天之后"
    return f"这类证明的有效期应{earliest}，在{limits.months(months)}之内（最晚{day(shift_months(on, months))}），请修改。"


def date_in_the_past(examination: Examination, on: date) -> str:
    """Why a treatment whose own end has come is not decided or certified any more."""
    if examination.entry_until is not None and examination.entry_until <= on:
        return f"缩短后的截止日{until(examination.entry_until)}，应晚于今天，请修改；要立即删除的，改选“提前删除”。"
    passed = [row for row in examination.measure_decisions.select_related("measure") if row.ends_on is not None and row.ends_on <= on]
    return f"措施“{passed[0].measure.get_kind_display()}”的截止日应晚于今天，请修改。" if passed else ""


def term_is_over(valid_until: date | None, on: date) -> str:
    """Why a certificate whose term ends today or has ended is not issued any more."""
    if valid_until is not None and valid_until <= on:
        return f"审查表写明的有效期{until(valid_until)}已过，不能再出具，请与承办法官联系。"
    return ""


def guard_in_the_way(examination: Examination) -> str:
    """The first condition not met or obstacle found, as a sentence; soft findings only need their explanation."""
    for item in examination.items.select_related("rule"):
        if item.rule.kind == GuardKind.CONDITION and item.finding == Finding.CLEAR:
            return f"必备条件“{item.rule.text}”未具备，不能建议准予。"
        if item.rule.kind == GuardKind.HARD and item.finding == Finding.FOUND:
            return f"存在禁止情形“{item.rule.text}”，不能建议准予。"
    return ""
