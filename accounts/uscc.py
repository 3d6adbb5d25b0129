"""Unified social credit codes (GB 32100-2015)."""

from __future__ import annotations

import unicodedata

from stdnum.cn import uscc as stdnum_uscc
from stdnum.exceptions import InvalidChecksum, ValidationError

# The alphabet of GB 32100 leaves these letters out because they are read as digits.
LOOK_ALIKES = {"O": "0", "I": "1", "S": "5", "V": "U", "Z": "2"}
LENGTH = 18


class InvalidUscc(ValueError):
    """The text is no unified social credit code; the message is a Chinese sentence for the person who typed it."""


def normalise(text: str) -> str:
    """Full-width to half-width, upper case, no blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split()).replace("-", "").upper()


def parse_uscc(text: str) -> str:
    """The normalised code, or :class:`InvalidUscc` saying what to mend."""
    code = normalise(text)
    if len(code) != LENGTH:
        msg = f"统一社会信用代码应为18位，现为{len(code)}位，请对照营业执照核对。"
        raise InvalidUscc(msg)
    for place, char in enumerate(code, start=1):
        if char in LOOK_ALIKES:
            msg = f"统一社会信用代码不使用字母{char}：第{place}位应为“{LOOK_ALIKES[char]}”吗？请对照营业执照核对。"
            raise InvalidUscc(msg)
    try:
        return stdnum_uscc.validate(code)
    except InvalidChecksum:
        msg = f"统一社会信用代码校验不通过（末位应为“{stdnum_uscc.calc_check_digit(code)}”），请逐位核对。"
        raise InvalidUscc(msg) from None
    except ValidationError:
        msg = "统一社会信用代码含有不允许的字符，请对照营业执照重新输入。"
        raise InvalidUscc(msg) from None
