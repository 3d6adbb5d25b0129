"""Invented enterprises: codes that check, numbers, facts, and who acts for them. None of them exists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stdnum.cn import uscc as stdnum_uscc

from accounts.enums import AgentKind
from cases.enums import BasisKind, ServiceManner

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from departments.models import Region

# 91: an enterprise registered by market supervision. No organisation code that begins so was given out in the district.
REGISTRATION = "91"
ORGANISATION = "MA"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
FIRST, STRIDE = 103, 47


def organisation_check_digit(body: str) -> str:
    """GB 11714: of the eight characters before it."""
    total = sum(weight * int(char, 36) for weight, char in zip(ORGANISATION_WEIGHTS, body, strict=True))
    return "0X987654321"[total % 11]


def credit_code(region: Region, place: int) -> str:
    """The valid unified social credit code of the place-th enterprise of the story."""
    organisation = f"{ORGANISATION}{FIRST + STRIDE * place:06d}"
    body = f"{REGISTRATION}{region.division_code}{organisation}{organisation_check_digit(organisation)}"
    return body + str(stdnum_uscc.calc_check_digit(body))


def case_numbers(filed: Iterable[date], court_code: str) -> list[str]:
    """Numbers of enforcement cases that rise with the day of filing, in the order of ``filed``."""
    taken: set[tuple[int, int]] = set()
    numbers = []
    for day in filed:
        serial = day.timetuple().tm_yday * 6
        while (day.year, serial) in taken:
            serial += 1
        taken.add((day.year, serial))
        numbers.append(f"（{day.year}）{court_code}执{serial}号")
    return numbers


@dataclass(frozen=True, slots=True)
class Debt:
    """What was owed, to whom, and by what instrument."""

    obligation: str
    creditor: str
    basis_kind: BasisKind = BasisKind.JUDGMENT


DEBTS = (
    Debt("支付货款及迟延履行期间的利息。", "黄石示例建材有限公司"),
    Debt("支付设备租赁费及违约金。", "黄石示例机械租赁有限公司", BasisKind.MEDIATION),
    Debt("返还借款本金并支付利息。", "黄石示例小额贷款有限公司"),
    Debt("支付工程款及逾期付款利息。", "黄石示例建筑安装有限公司", BasisKind.MEDIATION),
    Debt("支付货物运输费。", "黄石示例物流有限公司"),
    Debt("支付厂房租金并按约恢复原状。", "黄石示例园区运营有限公司", BasisKind.RULING),
    Debt("支付加工费，返还模具一套。", "黄石示例模具有限公司"),
)
MANNERS = (
    ServiceManner.DIRECT,
    ServiceManner.ELECTRONIC,
    ServiceManner.DIRECT,
    ServiceManner.POST,
    ServiceManner.LEFT,
)
STREETS = ("示范一路", "示范二路", "样例大道", "演练街", "示例工业园")
SURNAMES = "岑柳俞鲁苗凤花韦昌酆"
GIVEN_NAMES = ("知微", "怀远", "以恒", "若拙", "明澈", "向晚", "行简", "闻溪")
SMALLEST_FEN = 4_200_000


def facts_of(place: int) -> dict[str, object]:
    """Facts of a plot that differ from firm to firm without telling anything."""
    debt = DEBTS[place % len(DEBTS)]
    return {
        "amount_fen": SMALLEST_FEN + place * place * 317_900 % 480_000_000,
        "creditor": debt.creditor,
        "obligation": debt.obligation,
        "basis_kind": debt.basis_kind,
        "manner": MANNERS[place % len(MANNERS)],
        "address": f"{STREETS[place % len(STREETS)]}{place * 7 + 3}号（虚构地址）",
        "legal_representative": SURNAMES[place % len(SURNAMES)] + GIVEN_NAMES[place % len(GIVEN_NAMES)],
        "contact_phone": f"1390000{place:04d}",
    }


@dataclass(frozen=True, slots=True)
class Agent:
    """Somebody who acts for one or several enterprises of the story."""

    username: str
    full_name: str
    post: str
    hint: str
    kind: AgentKind = AgentKind.STAFF


AGENTS = (
    Agent("agent01", "阮星野", "企业经办人", "主线一的企业：已经纳入名单，已全部履行"),
    Agent("agent02", "乔望舒", "法定代表人", "主线二的企业：尚未纳入名单，履行了一半", AgentKind.LEGAL_REPRESENTATIVE),
    Agent("agent03", "柏青川", "企业经办人", "草稿写了一半"),
    Agent("agent04", "施念慈", "企业经办人", "法院要求补正，明天到期"),
    Agent("agent05", "尹长庚", "企业经办人", "一份申请办两件执行案件"),
    Agent("agent06", "滕书瑶", "法定代表人", "被决定不予修复，看得到理由和指引", AgentKind.LEGAL_REPRESENTATIVE),
    Agent("agent07", "骆以宁", "企业经办人", "一家单位不予认可，正在会商"),
    Agent("agent08", "费思源", "企业经办人", "一家单位超期没有反馈"),
    Agent("agent09", "简未央", "企业经办人", "八家单位全部认可"),
    Agent("agent10", "焦子衿", "企业经办人", "没有告知书，等法院确认授权"),
    Agent("lawyer01", "温亦舟", "代理律师", "代理多家企业，案件在审查前后", AgentKind.LAWYER),
    Agent("lawyer02", "古月明", "代理律师", "代理多家企业，案件在推送和互认中", AgentKind.LAWYER),
    Agent("lawyer03", "宫雪臣", "代理律师", "代理多家企业，案件多已办结", AgentKind.LAWYER),
)
AGENT_OF = {agent.username: agent for agent in AGENTS}
