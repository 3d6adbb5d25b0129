"""Invented enterprises with valid codes, and the people who act for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stdnum.cn import uscc

from bench.names import AgentKind, Enterprise, Mandate, MandateOrigin, MandateState
from bench.rows.insert import insert, literal, one_of

if TYPE_CHECKING:
    from bench.rows.plan import Ground

ENTERPRISES_AN_AGENT = 5
MANDATED_FROM, MANDATED_EVERY = 50, 10
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
NAME_FIRST = "鑫宏瑞恒泰昌盛华金永丰润德信诚达兴隆顺安康宁和裕嘉祥瑜锦博文远航星辰云天海江山川林森木石玉"
NAME_SECOND = "源发展业通联创合力美佳福来旺基元成立邦国民生新科亿万千百亚太东方南北中正大洋宇宙辉煌耀"
TRADES = (
    "建材", "机械", "物流", "商贸", "建筑", "模具", "纺织", "食品", "电子", "化工", "运输", "租赁", "园林", "包装", "五金", "钢构",
    "农业", "水产", "家具", "印刷", "装饰", "能源", "环保", "医药", "汽配", "服饰", "酒店", "餐饮", "矿业", "铸造",
)  # fmt: skip


def secret(purpose: str, length: int) -> str:
    """SQL of a code of the alphabet that the portal's own codes have."""
    return f"left(encode(sha256(convert_to({literal(purpose)} || p.id, 'UTF8')), 'hex'), {length})"


def enterprise_name(key: str) -> str:
    """SQL of an invented name; a hundred thousand of them before they come again."""
    spread = f"(hashint8extended({key}, 21) & 1073741823)"
    first, second = one_of(NAME_FIRST, spread, "text"), one_of(NAME_SECOND, f"({spread} / 64)", "text")
    return f"'示例' || {first} || {second} || {one_of(TRADES, f'({spread} / 4096)', 'text')} || '有限公司'"


def credit_code(ground: Ground, key: str) -> str:
    """SQL of a valid unified social credit code."""
    head = f"91{ground.region.division_code}M"
    fixed = sum(ALPHABET.index(char) * weight for char, weight in zip(head, WEIGHTS, strict=False))
    digits = [f"(({key}) / {10 ** (len(WEIGHTS) - 1 - place)} % 10) * {WEIGHTS[place]}" for place in range(len(head), len(WEIGHTS))]
    check = f"(31 - ({fixed} + {' + '.join(digits)}) % 31) % 31"
    width = len(WEIGHTS) - len(head)
    return f"'{head}' || lpad(({key})::text, {width}, '0') || substr('{ALPHABET}', 1 + ({check})::int, 1)"


def credit_code_of(ground: Ground, key: int) -> str:
    """The same in Python, for whoever searches."""
    body = f"91{ground.region.division_code}M"
    body += str(key).zfill(len(WEIGHTS) - len(body))
    return body + str(uscc.calc_check_digit(body))


def enterprises(ground: Ground, count: int) -> list[str]:
    source = f"FROM (SELECT {ground.base} + e AS id, e FROM generate_series(1, {count}) AS e) AS p"  # noqa: S608 - two whole numbers
    firms = insert(
        Enterprise,
        {
            "id": "p.id",
            "uscc": credit_code(ground, "p.id"),
            "uscc_reason": "''",
            "name": enterprise_name("p.id"),
            "address": "'示范路' || (p.e % 900 + 1) || '号（虚构地址）'",
            "contact_phone": "'0714' || lpad((p.e % 10000000)::text, 7, '0')",
        },
        source,
    )
    every = 1 if count < MANDATED_FROM else MANDATED_EVERY
    agent = one_of(ground.staff.agents, f"((p.e - 1) / {every} / {ENTERPRISES_AN_AGENT})", "bigint")
    long_ago = f"{literal(ground.today)} - 400"
    mandates = insert(
        Mandate,
        {
            "user": agent,
            "enterprise": "p.id",
            "kind": literal(AgentKind.STAFF.value),
            "origin": literal(MandateOrigin.NOTICE.value),
            "state": literal(MandateState.ACTIVE.value),
            "state_seq": "2",
            "requested_at": ground.at(f"({long_ago})", "p.e % 480"),
            "decided_at": ground.at(f"({long_ago})", "p.e % 480"),
            "valid_from": long_ago,
        },
        f"{source} WHERE p.e % {every} = 1 % {every}",
    )
    return [firms, mandates]
