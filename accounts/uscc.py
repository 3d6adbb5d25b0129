"""Unified social credit codes (GB 32100-2015): what may stand in a column, and what is looked at twice."""

from __future__ import annotations

from words import normal
from words.registers import USCC_LENGTH as LENGTH
from words.registers import uscc_fits

__all__ = ("DOUBT", "LENGTH", "InvalidUscc", "normalise", "parse_uscc", "uscc_fits")

InvalidUscc = normal.Misspelt
# The sentence never says which character would fit: it would make any slip pass.
DOUBT = "统一社会信用代码校验不通过：校验位与前17位不相符，多半是有一位输错了。请对照营业执照逐位核对。"


def normalise(text: str) -> str:
    """Half width, upper case, no blanks and hyphens: a code or a part of one, for looking it up."""
    return normal.squeezed(text).replace("-", "").upper()


def parse_uscc(text: str) -> str:
    """The code in its normal form, right by class and structure; InvalidUscc says what to mend. Whether it fits, `uscc_fits` says."""
    code = normal.uscc(text)
    if not code:
        msg = f"统一社会信用代码应为{LENGTH}位，现为0位，请对照营业执照核对。"
        raise InvalidUscc(msg)
    return code
