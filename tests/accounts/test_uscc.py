"""Unified social credit codes, by the vectors of the standard."""

import re

import pytest
from django.core.exceptions import ValidationError

from accounts.models import validate_uscc
from accounts.uscc import DOUBT, InvalidUscc, normalise, parse_uscc, uscc_fits

VALID = (
    "91110000600037341L",
    "91440300708461136T",
    "91350100M000100Y43",
    "91420203MA00000150",
    "91420203MA4900Q16B",
    "914202030000000199",
)


@pytest.mark.parametrize("code", VALID)
def test_a_valid_code_stays_as_it_is(code):
    assert parse_uscc(code) == code
    validate_uscc(code)


@pytest.mark.parametrize(
    "typed",
    [
        "91420203ma4900q16b",
        " 9142 0203 MA49 00Q1 6B ",
        "９１４２０２０３ＭＡ４９００Ｑ１６Ｂ",
        "91420203-MA4900Q16B",
        "91420203MA4900Q16B\u3000",
    ],
)
def test_what_people_type_is_read_as_they_mean_it(typed):
    assert parse_uscc(typed) == "91420203MA4900Q16B"


@pytest.mark.parametrize("code", VALID)
def test_every_changed_digit_is_noticed(code):
    assert uscc_fits(code)
    for place in range(len(code)):
        wrong = code[:place] + ("1" if code[place] != "1" else "2") + code[place + 1 :]
        assert not uscc_fits(wrong)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("91420203MA490OQ16B", "不使用字母O：第14位应为“0”吗"),
        ("9I420203MA4900Q16B", "不使用字母I：第2位应为“1”吗"),
        ("91420203MA4900Q16S", "第18位应为“5”吗"),
        ("91420203MA4900Q1ZB", "第17位应为“2”吗"),
        ("V1420203MA4900Q16B", "第1位应为“U”吗"),
        ("", "应为18位，现为0位"),
        ("91420203MA4900Q16", "应为18位，现为17位"),
        ("91420203MA4900Q16BB", "应为18位，现为19位"),
        ("9142020甲MA4900Q16B", "不允许的字符"),
        ("91420203MA4900Q16!", "不允许的字符"),
    ],
)
def test_a_wrong_code_is_explained(typed, words):
    with pytest.raises(InvalidUscc, match=words):
        parse_uscc(typed)


def test_the_models_validator_speaks_the_same_words():
    with pytest.raises(ValidationError, match="应为18位，现为17位"):
        validate_uscc("91110000100001342")
    validate_uscc("911100001000013428")


def test_the_doubt_names_no_character_that_would_fit():
    assert not re.search(r"“.”|应为", DOUBT)


def test_normalising_leaves_nothing_of_blanks_and_dashes():
    assert normalise(" － - ") == ""
