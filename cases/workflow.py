"""The transition table: which change, from where, by whom, only if, which clock, which paper, on what ground.

It is the only source of the buttons that people see, of the clocks and papers that a step owes, of the diagram in
``docs/workflow.md``, of the rows that the ledger accepts, and of the state x action x role test.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django_fsm import FSMMeta

from cases import rules
from cases.enums import Action as A  # noqa: N817 - the table stays readable on one screen
from cases.enums import ApplicationState as P
from cases.enums import CaseState as S
from cases.enums import Entity, NoticeState
from departments.enums import RecognitionResult
from departments.enums import RecognitionState as R
from notices.enums import DocumentKind as D

if TYPE_CHECKING:
    from collections.abc import Iterator

    from departments.actors import Actor


class Obligor(StrEnum):
    """Whose clock it is; resolved to a department (or to the enterprise) when the clock starts."""

    COURT = "court"
    BUREAU = "bureau"
    ENTERPRISE = "enterprise"
    THIS_UNIT = "this unit"
    EVERY_UNIT = "every unit"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Start:
    """Start the clock ``code`` for ``obligor`` on the day of the step.

    With ``anchor`` only in a region whose rule is anchored there: K-12 runs from T0 or from each unit's receipt.
    """

    code: str
    obligor: Obligor
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """Stop the running clock ``code`` on the day of the step; with ``abandon`` it ends void, neither met nor missed."""

    code: str
    abandon: bool = False


K01 = Start("K-01", Obligor.COURT)
K02 = Start("K-02", Obligor.COURT)
K03 = Start("K-03", Obligor.ENTERPRISE)
K04 = Start("K-04", Obligor.COURT)
K05 = Start("K-05", Obligor.ENTERPRISE)
K06 = Start("K-06", Obligor.COURT)
K10 = Start("K-10", Obligor.COURT)
K11 = Start("K-11", Obligor.BUREAU)
K12_FROM_T0 = Start("K-12", Obligor.EVERY_UNIT, anchor="T0")
K12_FROM_RECEIPT = Start("K-12", Obligor.THIS_UNIT, anchor="receipt")
K13 = Start("K-13", Obligor.THIS_UNIT)
K14 = Start("K-14", Obligor.OFFICE)
K41 = Start("K-41", Obligor.COURT)
K42 = Start("K-42", Obligor.COURT)

BEFORE_T0 = (
    S.SUBMITTED, S.SUPPLEMENT, S.PENDING_DECLINE, S.ACCEPTED, S.PENDING_REVIEW, S.RETURNED, S.PENDING_SIGN, S.APPROVED,
)  # fmt: skip
AFTER_CERTIFICATE = (
    S.CERTIFIED, S.PUSHED, S.PUSH_RETURNED, S.RECEIVED, S.PENDING_DISTRIBUTION,
    S.DISTRIBUTED, S.RECOGNIZING, S.RECOGNIZED_ALL, S.SETTLED,
)  # fmt: skip
NEW = ("",)
SAME = None


@dataclass(frozen=True, slots=True)
class Row:
    """One line. ``no`` is the line of the published flow; ``said`` is what the enterprise is told."""

    no: str
    entity: Entity
    action: A
    sources: tuple[str, ...]
    target: str | None
    who: rules.Right
    only_if: tuple[rules.Rule, ...] = ()
    clocks: tuple[Start | Stop, ...] = ()
    papers: tuple[D, ...] = ()
    said: str = ""

    def target_from(self, source: str) -> str:
        return source if self.target is None else self.target


N, AP, C, U = Entity.NOTICE, Entity.APPLICATION, Entity.CASE, Entity.RECOGNITION

# fmt: off
TRANSITIONS: tuple[Row, ...] = (
    Row("1a", N, A.PREPARE_NOTICE, NEW, NoticeState.PREPARED, rules.notice_court_officer,
        clocks=(K01,), papers=(D.PROACTIVE_NOTICE,)),
    Row("1b", N, A.SERVE_NOTICE, (NoticeState.PREPARED,), NoticeState.SERVED, rules.notice_court_officer,
        (rules.notice_has_proof_of_service,), clocks=(Stop("K-01"),), papers=(D.SERVICE_RECEIPT,),
        said="法院已送达信用修复主动告知书，您可以据此申请信用修复"),
    Row("2", AP, A.START_DRAFT, NEW, P.DRAFT, rules.applicant),
    Row("3a", AP, A.SUBMIT, (P.DRAFT,), P.SUBMITTED, rules.applicant, (rules.application_is_complete,),
        papers=(D.APPLICATION_FORM, D.COMMITMENT, D.SUBMISSION_RECEIPT)),
    Row("3b", C, A.OPEN_CASE, NEW, S.SUBMITTED, rules.applicant, clocks=(K02,),
        said="您的信用修复申请已提交"),
    Row("4", C, A.REQUEST_SUPPLEMENT, (S.SUBMITTED,), S.SUPPLEMENT, rules.acceptance_officer,
        (rules.supplement_is_listed, rules.supplement_round_is_left), clocks=(Stop("K-02"), K03),
        papers=(D.SUPPLEMENT_NOTICE,), said="法院一次性告知了需要补正的全部内容"),
    Row("5", C, A.ANSWER_SUPPLEMENT, (S.SUPPLEMENT,), S.SUBMITTED, rules.applicant,
        (rules.supplement_is_answered,), clocks=(Stop("K-03"), K02), said="您已提交补正材料"),
    Row("6", C, A.LAPSE, (S.SUPPLEMENT,), S.LAPSED, rules.system, clocks=(Stop("K-03"),),
        papers=(D.LAPSE_NOTICE,), said="补正期限已过，本次申请视为撤回，您可以随时重新申请"),
    Row("7a", C, A.PROPOSE_DECLINE, (S.SUBMITTED,), S.PENDING_DECLINE, rules.acceptance_officer,
        (rules.decline_is_explained,), said="法院正在核对您的申请是否属于受理范围"),
    Row("7b", C, A.RETURN_DECLINE, (S.PENDING_DECLINE,), S.SUBMITTED, rules.declining_judge,
        said="法院正在继续核对您的申请材料"),
    Row("7c", C, A.CONFIRM_DECLINE, (S.PENDING_DECLINE,), S.NOT_ACCEPTED, rules.declining_judge,
        (rules.decline_is_explained,), clocks=(Stop("K-02"),), papers=(D.DECLINE_NOTICE,),
        said="法院未受理本次申请，通知书写明了原因和正确的办理渠道"),
    Row("9", C, A.ACCEPT, (S.SUBMITTED,), S.ACCEPTED, rules.acceptance_officer,
        clocks=(Stop("K-02"), K04), papers=(D.ACCEPTANCE_NOTICE,), said="法院已受理您的申请，进入审查"),
    Row("13", C, A.SUBMIT_REVIEW, (S.ACCEPTED, S.RETURNED), S.PENDING_REVIEW, rules.assigned_handler,
        (rules.review_is_complete,), papers=(D.REVIEW_REPORT,), said="承办法官已完成审查，交由复核"),
    Row("14a", C, A.RETURN_REVIEW, (S.PENDING_REVIEW,), S.RETURNED, rules.other_reviewing_judge,
        said="法院正在进一步审查"),
    Row("14b", C, A.RETURN_FOR_SIGN, (S.PENDING_SIGN,), S.RETURNED, rules.other_signing_president,
        said="法院正在进一步审查"),
    Row("15", C, A.PASS_REVIEW, (S.PENDING_REVIEW,), S.PENDING_SIGN, rules.other_reviewing_judge,
        (rules.review_is_complete,), said="复核已完成，等待院长签发"),
    Row("16", C, A.REJECT, (S.PENDING_SIGN,), S.REJECTED, rules.other_signing_president,
        (rules.rejection_is_explained,), clocks=(Stop("K-04"), K05), papers=(D.REJECTION_DECISION,),
        said="法院决定不予修复，决定书写明了理由、修复指引、救济途径和最早可再次申请的日期"),
    Row("17", C, A.APPROVE, (S.PENDING_SIGN,), S.APPROVED, rules.other_signing_president,
        (rules.decision_is_recorded, rules.review_recommends_approval), clocks=(Stop("K-04"), K41),
        papers=(D.APPROVAL_DECISION,), said="法院决定准予信用修复，正在用印出具证明"),
    Row("18", C, A.ISSUE_CERTIFICATE, (S.APPROVED,), S.CERTIFIED, rules.sealing_officer,
        (rules.certificate_is_numbered,), clocks=(Stop("K-41"), K06, K10, K12_FROM_T0),
        papers=(D.CERTIFICATE, D.ADVICE_TO_UNITS), said="信用修复证明已出具"),
    Row("19", C, A.RECORD_LIST_OPERATION, AFTER_CERTIFICATE, SAME, rules.list_operator,
        (rules.list_operation_fits,), clocks=(Stop("K-06"),), said="法院已按决定办理名单操作"),
    Row("20", C, A.PUSH, (S.CERTIFIED,), S.PUSHED, rules.system, (rules.certificate_paper_is_ready,),
        papers=(D.PUSH_LETTER,), said="证明信息已推送区信用体系牵头部门"),
    Row("21a", C, A.RETURN_PUSH, (S.PUSHED,), S.PUSH_RETURNED, rules.bureau_handler,
        clocks=(K42,), said="牵头部门发现推送数据有误，已退回法院更正，不影响证明效力"),
    Row("21b", C, A.PUSH_AGAIN, (S.PUSH_RETURNED,), S.PUSHED, rules.acceptance_officer,
        clocks=(Stop("K-42"),), papers=(D.PUSH_LETTER,), said="法院已更正数据并重新推送"),
    Row("22", C, A.RECEIVE_PUSH, (S.PUSHED,), S.RECEIVED, rules.bureau_handler, clocks=(Stop("K-10"), K11),
        said="牵头部门已签收，将转推各成员单位"),
    Row("23a", C, A.PROPOSE_DISTRIBUTION, (S.RECEIVED,), S.PENDING_DISTRIBUTION, rules.bureau_handler,
        said="牵头部门正在审核转推"),
    Row("23b", C, A.RETURN_DISTRIBUTION, (S.PENDING_DISTRIBUTION,), S.RECEIVED, rules.other_bureau_approver,
        said="牵头部门正在核对转推内容"),
    Row("23c", C, A.DISTRIBUTE, (S.PENDING_DISTRIBUTION,), S.DISTRIBUTED, rules.other_bureau_approver,
        clocks=(Stop("K-11"),), papers=(D.DISTRIBUTION_LETTER,), said="证明信息已转推到全部成员单位"),
    Row("23d", U, A.OPEN_RECOGNITION, NEW, R.AWAITING_RECEIPT, rules.system, clocks=(K13,)),
    Row("24a", U, A.RECEIVE_DELIVERY, (R.AWAITING_RECEIPT,), R.RECEIVED, rules.unit_liaison,
        clocks=(Stop("K-13"), K12_FROM_RECEIPT), said="{unit}已签收"),
    Row("24b", C, A.BEGIN_RECOGNIZING, (S.DISTRIBUTED,), S.RECOGNIZING, rules.system,
        (rules.every_unit_received,), said="各成员单位开始办理互认"),
    Row("25a", U, A.PROPOSE_ANSWER, (R.RECEIVED,), R.PROPOSED, rules.unit_liaison, (rules.answer_is_written,)),
    Row("25b", U, A.RETURN_ANSWER, (R.PROPOSED,), R.RECEIVED, rules.other_unit_approver),
    Row("25c", U, A.RECOGNIZE, (R.PROPOSED,), R.RECOGNIZED, rules.other_unit_approver,
        (rules.answer_is(RecognitionResult.RECOGNIZED), rules.answer_is_written), clocks=(Stop("K-12"),),
        papers=(D.RECOGNITION_REPLY,), said="{unit}已认可"),
    Row("26", U, A.RECOGNIZE_PARTLY, (R.PROPOSED,), R.PARTIAL, rules.other_unit_approver,
        (rules.answer_is(RecognitionResult.PARTIAL), rules.answer_is_written), clocks=(Stop("K-12"), K14),
        papers=(D.RECOGNITION_REPLY,), said="{unit}部分认可，办公室将组织会商"),
    Row("27", U, A.REFUSE, (R.PROPOSED,), R.REFUSED, rules.other_unit_approver,
        (rules.answer_is(RecognitionResult.REFUSED), rules.answer_is_written), clocks=(Stop("K-12"), K14),
        papers=(D.REFUSAL_LETTER,), said="{unit}不予认可，办公室将组织会商"),
    Row("28a", U, A.OPEN_CONSULTATION, (R.PARTIAL, R.REFUSED), R.CONSULTATION, rules.office_of_group,
        said="领导小组办公室已召集{unit}会商"),
    Row("28b", U, A.CONSULT_RECOGNIZE, (R.CONSULTATION, R.ESCALATED), R.RECOGNIZED, rules.office_of_group,
        (rules.consultation_is_minuted,), clocks=(Stop("K-14"),), papers=(D.CONSULTATION_MINUTES,),
        said="经会商，{unit}改为认可"),
    Row("28c", U, A.CONSULT_UPHOLD, (R.CONSULTATION, R.ESCALATED), R.REFUSED_UPHELD, rules.office_of_group,
        (rules.consultation_is_minuted,), clocks=(Stop("K-14"),), papers=(D.CONSULTATION_MINUTES,),
        said="经会商，维持{unit}的意见，理由和指引见互认结果"),
    Row("28d", U, A.CONSULT_ESCALATE, (R.CONSULTATION,), R.ESCALATED, rules.office_of_group,
        (rules.consultation_is_minuted,), clocks=(Stop("K-14"), K14), papers=(D.CONSULTATION_MINUTES,),
        said="{unit}的意见已报领导小组研究"),
    Row("29a", C, A.SETTLE, (S.RECOGNIZING,), S.RECOGNIZED_ALL, rules.system, (rules.all_recognized,),
        papers=(D.RECOGNITION_RESULT,), said="全部成员单位均已认可"),
    Row("29b", C, A.SETTLE_WITH_EXCEPTIONS, (S.RECOGNIZING,), S.SETTLED, rules.system,
        (rules.all_settled_some_not,), papers=(D.RECOGNITION_RESULT,),
        said="互认已办结，有单位未完全认可，理由和指引见互认结果通知书"),
    Row("33a", C, A.WITHDRAW, BEFORE_T0, S.WITHDRAWN, rules.applicant,
        clocks=(Stop("K-02", abandon=True), Stop("K-03", abandon=True), Stop("K-04", abandon=True),
                Stop("K-41", abandon=True)),
        papers=(D.WITHDRAWAL_NOTICE,), said="您已撤回申请"),
    Row("33b", AP, A.DISCARD_DRAFT, (P.DRAFT,), P.DISCARDED, rules.applicant),
)
# fmt: on


@dataclass(frozen=True, slots=True)
class Held:
    """Who has the case in a state: the side, the post, and the clock that bounds it."""

    side: Obligor
    post: str
    code: str


HOLDERS: dict[S, Held] = {
    S.SUBMITTED: Held(Obligor.COURT, "立案受理岗", "K-02"),
    S.SUPPLEMENT: Held(Obligor.ENTERPRISE, "企业", "K-03"),
    S.PENDING_DECLINE: Held(Obligor.COURT, "复核法官", "K-02"),
    S.ACCEPTED: Held(Obligor.COURT, "承办法官", "K-04"),
    S.RETURNED: Held(Obligor.COURT, "承办法官", "K-04"),
    S.PENDING_REVIEW: Held(Obligor.COURT, "复核法官", "K-04"),
    S.PENDING_SIGN: Held(Obligor.COURT, "签发院长", "K-04"),
    S.APPROVED: Held(Obligor.COURT, "立案受理岗（用印）", "K-41"),
    S.CERTIFIED: Held(Obligor.COURT, "（系统自动推送）", "K-10"),
    S.PUSHED: Held(Obligor.BUREAU, "经办", "K-10"),
    S.PUSH_RETURNED: Held(Obligor.COURT, "立案受理岗", "K-42"),
    S.RECEIVED: Held(Obligor.BUREAU, "经办", "K-11"),
    S.PENDING_DISTRIBUTION: Held(Obligor.BUREAU, "审核", "K-11"),
    S.DISTRIBUTED: Held(Obligor.EVERY_UNIT, "各成员单位", "K-12"),
    S.RECOGNIZING: Held(Obligor.EVERY_UNIT, "各成员单位", "K-12"),
}

ROWS: dict[A, Row] = {row.action: row for row in TRANSITIONS}


def rows_from(entity: Entity, state: str) -> Iterator[Row]:
    """The rows that leave ``state``, in the order of the table."""
    return (row for row in TRANSITIONS if row.entity == entity and state in row.sources)


def available_actions(subject: Any, actor: Actor, entity: Entity = Entity.CASE) -> tuple[Row, ...]:
    """What ``actor`` may do now with ``subject``; the buttons of every page come from here."""
    return tuple(row for row in rows_from(entity, subject.state) if row.who(actor, subject))


def change_state(row: Row, subject: Any) -> None:
    """Move ``subject`` along ``row`` through the engine, which refuses a wrong source; saves nothing."""

    def step(_instance: Any) -> None: ...

    step.__name__ = row.action.value
    meta = FSMMeta("state", method=False)
    for source in row.sources:
        meta.add_transition(method=step, source=source, target=row.target_from(source))
    step._django_fsm = meta  # type: ignore[attr-defined]  # noqa: SLF001 - how the engine marks a transition
    subject._meta.get_field("state").change_state(subject, step)  # noqa: SLF001


def ledger_rows() -> list[tuple[str, str, str, str]]:
    """(entity, action, from, to) for every line: what the ledger's foreign key lets pass."""
    return [(row.entity.value, row.action.value, source, row.target_from(source)) for row in TRANSITIONS for source in row.sources]
