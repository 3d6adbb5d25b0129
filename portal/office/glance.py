"""The leaders' minute: what the figures of a period say, as grids that page, charts, print and spreadsheet share."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from cases.enums import CaseState
from cases.outcomes import DeclineReason, RejectionReason
from deadlines.codes import ClockCode
from deadlines.enums import Unit
from deadlines.selectors import rules_by_key
from portal.office.filters import ALL_ANSWERED, ANSWERED, DONE, FUNNEL, KEPT, LATE
from portal.office.grids import Cell, Grid, Part, Row, days, number, percent, share, together, words
from portal.office.limits import address
from portal.office.periods import DAY, IN_A_YEAR, WEEKS, Period, months_until, shifted, weeks_until
from portal.shell.components import Tile
from recognition.enums import RecognitionState
from supervision.dated import Near, lines, lines_by_date
from supervision.models import Dated
from words.limits import days as in_words
from words.limits import length

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date

    from deadlines.models import DeadlineRule
    from departments.models import Department
    from portal.office.limits import LimitRow
    from supervision.dated import OpenLimits

K = ClockCode
# The limits that a case goes through one after the other; first those of the measures.
LEGS: Final = (
    (K.PUSH, "法院推送"),
    (K.DISTRIBUTION, "牵头部门转推"),
    (K.RECOGNITION, "各单位互认"),
    (K.ACCEPTANCE, "受理"),
    (K.EXAMINATION, "审查"),
    (K.SEALING, "用印出具"),
    (K.LIST_OPERATION, "名单操作"),
    (K.UNIT_RECEIPT, "单位签收"),
    (K.CONSULTATION, "会商"),
)
MEASURED: Final = LEGS[:3]
SPREAD: Final = LEGS[:5]
DAYS_SHOWN: Final = 15
ALL: Final = 100
REFUSED_STATES: Final = ((CaseState.NOT_ACCEPTED, "不予受理", DeclineReason), (CaseState.REJECTED, "不予修复", RejectionReason))
OF: Final = (Dated.OF_COURT, Dated.OF_BUREAU, Dated.OF_UNIT)
BY_DATE: Final = (Dated.REACHED, Dated.KEPT, Dated.LATE, Dated.KEPT_IN_WEEK, Dated.LATE_IN_WEEK)
# No unit has this key.
OF_ALL: Final = 0
ANSWER_STATES: Final = (RecognitionState.RECOGNIZED, RecognitionState.PARTIAL, RecognitionState.REFUSED)


@dataclass(frozen=True)
class Figures:
    """What is kept of one region for one period, with the months and weeks before its end. Two statements."""

    region_id: int
    period: Period
    today: date
    units: Sequence[Department]

    @cached_property
    def _of_period(self) -> dict[tuple[str, str], list[tuple[str, int | None, int]]]:
        """By what is counted and the first word of the key: the rest of the key, unit and number."""
        found: dict[tuple[str, str], list[tuple[str, int | None, int]]] = defaultdict(list)
        for line in lines(self.region_id, (Dated.TOOK, Dated.REASON, *OF), self.period.first, self.period.until):
            name, _, rest = line.key.partition(" ")
            found[line.counted, name].append((rest, line.department, line.number))
        return found

    @cached_property
    def _by_date(self) -> dict[tuple[str, str], dict[date | None, Counter[int | None]]]:
        """By what is counted and key: for each month or week how many there are of each unit, and of all."""
        first = min(self.period.first_before, shifted(self.period.until, -IN_A_YEAR), self.weeks[0])
        found: dict[tuple[str, str], dict[date | None, Counter[int | None]]] = defaultdict(lambda: defaultdict(Counter))
        for line in lines_by_date(self.region_id, BY_DATE, first, max(self.period.until, self.weeks[-1] + DAY)):
            numbers = found[line.counted, line.key][line.on]
            numbers[line.department] += line.number
            numbers[OF_ALL] += line.number
        return found

    def in_week(self, counted: Dated, monday: date, unit: int) -> int:
        """How many answers of a unit were in time, or were not, in a week."""
        return self._by_date.get((counted.value, K.RECOGNITION.value), {}).get(monday, Counter())[unit]

    @cached_property
    def weeks(self) -> list[date]:
        return weeks_until(min(self.period.last, self.today))

    @cached_property
    def rules(self) -> dict[str, DeadlineRule]:
        return rules_of(self.region_id)

    def count(self, counted: Dated, keys: Collection[str], first: date, until: date, unit: int | None = None) -> int:
        """Of a span of months; of one unit or of all."""
        return sum(
            numbers[OF_ALL if unit is None else unit]
            for key in keys
            for on, numbers in self._by_date.get((counted.value, key), {}).items()
            if on is not None and first <= on < until
        )

    def now(self, counted: Dated, *keys: str, unit: int | None = None) -> int:
        return self.count(counted, keys, self.period.first, self.period.until, unit)

    def before(self, counted: Dated, *keys: str) -> int:
        return self.count(counted, keys, self.period.first_before, self.period.first)

    def cases(self, state: str, first: date, until: date) -> int:
        """How many cases came to a state; units' answers are counted by their own states."""
        return self.count(Dated.REACHED, ALL_ANSWERED if state == ANSWERED else (state,), first, until)

    def took(self, code: ClockCode, unit: int | None = None) -> Counter[int]:
        """How many limits of the period took how many days."""
        found: Counter[int] = Counter()
        for took, whose, count in self._of_period.get((Dated.TOOK, code.value), ()):
            if unit in (None, whose):
                found[int(took)] += count
        return found

    def reasons(self, state: str) -> list[tuple[str, int]]:
        """The reasons of the refusals of the period, the commonest first."""
        found = [(reason, count) for reason, _, count in self._of_period.get((Dated.REASON, state), ())]
        return sorted(found, key=lambda one: (-one[1], one[0]))

    def whose_days(self, unit: int) -> tuple[int, int, int]:
        court, bureau, own = (
            sum(count for _, whose, count in self._of_period.get((part, K.RECOGNITION.value), ()) if whose == unit) for part in OF
        )
        return court, bureau, own

    def limits_url(self, went: str, code: ClockCode, **more: object) -> str:
        span = {"first": self.period.first, "last": self.period.last, **more}
        return address("office:limits", went=went, code=code.value, **span)

    def reached_url(self, state: str, first: date | None = None, last: date | None = None, **more: object) -> str:
        return address("office:reached", state=state, first=first or self.period.first, last=last or self.period.last, **more)


