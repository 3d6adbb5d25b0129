"""The one normal form of what people type or bring in a file. What the eye takes as equal is equal here; what differs stays different.

Each function answers the normal form, to be stored, compared and looked for, or raises :class:`Misspelt` with a sentence that says
what to do. Nothing typed gives an empty text; whether something must be there, the caller says.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Final

from words.characters import described, is_emoji, is_wide, letters_of_one_width, one_width, seen, unprintable
from words.money import FEN_PER_YUAN
from words.pasted import code_in, meant_numbers
from words.registers import LOOK_ALIKES, USCC, USCC_ALPHABET, USCC_LENGTH, other_number, uscc_fits

__all__ = ("Misspelt", "unprintable", "uscc_fits")


class Misspelt(ValueError):
    """What was typed has no normal form; the message is a Chinese sentence for the person who typed it."""


# --- texts -----------------------------------------------------------------------------------------------------

COURTS: Final = "京津冀晋内辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔贵云滇藏陕甘青宁新兵军"
_BRACKETS: Final = str.maketrans("()[]【】〔〕〖〗", "（）（）（）（）（）")
_DOTS: Final = str.maketrans(dict.fromkeys("•・‧∙⋅", "·"))
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–−", "-"))
# On a Chinese keyboard the key of the hyphen gives these; in a name they are no hyphen.
_LONG_DASHES: Final = re.compile("[—―─]+")
_CIRCLES: Final = str.maketrans(dict.fromkeys("○◯", "〇"))
_STOPS: Final = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？"}
# Letters of other alphabets that no one can tell from Latin ones.
_TWINS: Final = str.maketrans("АВЕКМНОРСТХУІЈЅаеорсхуΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEKMHOPCTXYIJSaeopcxyABEZHIKMNOPTYXo")


def text(value: str) -> str:
    """Prose of several lines. Punctuation and width stay as typed."""
    lines = (line.rstrip(" \u3000") for line in seen(value).split("\n"))
    return _sure("\n".join(lines).strip())


def line(value: str) -> str:
    """One line: letters and figures in one width, punctuation as typed, line ends as blanks, never two blanks."""
    return _sure(" ".join(letters_of_one_width(value).split()))


def name(value: str) -> str:
    """The name of a company or a person: brackets full width, no blank beside a Chinese character."""
    return _sure(loose(value))


def loose(value: str) -> str:
    """A name as :func:`name` has it, or a part of one, for looking it up: it refuses nothing."""
    typed = _latin(_in_one_line(value)).translate(_BRACKETS).translate(_DOTS).translate(_DASHES).translate(_CIRCLES)
    stopped = "".join(_stop(typed, place) for place in range(len(typed)))
    return re.sub(" ", lambda blank: "" if _beside_wide(stopped, blank.start()) else " ", stopped).strip()


def number_part(value: str) -> str:
    """A number or a part of one, for looking it up: leading zeros drop out where the official spelling has none."""
    return re.sub(rf"(?<=[\u4e00-\u9fa5])(?<![{COURTS}])0+(?=\d)", "", squeezed(value).translate(_BRACKETS))


def key(value: str) -> str:
    """A number in a form for comparing only: brackets, blanks, letter case and leading zeros do not count."""
    return re.sub(r"(?<!\d)0+(?=\d)|[（）]", "", _upper(value).translate(_BRACKETS))


def document_number(value: str) -> str:
    """The number of a document: a case number in its official spelling where it is one, else one width and no blanks."""
    found = _case_number(_without_suffix(squeezed(value))[0])
    if found:
        return found + _without_suffix(squeezed(value))[1]
    typed = line(value).translate(_OFFICIAL)
    return re.sub(" ", lambda blank: "" if _beside_wide(typed, blank.start()) else " ", typed)


_OFFICIAL: Final = str.maketrans("()[]【】", "（）〔〕〔〕")


def squeezed(value: str) -> str:
    """A number or code without blanks, in one width; letters that only look Latin are Latin."""
    plain = unicodedata.normalize("NFKC", seen(value)).translate(_TWINS).translate(_DASHES)
    return unicodedata.normalize("NFC", "".join(_LONG_DASHES.sub("-", plain).split()))


def _upper(value: str) -> str:
    # A letter may look Latin only once it is upper case.
    return squeezed(squeezed(value).upper())


def _in_one_line(value: str) -> str:
    return " ".join(one_width(value).split())


def _latin(value: str) -> str:
    """Letters that only look Latin, made Latin, unless others of their alphabet stand with them."""
    foreign = [char for char in value if "\u0370" <= char <= "\u04ff"]
    return value.translate(_TWINS) if all(ord(char) in _TWINS for char in foreign) else value


def _sure(value: str) -> str:
    if missing := unprintable(value):
        raise Misspelt(_why(missing))
    return value


def _why(missing: set[str]) -> str:
    if any(is_emoji(char) for char in missing):
        return f"含有表情符号{described(missing)}，文书上印不出来，请删去或者改用文字。"
    if any(unicodedata.category(char) == "Co" for char in missing):
        return f"含有旧字库的自造字{described(missing)}，文书上印不出来，请换成规范汉字；没有对应汉字的，请联系系统管理员。"
    return f"含有看不见的控制字符或者不能打印的字符{described(missing)}，请删除后重新粘贴。"


def _stop(typed: str, place: int) -> str:
    """A comma or its like, full width where it stands beside a Chinese character."""
    char = typed[place]
    return _STOPS[char] if char in _STOPS and _beside_wide(typed, place) else char


def _beside_wide(typed: str, place: int) -> bool:
    """Whether the sign before or after is a Chinese one; ``typed`` never has two blanks together."""
    before, after = place - 1, place + 1
    if before >= 0 and typed[before] == " ":
        before -= 1
    if after < len(typed) and typed[after] == " ":
        after += 1
    return (before >= 0 and is_wide(typed[before])) or (after < len(typed) and is_wide(typed[after]))


# --- numbers of cases ------------------------------------------------------------------------------------------

# （收案年度）法院代字 类型代字 编号 号, since 2016.
CASE_NUMBER: Final = re.compile(
    rf"（(?P<year>(19|20)\d{{2}})）(?P<court>最高法|[{COURTS}]\d{{0,4}})(?P<kind>(?:(?![字第])[\u4e00-\u9fa5]){{1,3}})0*(?P<number>[1-9]\d{{0,7}})号"
)
# Cases filed before carry numbers of the courts' own making.
LEGACY_CASE_NUMBER: Final = re.compile(
    r"（(?P<year>19\d{2}|200\d|201[0-5])）(?P<mark>[\u4e00-\u9fa5]{0,12}字?)第0*(?P<number>[1-9]\d{0,7})号",
    re.ASCII,
)
_SUFFIX: Final = re.compile(r"之[一二三四五六七八九十百\d]+$|-\d+(?=号$)")


CASE_NUMBER_EXAMPLE: Final = "（2026）×0000执123号"


def case_number(value: str, *, example: str = CASE_NUMBER_EXAMPLE) -> str:
    """A case number (案号) in its official spelling. 之一 belongs to a document of a case, never to the case."""
    typed = squeezed(value)
    if not typed:
        return ""
    number, suffix = _without_suffix(typed)
    found = _case_number(number)
    if not found and (meant := next(filter(None, map(_case_number, meant_numbers(number))), "")):
        msg = f"执行案号是否应写作“{meant}”？请核对后按这个写法填写。"
        raise Misspelt(msg)
    if not found:
        msg = f"执行案号的格式应如“{example}”，请核对年份、法院代字、案件类型和编号。"
        raise Misspelt(msg)
    if suffix:
        msg = f"“{suffix}”是同一案件中文书的序号，不属于案号，请只填“{found}”。"
        raise Misspelt(msg)
    return found


def _without_suffix(typed: str) -> tuple[str, str]:
    found = _SUFFIX.search(typed)
    return (typed[: found.start()] + typed[found.end() :], found.group()) if found else (typed, "")


def _case_number(typed: str) -> str:
    number = typed.translate(_BRACKETS)
    if found := LEGACY_CASE_NUMBER.fullmatch(number):
        return f"（{found['year']}）{found['mark']}第{found['number']}号"
    if found := CASE_NUMBER.fullmatch(number):
        return f"（{found['year']}）{found['court']}{found['kind']}{found['number']}号"
    return ""


# --- codes -----------------------------------------------------------------------------------------------------


def uscc(value: str) -> str:
    """A unified social credit code by class and structure (GB 32100-2015). Whether its check character fits, `uscc_fits` says."""
    code = re.sub("[-_.·。'\"“”‘’`]", "", _upper(value))
    if not code:
        return ""
    if msg := other_number(_upper(value), code):
        raise Misspelt(msg)
    if len(code) != USCC_LENGTH:
        msg = f"统一社会信用代码应为18位，现为{len(code)}位，请对照营业执照核对。"
        raise Misspelt(msg)
    for place, char in enumerate(code, start=1):
        if char in LOOK_ALIKES:
            msg = f"统一社会信用代码不使用字母{char}：第{place}位应为“{LOOK_ALIKES[char]}”吗？请对照营业执照核对。"
            raise Misspelt(msg)
    if not set(code) <= set(USCC_ALPHABET):
        msg = "统一社会信用代码含有不允许的字符，请对照营业执照重新输入。"
        raise Misspelt(msg)
    if not USCC.fullmatch(code):
        msg = "统一社会信用代码的结构不对：第1位是登记部门（企业为9），第3至8位是登记地的数字代码。请对照营业执照核对。"
        raise Misspelt(msg)
    return code


# Without figures and letters that are taken for one another: 0 O, 1 I L, 2 Z, 5 S, 8 B, U V.
CODE_ALPHABET: Final = "34679ACDEFGHJKMNPQRTWXY"
CODE_GROUP: Final = 5


def code(value: str) -> str:
    """A code that people copy from paper: upper case, without blanks and hyphens; of a whole address the end."""
    return unicodedata.normalize("NFC", code_in(_upper(value)))


def in_groups(code: str) -> str:
    """K7QM4 XWD9R TA3CE: as a code is shown, five characters and five."""
    return " ".join(code[place : place + CODE_GROUP] for place in range(0, len(code), CODE_GROUP))


# --- phones, amounts, days -------------------------------------------------------------------------------------

MOBILE: Final = re.compile(r"1[3-9]\d{9}", re.ASCII)
_LANDLINE: Final = re.compile(r"(?P<area>010|02\d|0[3-9]\d{2})(?P<local>\d{7,8})(?:转(?P<extension>\d{1,6}))?", re.ASCII)
_SHORT: Final = re.compile(r"(?:[48]00\d{7}|[1-9]\d{2,4}|[2-9]\d{6,7})(?:转\d{1,6})?", re.ASCII)
# A blank stands inside a phone as well: it parts two only where each is whole.
_BETWEEN_PHONES: Final = re.compile(r"[、,，;；/／\n]|或者?|(?<=\d{7})\s+(?=(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8})(?!\d))", re.ASCII)
_NO_ZERO: Final = re.compile(r"[2-9]\d{8,10}|10\d{8}", re.ASCII)


def mobile(value: str) -> str:
    """A mainland mobile number."""
    digits = dialled(value)
    if digits and not MOBILE.fullmatch(digits):
        msg = "手机号码应为11位数字，以1开头，请核对。"
        raise Misspelt(msg)
    return digits


MAIL: Final = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}", re.ASCII | re.IGNORECASE)


def mail(value: str) -> str:
    """A mail address, whether or not it is one: in one width, without blanks, its host in small letters."""
    person, at, host = line(value).replace(" ", "").rpartition("@")
    return f"{person}{at}{host.lower()}"


def phone_tail(value: str) -> str:
    """The last four figures of a phone."""
    digits = re.sub(r"[\s-]", "", squeezed(value))
    if digits and not re.fullmatch(r"[0-9]{4}", digits):
        msg = "请填写手机号码的后四位数字。"
        raise Misspelt(msg)
    return digits


def phone(value: str) -> str:
    """One or several phones, 0714-1234567转8 or 13900000000, with 、 between them."""
    return "、".join(_phone(part) for part in _BETWEEN_PHONES.split(one_width(value)) if part.strip())


def _phone(value: str) -> str:
    digits = dialled(value)
    if MOBILE.fullmatch(digits) or _SHORT.fullmatch(digits):
        return digits
    found = _LANDLINE.fullmatch(digits)
    if found is None:
        lost = "开头的0可能丢了，" if _NO_ZERO.fullmatch(digits) else ""
        msg = f"电话号码“{line(value)}”不完整或者多了字：{lost}请写成 0714-1234567 或者 11 位手机号码，分机写“转8001”。"
        raise Misspelt(msg)
    return f"{found['area']}-{found['local']}" + (f"转{found['extension']}" if found["extension"] else "")


def dialled(value: str) -> str:
    """A phone as it is dialled, whether or not it is one: figures without blanks, hyphens and the country's code."""
    typed = re.sub(r"(?:转|分机|ext\.?|#|x)+[:：]?(?=\d)", "转", squeezed(value).lower().translate(_BRACKETS))
    typed = re.sub(r"^(?:（?\+86）?|0086)-?(?=[2-9]\d{1,2}-?\d{7,8}(?:转|$)|10-?\d{8}(?:转|$))", "0", typed)
    typed = re.sub(r"^(?:（?\+86）?|0086|86(?=-?1[3-9]\d{9}$))", "", typed)
    # A third group behind a second hyphen is an extension.
    typed = re.sub(r"^(0\d{2,3}-\d{7,8})-(\d{1,6})$", r"\1转\2", typed)
    return re.sub(r"[（）-]", "", typed)


