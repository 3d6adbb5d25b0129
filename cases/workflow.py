"""The steps of a mandate, a notice, an application and a case: which change, from where, by whom, only if, which clock, paper and law.

With the tables of the other apps they are the published flow: the buttons that people see, the clocks and papers that a
step owes, docs/workflow.md, the rows that the ledger accepts, and the state x action x role test all come from here.
"""

from __future__ import annotations

from accounts.enums import MandateState
from accounts.models import Mandate
from cases import hearing, lost, readiness, remedies, representation, rules, suspension
from cases.enums import (
    ApplicationAction,
    ApplicationState,
    CaseAction,
    CaseState,
    DutyAction,
    DutyState,
    MandateAction,
    NoticeAction,
    NoticeState,
)
from cases.models import Application, Case, CreditorConsultation, ListDuty, ProactiveNotice, Service
from cases.parties import ConsultationAction, ConsultationState, ServiceAction, ServiceState
from cases.states import BEFORE_CERTIFICATE, CORRECTED_STATES, DISTRIBUTED_STATES, EXAMINED_STATES, REPAIRED_STATES, UNDISTRIBUTED_STATES
from deadlines.codes import ClockCode as K
from notices.enums import DocumentKind as D
from procedure.rows import NEW, SAME, SYSTEM_ONLY, Row, Start, Stop

A, P, S = CaseAction, ApplicationState, CaseState
M, T = MandateAction, MandateState
C, H = ConsultationAction, ConsultationState
# Where a step has its ground. The measures are named by their six steps, which every district's measures have.
LIST_RULES = "法释〔2017〕7号第九条、第十条"
CORRECTING_LIST = "法释〔2017〕7号第十一条、第十二条"
TELLING, APPLYING, PROVING = "实施办法“宣传告知”", "实施办法“修复申请”", "实施办法“修复证明”"
SHARING, RECOGNISING = "实施办法“信息共享”", "实施办法“结果互认”"
SERVING = "《中华人民共和国民事诉讼法》关于送达的规定"
REMEDY_BEGINS = "不予信用修复决定书已经送达，提出异议的期限开始计算"
REPLACED = "法院已出具替代证明，原证明不再使用，请改用新的证明"

# What runs, or has been done, from the day on which a paper was served; of each paper what is its own (serving.LIMITS_OF).
FROM_SERVICE = (Start(K.REMEDY), Stop(K.ACCEPTANCE), Start(K.SUPPLEMENT), Start(K.CREDITOR_VIEW))

# fmt: off
MANDATE_ROWS: tuple[Row[Mandate], ...] = (
    Row("40a", M.REQUEST, NEW, T.REQUESTED, representation.the_person, said="有人申请代表贵企业办理"),
    Row("40b", M.CONFIRM, (T.REQUESTED,), T.ACTIVE, representation.officer_of_its_court, said="有新的经办人加入"),
    Row("40c", M.CONFIRM_AS_REPRESENTATIVE, (T.REQUESTED,), T.ACTIVE, representation.its_legal_representative, said="有新的经办人加入"),
    Row("40d", M.REFUSE, (T.REQUESTED,), T.REFUSED, representation.officer_of_its_court, said="一项代表贵企业办理的申请未予确认"),
    Row("40e", M.REFUSE_AS_REPRESENTATIVE, (T.REQUESTED,), T.REFUSED, representation.its_legal_representative,
        said="一项代表贵企业办理的申请未予确认"),
    Row("40f", M.TAKE_BACK, (T.REQUESTED,), T.WITHDRAWN, representation.the_person),
    Row("40g", M.GIVE_UP, (T.ACTIVE,), T.ENDED, representation.the_person, said="一名经办人不再代表贵企业办理"),
    Row("40h", M.REVOKE, (T.ACTIVE,), T.REVOKED, representation.officer_of_its_court, said="一名经办人的授权已撤销"),
)

