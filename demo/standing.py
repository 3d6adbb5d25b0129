"""Where an enterprise that is left for visitors stands on the chain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.enums import MandateState
from accounts.models import Enterprise, Mandate
from cases.enums import ApplicationState, CaseAction, CaseState, NoticeState, Phase
from cases.models import Application, Case, ProactiveNotice
from cases.states import CASE_STATES, CaseStateRow, Owns
from deadlines.codes import ClockCode
from deadlines.selectors import open_clocks
from demo.firms import credit_code
from demo.story import PLAYED_LINES

if TYPE_CHECKING:
    from departments.models import Region

LINE_NAMES = ("主线一：已经纳入名单，已全部履行", "主线二：应当纳入、尚未纳入，履行了一半")
LINE_AGENTS = ("agent01", "agent02")


@dataclass(frozen=True, slots=True)
class Leg:
    """One step of the chain as it usually goes."""

    code: str
    title: str
    who: str
    # The steps by which a case goes over it.
    steps: tuple[CaseAction, ...] = ()


A = CaseAction
LEGS = (
    Leg("serve", "法院采取措施，送达主动告知书", "法院立案受理岗"),
    Leg("join", "企业凭告知书申请加入", "企业经办人"),
    Leg("confirm", "核实经办人的身份", "法院立案受理岗"),
    Leg("submit", "企业填写并提交申请", "企业经办人"),
    Leg("accept", "法院受理", "法院立案受理岗", (A.ACCEPT, A.ANSWER_SUPPLEMENT, A.CONFIRM_DECLINE)),
    Leg("examination", "审查", "承办法官", (A.SUBMIT_EXAMINATION,)),
    Leg("recheck", "复核", "复核法官", (A.PASS_REVIEW,)),
    Leg("sign", "签发决定", "院长", (A.APPROVE,)),
    Leg("seal", "用印出具信用修复证明", "法院立案受理岗", (A.ISSUE_CERTIFICATE,)),
    Leg("list", "登记名单操作", "名单操作员"),
    Leg("push", "证明推送牵头部门", "系统", (A.PUSH,)),
    Leg("receive", "签收推送", "牵头部门经办", (A.RECEIVE_PUSH, A.PUSH_AGAIN)),
    Leg("propose", "提交转推", "牵头部门经办", (A.PROPOSE_DISTRIBUTION,)),
    Leg("distribute", "审核转推，送达各单位", "牵头部门审核", (A.DISTRIBUTE,)),
    Leg("units", "各单位签收、反馈", "单位联络员和审核人", (A.BEGIN_RECOGNIZING, A.CLOSE_RECOGNIZED)),
    Leg("result", "企业查看互认结果", "企业经办人"),
)
CODES = [leg.code for leg in LEGS]
# The operator works beside the push; nobody waits for it.
BESIDE = "list"
# No way on: the court has refused.
ENDED = "ended"
LEG_OF_STEP = {step: leg.code for leg in LEGS for step in leg.steps}


def leg_of(row: CaseStateRow) -> str:
    """The leg that comes next for a case in a state; "join" where the enterprise has to begin anew."""
    if row.way_on is not None:
        return LEG_OF_STEP[row.way_on]
    if row.phase == Phase.DONE:
        return "result"
    return ENDED if row.owns >= Owns.DECISION else "join"


REMARKS = {
    CaseState.LAPSED: "上一次申请逾期没有补正，视为撤回；企业可以马上重新申请。",
    CaseState.NOT_ACCEPTED: "上一次申请没有被受理；企业可以重新申请。",
    CaseState.WITHDRAWN: "上一次申请已经撤回；企业可以重新申请。",
    CaseState.REJECTED: "院长决定不予修复，这条线到此为止：企业在案件页看得到理由、指引、救济途径和最早可再申请的日期。可以换另一条主线接着走。",
    CaseState.RECOGNIZED_ALL: "走完了：全部单位已经认可。",
    CaseState.REVOKED: "法院撤销了信用修复，这条线到此为止：证明的查验页显示已撤销，各单位收到撤销通知。可以换另一条主线接着走。",
    CaseState.CLOSED_WITH_REFUSALS: "走完了：各单位均已反馈，未完全认可的单位写明了理由和指引。",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What the path looks at, read once."""

    place: int
    enterprise: Enterprise
    notice: ProactiveNotice
    draft: Application | None
    case: Case | None
    # The mandate that the line's agent has asked for or holds.
    mandate: Mandate | None = None

    @property
    def agent(self) -> str:
        return LINE_AGENTS[self.place]

    @property
    def stage(self) -> str:
        """The leg that comes next."""
        leg = "join" if self.case is None else leg_of(CASE_STATES[self.case.state])
        if leg != "join" or (self.draft is None and self.mandate is None):
            return leg
        is_waiting = self.mandate is not None and self.mandate.state == MandateState.REQUESTED
        return "confirm" if is_waiting and self.draft is None else "submit"


def place_of(text: str) -> int:
    """The line a visitor asked for, the first when in doubt."""
    return int(text) - 1 if text in {str(place + 1) for place in PLAYED_LINES} else 0


def standing_of(region: Region, place: int) -> Standing | None:
    enterprise = Enterprise.objects.filter(uscc=credit_code(region, place)).first()
    served = ProactiveNotice.objects.filter(enforcement_case__enterprise=enterprise, state=NoticeState.SERVED)
    notice = served.select_related("enforcement_case").order_by("pk").first()
    if enterprise is None or notice is None:
        return None
    draft = Application.objects.filter(enterprise=enterprise, state=ApplicationState.DRAFT).order_by("-pk").first()
    cases = Case.objects.filter(enterprise=enterprise).select_related("handler", "certificate", "enforcement_case__listing")
    open_states = (MandateState.REQUESTED, MandateState.ACTIVE)
    mandates = Mandate.objects.filter(enterprise=enterprise, user__username=LINE_AGENTS[place], state__in=open_states)
    return Standing(place, enterprise, notice, draft, cases.order_by("-pk").first(), mandates.order_by("-pk").first())


def owes_list_operation(case: Case) -> bool:
    return open_clocks().filter(case=case, code=ClockCode.LIST_OPERATION).exists()
