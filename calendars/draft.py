"""What a file says of a year's arrangement, as far as it could be read: day by day, with a sentence for each fault."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from calendars.checking import Line
from deadlines.enums import DayKind
from ledger.timekeeping import SHANGHAI
from procedure.texts import checked
from words import normal

if TYPE_CHECKING:
    from collections.abc import Collection

FAULTS_AT_MOST: Final = 50
NAME_AT_MOST, TEXT_AT_MOST = 40, 200
# A spreadsheet would run what begins so.
FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
KINDS: Final = {
    "off": DayKind.OFF,
    "放假": DayKind.OFF,
    "休": DayKind.OFF,
    "work": DayKind.WORK,
    "上班": DayKind.WORK,
    "调休上班": DayKind.WORK,
    "班": DayKind.WORK,
}
# Days as figures alone, which JSON may hold as a number.
FIRST_NUMBER, LAST_NUMBER = 19_800_101, 20_991_231


class ArrangementFaults(Exception):
    """Nothing was taken; a sentence for each fault."""

    def __init__(self, sentences: list[str]) -> None:
        said = list(dict.fromkeys(sentences))
        more = len(said) - FAULTS_AT_MOST
        self.sentences = said[:FAULTS_AT_MOST] + ([f"还有{more}处问题，改好以上各处后再看。"] if more > 0 else [])
        super().__init__("\n".join(self.sentences))


@dataclass(slots=True)
class Draft:
    """A file may name its source once or beside each day; whether that is one and the same is judged at the end."""

    year: int | None = None
    documents: list[str] = field(default_factory=list)
    published: list[date] = field(default_factory=list)
    url: str = ""
    lines: list[Line] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def cites(self, document: str) -> None:
        if document and document not in self.documents:
            self.documents.append(document)

    def was_published(self, on: date | None) -> None:
        if on is not None and on not in self.published:
            self.published.append(on)

    def only(self, data: dict[str, Any], known: Collection[str], where: str) -> None:
        """A word that nobody reads would be lost without a word."""
        for key in data:
            if key not in known:
                self.faults.append(f"{where}“{shown(key)}”不明白，只能写 {'、'.join(known)}。")

    def take(self, where: str, on: date | None, kind: object, name: object, document: str = "") -> None:
        """One day; what is wrong with it is noted, and the day left out."""
        said = self.text(name, f"{where}：名称", at_most=NAME_AT_MOST)
        known = KINDS.get(normal.line(kind).lower()) if isinstance(kind, str) else None
        if known is None:
            written = shown(kind) if isinstance(kind, str) else ""
            self.faults.append(f"{where}：类型“{written}”不明白，请填“放假”或者“上班”（JSON 写 off 或者 work）。")
        self.cites(document)
        if on is not None and known is not None and said:
            self.lines.append(Line(where, on, known, said, document))

    def text(self, value: object, what: str, *, needed: bool = True, at_most: int = TEXT_AT_MOST) -> str:
        """A text that can be printed, and is none that a spreadsheet would run."""
        if value is None or value == "" or (isinstance(value, str) and not value.strip()):
            if needed:
                self.faults.append(f"{what}没有写。")
            return ""
        if not isinstance(value, str):
            self.faults.append(f"{what}应是文字。")
            return ""
        try:
            text = checked(normal.line, value)
        except normal.Misspelt as error:
            self.faults.append(f"{what}：{error}")
            return ""
        if text.startswith(FORMULA):
            self.faults.append(f"{what}“{shown(text)}”像是公式，请改成文字。")
            return ""
        if len(text) > at_most:
            self.faults.append(f"{what}最多{at_most}字，现为{len(text)}字。")
            return ""
        return text

    def day(self, value: object, what: str) -> date | None:
        """A day of any usual spelling; a moment of another zone is the day that it is in Shanghai."""
        try:
            if (on := _day(value)) is not None:
                return on
        except normal.Misspelt as error:
            written = f"“{shown(value)}”" if isinstance(value, str) else ""
            self.faults.append(f"{what}{written}：{error}")
            return None
        is_empty = value is None or (isinstance(value, str) and not value.strip())
        self.faults.append(f"{what}{'没有写' if is_empty else '读不出'}，请写成 2027-01-01 的样子。")
        return None


def shown(text: str, at_most: int = 30) -> str:
    """What a file says, as a sentence can repeat it."""
    return "".join(char if char.isprintable() else " " for char in text).strip()[:at_most]


def _day(value: object) -> date | None:
    """None for what is no day at all. Raises Misspelt."""
    match value:
        case datetime():
            return normal.day(_in_shanghai(value))
        case date():
            return normal.day(value)
        case int() if FIRST_NUMBER <= value <= LAST_NUMBER:
            return normal.day(str(value))
        case str() if value.strip():
            moment = _moment(value)
            return normal.day(value if moment is None else _in_shanghai(moment))
    return None


def _moment(value: str) -> datetime | None:
    """A day with hour and zone as other programs write it."""
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _in_shanghai(moment: datetime) -> date:
    try:
        return moment.astimezone(SHANGHAI).date() if moment.tzinfo is not None else moment.date()
    except OverflowError:
        return moment.date()