NOTICE_ROWS: tuple[Row[ProactiveNotice], ...] = (
    Row("1a", NoticeAction.PREPARE_NOTICE, NEW, NoticeState.PREPARED, rules.notice_court_officer,
        clocks=(Start(K.NOTICE_SERVICE),), papers=(D.PROACTIVE_NOTICE,), law=TELLING),
    Row("1b", NoticeAction.SERVE_NOTICE, (NoticeState.PREPARED,), NoticeState.SERVED, rules.notice_court_officer,
        (rules.notice_has_proof_of_service, readiness.notice_paper_is_ready), clocks=(Stop(K.NOTICE_SERVICE),), papers=(D.SERVICE_RECEIPT,),
        said="法院已送达信用修复主动告知书，您可以据此申请信用修复", law=TELLING),
    Row("1c", NoticeAction.REISSUE_NOTICE, (NoticeState.PREPARED,), SAME, rules.notice_court_officer,
        clocks=(Stop(K.NOTICE_SERVICE, abandon=True), Start(K.NOTICE_SERVICE)), papers=(D.PROACTIVE_NOTICE,), law=TELLING),
    Row("1w", NoticeAction.WITHDRAW_NOTICE, (NoticeState.PREPARED,), NoticeState.WITHDRAWN, rules.notice_court_officer,
        clocks=(Stop(K.NOTICE_SERVICE, abandon=True),)),
)

DUTY_ROWS: tuple[Row[ListDuty], ...] = (
    Row("44a", DutyAction.RECORD_DUTY, NEW, DutyState.OWED, rules.duty_recorder,
        clocks=(Start(K.OWED_LIST_OPERATION), Start(K.RESTORATION)), said="法院应当办理名单操作，您不需要申请", law=LIST_RULES),
    Row("44b", DutyAction.PERFORM_DUTY, (DutyState.OWED,), DutyState.DONE, rules.duty_operator, (rules.duty_is_done,),
        clocks=(Stop(K.OWED_LIST_OPERATION), Stop(K.RESTORATION)), said="法院已办理名单操作", law=LIST_RULES),
    Row("44c", DutyAction.VOID_DUTY, (DutyState.OWED,), DutyState.VOID, rules.duty_reviewer, (rules.duty_void_is_explained,),
        clocks=(Stop(K.OWED_LIST_OPERATION, abandon=True), Stop(K.RESTORATION, abandon=True))),
    Row("38c", DutyAction.ASK_DUTY, NEW, DutyState.ASKED, rules.duty_asker, clocks=(Start(K.LIST_REVIEW),),
        said="法院已收到您纠正名单信息的申请", law=CORRECTING_LIST),
    Row("38d", DutyAction.RECORD_ASKED, NEW, DutyState.ASKED, rules.asked_recorder, clocks=(Start(K.LIST_REVIEW),),
        said="法院已登记您纠正名单信息的书面申请", law=CORRECTING_LIST),
    Row("39a", DutyAction.GRANT_DUTY, (DutyState.ASKED,), DutyState.OWED, rules.duty_decider, (rules.duty_is_decided,),
        clocks=(Stop(K.LIST_REVIEW), Start(K.OWED_LIST_OPERATION)), papers=(D.LIST_CORRECTION,),
        said="您纠正名单信息的申请成立，法院将在期限内办理名单操作", law=CORRECTING_LIST),
    Row("40i", DutyAction.REFUSE_DUTY, (DutyState.ASKED,), DutyState.REFUSED, rules.duty_decider, (rules.duty_is_decided,),
        clocks=(Stop(K.LIST_REVIEW),), papers=(D.LIST_CORRECTION,),
        said="法院驳回了您纠正名单信息的申请，决定书写明了理由和申请复议的期限", law=CORRECTING_LIST),
)

SERVICE_ROWS: tuple[Row[Service], ...] = (
    Row("45a", ServiceAction.OWE_SERVICE, NEW, ServiceState.OWED, SYSTEM_ONLY, law=SERVING),
    Row("45b", ServiceAction.RECORD_SERVICE, (ServiceState.OWED,), ServiceState.SERVED, hearing.server_of_paper,
        (hearing.service_has_proof, hearing.served_paper_is_ready), clocks=FROM_SERVICE, papers=(D.SERVICE_RECEIPT,), said=REMEDY_BEGINS, law=SERVING),
    Row("45c", ServiceAction.SERVE_ELECTRONICALLY, (ServiceState.OWED,), ServiceState.SERVED, SYSTEM_ONLY,
        (hearing.service_has_proof, hearing.served_paper_is_ready), clocks=FROM_SERVICE, papers=(D.SERVICE_RECEIPT,), said=REMEDY_BEGINS, law=SERVING),
    Row("45d", ServiceAction.DROP_SERVICE, (ServiceState.OWED,), ServiceState.DROPPED, SYSTEM_ONLY),
)

