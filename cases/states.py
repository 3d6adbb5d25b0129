"""Every state of a mandate, a notice, an application and a case, one row each; pages, selectors, constraints and the demo read these."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from accounts.enums import MandateState
from cases.enums import ApplicationState, CaseAction, CaseState, DutyState, NoticeState, Phase
from cases.parties import ConsultationState, ServiceState
from deadlines.codes import ClockCode as K
from deadlines.enums import Obligor
from procedure.enums import Role
from procedure.states import Held, StateRow, Tone, by_state

A, R, S = CaseAction, Role, CaseState


class Owns(IntEnum):
    """What a case must have in a state; each level has what the lower ones have."""

    NOTHING = 0
    HANDLER = 1
    REVIEWER = 2
    DECISION = 3
    CERTIFICATE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStateRow(StateRow[CaseState]):
    """A state of a case. ``step`` and ``done`` count in the six steps: of the measures, and behind the applicant."""

    phase: Phase
    step: int
    done: int
    owns: Owns
    # The step by which a case usually goes on.
    way_on: CaseAction | None = None
    # Somebody has said that the court will not take it: reason, words and the channel that leads on are there.
    declines: bool = False

    @property
    def has_reached_bureau(self) -> bool:
        """A unit or the bureau learns of a case when it is pushed to it, not before."""
        was_revoked = self.phase == Phase.ENDED and self.owns == Owns.CERTIFICATE
        return was_revoked or self.phase in (Phase.PUSH, Phase.RECOGNITION, Phase.DONE)


def _case(
    state: CaseState,
    applicant: str,
    tone: Tone,
    held: Held | None,
    waiting: str,
    place: tuple[Phase, int, int],
    owns: Owns,
    way_on: CaseAction | None = None,
    *,
    declines: bool = False,
) -> CaseStateRow:
    phase, step, done = place
    return CaseStateRow(
        state=state,
        applicant=applicant,
        tone=tone,
        held=held,
        waiting=waiting,
        phase=phase,
        step=step,
        done=done,
        owns=owns,
        way_on=way_on,
        declines=declines,
    )


COURT, BUREAU, UNITS, ENTERPRISE = Obligor.COURT, Obligor.BUREAU, Obligor.UNIT, Obligor.ENTERPRISE
CHECKED, EXAMINED, REFUSED = (Phase.ACCEPTANCE, 1, 1), (Phase.EXAMINATION, 2, 2), (Phase.ENDED, 1, 1)
PUSHED, ANSWERED, CLOSED = (Phase.PUSH, 3, 4), (Phase.RECOGNITION, 4, 5), (Phase.DONE, 5, 6)

# fmt: off
CASE_STATES = by_state(
    #     state, applicant's words, tone, who holds it and its clock, who waits, (board, measures, applicant), must have, way on
    _case(S.SUBMITTED, "法院正在核对申请材料", "info", Held(COURT, "立案受理岗", K.ACCEPTANCE, R.ACCEPTANCE_OFFICER),
          "企业", CHECKED, Owns.NOTHING, A.ACCEPT),
    _case(S.SUPPLEMENT, "请您补充材料", "warning", Held(ENTERPRISE, "企业", K.SUPPLEMENT),
          "法院立案受理岗", CHECKED, Owns.NOTHING, A.ANSWER_SUPPLEMENT),
    _case(S.LAPSED, "逾期未补正，申请视为撤回，可随时重新申请", "neutral", None, "", REFUSED, Owns.NOTHING),
    _case(S.PENDING_DECLINE, "法院正在核对申请材料", "info", Held(COURT, "复核法官", K.ACCEPTANCE, R.REVIEWING_JUDGE),
          "法院立案受理岗、企业", CHECKED, Owns.NOTHING, A.CONFIRM_DECLINE, declines=True),
    _case(S.NOT_ACCEPTED, "法院未受理，请按通知书所列渠道办理", "danger", None, "", REFUSED, Owns.NOTHING, declines=True),
    _case(S.ACCEPTED, "法院已受理，正在审查", "progress", Held(COURT, "承办法官", K.EXAMINATION, R.HANDLING_JUDGE),
          "企业", EXAMINED, Owns.HANDLER, A.SUBMIT_EXAMINATION),
    _case(S.RETURNED, "法院正在审查", "warning", Held(COURT, "承办法官", K.EXAMINATION, R.HANDLING_JUDGE),
          "企业", EXAMINED, Owns.HANDLER, A.SUBMIT_EXAMINATION),
    _case(S.PENDING_REVIEW, "法院正在审查", "progress", Held(COURT, "复核法官", K.EXAMINATION, R.REVIEWING_JUDGE),
          "承办法官、企业", EXAMINED, Owns.HANDLER, A.PASS_REVIEW),
    _case(S.PENDING_SIGN, "法院正在审查", "progress", Held(COURT, "签发院长", K.EXAMINATION, R.SIGNING_PRESIDENT),
          "承办法官、企业", EXAMINED, Owns.REVIEWER, A.APPROVE),
    _case(S.REJECTED, "法院决定不予修复，请查看理由与指引", "danger", None, "", (Phase.ENDED, 2, 2), Owns.DECISION),
    _case(S.APPROVED, "法院已准予修复，正在制作证明", "progress", Held(COURT, "立案受理岗（用印）", K.SEALING, R.ACCEPTANCE_OFFICER),
          "企业", (Phase.ISSUE, 2, 3), Owns.DECISION, A.ISSUE_CERTIFICATE),
    _case(S.CERTIFIED, "信用修复证明已出具", "success", Held(COURT, "（系统自动推送）", K.PUSH),
          "牵头部门、企业", (Phase.ISSUE, 3, 4), Owns.CERTIFICATE, A.PUSH),
    _case(S.PUSHED, "证明已推送牵头部门，等待签收", "info", Held(BUREAU, "经办", K.PUSH, R.BUREAU_HANDLER),
          "法院、各成员单位、企业", PUSHED, Owns.CERTIFICATE, A.RECEIVE_PUSH),
    _case(S.PUSH_RETURNED, "推送数据正在更正", "warning", Held(COURT, "立案受理岗", K.PUSH_CORRECTION, R.ACCEPTANCE_OFFICER),
          "牵头部门、企业", PUSHED, Owns.CERTIFICATE, A.PUSH_AGAIN),
    _case(S.RECEIVED, "牵头部门已签收，准备转推各单位", "info", Held(BUREAU, "经办", K.DISTRIBUTION, R.BUREAU_HANDLER),
          "各成员单位、企业", PUSHED, Owns.CERTIFICATE, A.PROPOSE_DISTRIBUTION),
    _case(S.PENDING_DISTRIBUTION, "牵头部门已签收，准备转推各单位", "info", Held(BUREAU, "审核", K.DISTRIBUTION, R.BUREAU_APPROVER),
          "牵头部门经办、各成员单位", PUSHED, Owns.CERTIFICATE, A.DISTRIBUTE),
    _case(S.DISTRIBUTED, "已转推各单位，等待签收", "progress", Held(UNITS, "各成员单位", K.RECOGNITION),
          "牵头部门、企业", ANSWERED, Owns.CERTIFICATE, A.BEGIN_RECOGNIZING),
    _case(S.RECOGNIZING, "各单位正在互认", "progress", Held(UNITS, "各成员单位", K.RECOGNITION),
          "牵头部门、企业", ANSWERED, Owns.CERTIFICATE, A.CLOSE_RECOGNIZED),
    _case(S.RECOGNIZED_ALL, "全部单位已认可", "success", None, "", CLOSED, Owns.CERTIFICATE),
    _case(S.CLOSED_WITH_REFUSALS, "各单位均已反馈，请查看各单位结果", "success", None, "", CLOSED, Owns.CERTIFICATE),
    _case(S.REVOKED, "信用修复已被撤销，证明不再有效", "danger", None, "", (Phase.ENDED, 4, 5), Owns.CERTIFICATE),
    _case(S.WITHDRAWN, "您已撤回申请", "neutral", None, "", REFUSED, Owns.NOTHING),
)
# fmt: on

APPLICATION_STATES = by_state(
    StateRow(state=ApplicationState.DRAFT, applicant="草稿", tone="neutral", held=Held(ENTERPRISE, "企业")),
    StateRow(state=ApplicationState.SUBMITTED, applicant="已提交", tone="info"),
    StateRow(state=ApplicationState.DISCARDED, applicant="已放弃", tone="neutral"),
)
DUTY_STATES = by_state(
    StateRow(
        state=DutyState.OWED,
        applicant="法院应当办理名单操作，您不需要申请",
        tone="warning",
        held=Held(COURT, "名单操作员", K.OWED_LIST_OPERATION),
        waiting="企业",
    ),
    StateRow(
        state=DutyState.ASKED,
        applicant="法院正在审查您纠正名单信息的申请",
        tone="info",
        held=Held(COURT, "复核法官或者签发院长", K.LIST_REVIEW),
        waiting="企业",
    ),
    StateRow(state=DutyState.REFUSED, applicant="法院驳回了您纠正名单信息的申请，决定书写明了理由", tone="danger"),
    StateRow(state=DutyState.DONE, applicant="法院已办理名单操作", tone="success"),
    StateRow(state=DutyState.VOID, applicant="登记已撤销", tone="neutral"),
)
SERVICE_STATES = by_state(
    StateRow(state=ServiceState.OWED, applicant="待送达", tone="warning", held=Held(COURT, "立案受理岗或承办法官"), waiting="受送达人"),
    StateRow(state=ServiceState.SERVED, applicant="已送达", tone="success"),
    StateRow(state=ServiceState.DROPPED, applicant="不再送达", tone="neutral"),
)
# Until the court has examined he may always say something, first or anew.
BY_CREDITOR = Held(Obligor.CREDITOR, "申请执行人")
CONSULTATION_STATES = by_state(
    StateRow(state=ConsultationState.TOLD, applicant="已告知申请执行人", tone="neutral", held=BY_CREDITOR),
    StateRow(
        state=ConsultationState.ASKED,
        applicant="等待申请执行人答复",
        tone="warning",
        held=BY_CREDITOR,
        waiting="承办法官",
    ),
    StateRow(state=ConsultationState.ANSWERED, applicant="申请执行人已答复", tone="success", held=BY_CREDITOR),
    StateRow(state=ConsultationState.SILENT, applicant="申请执行人逾期未答复", tone="neutral", held=BY_CREDITOR),
)
MANDATE_STATES = by_state(
    StateRow(state=MandateState.REQUESTED, applicant="待核实", tone="warning", held=Held(COURT, "立案受理岗"), waiting="申请人"),
    StateRow(state=MandateState.ACTIVE, applicant="有效", tone="success", held=Held(ENTERPRISE, "经办人本人")),
    StateRow(state=MandateState.REFUSED, applicant="未予确认", tone="danger"),
    StateRow(state=MandateState.WITHDRAWN, applicant="已撤回", tone="neutral"),
    StateRow(state=MandateState.ENDED, applicant="已终止", tone="neutral"),
    StateRow(state=MandateState.REVOKED, applicant="已撤销", tone="danger"),
)
NOTICE_STATES = by_state(
    StateRow(
        state=NoticeState.PREPARED,
        applicant="待送达",
        tone="warning",
        held=Held(COURT, "立案受理岗或承办法官", K.NOTICE_SERVICE),
        waiting="企业",
    ),
    StateRow(state=NoticeState.SERVED, applicant="已告知", tone="success"),
    StateRow(state=NoticeState.WITHDRAWN, applicant="已作废", tone="neutral"),
)


def case_states(*, owns: Owns = Owns.NOTHING) -> tuple[CaseState, ...]:
    """The states in which a case must have at least ``owns``."""
    return tuple(row.state for row in CASE_STATES.values() if row.owns >= owns)


ENDED_STATES = tuple(row.state for row in CASE_STATES.values() if row.has_ended)
BEFORE_CERTIFICATE = tuple(row.state for row in CASE_STATES.values() if not row.has_ended and row.owns < Owns.CERTIFICATE)
ASSIGNED_STATES = case_states(owns=Owns.HANDLER)
REVIEWED_STATES = case_states(owns=Owns.REVIEWER)
DECIDED_STATES = case_states(owns=Owns.DECISION)
CERTIFIED_STATES = case_states(owns=Owns.CERTIFICATE)
# The certificate counts.
REPAIRED_STATES = tuple(state for state in CERTIFIED_STATES if state != S.REVOKED)
# Units have the certificate.
DISTRIBUTED_STATES = tuple(row.state for row in CASE_STATES.values() if row.phase in (Phase.RECOGNITION, Phase.DONE))
UNDISTRIBUTED_STATES = tuple(state for state in CERTIFIED_STATES if state not in (*DISTRIBUTED_STATES, S.REVOKED))
# What is corrected in the record still tells on the case.
CORRECTED_STATES = tuple(row.state for row in CASE_STATES.values() if not row.has_ended or row.owns == Owns.CERTIFICATE)
BUREAU_SEES = tuple(row.state for row in CASE_STATES.values() if row.has_reached_bureau)
DECLINED_STATES = tuple(row.state for row in CASE_STATES.values() if row.declines)
ENTERPRISE_ACTS = tuple(row.state for row in CASE_STATES.values() if row.held is not None and row.held.side == ENTERPRISE)
EXAMINED_STATES = tuple(row.state for row in CASE_STATES.values() if row.phase == Phase.EXAMINATION)
