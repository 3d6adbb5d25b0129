"""What stands around a number or a code when people copy it from somewhere: labels, quotes, other brackets, the rest of an address."""

from __future__ import annotations

import re
from typing import Final

_ODD_BRACKETS: Final = str.maketrans("〈〉《》{}<>«»「」『』()[]【】〔〕〖〗", "（）" * 12)
_LIKE_FIGURES: Final = str.maketrans("OoQIl|", "000111")
_OTHER_SCRIPT: Final = str.maketrans("執號", "执号")
_ESCAPED: Final = re.compile(r"%(2F|3A)")
_SEPARATORS: Final = re.compile(r"[-_.·,，。、—]")


def meant_numbers(typed: str) -> list[str]:
    """What somebody may have meant by a text that is no case number: to be asked about, never taken."""
    number = typed.translate(_ODD_BRACKETS).translate(_OTHER_SCRIPT)
    number = re.sub(r"^[^（\d]+", "", re.sub(r"[。.，,；;、：:]+$", "", number))
    number = re.sub(r"^（?(\d{4})年?）?", r"（\1）", number, flags=re.ASCII)
    number = re.sub(r"[\dOoQIl|]+", lambda found: found[0].translate(_LIKE_FIGURES), number, flags=re.ASCII)
    number = number if number.endswith("号") else f"{number}号"
    return [number, re.sub("字?第(?=[0-9])", "", number), re.sub("字第?(?=[0-9])", "字第", number)]


def code_in(typed: str) -> str:
    """The code in what was pasted, which is upper case and without blanks: of a whole address its end, of a label the rest."""
    while found := _ESCAPED.search(typed):
        typed = typed[: found.start()] + {"2F": "/", "3A": ":"}[found[1]] + typed[found.end() :]
    typed = re.split(r"[?#]", typed)[0]
    if "/V/" in typed:
        typed = typed.rpartition("/V/")[2].partition("/")[0]
    elif "." in typed or ":" in typed:
        typed = typed.rstrip("/").rpartition("/")[2].rpartition(":")[2]
    code = _SEPARATORS.sub("", typed.replace("/", ""))
    return re.sub(r"^[^0-9A-Z]+|[^0-9A-Z]+$", "", code)
