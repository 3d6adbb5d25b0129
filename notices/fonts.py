"""Which fonts paper is set in, and which characters they can print."""

from __future__ import annotations

import os
import subprocess
import unicodedata
from functools import lru_cache
from pathlib import Path

from words.characters import LINE_CONTROLS, described, is_unsure

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
    if character in LINE_CONTROLS:
        return True
    if is_unsure(character):
        return False
    return unicodedata.category(character) in {"Cf", "Zl", "Zp"} or ord(character) in covered_code_points()


def missing_characters(text: str) -> set[str]:
    """Return the characters of a text that cannot be printed; ask before a number is given away."""
    return {character for character in set(text) if not is_printable(character)}


def complaint(text: str) -> str:
    """Say which characters of a typed text no font draws; asked again of the machine before somebody is refused."""
    if not missing_characters(text):
        return ""
    forget_fonts()
    missing = missing_characters(text)
    if not missing:
        return ""
    return f"字{describe_characters(missing)}没有可用的字体，文书上印不出来。请核对是否输错；确需使用的，请联系系统管理员安装含有该字的字体后再办。"


def describe_characters(characters: set[str]) -> str:
    """Name characters for a clerk; one that cannot be shown is named by its code point alone."""
    return described(characters)


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
