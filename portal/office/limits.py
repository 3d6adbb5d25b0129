"""Limits as the office and the leaders list them: those that run by how near they are, those that are over by how they went."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import quote_plus

from django.db.models import Model
from django.urls import reverse

from deadlines.codes import ClockCode
from deadlines.selectors import days_left
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
OTHER: Final = "other"
# The part of the flow that a limit belongs to, in the order of the flow.
STAGES: Final[tuple[tuple[str, str, tuple[ClockCode, ...]], ...]] = (
    ("notice", "告知", (ClockCode.NOTICE_SERVICE,)),
    ("acceptance", "受理", (ClockCode.ACCEPTANCE, ClockCode.SUPPLEMENT)),
    ("examination", "审查", (ClockCode.EXAMINATION, ClockCode.CREDITOR_VIEW)),
    ("issue", "出具证明", (ClockCode.SEALING,)),
    ("list", "名单操作", (ClockCode.LIST_OPERATION, ClockCode.OWED_LIST_OPERATION, ClockCode.LIST_REVIEW)),
    ("push", "推送转推", (ClockCode.PUSH, ClockCode.PUSH_CORRECTION, ClockCode.DISTRIBUTION)),
    ("recognition", "互认", (ClockCode.RECOGNITION, ClockCode.UNIT_RECEIPT, ClockCode.CONSULTATION)),
    (
        "remedy",
        "异议与撤销",
        (
            *(ClockCode.REMEDY, ClockCode.OBJECTION, ClockCode.HEARING),
            *(ClockCode.RESTORATION, ClockCode.REVOCATION_PUSH, ClockCode.REVOCATION_FORWARDING),
        ),
    ),
)
STAGE_OF: Final = {code.value: key for key, _, codes in STAGES for code in codes}
OTHERS: Final = tuple(code for code in ClockCode if code.value not in STAGE_OF)
# Rules and departments answer from the copies that a process keeps.
OF_CLOCK: Final = (
    *("case__enforcement_case__enterprise", "notice__enforcement_case__enterprise", "duty__enforcement_case__enterprise"),
    *("action_item__meeting", "scorecard__assessment"),
)
OPEN_LIMITS = joined(*OF_CLOCK)
ENDED_LIMITS = joined(*(f"clock__{name}" for name in OF_CLOCK))


def codes_of(stage: str) -> tuple[ClockCode, ...]:
    return next((codes for key, _, codes in STAGES if key == stage), OTHERS)


def stages() -> list[tuple[str, str]]:
    """With what belongs to none of them, where there is such a limit."""
    return [*((key, label) for key, label, _ in STAGES), *([(OTHER, "其他")] if OTHERS else [])]


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
class Source:
    """What a limit belongs to, as a list names it."""

    name: str
    sub: str


@dataclass(frozen=True, slots=True)
class LimitRow:
    """A line of a list of limits. The days are those that it took, or has taken; the three others whose they were."""

    clock: Clock
    source: Source
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
        source=source_of(clock),
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
    return "申请执行人" if clock.code == ClockCode.CREDITOR_VIEW else "企业"


def address_of(clock: Clock) -> str:
    """The page of what a clock belongs to, where the office has one."""
    if clock.action_item_id:
        return reverse("group:item", args=[clock.action_item_id])
    if clock.scorecard_id:
        return reverse("scores:card", args=[clock.scorecard_id])
    return reverse("office:case", args=[clock.case_id]) if clock.case_id else ""


def source_of(clock: Clock) -> Source:
    """What a clock belongs to: a case, a notice or an owed list operation, each of an enforcement case; a task of a meeting; a unit's card."""
    if clock.action_item is not None:
        return Source(clock.action_item.content, clock.action_item.meeting.title)
    if clock.scorecard is not None:
        return Source(str(clock.scorecard), "考核评价")
    subject = clock.case or clock.notice or clock.duty
    if subject is None:
        raise LookupError(clock.pk)
    return Source(subject.enforcement_case.enterprise.name, subject.enforcement_case.number)