def rules_of(region_id: int) -> dict[str, DeadlineRule]:
    """The limits of today by their codes."""
    return {rule.code: rule for rule in rules_by_key().values() if rule.region_id == region_id and rule.is_current}


def limit_of(rule: DeadlineRule | None) -> int | None:
    """How many days a limit has; of one of months nobody can say it."""
    return rule.length if rule and rule.unit != Unit.MONTH else None


def tiles(figures: Figures, open_limits: Sequence[OpenLimits]) -> list[Tile]:
    """This period beside the one before, and what is late now."""
    found = [
        _case_tile(figures, state, label, unit)
        for state, label, unit in (("submitted", "收到申请", "件"), ("certified", "出具证明", "份"), (ANSWERED, "各单位反馈完毕", "件"))
    ]
    kept, late = figures.now(Dated.KEPT, K.RECOGNITION.value), figures.now(Dated.LATE, K.RECOGNITION.value)
    before = (figures.before(Dated.KEPT, K.RECOGNITION.value), figures.before(Dated.LATE, K.RECOGNITION.value))
    told = f"{percent(before[0], sum(before))}%" if sum(before) else "—"
    value = f"{percent(kept, kept + late)}%" if kept + late else "—"
    found.append(
        Tile("各单位按期互认", value, hint=f"{figures.period.before} {told}", url=figures.limits_url(KEPT, K.RECOGNITION), tone="info")
    )
    long_late = sum(one.number for one in open_limits if one.near == Near.LONG_OVERDUE)
    late_now = long_late + sum(one.number for one in open_limits if one.near == Near.OVERDUE)
    found.append(Tile("现在超期", late_now, "个", url=address("office:overdue"), tone="danger" if late_now else "neutral"))
    url = address("office:board", near=Near.LONG_OVERDUE.value)
    found.append(Tile("超期5个工作日以上", long_late, "个", url=url, tone="danger" if long_late else "neutral"))
    return found


def _case_tile(figures: Figures, state: str, label: str, unit: str) -> Tile:
    period = figures.period
    now = figures.cases(state, period.first, period.until)
    before = figures.cases(state, period.first_before, period.first)
    return Tile(label, now, unit, hint=f"{period.before} {before}", url=figures.reached_url(state), tone="info")


def legs(figures: Figures) -> Grid:
    """Average and slowest days of each leg beside its limit, and how many were in time."""
    rows = []
    for code, label in LEGS:
        rule, took = figures.rules.get(code.value), figures.took(code)
        count, total, slowest = took.total(), sum(day * number for day, number in took.items()), max(took, default=0)
        kept, late = figures.now(Dated.KEPT, code.value), figures.now(Dated.LATE, code.value)
        cells = (
            words(length(rule.length, rule.unit) if rule else "—"),
            number(count, figures.limits_url(DONE, code)),
            days(total, count, figures.limits_url(DONE, code)),
            _slowest(figures, code, slowest, limit_of(rule)) if count else words("—"),
            share(kept, late, figures.limits_url(KEPT, code)),
            number(late, figures.limits_url(LATE, code), is_late=True),
        )
        rows.append(Row(Part(label), cells, limit_of(rule)))
    note = "用时按本期办结的期限计算；按期率按本期见分晓的期限计算：按期办结的算在办结的月份，逾期的算在届满的次日，没有办结的也算。"
    return Grid("legs", "各环节用时", "环节", ("时限", "办结", "平均用时", "最慢", "按期率", "逾期"), tuple(rows), note)