CONSULTATION_ROWS: tuple[Row[CreditorConsultation], ...] = (
    Row("46a", C.ASK_CREDITOR, NEW, H.ASKED, hearing.serving_officer, papers=(D.CREDITOR_LETTER,)),
    Row("46b", C.TELL_CREDITOR, NEW, H.TOLD, hearing.serving_officer, papers=(D.CREDITOR_LETTER,)),
    Row("46f", C.ASK_ANEW, tuple(H), H.ASKED, hearing.serving_officer, clocks=(Stop(K.CREDITOR_VIEW, abandon=True),), papers=(D.CREDITOR_LETTER,)),
    Row("46g", C.TELL_ANEW, tuple(H), H.TOLD, hearing.serving_officer, clocks=(Stop(K.CREDITOR_VIEW, abandon=True),), papers=(D.CREDITOR_LETTER,)),
    Row("46c", C.ANSWER, tuple(H), H.ANSWERED, hearing.holder_of_the_link,
        (hearing.creditor_is_heard_in_time, hearing.answer_is_given), clocks=(Stop(K.CREDITOR_VIEW),)),
    Row("46d", C.RECORD_ANSWER, tuple(H), H.ANSWERED, hearing.serving_officer,
        (hearing.creditor_is_heard_in_time, hearing.answer_is_given), clocks=(Stop(K.CREDITOR_VIEW),)),
    Row("46e", C.NOTE_SILENCE, (H.ASKED,), H.SILENT, SYSTEM_ONLY, (hearing.creditor_is_heard_in_time,), clocks=(Stop(K.CREDITOR_VIEW),)),
)

APPLICATION_ROWS: tuple[Row[Application], ...] = (
    Row("2", ApplicationAction.START_DRAFT, NEW, P.DRAFT, rules.applicant, law=APPLYING),
    Row("2a", ApplicationAction.SIGN, (P.DRAFT,), SAME, representation.signing_representative, (rules.application_is_complete,),
        said="法定代表人已签署信用承诺书，可以提交申请"),
    Row("2b", ApplicationAction.CALL_SIGNER, (P.DRAFT,), SAME, representation.caller_of_signer, (rules.application_is_complete,)),
    Row("2c", ApplicationAction.VOID_SIGNATURE, (P.DRAFT,), SAME, rules.applicant,
        said="申请内容有改动，法定代表人的签署已失效，需要重新签署"),
    Row("3a", ApplicationAction.SUBMIT, (P.DRAFT,), P.SUBMITTED, rules.applicant,
        (rules.application_is_complete, rules.commitment_is_signed),
        papers=(D.APPLICATION_FORM, D.COMMITMENT, D.SUBMISSION_RECEIPT), law=APPLYING),
    Row("33b", ApplicationAction.DISCARD_DRAFT, (P.DRAFT,), P.DISCARDED, rules.applicant),
    Row("41a", ApplicationAction.HAND_OVER, (P.DRAFT, P.SUBMITTED), SAME, representation.present_agent, said="经办人已移交"),
    Row("41b", ApplicationAction.TAKE_OVER, (P.DRAFT, P.SUBMITTED), SAME, representation.colleague, said="已由另一名经办人接手"),
)

