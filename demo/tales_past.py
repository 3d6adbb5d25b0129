"""Two months of enterprises that have come through, so that trends and comparisons of units have something to show.

Nobody plays them. The court grew quicker, two units stayed slow: that is what the figures are to tell.
"""

from __future__ import annotations

from demo.pressing import complained, replied
from demo.script import Script, Tale, accepted, answered, applied, at_units, pushed, rejecting, signed
from demo.tales_court import LISTED, LISTED_FOR_A_TERM, LISTED_PAYING, UNLISTED, tale
from demo.tales_units import BANKING, LAND, MARKET, UNITS, disputed, settled, without
from demo.walk import Walk
from recognition.enums import RecognitionAction

AGENT = "lawyer03"
# Working days from T0 to the last day of the units' limit.
LIMIT = 10


def past() -> list[Tale]:
    return [*_of_the_month_before_last(), *_of_last_month()]


def _of_the_month_before_last() -> list[Tale]:
    return [
        tale("黄石鹿角巷烘焙食品有限公司", AGENT, "受理超期，八家全部认可", settled(61, waited=5), LISTED),
        tale("黄石铜绿坊工艺美术有限公司", AGENT, "决定不予修复", rejected(57), LISTED_PAYING),
        tale(
            "黄石望春台花卉苗木有限公司", AGENT, "两家超期反馈，一家被督办，企业反映", pressed(late(55, {LAND: 6, BANKING: 2}), 55), LISTED
        ),
        tale("黄石砚池边文具用品有限公司", AGENT, "牵头部门签收超期", received_late(53), LISTED),
        tale("黄石石板桥市政工程有限公司", AGENT, "不予受理", declined(50), LISTED),
        tale("黄石雨花井饮用水有限公司", AGENT, "受理超期，一家超期反馈", late(48, {LAND: 3}, waited=5), LISTED_FOR_A_TERM),
        tale("黄石锦鲤塘渔具有限公司", AGENT, "一家不予认可，会商维持", upheld(45), LISTED),
    ]


def _of_last_month() -> list[Tale]:
    return [
        tale("黄石柿子红酒业有限公司", AGENT, "一家超期五天反馈", late(43, {LAND: 5}), LISTED),
        tale("黄石竹影轩装饰设计有限公司", AGENT, "八家全部认可", settled(41), UNLISTED),
        tale("黄石云母石化工有限公司", AGENT, "逾期没有补正，视为撤回", lapsed(40), LISTED),
        tale("黄石梨花白乳业有限公司", AGENT, "企业撤回申请", withdrawn(35), LISTED),
        tale("黄石晒书楼印务有限公司", AGENT, "一家超期一天反馈", late(33, {MARKET: 1}), UNLISTED),
        tale("黄石橡树下幼儿用品有限公司", AGENT, "八家全部认可", settled(31), LISTED),
    ]


def late(back: int, days: dict[str, int], *, waited: int = 1) -> Script:
    """Recognised by all, by some of them so many working days after their limit."""
    script = at_units(back, work=2, waited=waited).on(back - 4, *signed(*UNITS)).on(back - 6, *answered(*without(*days)))
    for code, late_by in days.items():
        script.on(back - LIMIT - late_by, *answered(code))
    return script


def pressed(script: Script, back: int) -> Script:
    """The enterprise complains on the fourth working day after the limit, and the office replies on the next."""
    return script.on(back - LIMIT - 4, complained(LAND)).on(back - LIMIT - 5, replied(LAND))


def received_late(back: int) -> Script:
    """The bureau signs for the push two working days after its limit, so that the units have the less time."""
    script = pushed(back, work=2).on(back - 5, Walk.receive).on(back - 6, Walk.propose_distribution, Walk.distribute)
    return script.on(back - 7, *signed(*UNITS)).on(back - 9, *answered(*UNITS))


def upheld(back: int) -> Script:
    note = "经会商，该企业另有未结清的担保责任，维持该单位意见，结清后即时办理。"
    return disputed(back, BANKING, RecognitionAction.CONSULT_UPHOLD, note)


def rejected(back: int) -> Script:
    return accepted(back + 4).on(back + 2, rejecting).on(back + 1, Walk.pass_review).on(back, Walk.reject)


def declined(back: int) -> Script:
    return applied(back + 2).on(back + 1, lambda walk: walk.decline(confirm=False)).on(back, Walk.confirm_decline)


def lapsed(back: int) -> Script:
    return applied(back + 7).on(back + 6, Walk.ask_supplement).on(back, Walk.lapse)


def withdrawn(back: int) -> Script:
    return applied(back + 2).on(back, Walk.withdraw)
