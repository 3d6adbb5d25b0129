"""Limits as the office and the leaders list them: those that run by how near they are, those that are over by how they went."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import quote_plus

from django.db.models import Model
from django.urls import reverse

from deadlines.codes import BARS, READY
from deadlines.codes import ClockCode as K
from deadlines.selectors import days_left
from oversight.selectors import OF_MATTER, Matter, matter_of
from portal.lists.pages import joined
from supervision.spending import shares_so_far

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from deadlines.calendar_math import Calendar
    from deadlines.models import Clock
    from departments.models import Department
    from portal.lists.desk import Desk
    from supervision.models import Spent

Row = TypeVar("Row", bound=Model)
ENTERPRISE: Final = "enterprise"
# The part of the flow that a limit belongs to, in the order of the flow.
STAGES: Final[tuple[tuple[str, str, tuple[K, ...]], ...]] = (
    ("notice", "告知", (K.NOTICE_SERVICE,)),
    ("acceptance", "受理", (K.ACCEPTANCE, K.SUPPLEMENT)),
    ("examination", "审查", (K.EXAMINATION, K.CREDITOR_VIEW)),
    ("issue", "出具证明", (K.SEALING,)),
    ("list", "名单操作", (K.LIST_OPERATION, K.OWED_LIST_OPERATION, K.LIST_REVIEW, K.LISTING_REQUEST, K.GRACE)),
    ("push", "推送转推", (K.PUSH, K.PUSH_CORRECTION, K.DISTRIBUTION, K.TRANSFER, K.FIRST_CHECK)),
    ("recognition", "互认", (K.RECOGNITION, K.UNIT_RECEIPT, K.CONSULTATION, K.REMOTE_OPINION)),
    ("site", "信用网站反馈", (K.NATIONAL_SITE_ANSWER, K.NATIONAL_SITE_ACCEPTANCE, K.NATIONAL_SITE_RESULT, K.PLATFORM_RECHECK)),
    ("visit", "出具证明以后", (K.VISIT_FIRST, K.VISIT_SECOND, K.VISIT_THIRD, K.VISIT_FOURTH)),
    (
        "remedy",
        "异议与撤销",
        (
            *(K.REMEDY, K.OBJECTION, K.HEARING, K.RESTORATION, K.REVOCATION_PUSH, K.REVOCATION_FORWARDING),
            *(K.RECONSIDERATION_REQUEST, K.RECONSIDERATION, K.REAPPLICATION, K.CREDITOR_REAPPLICATION),
        ),
    ),
    ("oversight", "催办督办与反映", (K.URGE_REPLY, K.OVERSIGHT_REPLY, K.COMPLAINT, K.COMPLAINT_RESULT)),
    ("group", "领导小组", (K.ACTION_ITEM, K.MEMORANDUM_END)),
    ("assessment", "考核评价", (K.ASSESSMENT_APPEAL, K.APPEAL_RULING)),
)
STAGE_OF: Final = {code.value: key for key, _, codes in STAGES for code in codes}
# Rules and departments answer from the copies that a process keeps.
OPEN_LIMITS = joined(*OF_MATTER)
ENDED_LIMITS = joined(*(f"clock__{name}" for name in OF_MATTER))


def codes_of(stage: str) -> tuple[K, ...]:
    return next(codes for key, _, codes in STAGES if key == stage)


def stages() -> list[tuple[str, str]]:
    """Those in which a limit can run: where no step starts any yet, there is nothing to look for."""
    return [(key, label) for key, label, codes in STAGES if any(code not in (*READY, *BARS) for code in codes)]


def parties(units: Iterable[Department]) -> list[tuple[str, str]]:
    return [(ENTERPRISE, "企业或者申请执行人"), *((str(unit.pk), unit.short_name) for unit in units)]


def of_party(rows: QuerySet[Row], party: str, name: str = "obligor") -> QuerySet[Row]:
    """The rows of one unit; of the enterprise or the creditor those without a unit."""
    if not party:
        return rows
    return rows.filter(**{f"{name}__isnull": True}) if party == ENTERPRISE else rows.filter(**{name: party})


def address(name: str, **wanted: object) -> str:
    """A list with what it is asked for; what is empty is not asked."""
    asked = "&".join(f"{key}={_quoted(str(value))}" for key, value in wanted.items() if value not in ("", None))
    return f"{_path(name)}?{asked}" if asked else _path(name)


# The leaders' page has some hundred of them, all made of the same few days, codes and keys.
_path = cache(reverse)
_quoted = lru_cache(maxsize=1024)(quote_plus)


@dataclass(frozen=True, slots=True)
class LimitRow:
    """A line of a list of limits. The days are those that it took, or has taken; the three others whose they were."""

    clock: Clock
    source: Matter
    url: str
    party: str
    days_left: int | None
    days: int | None = None
    court: int | None = None
    bureau: int | None = None
    unit: int | None = None

    @property
    def whose(self) -> str:
        """Whose the days of a unit's answer were."""
        if self.court is None:
            return ""
        return f"法院 {self.court} · 牵头 {self.bureau} · 本单位 {self.unit}"


def open_rows(clocks: list[Clock], desk: Desk) -> list[LimitRow]:
    """Limits that run; of the units' answers whose the days up to today were."""
    shares = shares_so_far(clocks, desk.calendar, desk.today)
    rows = []
    for clock in clocks:
        whose = shares.get(clock.pk)
        parts = (whose.total, whose.court, whose.bureau, whose.unit) if whose else (None, None, None, None)
        rows.append(_row(clock, days_left(clock, desk.today, desk.calendar), *parts))
    return rows


def ended_rows(spent: Iterable[Spent]) -> list[LimitRow]:
    return [_row(one.clock, None, one.days, one.court_days, one.bureau_days, one.unit_days) for one in spent]


def late_rows(clocks: list[Clock], today: date, calendar: Calendar) -> list[LimitRow]:
    """Limits that were or are late: of those that are over the days that they took, if they are counted yet."""
    rows = []
    for clock in clocks:
        spent = getattr(clock, "spent", None)
        parts = (spent.days, spent.court_days, spent.bureau_days, spent.unit_days) if spent else (None, None, None, None)
        rows.append(_row(clock, days_left(clock, today, calendar) if clock.is_open else None, *parts))
    return rows


def _row(clock: Clock, left: int | None, *parts: int | None) -> LimitRow:
    days, court, bureau, unit = (*parts, None, None, None, None)[:4]
    return LimitRow(
        clock=clock,
        source=matter_of(clock),
        url=address_of(clock),
        party=party_of(clock),
        days_left=left,
        days=days,
        court=court,
        bureau=bureau,
        unit=unit,
    )


def party_of(clock: Clock) -> str:
    """Whose the limit is, as lists name it."""
    if clock.obligor is not None:
        return clock.obligor.short_name
    return "申请执行人" if clock.code == K.CREDITOR_VIEW else "企业"


def address_of(clock: Clock) -> str:
    """The page of what a clock belongs to, where the office has one."""
    if clock.action_item_id:
        return reverse("group:item", args=[clock.action_item_id])
    if clock.scorecard_id:
        return reverse("scores:card", args=[clock.scorecard_id])
    return reverse("office:case", args=[clock.case_id]) if clock.case_id else ""