CASE_ROWS: tuple[Row[Case], ...] = (
    Row("3b", A.OPEN_CASE, NEW, S.SUBMITTED, rules.applicant, clocks=(Start(K.ACCEPTANCE),),
        said="您的信用修复申请已提交", law=APPLYING),
    Row("4", A.REQUEST_SUPPLEMENT, (S.SUBMITTED,), S.SUPPLEMENT, rules.acceptance_officer,
        (rules.supplement_is_listed, rules.supplement_round_is_left),
        papers=(D.SUPPLEMENT_NOTICE,), said="法院一次性告知了需要补正的全部内容"),
    Row("5", A.ANSWER_SUPPLEMENT, (S.SUPPLEMENT,), S.SUBMITTED, rules.applicant,
        (rules.supplement_is_answered,), clocks=(Stop(K.SUPPLEMENT), Stop(K.ACCEPTANCE), Start(K.ACCEPTANCE)), said="您已提交补正材料"),
    Row("6", A.LAPSE, (S.SUPPLEMENT,), S.LAPSED, SYSTEM_ONLY, clocks=(Stop(K.SUPPLEMENT),),
        papers=(D.LAPSE_NOTICE,), said="补正期限已过，本次申请视为撤回，您可以随时重新申请"),
    Row("6a", A.LAPSE_BY_HAND, (S.SUPPLEMENT,), S.LAPSED, rules.lapsing_officer, clocks=(Stop(K.SUPPLEMENT),),
        papers=(D.LAPSE_NOTICE,), said="补正期限已过，本次申请视为撤回，您可以随时重新申请"),
    Row("7a", A.PROPOSE_DECLINE, (S.SUBMITTED,), S.PENDING_DECLINE, rules.acceptance_officer,
        (rules.decline_is_explained,), said="法院正在核对您的申请是否属于受理范围"),
    Row("7b", A.RETURN_DECLINE, (S.PENDING_DECLINE,), S.SUBMITTED, rules.declining_judge,
        said="法院正在继续核对您的申请材料"),
    Row("7c", A.CONFIRM_DECLINE, (S.PENDING_DECLINE,), S.NOT_ACCEPTED, rules.declining_judge,
        (rules.decline_is_explained,), clocks=(Stop(K.ACCEPTANCE),), papers=(D.DECLINE_NOTICE,),
        said="法院未受理本次申请，通知书写明了原因和正确的办理渠道"),
    Row("9", A.ACCEPT, (S.SUBMITTED,), S.ACCEPTED, rules.acceptance_officer,
        clocks=(Stop(K.ACCEPTANCE), Start(K.EXAMINATION)), papers=(D.ACCEPTANCE_NOTICE,),
        said="法院已受理您的申请，进入审查", law=APPLYING),
    Row("10", A.VERIFY_MATERIALS, (S.ACCEPTED, S.RETURNED), SAME, lost.handler_of_the_lost, (lost.some_material_is_verified,),
        said="法院已就您报告遗失的材料登记核实结果", law=PROVING),
    Row("11", A.SUSPEND_EXAMINATION, EXAMINED_STATES, SAME, suspension.hold_officer, (suspension.hold_is_recorded,),
        papers=(D.SUSPENSION_NOTICE,), said="法院已中止审查您的申请，审查期限暂停计算，原因消除后恢复"),
    Row("11a", A.RESUME_EXAMINATION, EXAMINED_STATES, SAME, suspension.hold_officer, (suspension.hold_has_ended,),
        said="法院已恢复计算审查期限，继续审查您的申请"),
    Row("12", A.EXCLUDE_DAYS, EXAMINED_STATES, SAME, suspension.hold_officer, (suspension.hold_is_recorded,),
        said="法院正在办理不计入审查期限的事项，审查期限暂停计算，办完后恢复"),
    Row("12a", A.PROPOSE_EXTENSION, EXAMINED_STATES, SAME, suspension.extension_proposer, (suspension.extension_is_proposed,)),
    Row("12b", A.APPROVE_EXTENSION, EXAMINED_STATES, SAME, suspension.extension_decider, (suspension.extension_is_decided,),
        said="法院决定延长审查期限"),
    Row("12c", A.REFUSE_EXTENSION, EXAMINED_STATES, SAME, suspension.extension_decider, (suspension.extension_is_decided,)),
    Row("13", A.SUBMIT_EXAMINATION, (S.ACCEPTED, S.RETURNED), S.PENDING_REVIEW, rules.assigned_handler,
        (suspension.examination_runs, lost.lost_materials_are_verified, rules.examination_is_complete), papers=(D.EXAMINATION_REPORT,),
        said="承办法官已完成审查，交由复核", law=PROVING),
    Row("14a", A.RETURN_BY_REVIEWER, (S.PENDING_REVIEW,), S.RETURNED, rules.other_reviewing_judge,
        said="法院正在进一步审查"),
    Row("14b", A.RETURN_BY_SIGNER, (S.PENDING_SIGN,), S.RETURNED, rules.other_signing_president,
        said="法院正在进一步审查"),
    Row("15", A.PASS_REVIEW, (S.PENDING_REVIEW,), S.PENDING_SIGN, rules.other_reviewing_judge,
        (suspension.examination_runs, rules.examination_is_complete), said="复核已完成，等待院长签发", law=PROVING),
    Row("16", A.REJECT, (S.PENDING_SIGN,), S.REJECTED, rules.other_signing_president,
        (suspension.examination_runs, rules.rejection_is_explained), clocks=(Stop(K.EXAMINATION), Stop(K.CREDITOR_VIEW, abandon=True)), papers=(D.REJECTION_DECISION,),
        said="法院决定不予修复，决定书写明了理由、修复指引、救济途径和最早可再次申请的日期", law=PROVING),
    Row("38a", A.FILE_OBJECTION, (S.REJECTED,), SAME, remedies.objecting_enterprise, (remedies.objection_is_recorded,),
        clocks=(Stop(K.REMEDY), Start(K.OBJECTION)), said="法院已收到您对不予修复决定的异议，由签发原决定的人以外的人审查"),
    Row("38b", A.RECORD_OBJECTION, (S.REJECTED,), SAME, remedies.objection_recorder, (remedies.objection_is_recorded,),
        clocks=(Stop(K.REMEDY), Start(K.OBJECTION)), said="法院已登记您提交的书面异议，由签发原决定的人以外的人审查"),
    Row("39", A.UPHOLD_OBJECTION, (S.REJECTED,), S.RETURNED, remedies.objection_decider, (remedies.objection_is_decided,),
        clocks=(Stop(K.OBJECTION), Start(K.EXAMINATION)), papers=(D.OBJECTION_UPHELD,),
        said="异议成立，原不予修复决定已撤销，法院重新审查您的申请"),
    Row("40", A.DISMISS_OBJECTION, (S.REJECTED,), SAME, remedies.objection_decider, (remedies.objection_is_decided,),
        clocks=(Stop(K.OBJECTION),), papers=(D.OBJECTION_DISMISSAL,), said="法院驳回了您的异议，决定书写明了理由，原决定继续有效"),
    Row("17", A.APPROVE, (S.PENDING_SIGN,), S.APPROVED, rules.other_signing_president,
        (suspension.examination_runs, rules.decision_is_recorded, rules.examination_recommends_approval), clocks=(Stop(K.EXAMINATION), Start(K.SEALING)),
        papers=(D.APPROVAL_DECISION,), said="法院决定准予信用修复，正在用印出具证明", law=PROVING),
    Row("18", A.ISSUE_CERTIFICATE, (S.APPROVED,), S.CERTIFIED, rules.sealing_officer,
        (readiness.certificate_is_numbered, readiness.decision_paper_is_ready),
        clocks=(Stop(K.SEALING), Start(K.LIST_OPERATION), Start(K.PUSH), Start(K.RECOGNITION, anchor="T0")),
        papers=(D.CERTIFICATE, D.ADVICE_TO_UNITS), said="信用修复证明已出具", law=PROVING),
    Row("19", A.RECORD_LIST_OPERATION, REPAIRED_STATES, SAME, rules.list_operator,
        (rules.list_operation_fits,), clocks=(Stop(K.LIST_OPERATION),), said="法院已按决定办理名单操作", law=PROVING),
    Row("19b", A.REPORT_LIST_DIFFERENCE, REPAIRED_STATES, SAME, rules.list_operator, (rules.list_difference_is_told,)),
    Row("19c", A.ANSWER_LIST_DIFFERENCE, REPAIRED_STATES, SAME, rules.handler_of_difference),
    Row("19d", A.END_LIST_OPERATION, REPAIRED_STATES, SAME, SYSTEM_ONLY, (rules.entry_is_off_the_list,),
        clocks=(Stop(K.LIST_OPERATION, abandon=True),),
        said="法院已依法将这条信息移出名单，证明写明的名单处理不再需要办理", law=LIST_RULES),
    Row("20", A.PUSH, (S.CERTIFIED,), S.PUSHED, SYSTEM_ONLY,
        (readiness.certificate_paper_is_ready, rules.no_replacement_is_under_way),
        papers=(D.PUSH_LETTER,), said="证明信息已推送区信用体系牵头部门", law=SHARING),
    Row("21a", A.RETURN_PUSH, (S.PUSHED,), S.PUSH_RETURNED, rules.bureau_handler,
        clocks=(Start(K.PUSH_CORRECTION),), said="牵头部门发现推送数据有误，已退回法院更正，不影响证明效力"),
    Row("21b", A.PUSH_AGAIN, (S.PUSH_RETURNED,), S.PUSHED, rules.acceptance_officer, (rules.no_replacement_is_under_way,),
        clocks=(Stop(K.PUSH_CORRECTION),), papers=(D.PUSH_LETTER,), said="法院已更正数据并重新推送", law=SHARING),
    Row("22", A.RECEIVE_PUSH, (S.PUSHED,), S.RECEIVED, rules.bureau_handler, (readiness.push_letter_is_ready,),
        clocks=(Stop(K.PUSH), Start(K.DISTRIBUTION)), said="牵头部门已签收，将转推各成员单位", law=SHARING),
    Row("23a", A.PROPOSE_DISTRIBUTION, (S.RECEIVED,), S.PENDING_DISTRIBUTION, rules.bureau_handler,
        (rules.no_replacement_is_under_way,), said="牵头部门正在审核转推", law=SHARING),
    Row("23b", A.RETURN_DISTRIBUTION, (S.PENDING_DISTRIBUTION,), S.RECEIVED, rules.other_bureau_approver,
        said="牵头部门正在核对转推内容"),
    Row("23c", A.DISTRIBUTE, (S.PENDING_DISTRIBUTION,), S.DISTRIBUTED, rules.other_bureau_approver,
        (rules.no_replacement_is_under_way,), clocks=(Stop(K.DISTRIBUTION),), papers=(D.DISTRIBUTION_LETTER,), said="证明信息已转推到全部成员单位", law=SHARING),
    Row("24b", A.BEGIN_RECOGNIZING, (S.DISTRIBUTED,), S.RECOGNIZING, SYSTEM_ONLY,
        (rules.some_unit_received,), said="各成员单位开始办理互认", law=RECOGNISING),
    Row("29a", A.CLOSE_RECOGNIZED, (S.RECOGNIZING,), S.RECOGNIZED_ALL, SYSTEM_ONLY, (rules.all_recognized,),
        papers=(D.RECOGNITION_RESULT,), said="全部成员单位均已认可", law=RECOGNISING),
    Row("29b", A.CLOSE_WITH_REFUSALS, (S.RECOGNIZING,), S.CLOSED_WITH_REFUSALS, SYSTEM_ONLY,
        (rules.all_answered_some_refused,), papers=(D.RECOGNITION_RESULT,),
        said="各单位均已反馈，有单位未完全认可，理由和指引见互认结果通知书", law=RECOGNISING),
    Row("33a", A.WITHDRAW, BEFORE_CERTIFICATE, S.WITHDRAWN, rules.applicant,
        clocks=tuple(Stop(code, abandon=True) for code in (K.ACCEPTANCE, K.SUPPLEMENT, K.EXAMINATION, K.SEALING, K.CREDITOR_VIEW)),
        papers=(D.WITHDRAWAL_NOTICE,), said="您已撤回申请"),
    Row("36a", A.PROPOSE_REVOCATION, DISTRIBUTED_STATES, SAME, remedies.revocation_proposer,
        (remedies.revocation_is_proposed, rules.no_replacement_is_under_way), clocks=(Start(K.HEARING),),
        said="法院拟撤销您的信用修复，请在期限内陈述申辩"),
    Row("36b", A.ANSWER_REVOCATION, DISTRIBUTED_STATES, SAME, remedies.heard_enterprise, clocks=(Stop(K.HEARING),),
        said="法院已收到您的陈述申辩"),
    Row("36c", A.END_HEARING, DISTRIBUTED_STATES, SAME, SYSTEM_ONLY, (remedies.revocation_is_heard,), clocks=(Stop(K.HEARING),),
        said="陈述申辩期限已经届满，没有收到您的意见"),
    Row("36d", A.REVIEW_REVOCATION, DISTRIBUTED_STATES, SAME, remedies.revocation_reviewer),
    Row("36e", A.DROP_REVOCATION, DISTRIBUTED_STATES, SAME, remedies.revocation_dropper, (remedies.revocation_has_ended,),
        clocks=(Stop(K.HEARING, abandon=True),), said="法院决定不撤销您的信用修复，证明继续有效"),
    Row("36f", A.REVOKE, DISTRIBUTED_STATES, S.REVOKED, remedies.revocation_signer,
        (remedies.revocation_has_ended, rules.no_replacement_is_under_way),
        clocks=(*(Stop(code, abandon=True) for code in (K.LIST_OPERATION, K.RECOGNITION, K.UNIT_RECEIPT, K.CONSULTATION)),
                Start(K.REVOCATION_PUSH)),
        papers=(D.REVOCATION_DECISION, D.REVOCATION_NOTICE), said="法院已撤销您的信用修复，证明不再有效，决定书写明了理由"),
    Row("36g", A.PUSH_REVOCATION, (S.REVOKED,), SAME, SYSTEM_ONLY, (remedies.revocation_notice_is_ready,)),
    Row("36h", A.RECEIVE_REVOCATION, (S.REVOKED,), SAME, remedies.revocation_receiver,
        clocks=(Stop(K.REVOCATION_PUSH), Start(K.REVOCATION_FORWARDING))),
    Row("36i", A.FORWARD_REVOCATION, (S.REVOKED,), SAME, remedies.revocation_forwarder, clocks=(Stop(K.REVOCATION_FORWARDING),),
        said="撤销通知已转推到收到过证明的全部成员单位"),
    Row("43a", A.CORRECT_RECORD, CORRECTED_STATES, SAME, rules.record_officer, said="法院更正了本案的登记信息"),
    Row("43b", A.ORDER_REPLACEMENT, REPAIRED_STATES, SAME, rules.replacement_signer,
        said="证明所载信息有误，法院已决定另行出具证明替代"),
    Row("43c", A.SUPERSEDE, UNDISTRIBUTED_STATES, S.CERTIFIED, rules.replacement_sealer,
        clocks=(Stop(K.PUSH, abandon=True), Stop(K.PUSH_CORRECTION), Stop(K.DISTRIBUTION, abandon=True), Start(K.PUSH)),
        papers=(D.CERTIFICATE, D.ADVICE_TO_UNITS), said=REPLACED, law=PROVING),
    Row("43d", A.SUPERSEDE_DISTRIBUTED, DISTRIBUTED_STATES, SAME, rules.replacement_sealer,
        clocks=(Stop(K.PUSH, abandon=True), Stop(K.DISTRIBUTION, abandon=True), Start(K.PUSH)),
        papers=(D.CERTIFICATE, D.ADVICE_TO_UNITS), said=REPLACED, law=PROVING),
    Row("43e", A.PUSH_REPLACEMENT, DISTRIBUTED_STATES, SAME, SYSTEM_ONLY,
        (readiness.certificate_paper_is_ready,), papers=(D.PUSH_LETTER,), said="替代证明已推送牵头部门", law=SHARING),
    Row("43f", A.RECEIVE_REPLACEMENT, DISTRIBUTED_STATES, SAME, rules.replacement_receiver,
        clocks=(Stop(K.PUSH), Start(K.DISTRIBUTION)), said="牵头部门已签收替代证明，将转推各成员单位", law=SHARING),
    Row("43g", A.FORWARD_REPLACEMENT, DISTRIBUTED_STATES, SAME, rules.replacement_forwarder,
        clocks=(Stop(K.DISTRIBUTION),), papers=(D.DISTRIBUTION_LETTER,),
        said="替代证明已转推到持有原证明的全部成员单位", law=SHARING),
)
# fmt: on

# Where a case is that somebody gave back with a note of what to change.
RETURNED_TO = tuple(
    row.target for row in CASE_ROWS if row.action in (A.RETURN_DECLINE, A.RETURN_BY_REVIEWER, A.RETURN_BY_SIGNER, A.RETURN_DISTRIBUTION)
)
