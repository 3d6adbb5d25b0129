"""What a password may not be, in our own words: too short, guessed by a list, or made of what everybody knows of its owner."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, Final

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from accounts.models import Enterprise, User
from departments.models import Department, Region

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SHORTEST: Final = 10
FEWEST_DIFFERENT: Final = 5
# What must be left of a password once the words that anybody would try here are taken out.
LEFT_AT_LEAST: Final = 6
RUN: Final = 4
ROWS: Final = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm")
PLACE_WORDS: Final = (
    "creditrepair", "credit-repair", "credit", "repair", "xinyongxiufu", "xinyong", "xiufu", "xyxf", "fayuan", "court",
    "信用修复", "信用", "修复", "法院", "失信", "admin", "password", "mima", "密码",
)  # fmt: skip
LETTERS_READ_AS: Final = str.maketrans({"@": "a", "4": "a", "3": "e", "1": "l", "!": "i", "0": "o", "5": "s", "$": "s", "7": "t"})
HELP: Final = "至少10个字符；不要用常见密码、连续或重复的字符，也不要用您的姓名、用户名、手机号码、企业名称和本系统、法院的名称。"


class PasswordRule:
    """All of it, with one sentence for each cause."""

    def __init__(self) -> None:
        self.common = CommonPasswordValidator().passwords

    def get_help_text(self) -> str:
        return HELP

    def validate(self, password: str, user: User | None = None) -> None:
        text = plain(password)
        if len(text) < SHORTEST:
            raise ValidationError(f"密码太短，现为{len(text)}个字符，至少要{SHORTEST}个。", code="password_too_short")
        if text.isdigit():
            raise ValidationError("密码不能全是数字，请加入字母或者其他字符。", code="password_entirely_numeric")
        if len(set(text)) < FEWEST_DIFFERENT:
            raise ValidationError("密码里不同的字符太少，请换一个。", code="password_too_simple")
        if self._is_common(text):
            raise ValidationError("这是一个常见的密码，容易被猜到，请换一个。", code="password_too_common")
        refuse_known_words(text, words_about(user))

    def _is_common(self, text: str) -> bool:
        """The list knows it, as it is, spelled with figures for letters, or with figures and signs around it."""
        spellings = {text, text.translate(LETTERS_READ_AS)}
        for one in (text, *spellings):
            core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", one)
            spellings |= {core, core.translate(LETTERS_READ_AS)}
        return any(len(one) > RUN and one in self.common for one in spellings)


def refuse_known_words(text: str, words: Iterable[str]) -> None:
    """Raises ValidationError where too little is left without what is known of the place and the person, and without runs."""
    whole = plain(text)
    covered: set[int] = set()
    for word in {plain(word) for word in words}:
        for spelled in (whole, whole.translate(LETTERS_READ_AS)):
            covered.update(_places(word, spelled))
    left = "".join("\n" if place in covered else char for place, char in enumerate(whole))
    rest = re.sub(r"\s", "", _without_runs(left))
    if len(rest) >= LEFT_AT_LEAST:
        return
    if covered:
        msg = "密码里主要是您的姓名、用户名、手机号码、企业名称，或者本系统、法院的名称，容易被猜到，请换一个。"
        raise ValidationError(msg, code="password_of_known_words")
    raise ValidationError("密码里主要是连续或重复的字符，容易被猜到，请换一个。", code="password_of_runs")


def _places(word: str, text: str) -> Iterator[int]:
    """Every place in the text that an occurrence of the word covers."""
    start = text.find(word) if len(word) > 1 else -1
    while start >= 0:
        yield from range(start, start + len(word))
        start = text.find(word, start + 1)


def _without_runs(text: str) -> str:
    for row in ROWS:
        for line in (row, row[::-1]):
            for length in range(len(line), RUN - 1, -1):
                for start in range(len(line) - length + 1):
                    text = text.replace(line[start : start + length], "\n")
    return re.sub(rf"(.)\1{{{RUN - 2},}}", "\n", text)


def words_about(user: User | None) -> Iterator[str]:
    """What anybody would try first here, and for this person."""
    yield from PLACE_WORDS
    for region in Region.objects.order_by("pk"):
        yield from (region.name, region.code, region.code.replace("-", ""), region.name.removesuffix("区"))
    for names in Department.objects.order_by("pk").values_list("name", "short_name"):
        yield from names
    if user is not None:
        yield from words_of(user)


def words_of(user: User) -> Iterator[str]:
    yield from (user.username, *re.split(r"[\W_]+", user.username), user.full_name, user.email.partition("@")[0])
    yield from (user.phone, user.phone[-8:], user.phone[-6:])
    if user._state.adding:  # noqa: SLF001 - Django's public name
        return
    for name, code, former in Enterprise.objects.filter(mandates__user=user).values_list("name", "uscc", "former_names"):
        yield from (code, code[-8:], name, former)
        yield from (name[place : place + RUN] for place in range(len(name) - RUN + 1))


def plain(text: Any) -> str:
    return unicodedata.normalize("NFKC", str(text or "")).casefold().strip()