MAX_FEN: Final = 10**15
_FIGURES: Final = re.compile(r"\d{1,25}(?:\.\d{0,2}0*)?", re.ASCII)
_GROUPED: Final = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d{1,4}(?:,\d{4})+(?:\.\d*)?", re.ASCII)
# What is left over when a program adds up binary fractions.
_REMAINDER: Final = Decimal("0.000001")
_WRONG_AMOUNT: Final = "金额请填数字，单位为元，不能为负，最多两位小数，例如 1980.58 或 1,980.58。"


def amount(value: str | float | Decimal) -> int:
    """Yuan as fen. A number from a spreadsheet may carry a binary remainder; a comma only groups."""
    plain = _plain_number(value) if isinstance(value, str) else _plain_value(value)
    if plain * FEN_PER_YUAN > MAX_FEN:
        msg = "金额太大，请核对单位，应以元填写。"
        raise Misspelt(msg)
    return int(plain * FEN_PER_YUAN)


def _plain_number(value: str) -> Decimal:
    typed = re.sub(r"^(?:人民币|¥|CNY|RMB)+|(?:元|圆)整?$", "", squeezed(value).upper()).replace("，", ",")
    if "," in typed:
        typed = typed.replace(",", "") if _GROUPED.fullmatch(typed) else ""
    if not _FIGURES.fullmatch(typed):
        raise Misspelt(_WRONG_AMOUNT)
    return Decimal(typed)


