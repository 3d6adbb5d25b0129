"""Tales that stand before an application or before the court."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from demo.plot import Plot
from demo.script import SERVED, Script, Tale, accepted, applied, issued, passed, rejecting
from demo.walk import Walk

if TYPE_CHECKING:
    from demo.days import Days


@dataclass(frozen=True, slots=True)
class Kind:
    """What decides the type of certificate."""

    listed: bool
    fulfilled: bool
    fixed_term: bool = False


LISTED = Kind(listed=True, fulfilled=True)
LISTED_PAYING = Kind(listed=True, fulfilled=False)
LISTED_FOR_A_TERM = Kind(listed=True, fulfilled=True, fixed_term=True)
UNLISTED = Kind(listed=False, fulfilled=True)
UNLISTED_PAYING = Kind(listed=False, fulfilled=False)


def tale(name: str, agent: str, shows: str, script: Script, kind: Kind) -> Tale:
    plot = Plot(enterprise_name=name, uscc="", number="", listed=kind.listed, fulfilled=kind.fulfilled, fixed_term=kind.fixed_term)
    return Tale(plot, agent, shows, script)


def before_application() -> list[Tale]:
    late = Script().on(5, Walk.record, lambda walk: walk.take_measures(days_ago=2)).on(4, Walk.serve)
    begun = Script().on(6, *SERVED).on(4, Walk.join, Walk.draft, Walk.begin_to_fill)
    written = Script().on(5, *SERVED).on(2, Walk.join, Walk.draft, Walk.fill)
    return [
        # The first two are the lines that a visitor plays; demo.mainline finds them by their place.
        tale("黄石青禾湾精密机械有限公司", "agent01", "主线：告知书已送达，等企业申请", Script().on(3, *SERVED), LISTED),
        tale("黄石石榴里餐饮管理有限公司", "agent02", "第二条主线：尚未纳入，等企业申请", Script().on(2, *SERVED), UNLISTED_PAYING),
        tale("黄石听泉渡文化传播有限公司", "agent03", "草稿写了一半", begun, LISTED),
        tale("黄石白鹭洲头水产科技有限公司", "lawyer01", "草稿已填好，只差提交", written, UNLISTED),
        tale(
            "黄石市云杉溪木业有限公司",
            "agent10",
            "经办人没有告知书，申请法院确认授权",
            Script().on(8, *SERVED).on(1, Walk.ask_to_join),
            LISTED,
        ),
        tale("黄石铁山谣矿用设备有限公司", "lawyer01", "措施过了几天才告知：未同步告知", late, LISTED_PAYING),
        tale("黄石晚樱巷服装有限公司", "lawyer01", "告知书已制作，还没有送达", Script().on(1, Walk.record, Walk.take_measures), LISTED),
    ]


def at_the_counter(days: Days) -> list[Tale]:
    last_call = days.ending_tomorrow(5)
    return [
        tale("黄石稻香坡粮油有限公司", "lawyer01", "昨天刚提交", applied(1), LISTED),
        tale("黄石月亮湾船舶修造有限公司", "lawyer01", "明天到期，等受理", applied(days.ending_tomorrow(3)), UNLISTED_PAYING),
        tale(
            "黄石㵘淼水处理设备有限公司",
            "lawyer01",
            "补正已答复，等受理",
            applied(6).on(5, Walk.ask_supplement).on(2, Walk.answer_supplement),
            LISTED,
        ),
        tale(
            "黄石橘子洲印刷包装有限公司",
            "agent04",
            "等企业补正，明天到期",
            applied(last_call + 1).on(last_call, Walk.ask_supplement),
            LISTED,
        ),
        tale(
            "黄石远山黛日用陶瓷有限公司",
            "lawyer01",
            "逾期没有补正，视为撤回",
            applied(13).on(12, Walk.ask_supplement).on(6, Walk.lapse),
            LISTED,
        ),
        tale(
            "黄石八角亭汽车服务有限公司",
            "lawyer01",
            "不予受理，等复核法官审核",
            applied(2).on(1, lambda walk: walk.decline(confirm=False)),
            LISTED,
        ),
        tale(
            "黄石松间照照明电器有限公司",
            "lawyer01",
            "不予受理，写明了正确渠道",
            applied(7).on(6, lambda walk: walk.decline(confirm=False)).on(5, Walk.confirm_decline),
            LISTED,
        ),
        tale("黄石小满仓储有限公司", "lawyer01", "企业撤回申请", applied(6).on(4, Walk.withdraw), LISTED_PAYING),
    ]


def in_examination() -> list[Tale]:
    both = Script().on(6, *SERVED, lambda walk: walk.notify_of_second(walk.plot.number.replace("执", "执恢")))
    both.on(4, Walk.join, Walk.draft, Walk.fill, Walk.submit).on(3, Walk.accept, lambda walk: walk.sibling().accept())
    both.on(2, Walk.submit_examination).on(1, Walk.pass_review)
    refused = accepted(9).on(6, rejecting).on(5, Walk.pass_review).on(4, Walk.reject)
    return [
        tale("黄石半亩塘园林绿化有限公司", "lawyer01", "刚受理，等承办法官审查", accepted(1), LISTED),
        tale("黄石橙色信号信息技术有限公司", "lawyer01", "审查表填了一半", accepted(3).on(1, Walk.fill_examination), LISTED_PAYING),
        tale("黄石麦浪里食品有限公司", "lawyer01", "等复核", accepted(2).on(1, Walk.submit_examination), LISTED),
        tale(
            "黄石鹿鸣台体育用品有限公司",
            "lawyer01",
            "复核退回承办",
            accepted(3).on(2, Walk.submit_examination).on(1, Walk.return_by_reviewer),
            LISTED,
        ),
        tale("黄石星火塔工业气体有限公司", "lawyer01", "等院长签发", passed(1), UNLISTED_PAYING),
        tale(
            "黄石黑石礁贸易有限公司",
            "lawyer01",
            "建议不予修复，等院长签发",
            accepted(3).on(2, rejecting).on(1, Walk.pass_review),
            LISTED_PAYING,
        ),
        tale("黄石流萤渡酒店管理有限公司", "agent06", "决定不予修复，写明理由、指引和再申请日期", refused, LISTED_PAYING),
        tale("黄石双桥记钢结构工程有限公司", "agent05", "一份申请办两件案件，进度不同", both, LISTED),
        tale("黄石桐花落幼教用品有限公司", "lawyer01", "已准予，等用印", passed(2).on(1, Walk.approve), UNLISTED),
        tale("黄石南窗下家具制造有限公司", "lawyer02", "证明已出具，等系统推送", issued(1), LISTED),
    ]
