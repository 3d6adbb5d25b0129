"""What a character is to a reader: which look the same, which nobody sees, which no paper can show. No font is asked here."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# What the radicals U+2E80 to U+2EF3 look like as ordinary characters (Unicode: EquivalentUnifiedIdeograph); a copy from a PDF has them.
_RADICALS: Final = "⺀厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵⺚旡日月歺母民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
# Characters that GBK fonts drew at private codes before Unicode had them: FE50 to FEA0 of the Chinese standard, in their order.
_OLD_CODES_FROM: Final = 0xE815
_OLD_CODES: Final = {0xE7C7: "ḿ", 0xE7C8: "ǹ"} | {
    0xE816: "\U00020087", 0xE817: "\U00020089", 0xE818: "\U000200cc", 0xE81E: "\u9fb4", 0xE826: "\u9fb5", 0xE82B: "\u9fb6",
    0xE82C: "\u9fb7", 0xE831: "\U000215d7", 0xE832: "\u9fb8", 0xE83B: "\U0002298f", 0xE843: "\u9fb9", 0xE854: "\u9fba",
    0xE855: "\U000241fe", 0xE864: "\u9fbb",
}  # fmt: skip
_SAME_SHAPE: Final = (range(0x2F00, 0x2FD6), range(0xF900, 0xFB00), range(0x2F800, 0x2FA20))
# Full and half width, small forms, ligatures, Roman numerals, mathematical letters: the same letter in another cut.
_WIDTHS: Final = (
    range(0xFF01, 0xFFE3),
    range(0xFFE4, 0xFFEF),
    range(0xFE50, 0xFE70),
    range(0xFB00, 0xFB07),
    range(0x2160, 0x2180),
    range(0x1D400, 0x1D800),
)
_UNSEEN: Final = (
    (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F),
    (0x202A, 0x202A), (0x202C, 0x202D), (0x2060, 0x2066), (0x2068, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0), (0xFFF9, 0xFFFB), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip
# These turn what follows around, so without them another text would be read.
TURNING: Final = frozenset("\u202b\u202e\u2067")
BIDI_CONTROLS: Final = TURNING | frozenset("\u061c\u200e\u200f\u202a\u202c\u202d\u2066\u2068\u2069")
# What a program puts where it could not read a character.
LOST: Final = "\ufffd"
LINE_CONTROLS: Final = frozenset("\n\r\t")
_LINE_ENDS: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_BLANKS: Final = "\t\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u2800"
# Control, surrogate, private use, unassigned: nothing that a reader could be sure of, even if some font draws it.
_UNSURE: Final = frozenset(("Cc", "Cs", "Co", "Cn"))
# Emoji are pictures that differ from one machine to the next: those of the planes of pictures, and those drawn in colour by default.
_PICTURES: Final = range(0x1F000, 0x1FC00)
_COLOURED: Final = frozenset(
    "⌚⌛⏩⏪⏫⏬⏰⏳☔☕♈♉♊♋♌♍♎♏♐♑♒♓♿⚓⚡⚽⚾⛄⛅⛎⛔⛪⛲⛳⛵⛺⛽✅✊✋✨❌❎❓❔❕❗➕➖➗➰➿⬛⬜⭐⭕\u20e3"
)


def _old_codes() -> dict[int, str]:
    trails = (*range(0x50, 0x7F), *range(0x80, 0xA1))
    old = {_OLD_CODES_FROM + place: bytes((0xFE, trail)).decode("gb18030") for place, trail in enumerate(trails)}
    return old | _OLD_CODES


def _seen_as() -> dict[int, str]:
    table = {code: unicodedata.normalize("NFKC", chr(code)) for codes in _SAME_SHAPE for code in codes}
    radicals = dict(enumerate(_RADICALS, start=0x2E80))
    table |= radicals
    table |= {code: radicals.get(ord(char), char) for code, char in _old_codes().items()}
    table |= dict.fromkeys(map(ord, _BLANKS), " ")
    return table | {code: "" for first, last in _UNSEEN for code in range(first, last + 1)}


_SEEN_AS: Final = _seen_as()
_ONE_WIDTH: Final = {code: unicodedata.normalize("NFKC", chr(code)) for codes in _WIDTHS for code in codes}
_LETTERS: Final = {code: char for code, char in _ONE_WIDTH.items() if char.isalnum()}


def seen(value: str) -> str:
    """The text in the characters that a reader sees: no invisible ones, no radicals or old codes, one kind of line end and of blank."""
    return unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", value).translate(_SEEN_AS))


def one_width(value: str) -> str:
    """Letters, figures and signs in their usual width; what looks different, such as ① or ㎡, stays."""
    return seen(seen(value).translate(_ONE_WIDTH)).replace("\u3000", " ")


def letters_of_one_width(value: str) -> str:
    """Letters and figures in their usual width; punctuation as typed."""
    return seen(seen(value).translate(_LETTERS)).replace("\u3000", " ")


def is_wide(char: str) -> bool:
    """Whether a character is set in a full square, as Chinese ones are; next to it a blank says nothing."""
    return unicodedata.east_asian_width(char) in "WF" or char == "·"


def is_emoji(char: str) -> bool:
    return ord(char) in _PICTURES or char in _COLOURED


def is_unsure(char: str) -> bool:
    """Whether no reader could be sure of a character, whatever font draws it."""
    if char in LINE_CONTROLS:
        return False
    return char in BIDI_CONTROLS or char == LOST or unicodedata.category(char) in _UNSURE or is_emoji(char)


def unprintable(value: str) -> set[str]:
    """The characters of a text that no paper may show. Which of the others some font draws, `notices.fonts` knows."""
    return {char for char in set(value) if is_unsure(char)}


def described(chars: set[str]) -> str:
    """Name characters for a clerk; one that cannot be shown is named by its code point alone."""
    return "、".join(f"{_shown(char)}（U+{ord(char):04X}）" for char in sorted(chars))


def _shown(char: str) -> str:
    return f"“{char}”" if unicodedata.category(char)[0] != "C" else ""
