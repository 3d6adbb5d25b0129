"""Who comes next on the chain, on which page, and what there is to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from cases.enums import ApplicationAction, CaseAction, CaseState
from portal.words.tones import tone_of
from recognition.enums import RecognitionAction, RecognitionState
from recognition.selectors import units_progress

if TYPE_CHECKING:
    from cases.models import Case
    from demo.standing import Standing
    from recognition.models import Recognition

# Accounts that depend on the case.
AGENT, HANDLER = "its agent", "its handling judge"
OFFICE = "bureau.office"


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is and on which page it is taken; without a username it is the system's."""

    text: str
    username: str = ""
    url: str = ""
    title: str = ""
    # A long form that can be filled with a specimen first.
    has_sample: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """A turn before the case is known: ``route`` takes the case, and the action where it is the page of one."""

    text: str
    username: str
    route: str
    action: CaseAction | ApplicationAction | RecognitionAction | None = None
    title: str = ""

    def turn(self, standing: Standing, case: Case) -> Turn:
        args = [case.pk] if self.action is None else [case.pk, self.action.value]
        has_sample = self.action == CaseAction.SUBMIT_EXAMINATION
        return Turn(self.text, self._account(standing, case), reverse(self.route, args=args), self.title, has_sample)

    def _account(self, standing: Standing, case: Case) -> str:
        if self.username == HANDLER and case.handler is not None:
            return case.handler.username
        return standing.agent if self.username == AGENT else self.username


@dataclass(frozen=True, slots=True)
class UnitTurn:
    """A unit on the last stretch, and the person in it who comes next."""

    name: str
    label: str
    tone: str
    who: str = ""
    username: str = ""
    url: str = ""


USUAL = {
    "accept": Post("核对材料后受理；也可以一次性告知补正，或者提出不予受理。", "court.acceptance_officer", "court:case"),
    "examination": Post(
        "逐项写明核查结论和依据，决定每项措施怎样处理，提出建议后提交。", HANDLER, "court:act", CaseAction.SUBMIT_EXAMINATION
    ),
    "recheck": Post("看审查表：同意，或者写明意见退回承办。", "court.reviewing_judge", "court:case"),
    "sign": Post("签发准予决定；或者写明理由、指引和救济途径，决定不予修复。", "court.signing_president", "court:case"),
    "seal": Post(
        "先看将要印出的内容，再用印；用印之日起各单位的期限开始计算。",
        "court.acceptance_officer",
        "court:act",
        CaseAction.ISSUE_CERTIFICATE,
    ),
    "receive": Post("签收推送；数据有缺陷的可以退回法院更正。", "bureau.bureau_handler", "bureau:case"),
    "propose": Post("提交转推，由另一人审核。", "bureau.bureau_handler", "bureau:act", CaseAction.PROPOSE_DISTRIBUTION),
    "distribute": Post("同意后同时送达全部成员单位。", "bureau.bureau_approver", "bureau:act", CaseAction.DISTRIBUTE),
    "result": Post("案件页有每个单位的结果；公众凭查验码可以核对证明。", AGENT, "enterprise:case"),
}
BESIDE = Post(
    "按证明类型登记在办案系统中的操作和返回编号；不影响推送，可以先放一放。",
    "court.list_operator",
    "court:act",
    CaseAction.RECORD_LIST_OPERATION,
)
# Off the usual way, in the words of the leg that waits meanwhile.
DETOURS = {
    CaseState.SUPPLEMENT: Post("法院列出了需要补正的内容，逐项说明或者上传。", AGENT, "enterprise:supplement", title="企业补正"),
    CaseState.PENDING_DECLINE: Post(
        "受理岗提出不予受理：同意，或者退回受理岗。", "court.reviewing_judge", "court:case", title="审核不予受理"
    ),
    CaseState.PUSH_RETURNED: Post(
        "牵头部门退回了推送：核对数据后再推送。", "court.acceptance_officer", "court:act", CaseAction.PUSH_AGAIN, title="更正后再推送"
    ),
    CaseState.RETURNED: Post(
        "案件被退回：按意见修改审查表后再次提交。", HANDLER, "court:act", CaseAction.SUBMIT_EXAMINATION, title="修改审查意见"
    ),
}
PUSHING = Turn("后台正在制作证明并推送，通常不到半分钟，不用任何人操作。请稍候刷新本页。")
SETTLING = Turn("全部单位都已反馈，系统正在办结。")


