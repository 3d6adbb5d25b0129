"""From what was counted to points that sum. Pure: no database, no Django, whole numbers and fractions only."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from assessment.measures import MEASURES, Item

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

# Points are kept in hundredths: what a card says is what is added up.
FULL = 100_00


@dataclass(frozen=True, slots=True, kw_only=True)
class Yardstick:
    """An indicator as it counted for a card: frozen with it, whatever the region says later."""

    code: str
    version: int
    name: str
    measure: str
    formula: str
    parameters: Mapping[str, Any]
    weight: int
    law: str
    local_rule_pending: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """What was found for an indicator."""

    yardstick: Yardstick
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of a card. ``full`` and ``points`` are hundredths; None where there was nothing to judge."""

    yardstick: Yardstick
    full: int | None
    points: int | None
    finding: str
    items: tuple[Item, ...]
    # What each item cost, in the order of the items; they sum to what is missing.
    lost: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """The score of one unit; None for one that had nothing to be judged by: neither 100 nor 0."""

    lines: tuple[Line, ...]
    total: int | None


def apportioned(shares: Sequence[Fraction], total: int) -> list[int]:
    """Whole numbers in proportion to the shares that sum to ``total``; of equal remainders the earlier one is served first."""
    whole = sum(shares, Fraction(0))
    if not whole:
        return [0 for _ in shares]
    exact = [share * total / whole for share in shares]
    floors = [part.numerator // part.denominator for part in exact]
    by_remainder = sorted(range(len(exact)), key=lambda place: (floors[place] - exact[place], place))
    for place in by_remainder[: total - sum(floors)]:
        floors[place] += 1
    return floors


def rounded(value: Fraction) -> int:
    """To the nearest whole number, a half upwards as people do it (not to the even one)."""
    return (value + Fraction(1, 2)).__floor__()


def scored(counted: Iterable[Counted], exempt: Collection[str] = ()) -> Card:
    """The card of what was counted; items by their keys in ``exempt`` are judged as done in time.

    The weight of an indicator that nothing was found for falls to the others, in proportion.
    """
    found = list(counted)
    judged = [one for one in found if one.items]
    fulls = dict(zip((one.yardstick.code for one in judged), _fulls(judged), strict=True))
    lines = tuple(_line(one, fulls.get(one.yardstick.code), exempt) for one in found)
    return Card(lines, sum(line.points or 0 for line in lines) if judged else None)


def _fulls(judged: Sequence[Counted]) -> list[int]:
    return apportioned([Fraction(one.yardstick.weight) for one in judged], FULL)


def _line(one: Counted, full: int | None, exempt: Collection[str]) -> Line:
    measure, parameters = MEASURES[one.yardstick.measure], one.yardstick.parameters
    items = tuple(replace(item, exempt=item.key in exempt) for item in one.items)
    if full is None:
        return Line(one.yardstick, None, None, "本期没有可评的事项，不评分，权重按比例归入其他指标", items, ())
    points = rounded(full * measure.share(items, parameters))
    lost = apportioned([Fraction(measure.charge(item, parameters)) for item in items], full - points)
    return Line(one.yardstick, full, points, measure.finding(items, parameters), items, tuple(lost))


def ranks(totals: Sequence[int | None]) -> list[int | None]:
    """Places from the highest total on: equal totals share a place and the next one is skipped; who has no score has none."""
    known = [total for total in totals if total is not None]
    return [None if total is None else 1 + sum(other > total for other in known) for total in totals]


def canonical(content: Mapping[str, Any]) -> bytes:
    """UTF-8, keys sorted, no blanks: equal contents give equal bytes."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def told(card: Card) -> dict[str, Any]:
    """A card as JSON holds it."""
    return {
        "total": card.total,
        "lines": [
            {
                "yardstick": asdict(line.yardstick),
                "full": line.full,
                "points": line.points,
                "finding": line.finding,
                "items": [asdict(item) for item in line.items],
                "lost": list(line.lost),
            }
            for line in card.lines
        ],
    }


def read(content: Mapping[str, Any]) -> Card:
    """The card again."""
    return Card(tuple(_read_line(line) for line in content["lines"]), content["total"])


def _read_line(line: Mapping[str, Any]) -> Line:
    return Line(
        Yardstick(**line["yardstick"]),
        line["full"],
        line["points"],
        line["finding"],
        tuple(Item(**{**item, "notes": tuple(item["notes"])}) for item in line["items"]),
        tuple(line["lost"]),
    )


def counted_of(card: Card) -> list[Counted]:
    """What a card was made of, to be judged again with other exemptions."""
    return [Counted(line.yardstick, line.items) for line in card.lines]
