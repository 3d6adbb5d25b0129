"""What the rungs of a region's ladder owe the software and each other."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from adoption.problems import ABSENT, Problem, shown
from deadlines.codes import CODES, REPLIES, ClockCode, Nature
from deadlines.enums import Obligor, RungAct, RungChannel, RungReader
from words.limits import days

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adoption.schema import RegionFile, RungTable

ORDERED = (Obligor.COURT.value, Obligor.BUREAU.value, Obligor.UNIT.value)
SIDES = (*ORDERED, Obligor.OFFICE.value)
# Days before the last one on which the enterprise is reminded of its supplement; without both nothing lapses by itself.
SUPPLEMENT_REMINDERS = (-3, -1)


def ladder_problems(file: RegionFile) -> Iterator[Problem]:
    for key, times in Counter(row.key for row in file.ladder).items():
        if times > 1:
            yield Problem("ladder.key", "互不重复", f"{shown(key)}出现{times}次")
    first, last = file.options.office_hours
    if first >= last:
        yield Problem("options.office_hours", "先起后止的两个时刻", shown([str(first), str(last)]))
    for row in file.ladder:
        if not first <= row.time <= last:
            yield Problem(f"ladder[{row.key}].time", f"办公时间之内的时刻（{first}至{last}）", shown(row.time))
        yield from _limit_problems(row)
        yield from _act_problems(row)
    yield from _missing_problems(file)


def _limit_problems(row: RungTable) -> Iterator[Problem]:
    key, duties = f"ladder[{row.key}].limits", {code.value for code in ClockCode if code.nature == Nature.DUTY}
    for limit in row.limits:
        if limit not in SIDES and limit not in duties:
            yield Problem(key, f"义务类期限的代码，或者{'、'.join(SIDES)}", shown(limit))
        elif row.act in (RungAct.URGE, RungAct.OVERSEE) and not _is_ordered(limit):
            yield Problem(key, "法院、牵头部门或者成员单位承担的期限：催办、督办只发给单位，答复期限由催办、督办自己跟踪", shown(limit))


def _is_ordered(limit: str) -> bool:
    if limit in SIDES:
        return limit in ORDERED
    code = CODES[limit]
    return code not in REPLIES and code.obligor.value in ORDERED


def _act_problems(row: RungTable) -> Iterator[Problem]:
    if row.act != RungAct.REMIND and row.offset < 1:
        yield Problem(f"ladder[{row.key}].offset", "1以上的整数：催办、督办和报告责任领导都在超期以后", shown(row.offset))
    # Whoever works for a court or a bureau reads nothing that is meant for an enterprise, and the other way round.
    is_own = all(limit in {code.value for code in ClockCode if code.obligor == Obligor.ENTERPRISE} for limit in row.limits)
    if RungReader.ENTERPRISE in row.to and not (is_own and row.act == RungAct.REMIND):
        yield Problem(f"ladder[{row.key}].to", "enterprise只用于企业承担的期限的提醒", shown(list(map(str, row.to))))


def _missing_problems(file: RegionFile) -> Iterator[Problem]:
    told = {
        row.offset
        for row in file.ladder
        if ClockCode.SUPPLEMENT in row.limits
        and row.act == RungAct.REMIND
        and row.to == [RungReader.ENTERPRISE]
        and row.channel == RungChannel.PLATFORM
    }
    for offset in SUPPLEMENT_REMINDERS:
        if offset not in told:
            yield Problem("ladder", f"补正期限（K-03）届满前{days(-offset, 'WD')}提醒企业的一个梯次：没有提醒的，不能视为撤回", ABSENT)
    for channel in sorted({row.channel.value for row in file.departments}):
        for act in (RungAct.URGE, RungAct.OVERSEE):
            if not any(row.channel.value == channel and row.act == act and Obligor.UNIT.value in row.limits for row in file.ladder):
                yield Problem("ladder", f"{RungChannel(channel).label}渠道单位期限（UNIT）的{act.label}梯次", ABSENT)
