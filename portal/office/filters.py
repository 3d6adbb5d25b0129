"""What the office's lists can be asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from cases import selectors
from cases.enums import CaseState, Phase
from cases.outcomes import DeclineReason, RejectionReason
from cases.states import CASE_STATES, CERTIFIED_STATES
from deadlines.codes import DUTIES
from departments.models import Department
from portal.lists.filters import SEARCH_LABEL, CaseFilter, Filter
from portal.office.limits import ENTERPRISE, STAGE_OF, codes_of, of_party, parties, stages
from portal.office.periods import Period, periods
from portal.office.selectors import clocks_about
from portal.shell.fields import Sought
from portal.steps.fields import day, offer
from recognition.enums import RecognitionState
from supervision.dated import Bounds, Near, OpenLimits, open_clocks_near
from supervision.recount import ANSWERS, STATES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from django.db.models import QuerySet

    from deadlines.models import Clock

NEAR = {
    Near.LONG_OVERDUE: "超期5个工作日以上",
    Near.OVERDUE: "超期不足5个工作日",
    Near.SOON: "5个工作日内到期",
    Near.LATER: "5个工作日以后",
    Near.PAUSED: "已中止",
    Near.RIGHT: "权利期间",
}
# A phase in which nothing has ended yet.
OPEN_PHASES = tuple(dict.fromkeys(row.phase for row in CASE_STATES.values() if not row.has_ended))
# How limits that are over can be asked for: by the day on which they ended, or on which it came out how they went.
DONE, KEPT, LATE = "done", "kept", "late"
WENT = ((DONE, "已办结"), (KEPT, "按期办结"), (LATE, "逾期（含还没有办结的）"))
# Both ways in which every unit has answered.
ANSWERED = "answered"
ALL_ANSWERED = (CaseState.RECOGNIZED_ALL.value, CaseState.CLOSED_WITH_REFUSALS.value)
FUNNEL = {
    CaseState.SUBMITTED.value: "收到申请",
    CaseState.ACCEPTED.value: "受理",
    CaseState.APPROVED.value: "准予修复",
    CaseState.CERTIFIED.value: "出具证明",
    CaseState.RECEIVED.value: "牵头部门签收",
    CaseState.DISTRIBUTED.value: "转推各单位",
    ANSWERED: "各单位反馈完毕",
}


class BoardFilter(Filter):
    """What runs: of a unit, of a stage, how near."""

    q = Sought(label=SEARCH_LABEL, max_length=100, required=False)
    party = forms.ChoiceField(label="责任单位", required=False)
    stage = forms.ChoiceField(label="环节", required=False)
    near = forms.ChoiceField(
        label="期限", required=False, choices=[("", "全部期限"), *((near.value, label) for near, label in NEAR.items())]
    )

    def __init__(self, data: Any, units: Iterable[Department]) -> None:
        super().__init__(data)
        offer(self, "party", [("", "全部单位"), *parties(units)])
        offer(self, "stage", [("", "全部环节"), *stages()])

    def chosen_of(self, region_id: int, bounds: Bounds) -> QuerySet[Clock]:
        """The limits that run, the earliest due first."""
        near, stage = (self.chosen.get(name) for name in ("near", "stage"))
        clocks = open_clocks_near(region_id, Near(near) if near else None, bounds)
        if stage:
            clocks = clocks.filter(code__in=codes_of(stage))
        return about(self, of_party(clocks, self.chosen.get("party", "")))

    def count_of(self, found: Iterable[OpenLimits]) -> int | None:
        """How many there are by the figures that are kept; None where something is searched for."""
        wanted = self.chosen
        if wanted.get("q"):
            return None
        return sum(
            one.number
            for one in found
            if wanted.get("near") in (None, "", one.near)
            and wanted.get("stage") in (None, "", STAGE_OF[one.code])
            and wanted.get("party") in (None, "", str(one.department) if one.department else ENTERPRISE)
        )


def about(form: Filter, clocks: QuerySet[Clock]) -> QuerySet[Clock]:
    """Those of the clocks to which the search of a form leads."""
    found = form.found(selectors.enforcement_cases_found)
    if found is None:
        return clocks
    read = form.read_if_few(clocks, found, "case__enforcement_case__", "notice__enforcement_case__", "duty__enforcement_case__")
    return clocks_about(clocks, found) if read is None else read


class PeriodFilter(Filter):
    period = forms.ChoiceField(
        label="期间", required=False, error_messages={"invalid_choice": "没有“%(value)s”这个期间，下面是本月的。请在列表中选择。"}
    )

    def __init__(self, data: Any, today: date) -> None:
        super().__init__(data)
        known = periods(today)
        groups: dict[str, list[tuple[str, str]]] = {name: [] for name in ("按月", "按季", "按年")}
        for period in known:
            groups[_group(period)].append((period.key, period.label))
        offer(self, "period", groups.items())


def _group(period: Period) -> str:
    return {1: "按月", 3: "按季"}.get(period.length, "按年")


class Spanned(Filter):
    """From one day to another, both included; without either what there has been this month."""

    first = day("自", required=False)
    last = day("至", required=False)

    def within(self, rows: QuerySet[Any], name: str, today: date) -> QuerySet[Any]:
        first, last = self.chosen.get("first"), self.chosen.get("last")
        if not first and not last:
            first = today.replace(day=1)
        if first:
            rows = rows.filter(**{f"{name}__gte": first})
        return rows.filter(**{f"{name}__lte": last}) if last else rows


class LimitsFilter(Spanned):
    """Limits that are over, or late: of a code, of a unit, in a span, after so many days."""

    went = forms.ChoiceField(label="结果", required=False, choices=WENT)
    code = forms.ChoiceField(label="期限", required=False)
    party = forms.ChoiceField(label="责任单位", required=False)
    days = forms.ChoiceField(label="用时", required=False)
    field_order = ("went", "code", "party", "days", "first", "last")
    most = 15

    def __init__(self, data: Any, units: Iterable[Department], names: Mapping[str, str]) -> None:
        super().__init__(data)
        offer(self, "code", [("", "全部期限"), *((code.value, names.get(code.value, code.value)) for code in DUTIES)])
        offer(self, "party", [("", "全部单位"), *parties(units)])
        longest = [(f"{self.most + 1}+", f"{self.most + 1}天及以上")]
        offer(self, "days", [("", "不限"), *((str(count), f"{count}天") for count in range(self.most + 1)), *longest])

    def chosen_of(self, rows: QuerySet[Any], name: str, today: date) -> QuerySet[Any]:
        """The rows; ``name`` is the day by which they are asked for."""
        code = self.chosen.get("code")
        rows = rows.filter(code=code) if code else rows.filter(code__in=DUTIES)
        return self.within(of_party(rows, self.chosen.get("party", "")), name, today)

    def of_length(self, rows: QuerySet[Any], name: str = "days") -> QuerySet[Any]:
        """Those that took so many days."""
        wanted = self.chosen.get("days", "")
        if not wanted:
            return rows
        return rows.filter(**({f"{name}__gt": self.most} if wanted.endswith("+") else {name: int(wanted)}))


class ReachedFilter(Spanned):
    """Cases and answers that came to a state in a span."""

    state = forms.ChoiceField(label="到达", required=False)
    party = forms.ChoiceField(label="单位", required=False)
    reason = forms.ChoiceField(label="事由", required=False)
    field_order = ("state", "party", "reason", "first", "last")

    def __init__(self, data: Any, units: Iterable[Department]) -> None:
        super().__init__(data)
        offer(self, "state", [("", "全部"), *reached_choices()])
        offer(self, "party", [("", "全部"), *((str(unit.pk), unit.short_name) for unit in units)])
        offer(self, "reason", [("", "全部事由"), *{**dict(DeclineReason.choices), **dict(RejectionReason.choices)}.items()])

    def chosen_of(self, rows: QuerySet[Any], today: date) -> QuerySet[Any]:
        state, party, reason = (self.chosen.get(name) for name in ("state", "party", "reason"))
        of_units = bool(party) or state in ANSWERS
        rows = rows.filter(department__isnull=not of_units)
        rows = rows.filter(state__in=ALL_ANSWERED if state == ANSWERED else [state] if state else ANSWERS if of_units else STATES)
        if party:
            rows = rows.filter(department=party)
        if reason:
            rows = rows.filter(reasons__contains=[reason])
        return self.within(rows, "on", today)


def reached_choices() -> list[tuple[str, str]]:
    """Cases by their states, those of the funnel in its words, and units' answers."""
    of_cases = [(state, FUNNEL.get(state, str(CaseState(state).label))) for state in STATES]
    of_units = [(state, f"单位{RecognitionState(state).label}") for state in ANSWERS]
    return [*of_cases, (ANSWERED, FUNNEL[ANSWERED]), *of_units]


