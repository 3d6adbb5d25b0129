"""Numbers of registers: what a unified social credit code consists of, and what people give in its place."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

USCC_LENGTH: Final = 18
# The alphabet of GB 32100 leaves these letters out because they are read as others.
LOOK_ALIKES: Final = {"O": "0", "I": "1", "S": "5", "V": "U", "Z": "2"}
USCC: Final = re.compile(r"[1-9ANY][0-9A-HJ-NPQRTUWXY]\d{6}[0-9A-HJ-NPQRTUWXY]{10}", re.ASCII)
USCC_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
# Of a citizen, or, with a 9 before it, of a foreigner who lives here.
_CITIZEN: Final = re.compile(r"[1-9]\d{5}(?P<born>(?:18|19|20)\d{6})\d{3}[0-9X]", re.ASCII)
_CITIZEN_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CITIZEN_CHECKS: Final = "10X98765432"


def uscc_fits(code: str) -> bool:
    """Whether the last character fits the other seventeen; codes that some registries issued before 2016 break the rule."""
    *body, check = (USCC_ALPHABET.index(char) for char in code)
    return (sum(value * pow(3, place, 31) for place, value in enumerate(body)) + check) % 31 == 0


def other_number(typed: str, code: str) -> str:
    """What else was given than a code of an enterprise, as a sentence: ``code`` is what was typed without what stands between."""
    if re.fullmatch(r"\d(?:\.\d+)?E\+?\d+", typed, re.ASCII):
        return f"“{typed}”是表格软件的科学计数法，代码的末几位已经丢失，请对照营业执照重新输入。"
    if re.fullmatch(r"\d{15}", code, re.ASCII):
        return "这是15位数字（旧的工商注册号或者身份证号码），不是统一社会信用代码，请填营业执照上的18位代码。"
    if _is_citizen(code):
        return "这是公民身份号码的格式，不是统一社会信用代码；被执行人是自然人的，不在本系统办理。请填营业执照上的18位代码。"
    return ""


def _is_citizen(code: str) -> bool:
    found = _CITIZEN.fullmatch(code)
    if found is None or not _is_day(found["born"]):
        return False
    check = _CITIZEN_CHECKS[sum(int(figure) * weight for figure, weight in zip(code, _CITIZEN_WEIGHTS, strict=False)) % 11]
    # A code of an enterprise or of another register may hold a date by chance; then its own check character tells.
    is_uscc = bool(USCC.fullmatch(code)) and uscc_fits(code)
    return (code[-1] == check and not (is_uscc and code[0] == "9")) or not (is_uscc or code[0] == "9")


def _is_day(figures: str) -> bool:
    try:
        dt.datetime.strptime(figures, "%Y%m%d")  # noqa: DTZ007 - only whether there is such a day
    except ValueError:
        return False
    return True
