"""The enforcement case behind a case: its facts, its listing, its measures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from cases import selectors
from cases.enums import ListingState
from cases.models import Measure
from portal.casepage.columns import MEASURES
from portal.shell.components import DataItem, Table
from words.dates import day, until
from words.lists import listed
from words.money import yuan

if TYPE_CHECKING:
    from cases.models import Case, EnforcementCase


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure, its notice, and whether the two went out on the same day."""

    measure: Measure
    notice_number: str
    notice_url: str
    notice_state: str
    is_flagged: bool
    # Entered by mistake: it is shown where it was, and counts no more.
    is_withdrawn: bool


def measure_rows(measures: Any, today: date, *, with_links: bool) -> list[MeasureRow]:
    return [_measure_row(measure, today, with_links=with_links) for measure in measures]


def _measure_row(measure: Measure, today: date, *, with_links: bool) -> MeasureRow:
    notice = measure.notice
    return MeasureRow(
        measure=measure,
        notice_number=notice.number if notice else "",
        notice_url=reverse("court:notice", args=[notice.pk]) if notice and with_links else "",
        notice_state=notice.get_state_display() if notice else "没有告知书",
        is_flagged=measure.withdrawn_at is None and is_unnotified(measure, today),
        is_withdrawn=measure.withdrawn_at is not None,
    )


def is_unnotified(measure: Measure, today: date) -> bool:
    """未同步告知： no notice was served on the day of the measure; on that day itself there is still time."""
    return not measure.is_notified_same_day() and today > measure.taken_on


def enforcement(case: Case, today: date, *, is_internal: bool) -> dict[str, Any]:
    """The enforcement case, its listing, measures and what the list operator did."""
    source = case.enforcement_case
    recorded = Measure.recorded.filter(enforcement_case=source) if is_internal else source.measures
    measures = recorded.select_related("notice").order_by("taken_on", "pk")
    return {
        "enforcement": enforcement_facts(source, is_internal=is_internal),
        "listing": listing_facts(source),
        "measures": Table(MEASURES, measure_rows(measures, today, with_links=is_internal)),
        "operations": list(case.list_operations.order_by("pk")),
        "related": list(selectors.related_open_cases(case).order_by("-filed_on", "-pk")) if is_internal else [],
    }


def enforcement_facts(source: EnforcementCase, *, is_internal: bool) -> list[DataItem]:
    items = [
        DataItem("执行案号", source.number),
        DataItem("立案日期", day(source.filed_on)),
        DataItem("执行依据", f"{source.basis_issuer}{source.basis_number}（{source.get_basis_kind_display()}）", wide=True),
        DataItem("确定的义务", source.obligation, wide=True),
        DataItem("执行标的", yuan(source.amount_fen)),
        DataItem("已履行", yuan(source.performed_fen)),
        DataItem("履行情况", source.get_performance_display()),
    ]
    if is_internal:
        items += [
            DataItem("结案", "已结案" if source.is_concluded else "未结案"),
            DataItem("申请执行人", source.creditor),
            DataItem("申请执行人电话", source.creditor_phone),
            DataItem("执行承办人", source.handler_name),
            DataItem("承办电话", source.handler_phone),
        ]
    return items


def listing_facts(source: EnforcementCase) -> list[DataItem]:
    """How the debtor stands in the national list for this case; empty when it was never entered here."""
    listing = getattr(source, "listing", None)
    if listing is None:
        return []
    term = until(listing.term_end) if listing.term_end else listing.get_term_kind_display()
    is_listed = listing.state not in (ListingState.PROPOSED, ListingState.WITHHELD)
    return [
        DataItem("名单状态", listing.get_state_display()),
        DataItem("纳入情形", listed(f"第{one}种情形" for one in listing.situations)),
        DataItem("决定书文号", listing.decision_number),
        *([DataItem("纳入日期", day(listing.listed_on)), DataItem("期限", term)] if is_listed and listing.listed_on else []),
    ]