def turn_of(standing: Standing, units: list[UnitTurn]) -> Turn:
    """Who comes next, off the usual way too."""
    if standing.stage in ("join", "confirm", "submit"):
        return _before_the_case(standing)
    if standing.stage == "push" or standing.case is None:
        return PUSHING
    if standing.stage == "units":
        return _next_unit(units)
    post = DETOURS.get(CaseState(standing.case.state)) or USUAL[standing.stage]
    return post.turn(standing, standing.case)


def _before_the_case(standing: Standing) -> Turn:
    if standing.stage == "join":
        text = "打开的页面就是告知书上二维码的去处。点“用这份告知书申请”，选好身份提出申请，由法院核实。"
        return Turn(text, standing.agent, reverse("enterprise:notice", args=[standing.notice.token]))
    if standing.stage == "confirm" and standing.mandate is not None:
        text = "有人凭告知书申请代表企业办理：用登记的电话核实后确认。"
        return Turn(text, "court.acceptance_officer", reverse("court:mandate", args=[standing.mandate.pk]))
    if standing.draft is None:
        text = "身份已经核实。再打开告知书上的二维码，点“用这份告知书申请”，已知的内容会自动带出。"
        return Turn(text, standing.agent, reverse("enterprise:notice", args=[standing.notice.token]))
    text = "四项内容、情况说明、证明材料、信用承诺，一页一页填；随时可以离开，草稿自动保存。"
    return Turn(text, standing.agent, reverse("enterprise:application", args=[standing.draft.pk]), has_sample=True)


def list_turn(standing: Standing, case: Case) -> Turn:
    return BESIDE.turn(standing, case)


def _next_unit(units: list[UnitTurn]) -> Turn:
    """The first unit that can act; consultations come after the other units."""
    unit = next((unit for unit in units if unit.username), None)
    if unit is None:
        return SETTLING
    return Turn(f"{unit.name}：{unit.who}。每家先签收，再由联络员拟写、审核人同意。", unit.username, unit.url)


def unit_turns(standing: Standing) -> list[UnitTurn]:
    if standing.case is None:
        return []
    turns = [_unit_turn(row) for row in units_progress(standing.case).rows]
    return sorted(turns, key=lambda turn: turn.username == OFFICE)


# What a unit's answer waits for: who, and in which role's account.
UNIT_NEXT = {
    RecognitionState.AWAITING_RECEIPT: ("联络员签收", "liaison"),
    RecognitionState.RECEIVED: ("联络员拟写反馈", "liaison"),
    RecognitionState.PROPOSED: ("审核人审核", "approver"),
}
OFFICE_NEXT = {
    RecognitionState.PARTIAL: "办公室召集会商",
    RecognitionState.REFUSED: "办公室召集会商",
    RecognitionState.CONSULTATION: "办公室在会商会议中登记纪要，出席单位确认后办结",
    RecognitionState.ESCALATED: "办公室召集领导小组研究",
}


def _unit_turn(row: Recognition) -> UnitTurn:
    state, unit = RecognitionState(row.state), row.department
    label, tone = state.label, tone_of(row)
    if state in OFFICE_NEXT:
        return UnitTurn(unit.short_name, label, tone, OFFICE_NEXT[state], OFFICE, reverse("office:answer", args=[row.pk]))
    if state not in UNIT_NEXT:
        return UnitTurn(unit.short_name, label, tone)
    who, part = UNIT_NEXT[state]
    return UnitTurn(unit.short_name, label, tone, who, f"{unit.code}.{part}", reverse("member:answer", args=[row.pk]))
