"""Tales that stand at the bureau or the units, and those that have ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from demo.pressing import complained
from demo.script import Script, Step, Tale, answered, at_units, drafted, pushed, signed
from demo.tales_court import LISTED, LISTED_FOR_A_TERM, LISTED_PAYING, UNLISTED, UNLISTED_PAYING, tale
from demo.walk import Walk
from recognition.enums import RecognitionAction, RecognitionResult

if TYPE_CHECKING:
    from demo.days import Days

COURT, BUREAU, JUSTICE, FINANCE = "court", "development-reform", "justice", "finance"
MARKET, DATA, LAND, BANKING = "market-regulation", "government-data", "natural-resources", "financial-affairs"
UNITS = (COURT, BUREAU, JUSTICE, FINANCE, MARKET, DATA, LAND, BANKING)
# Has waited for one unit longer than it may, and complains of it.
WRONGED, WRONGED_AGENT = "黄石大雪封山制冷设备有限公司", "agent08"
LONG_GROUP = "黄石市西塞山区望江亭文化旅游投资开发与滨江生态修复工程运营管理（集团）股份有限公司"
LONG_BRANCH = "湖北澄怀观道智能制造系统集成与工业互联网技术服务有限责任公司黄石市河口示范园区第二分公司"


def without(*codes: str) -> tuple[str, ...]:
    return tuple(code for code in UNITS if code not in codes)


def at_the_bureau(days: Days) -> list[Tale]:
    tomorrow = days.ending_tomorrow(3)
    corrected = pushed(5).on(4, Walk.return_push).on(3, Walk.push_again).on(tomorrow, Walk.receive)
    return [
        tale("黄石云梯岭塑料制品有限公司", "lawyer02", "昨天推送，等牵头部门签收", pushed(1), LISTED),
        tale("黄石荷风渚茶业有限公司", "lawyer02", "推送明天到期，等牵头部门签收", pushed(tomorrow), UNLISTED_PAYING),
        tale("黄石青石板古建工程有限公司", "lawyer02", "推送数据有误，被退回更正", pushed(2).on(1, Walk.return_push), LISTED),
        tale("黄石沙洲渡砂石运输有限公司", "lawyer02", "牵头部门已签收，等转推", pushed(2).on(1, Walk.receive), LISTED_PAYING),
        tale(LONG_BRANCH, "lawyer02", "更正后重新推送，转推明天到期", corrected, UNLISTED),
        tale(
            "黄石梧桐里物业服务有限公司",
            "lawyer02",
            "转推等审核",
            pushed(3).on(2, Walk.receive).on(1, Walk.propose_distribution),
            LISTED,
        ),
    ]


def being_recognized(days: Days) -> list[Tale]:
    return [*_undisputed_yet(), *_late_or_disputed(days)]


def _undisputed_yet() -> list[Tale]:
    half, others = (COURT, JUSTICE, MARKET, LAND), (COURT, JUSTICE, FINANCE, DATA)
    return [
        tale("黄石雁南飞建材有限公司", "lawyer02", "昨天转推，八家单位等签收", at_units(4), LISTED),
        tale(
            "黄石落梅坡陶艺有限公司",
            "lawyer02",
            "三家已签收，五家等签收",
            at_units(4).on(1, *signed(COURT, BUREAU, JUSTICE)),
            UNLISTED,
        ),
        tale(
            "黄石九曲桥电梯安装有限公司",
            "lawyer02",
            "全部签收，四家已拟写反馈",
            at_units(6).on(2, *signed(*UNITS)).on(1, *drafted(*half)),
            UNLISTED_PAYING,
        ),
        tale(
            LONG_GROUP,
            "lawyer02",
            "四家认可，两家等审核，两家等反馈",
            at_units(7).on(3, *signed(*UNITS)).on(2, *answered(*others)).on(1, *drafted(BUREAU, BANKING)),
            LISTED,
        ),
    ]


def _late_or_disputed(days: Days) -> list[Tale]:
    limit = days.ending_tomorrow(10)
    nearly = at_units(limit).on(limit - 4, *signed(*UNITS)).on(4, *answered(*without(FINANCE, DATA))).on(2, *drafted(FINANCE, DATA))
    refused = at_units(9).on(5, *signed(*UNITS)).on(3, *answered(*without(MARKET, BANKING)))
    refused.on(3, *answered(MARKET, result=RecognitionResult.REFUSED)).on(2, convened(MARKET))
    partial = at_units(8).on(4, *signed(*UNITS)).on(2, *answered(COURT, BUREAU, JUSTICE))
    partial.on(2, *answered(FINANCE, result=RecognitionResult.PARTIAL))
    return [
        tale("黄石晴川阁旅行社有限公司", "lawyer02", "已有六家认可，互认明天到期", nearly, UNLISTED_PAYING),
        tale(
            WRONGED,
            WRONGED_AGENT,
            "七家认可，一家超期没有反馈，企业反映",
            at_units(13).on(9, *signed(*UNITS)).on(6, *answered(*without(LAND))).on(1, complained(LAND)),
            LISTED_PAYING,
        ),
        tale("黄石竹里馆环境工程有限公司", "agent07", "一家不予认可，正在会商", refused, LISTED),
        tale("黄石渔火湾冷链有限公司", "lawyer02", "一家部分认可，等办公室会商", partial, LISTED_PAYING),
        tale(
            "黄石燕子矶广告有限公司",
            "lawyer02",
            "一家部分认可，已报领导小组",
            disputed(13, FINANCE, RecognitionAction.CONSULT_ESCALATE, "专项资金的申报条件各方理解不一，报领导小组研究后书面答复。"),
            LISTED_PAYING,
        ),
    ]


def ended() -> list[Tale]:
    late_unit = at_units(26).on(22, *signed(*UNITS)).on(19, *answered(*without(FINANCE))).on(13, *answered(FINANCE))
    return [
        tale("黄石归燕堂医疗器械有限公司", "agent09", "八家全部认可，期限都守住了", settled(22), LISTED),
        tale("黄石柳浪桥图书发行有限公司", "lawyer03", "八家全部认可", settled(16), UNLISTED),
        tale("黄石木棉坊纺织有限公司", "lawyer03", "全部认可，但一家超期反馈", late_unit, LISTED_PAYING),
        tale("黄石半山亭涂料有限公司", "lawyer03", "履行计划中断，修复已撤销，等各单位签收", revoked(20), LISTED_PAYING),
        tale("黄石长庚里网络科技有限公司", "lawyer03", "受理超期，此后按期；名单缩短期限", settled(28, waited=5), LISTED_FOR_A_TERM),
        tale(
            "黄石烟雨楼装饰工程有限公司",
            "lawyer03",
            "一家不予认可，会商维持",
            disputed(20, MARKET, RecognitionAction.CONSULT_UPHOLD, "经会商，股权冻结属于其他案件，维持该单位意见，冻结解除后即时办理。"),
            LISTED,
        ),
    ]


def everybody_answers(script: Script, day: int) -> Script:
    """The units sign for it on the day, and answer in two groups within four working days."""
    return script.on(day, *signed(*UNITS)).on(day - 2, *answered(*UNITS[:5])).on(day - 4, *answered(*UNITS[5:]))


def settled(back: int, *, waited: int = 1) -> Script:
    return everybody_answers(at_units(back, work=3, waited=waited), back - 4)


def revoked(back: int) -> Script:
    """Recognised by all; then an instalment is not paid, and the repair is taken back and the units told."""
    heard = settled(back).on(back - 13, Walk.propose_revocation).on(back - 15, Walk.answer_revocation)
    decided = heard.on(back - 16, Walk.review_revocation).on(back - 18, Walk.revoke, Walk.push_revocation)
    return decided.on(back - 19, Walk.forward_revocation)


def disputed(back: int, code: str, outcome: RecognitionAction, note: str) -> Script:
    """All recognise except one, whose answer goes to consultation; what is sent up stays open."""
    result = RecognitionResult.PARTIAL if code == FINANCE else RecognitionResult.REFUSED
    script = at_units(back, work=2).on(back - 4, *signed(*UNITS)).on(back - 6, *answered(*without(code)))
    script.on(back - 7, *answered(code, result=result)).on(back - 8, convened(code))
    return script.on(back - 10, concluded(code, outcome, note))


def convened(code: str) -> Step:
    return lambda walk: walk.convene(code)


def concluded(code: str, outcome: RecognitionAction, note: str) -> Step:
    return lambda walk: walk.conclude(code, outcome, note)