def _plain_value(value: float | Decimal) -> Decimal:
    if isinstance(value, bool):
        raise Misspelt(_WRONG_AMOUNT)
    try:
        exact = Decimal(str(value))
        if exact > MAX_FEN:
            return exact
        rounded = exact.quantize(Decimal("0.01"))
        is_wrong = rounded < 0 or abs(exact - rounded) > _REMAINDER
    except InvalidOperation:
        raise Misspelt(_WRONG_AMOUNT) from None
    if is_wrong:
        raise Misspelt(_WRONG_AMOUNT)
    return rounded


EARLIEST: Final = dt.date(1980, 1, 1)
LATEST: Final = dt.date(2099, 12, 31)
_DAYS: Final = (
    re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})", re.ASCII),
    re.compile(r"(?P<y>\d{4})年(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号]?", re.ASCII),
    re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})", re.ASCII),
)
_CHINESE_DAY: Final = re.compile(r"([〇零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日")
_NUMERALS: Final = "〇一二三四五六七八九"
_HOUR: Final = re.compile(r"[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*$", re.ASCII)
_WEEKDAY: Final = re.compile(r"[（(]?(?:星期|周)[一二三四五六日天][）)]?$")
_WRONG_DAY: Final = "日期请写成 2026-03-10 的形式，年份四位。"


