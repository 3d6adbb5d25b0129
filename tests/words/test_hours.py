"""A time of day in the spellings that people use."""

from datetime import time

import pytest

from words.hours import hour_of
from words.normal import Misspelt


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("14:30", time(14, 30)),
        ("１４：３０", time(14, 30)),
        ("9:05", time(9, 5)),
        (" 09:00:00 ", time(9)),
        ("14点半", time(14, 30)),
        ("下午2点30分", time(14, 30)),
        ("下午 2:30", time(14, 30)),
        ("上午10时", time(10)),
        ("中午12点", time(12)),
        ("中午11点半", time(11, 30)),
        ("中午1点", time(13)),
        ("9点", time(9)),
        ("晚上8点一刻", time(20, 15)),
        ("15.45", time(15, 45)),
        ("14时整", time(14)),
        (time(8, 1), time(8, 1)),
    ],
)
def test_each_usual_spelling_is_taken(typed, found):
    assert hour_of(typed) == found


@pytest.mark.parametrize(
    "typed",
    ["14", "1430", "25:00", "14:60", "下午", "两点", "上午九点", "14:30:99", "-1:00", "9：", "14:3x", "点半", "晚上12点", "9点75分"],
)
def test_anything_else_says_how(typed):
    with pytest.raises(Misspelt, match="14:30"):
        hour_of(typed)
