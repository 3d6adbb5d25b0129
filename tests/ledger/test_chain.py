import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.chain import Line, canonical, framed

LINE = Line(
    stream="case:1",
    seq=2,
    at=datetime(2026, 9, 18, 1, 30, tzinfo=UTC),
    recorded_at=datetime(2026, 9, 18, 1, 31, tzinfo=UTC),
    actor="user:7",
    action="accept",
    object="case:1",
    entity="case",
    from_state="submitted",
    to_state="accepted",
    body_sha="a" * 64,
    prev_hash="b" * 64,
)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@pytest.mark.parametrize(
    "change",
    [
        {"stream": "case:2"},
        {"seq": 3},
        {"at": LINE.at + timedelta(microseconds=1)},
        {"recorded_at": LINE.at},
        {"actor": "user:8"},
        {"action": "reject"},
        {"object": "case:2"},
        {"entity": None},
        {"from_state": None},
        {"from_state": ""},
        {"to_state": None},
        {"body_sha": "c" * 64},
        {"prev_hash": "c" * 64},
        {"alg": "sm3-1"},
    ],
)
def test_every_field_is_covered(change):
    assert replace(LINE, **change).digest() != LINE.digest()


def test_the_zone_of_an_instant_does_not_matter():
    elsewhere = LINE.at.astimezone(timezone(timedelta(hours=8)))
    assert replace(LINE, at=elsewhere).digest() == LINE.digest()


def test_a_naive_instant_is_refused():
    with pytest.raises(ValueError, match="aware"):
        replace(LINE, at=LINE.at.replace(tzinfo=None)).digest()


def test_text_cannot_wander_between_fields():
    assert replace(LINE, actor="user:7a", action="ccept").digest() != LINE.digest()


@given(st.lists(st.none() | texts), st.lists(st.none() | texts))
def test_framing_is_unambiguous(first, second):
    frames = [b"".join(map(framed, fields)) for fields in (first, second)]
    assert (frames[0] == frames[1]) == (first == second)


@given(st.dictionaries(texts, st.none() | st.booleans() | st.integers() | texts | st.lists(texts, max_size=3), max_size=5))
def test_canonical_json_reads_back_and_ignores_order(body):
    content = canonical(body)
    assert json.loads(content) == body
    assert canonical(dict(reversed(body.items()))) == content


def test_bodies_may_hold_the_usual_values():
    body = {
        "日期": date(2026, 9, 18),
        "时间": LINE.at,
        "金额": Decimal("1.50"),
        "号": UUID(int=1),
        "项": ("乙", {"b", "a"}, frozenset({1})),
        "嵌": {"空": None},
    }
    assert json.loads(canonical(body)) == {
        "日期": "2026-09-18",
        "时间": "2026-09-18T01:30:00.000000Z",
        "金额": "1.50",
        "号": "00000000-0000-0000-0000-000000000001",
        "项": ["乙", ["a", "b"], [1]],
        "嵌": {"空": None},
    }


@pytest.mark.parametrize("value", [1.5, b"bytes", object()])
def test_values_that_readers_differ_about_are_refused(value):
    with pytest.raises(TypeError, match=type(value).__name__):
        canonical({"值": value})


def test_half_a_character_is_refused():
    with pytest.raises(UnicodeEncodeError):
        canonical({"值": "\ud800"})