def day(value: str | dt.date, *, earliest: dt.date = EARLIEST, latest: dt.date = LATEST) -> dt.date:
    """A day in any usual spelling, between two days that make sense. What is empty is no day."""
    found = (value.date() if isinstance(value, dt.datetime) else value) if isinstance(value, dt.date) else _typed_day(value)
    if not earliest <= found <= latest:
        msg = f"日期“{found.isoformat()}”不在{earliest.isoformat()}至{latest.isoformat()}之间，请核对年份。"
        raise Misspelt(msg)
    return found


def _typed_day(value: str) -> dt.date:
    typed = _WEEKDAY.sub("", squeezed(_HOUR.sub("", one_width(value))).translate(_CIRCLES))
    if chinese := _CHINESE_DAY.fullmatch(typed):
        figures = "".join(str(_NUMERALS.index(figure)) for figure in chinese[1].replace("零", "〇"))
        typed = f"{figures}年{_counted(chinese[2])}月{_counted(chinese[3])}日"
    found = next((match for spelling in _DAYS if (match := spelling.fullmatch(typed))), None)
    if found is None:
        raise Misspelt(_WRONG_DAY)
    year, month, date = int(found["y"]), int(found["m"]), int(found["d"])
    try:
        return dt.date(year, month, date)
    except ValueError:
        msg = f"没有{year}年{month}月{date}日这一天，请核对日期。"
        raise Misspelt(msg) from None


def _counted(numeral: str) -> int:
    tens, ten, units = numeral.rpartition("十")
    return (_NUMERALS.find(tens or "一") * 10 if ten else 0) + (_NUMERALS.find(units) if units else 0)