def _slowest(figures: Figures, code: ClockCode, slowest: int, limit: int | None) -> Cell:
    wanted = str(slowest) if slowest <= DAYS_SHOWN else f"{DAYS_SHOWN + 1}+"
    is_late = limit is not None and slowest > limit
    return Cell((Part(str(slowest), figures.limits_url(DONE, code, days=wanted), is_late=is_late),), slowest)


def ranking(figures: Figures) -> Grid:
    """The units by how often they answered in time, and whose the days of their limit were; a court's notices are none of it."""
    rows = sorted(_of_units(figures), key=lambda one: one[0])
    placed, place, last = [], 0, None
    for count, (key, row) in enumerate(rows, start=1):
        if key[:2] != last:
            place, last = count, key[:2]
        placed.append(Row(row.name, (number(place) if key[0] == 0 else words("—"), *row.cells)))
    headings = ("名次", "按期率", "按期", "逾期", "平均用时", "法院用去", "牵头部门用去", "本单位用去", "认可", "部分认可", "不予认可")
    note = "只计对证明的互认（10个工作日，自出具之日起算）；后面三项是这些工作日由谁用去，三项之和等于全部用时。"
    return Grid("ranking", "各单位按期互认", "单位", headings, tuple(placed), note)


def _of_units(figures: Figures) -> Iterator[tuple[tuple[int, float, int], Row]]:
    """Each with what it is ranked by: units without a figure last, then by share, then in the order of the region."""
    code = K.RECOGNITION
    for place, unit in enumerate(figures.units):
        kept, late = figures.now(Dated.KEPT, code.value, unit=unit.pk), figures.now(Dated.LATE, code.value, unit=unit.pk)
        took, (court, bureau, own) = figures.took(code, unit.pk), figures.whose_days(unit.pk)
        done = figures.limits_url(DONE, code, party=unit.pk)
        answers = (
            number(figures.now(Dated.REACHED, state.value, unit=unit.pk), figures.reached_url(state.value, party=unit.pk))
            for state in ANSWER_STATES
        )
        cells = (
            share(kept, late, figures.limits_url(KEPT, code, party=unit.pk)),
            number(kept, figures.limits_url(KEPT, code, party=unit.pk)),
            number(late, figures.limits_url(LATE, code, party=unit.pk), is_late=True),
            days(court + bureau + own, took.total(), done),
            *(number(used, done) for used in (court, bureau, own)),
            *answers,
        )
        total = kept + late
        yield (0 if total else 1, -kept / total if total else 0, place), Row(Part(unit.short_name), cells)


def reasons(figures: Figures) -> Grid:
    """What was refused and why; an application may be refused for several reasons."""
    rows = []
    for state, label, choices in REFUSED_STATES:
        for reason, count in figures.reasons(state.value):
            named = dict(choices.choices).get(reason, reason)
            rows.append(Row(Part(f"{label}：{named}"), (number(count, figures.reached_url(state.value, reason=reason)),)))
    return Grid("reasons", "不予受理、不予修复的事由", "事由", ("件数",), tuple(rows), "一件有几项事由的，每项各计一次。")


def funnel(figures: Figures) -> Grid:
    """How many cases came to each stage within the period."""
    period = figures.period
    counts = {state: figures.cases(state, period.first, period.until) for state in FUNNEL}
    rows = tuple(Row(Part(label), (number(counts[state], figures.reached_url(state)),)) for state, label in FUNNEL.items())
    said = "，".join(f"{label}{counts[state]}件" for state, label in FUNNEL.items())
    note = "本期内到达各环节的案件数，不限于本期收到的申请；退回后重来的只计第一次。"
    return Grid("funnel", "各环节案件数", "环节", ("件数",), rows, note, chart="funnel", said=said)


def trend(figures: Figures) -> Grid:
    """Twelve months: how often each leg of the measures was in time, and how many certificates were issued."""
    rows = [_month(figures, month) for month in months_until(figures.period)]
    headings = (*(f"{label}按期率" for _, label in MEASURED), "收到申请", "出具证明")
    known = [(row.name.text, row.cells[2].text) for row in rows if row.cells[2].value is not None]
    said = f"各单位互认按期率：{'，'.join(f'{month}{told}' for month, told in known)}" if known else "这十二个月没有见分晓的期限"
    return Grid("trend", "逐月趋势", "月份", headings, tuple(rows), chart="trend", said=said)