# What the key figures of the board count: cases that have not ended, and those with a certificate.
UNDER_WAY, CERTIFIED = "under_way", "certified"
COUNTED = ((UNDER_WAY, "正在办理"), (CERTIFIED, "已出具证明"))


class StageFilter(CaseFilter):
    stage = forms.ChoiceField(label="阶段", required=False, choices=[("", "全部阶段"), *COUNTED, *Phase.choices])
    field_order: tuple[str, ...] = ("q", "stage", "state", "variant", "overdue")


def states_of(phase: Phase) -> tuple[CaseState, ...]:
    return tuple(row.state for row in CASE_STATES.values() if row.phase == phase)


def states_at(stage: str) -> tuple[CaseState, ...]:
    """The states that a stage of the form stands for; none for all."""
    if stage == UNDER_WAY:
        return tuple(row.state for row in CASE_STATES.values() if row.phase in OPEN_PHASES)
    if stage == CERTIFIED:
        return tuple(CERTIFIED_STATES)
    return states_of(Phase(stage)) if stage else ()


class OverdueFilter(Filter):
    q = Sought(label=SEARCH_LABEL, max_length=100, required=False)
    party = forms.ChoiceField(label="责任单位", required=False)

    def __init__(self, data: Any, units: Iterable[Department]) -> None:
        super().__init__(data)
        offer(self, "party", [("", "全部单位"), *parties(units)])
