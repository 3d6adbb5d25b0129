"""Which fonts paper is set in, and which characters they can print."""

from __future__ import annotations

import os
import subprocess
import unicodedata
from functools import lru_cache
from pathlib import Path

# The faces of GB/T 9704 first, then open faces of the same kind, Noto last.
ROLES = {
    "xiaobiaosong": (
        "FZXiaoBiaoSong-B05",
        "FZXiaoBiaoSong-B05S",
        "方正小标宋简体",
        "方正小标宋_GBK",
        "STZhongsong",
        "华文中宋",
        "Noto Serif CJK SC",
    ),
    "fangsong": (
        "FangSong_GB2312",
        "仿宋_GB2312",
        "FangSong",
        "仿宋",
        "STFangsong",
        "Zhuque Fangsong (technical preview)",
        "FandolFang R",
        "FandolFang",
        "Noto Serif CJK SC",
    ),
    "kaiti": (
        "KaiTi_GB2312",
        "楷体_GB2312",
        "KaiTi",
        "楷体",
        "STKaiti",
        "LXGW WenKai",
        "AR PL KaitiM GB",
        "AR PL UKai CN",
        "Noto Serif CJK SC",
    ),
    "heiti": ("SimHei", "黑体", "STHeiti", "WenQuanYi Micro Hei", "Noto Sans CJK SC"),
}
# The real faces are heavy by themselves; their Noto stand-ins need the bold cut to look like a heading.
HEAVY_ROLES = ("xiaobiaosong", "heiti")
BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
LINE_CONTROLS = frozenset("\n\r\t")
# Control, surrogate, private use, unassigned: nothing that a reader could be sure of, even if some font draws it.
UNPRINTABLE_CATEGORIES = frozenset(("Cc", "Cs", "Co", "Cn"))


def tool_environment() -> dict[str, str]:
    """Return all that a font tool or the renderer may know of our environment: no address, no key."""
    return {"PATH": os.defpath, "HOME": str(Path.home()), "LANG": "C.UTF-8"}


def _font_list(element: str) -> list[str]:
    command = ("fc-list", ":outline=True", "--format", f"%{{{element}}}\n")
    listing = subprocess.run(  # noqa: S603 - fixed words only
        command, capture_output=True, check=True, timeout=30, env=tool_environment()
    )
    return listing.stdout.decode().splitlines()


@lru_cache(maxsize=1)
def installed_families() -> frozenset[str]:
    return frozenset(name for line in _font_list("family") for name in line.split(","))


@lru_cache(maxsize=1)
def covered_code_points() -> frozenset[int]:
    """Return every code point that some installed outline font draws; the layout engine falls back to any of them."""
    covered: set[int] = set()
    for line in frozenset(_font_list("charset")):
        for span in line.split():
            first, _, last = span.partition("-")
            covered.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(covered)


def is_printable(character: str) -> bool:
    category = unicodedata.category(character)
    if character in LINE_CONTROLS:
        return True
    if character in BIDI_CONTROLS or category in UNPRINTABLE_CATEGORIES:
        return False
    return category in {"Cf", "Zl", "Zp"} or ord(character) in covered_code_points()


def missing_characters(text: str) -> set[str]:
    """Return the characters of a text that cannot be printed; ask before a number is given away."""
    return {character for character in set(text) if not is_printable(character)}


def describe_characters(characters: set[str]) -> str:
    """Name characters for a clerk; one that cannot be shown is named by its code point alone."""
    names = []
    for character in sorted(characters):
        shown = f"“{character}”" if unicodedata.category(character)[0] != "C" else ""
        names.append(f"{shown}（U+{ord(character):04X}）")
    return "、".join(names)


def forget_fonts() -> None:
    """Ask the machine again: an operator may have installed a font since."""
    for known in (installed_families, covered_code_points, font_css):
        known.cache_clear()


@lru_cache(maxsize=1)
def font_css() -> str:
    """Return one class per role: its families in order, bold where only the stand-in is installed."""
    rules = []
    for role, families in ROLES.items():
        names = ", ".join(f'"{family}"' for family in families)
        genuine = installed_families().intersection(families[:-1])
        weight = "bold" if role in HEAVY_ROLES and not genuine else "normal"
        rules.append(f".{role} {{ font-family: {names}; font-weight: {weight}; }}")
    return "\n".join(rules)