def _month(figures: Figures, month: date) -> Row:
    until = shifted(month, 1)
    span = {"first": month, "last": until - DAY}
    shares = (
        share(
            figures.count(Dated.KEPT, (code.value,), month, until),
            figures.count(Dated.LATE, (code.value,), month, until),
            address("office:limits", went=KEPT, code=code.value, **span),
        )
        for code, _ in MEASURED
    )
    counts = (
        number(figures.cases(state, month, until), figures.reached_url(state, month, until - DAY)) for state in ("submitted", "certified")
    )
    return Row(Part(f"{month.year}年{month.month}月"), (*shares, *counts))


def spread(figures: Figures) -> Grid:
    """How many limits of each leg took how many days, with the limit drawn in."""
    rows, by_nature = [], {}
    for code, label in SPREAD:
        rule, took = figures.rules.get(code.value), figures.took(code)
        limit = limit_of(rule)
        by_nature[label] = rule is not None and rule.unit != Unit.WORKING_DAY
        cells = [
            Cell(
                (
                    Part(
                        str(took[day]) if took[day] else "",
                        figures.limits_url(DONE, code, days=day) if took[day] else "",
                        is_late=limit is not None and day > limit,
                    ),
                ),
                took[day],
                is_limit=day == limit,
            )
            for day in range(DAYS_SHOWN + 1)
        ]
        more = sum(count for day, count in took.items() if day > DAYS_SHOWN)
        cells.append(number(more, figures.limits_url(DONE, code, days=f"{DAYS_SHOWN + 1}+"), is_late=True))
        rows.append(Row(Part(label), tuple(cells), limit))
    said = "；".join(f"{row.name.text}时限{row.limit}天，超过的{_beyond(row)}个" for row in rows if row.limit is not None)
    headings = (*(f"{day}天" for day in range(DAYS_SHOWN + 1)), f"{DAYS_SHOWN + 1}天及以上")
    natural = "、".join(label for label, is_natural in by_nature.items() if is_natural)
    counted = f"{natural}按自然日，其余按工作日" if natural else "按工作日"
    note = f"本期办结的期限，用了多少天（{counted}）；粗线是时限，不含依法延长的天数。"
    return Grid("spread", "用时分布", "环节", headings, tuple(rows), note, chart="spread", said=said, on_paper=False)


def _beyond(row: Row) -> int:
    return sum(int(cell.value or 0) for day, cell in enumerate(row.cells) if row.limit is not None and day > row.limit)


def heat(figures: Figures) -> Grid:
    """Units and weeks: how many answers were in time, and how many were not."""
    code, weeks = K.RECOGNITION, figures.weeks
    rows = []
    for unit in figures.units:
        cells = []
        for monday in weeks:
            kept, late = (figures.in_week(went, monday, unit.pk) for went in (Dated.KEPT_IN_WEEK, Dated.LATE_IN_WEEK))
            span = {"code": code.value, "party": unit.pk, "first": monday, "last": monday + 6 * DAY}
            parts = (
                number(kept, address("office:limits", went=KEPT, **span)),
                number(late, address("office:limits", went=LATE, **span), is_late=True),
            )
            cells.append(together(*parts, value=ALL * kept / (kept + late)) if kept + late else words("—"))
        rows.append(Row(Part(unit.short_name), tuple(cells)))
    worst = [row.name.text for row in rows if any(cell.value is not None and cell.value < ALL for cell in row.cells)]
    said = f"有逾期的单位：{'、'.join(worst)}" if worst else "这些周没有单位逾期"
    headings = tuple(f"{monday.month}.{monday.day}" for monday in weeks)
    note = f"最近{WEEKS}周，每周的按期 / 逾期互认数；列名是该周的星期一。"
    named = ("按期", "逾期")
    return Grid("heat", "各单位每周互认", "单位", headings, tuple(rows), note, chart="heat", said=said, parts=named, on_paper=False)


def worst(rows: Iterable[LimitRow]) -> Grid:
    """The cases that are longest late now."""
    found = [
        Row(
            Part(row.source.name, row.url),
            (
                words(row.source.sub),
                words(row.party),
                words(row.clock.rule.name),
                Cell((Part(in_words(-(row.days_left or 0), row.clock.rule.unit), is_late=True),), -(row.days_left or 0)),
                words(row.whose or "—"),
            ),
        )
        for row in rows
    ]
    note = "不论所选期间，按现在超期的长短排列，一件只列一次。"
    return Grid("worst", "眼下最慢的五件", "企业", ("案号", "责任单位", "期限", "已超期", "互认用时由谁用去"), tuple(found), note)
