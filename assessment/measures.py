"""The closed set of measures: what each asks a region for, how it is worded, and the share of an indicator's points that it leaves.

Pure arithmetic over items; what the items are is read in ``assessment/readings.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from words.limits import average_days, days
from words.lists import listed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Parameters = Mapping[str, Any]


# deadlines.codes.ClockCode.RECOGNITION; that module needs Django.
RECOGNITION = "K-12"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that an indicator judges: a limit, an answer or a push.

    ``late`` are the days by which it was late, not counting what others consumed; ``days`` those that the unit itself took.
    ``fault`` says whether it counts against the unit where only that is counted. ``thing`` is what it belongs to, by kind and key
    ("case:12"), and ``about`` the same as people call it.
    """

    key: str
    thing: str = ""
    about: str
    fault: bool = False
    late: int = 0
    days: int | None = None
    notes: tuple[str, ...] = ()
    exempt: bool = False


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One measure. ``parameters`` are the keys that a region has to give, and no others."""

    parameters: tuple[str, ...]
    words: Callable[[Parameters], str]
    share: Callable[[Sequence[Item], Parameters], Fraction]
    # How much of what is missing an item answers for.
    charge: Callable[[Item, Parameters], int]
    finding: Callable[[Sequence[Item], Parameters], str]


def _fault(item: Item, _parameters: Parameters) -> int:
    return int(item.fault and not item.exempt)


def _faultless(items: Sequence[Item], parameters: Parameters) -> Fraction:
    return 1 - Fraction(sum(_fault(item, parameters) for item in items), len(items))


def _faults_of(noun: str) -> Callable[[Sequence[Item], Parameters], str]:
    def finding(items: Sequence[Item], parameters: Parameters) -> str:
        return f"{len(items)}件，其中{noun}{sum(_fault(item, parameters) for item in items)}件"

    return finding


def _late_days(item: Item, _parameters: Parameters) -> int:
    return 0 if item.exempt else item.late


def _without_late_days(items: Sequence[Item], parameters: Parameters) -> Fraction:
    taken = Fraction(sum(_late_days(item, parameters) for item in items) * parameters["percent_per_day"], 100)
    return max(Fraction(0), 1 - taken)


def _late_days_found(items: Sequence[Item], parameters: Parameters) -> str:
    return f"{len(items)}件，合计超期{sum(_late_days(item, parameters) for item in items)}天"


def _own_days(item: Item, parameters: Parameters) -> int:
    own, full = item.days or 0, int(parameters["full_days"])
    return min(own, full) if item.exempt else own


def _days_over(item: Item, parameters: Parameters) -> int:
    return max(0, _own_days(item, parameters) - int(parameters["full_days"]))


def _by_own_days(items: Sequence[Item], parameters: Parameters) -> Fraction:
    average = _average(items, parameters)
    full, zero = int(parameters["full_days"]), int(parameters["zero_days"])
    return min(Fraction(1), max(Fraction(0), (zero - average) / (zero - full)))


def _average(items: Sequence[Item], parameters: Parameters) -> Fraction:
    return Fraction(sum(_own_days(item, parameters) for item in items), len(items))


def _own_days_found(items: Sequence[Item], parameters: Parameters) -> str:
    return f"{len(items)}件，平均{average_days(_average(items, parameters))}"


def _judged(parameters: Parameters) -> str:
    """Which limits are judged; only recognition has court and bureau before it."""
    codes = parameters["codes"]
    upstream = "上游多占的时间和" if RECOGNITION in codes else ""
    return f"（期限{listed(codes)}；{upstream}中止的日子不计）"


MEASURES: Mapping[str, MeasureRow] = {
    "on_time": MeasureRow(
        ("codes",),
        lambda given: f"得分＝满分×按期件数÷应评件数{_judged(given)}",
        _faultless,
        _fault,
        _faults_of("超期"),
    ),
    "late_days": MeasureRow(
        ("codes", "percent_per_day"),
        lambda given: f"得分＝满分×（1－超期天数×{given['percent_per_day']}%），扣完为止{_judged(given)}",
        _without_late_days,
        _late_days,
        _late_days_found,
    ),
    "own_days": MeasureRow(
        ("codes", "full_days", "zero_days"),
        lambda given: (
            f"本单位自收到起平均用时不超过{days(given['full_days'], 'WD')}得满分，达到{days(given['zero_days'], 'WD')}不得分，其间按比例"
            f"（期限{listed(given['codes'])}；中止的日子不计）"
        ),
        _by_own_days,
        _days_over,
        _own_days_found,
    ),
    "overturned": MeasureRow(
        (),
        lambda _given: "得分＝满分×（1－经会商改为认可的件数÷有结果的反馈件数）；依法不予认可并经会商维持的不扣分",
        _faultless,
        _fault,
        _faults_of("经会商改为认可"),
    ),
    "returned": MeasureRow(
        (),
        lambda _given: "得分＝满分×（1－被退回的推送件数÷有结果的推送件数）",
        _faultless,
        _fault,
        _faults_of("被退回"),
    ),
}
