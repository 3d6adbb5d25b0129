"""Points that sum, whatever is counted; nothing counted is no score."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.measures import MEASURES, Item
from assessment.points import FULL, Counted, Yardstick, apportioned, canonical, counted_of, ranks, read, rounded, scored, told
from assessment.selectors import shown
from words.limits import tenths

PARAMETERS = {
    "on_time": {"codes": ["K-12"]},
    "late_days": {"codes": ["K-12"], "percent_per_day": 7},
    "own_days": {"codes": ["K-12"], "full_days": 4, "zero_days": 10},
    "overturned": {},
    "returned": {},
}


def yardstick(measure: str = "on_time", weight: int = 10, code: str = "", **parameters: object) -> Yardstick:
    given_ = PARAMETERS[measure] | parameters
    return Yardstick(
        code=code or measure,
        version=1,
        name=measure,
        measure=measure,
        formula=MEASURES[measure].words(given_),
        parameters=given_,
        weight=weight,
        law="本区设定",
        local_rule_pending=True,
    )


def items(*faults: bool, late: int = 0, days: int | None = None) -> tuple[Item, ...]:
    return tuple(
        Item(key=f"clock:{n}", about=f"第{n}件", fault=fault, late=late if fault else 0, days=days) for n, fault in enumerate(faults)
    )


def test_no_case_is_no_score_neither_full_nor_nought():
    card = scored([Counted(yardstick(), ()), Counted(yardstick("returned"), ())])
    assert card.total is None
    assert [(line.full, line.points, line.lost) for line in card.lines] == [(None, None, ()), (None, None, ())]
    assert shown(card.total) == "不评分"
    assert scored([]).total is None


def test_the_weight_of_an_empty_indicator_falls_to_the_others():
    card = scored([Counted(yardstick(weight=50), items(False, True)), Counted(yardstick("returned", 30), ())])
    assert [line.full for line in card.lines] == [FULL, None]
    assert card.total == 5000


def test_full_marks_are_exactly_a_hundred_however_the_weights_divide():
    card = scored([Counted(yardstick(code=f"i{n}", weight=1), items(False)) for n in range(3)])
    assert [line.full for line in card.lines] == [3334, 3333, 3333]
    assert card.total == FULL


def test_each_lost_point_stands_at_a_case():
    card = scored([Counted(yardstick(weight=1), items(True, False, True, True, False, False, False))])
    (line,) = card.lines
    assert (line.points, line.lost) == (5714, (1429, 0, 1429, 1428, 0, 0, 0))
    assert sum(line.lost) == line.full - line.points


def test_late_days_are_taken_off_until_nothing_is_left():
    few = scored([Counted(yardstick("late_days"), items(True, False, late=3))])
    assert few.total == FULL - 2100
    many = scored([Counted(yardstick("late_days"), items(True, True, late=9))])
    assert (many.total, many.lines[0].lost) == (0, (5000, 5000))


@pytest.mark.parametrize(("days", "points"), [(4, 10000), (3, 10000), (7, 5000), (10, 0), (30, 0), (5, 8333)])
def test_own_days_count_between_the_two_bounds(days, points):
    assert scored([Counted(yardstick("own_days"), items(False, False, days=days))]).total == points


def test_what_was_appealed_with_success_is_judged_as_in_time_and_still_counts():
    counted = [Counted(yardstick(), items(True, True, False, False)), Counted(yardstick("late_days", code="b"), items(True, True, late=2))]
    card = scored(counted, {"clock:0"})
    assert [item.exempt for item in card.lines[0].items] == [True, False, False, False]
    assert [line.points for line in card.lines] == [3750, 4300]
    assert card.lines[0].finding == "4件，其中超期1件"
    assert scored(counted_of(card), {"clock:0"}) == card


def test_equals_share_a_place_and_who_has_no_score_has_none():
    assert ranks([9000, None, 9500, 9000, 8000, 9500]) == [3, None, 1, 3, 5, 1]
    assert ranks([None, None]) == [None, None]
    assert ranks([0]) == [1]


def test_a_half_is_rounded_upwards():
    assert [rounded(Fraction(n, 2)) for n in (1, 3, 5, 4)] == [1, 2, 3, 2]


@pytest.mark.parametrize(("value", "shown_as"), [((17, 4), "4.3"), ((21, 5), "4.2"), ((9, 2), "4.5"), ((0, 1), "0.0"), ((1, 20), "0.1")])
def test_an_average_is_rounded_as_points_are(value, shown_as):
    assert tenths(Fraction(*value)) == shown_as


def test_a_card_survives_its_own_words():
    card = scored([Counted(yardstick(), items(True, False)), Counted(yardstick("own_days"), items(False, days=6))], {"clock:0"})
    import json

    content = canonical(told(card))
    assert read(json.loads(content)) == card
    assert canonical(told(read(json.loads(content)))) == content


@given(st.lists(st.fractions(min_value=0, max_value=1000), min_size=1, max_size=40), st.integers(0, 20000))
def test_apportioned_parts_sum_and_stay_beside_their_share(shares, total):
    parts = apportioned(shares, total)
    whole = sum(shares)
    assert sum(parts) == (total if whole else 0)
    assert all(abs(part - share * total / whole) < 1 for part, share in zip(parts, shares, strict=True)) if whole else True


FAULTS = st.lists(st.booleans(), max_size=30)


@given(st.lists(st.tuples(st.sampled_from(sorted(PARAMETERS)), st.integers(1, 97), FAULTS, st.integers(0, 20)), min_size=1, max_size=9))
def test_whatever_is_counted_sums(indicators):
    counted = [
        Counted(yardstick(measure, weight, code=f"i{n}"), items(*faults, late=size, days=size))
        for n, (measure, weight, faults, size) in enumerate(indicators)
    ]
    card = scored(counted)
    judged = [line for line in card.lines if line.full is not None]
    if not judged:
        assert card.total is None
        return
    assert sum(line.full for line in judged) == FULL
    assert card.total == sum(line.points for line in judged)
    assert all(line.full - line.points == sum(line.lost) for line in judged)
    assert all(0 <= line.points <= line.full and min(line.lost) >= 0 for line in judged)


@given(FAULTS.filter(lambda faults: not any(faults)).filter(bool), st.integers(1, 5))
def test_whoever_is_at_no_fault_loses_nothing(faults, others):
    counted = [Counted(yardstick(code=f"i{n}", weight=n + 1), items(*faults)) for n in range(others)]
    assert scored(counted).total == FULL
