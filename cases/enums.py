from django.db.models import TextChoices


class NoticeState(TextChoices):
    PREPARED = "prepared", "待送达"
    SERVED = "served", "已告知"
    WITHDRAWN = "withdrawn", "已撤回"


class DutyState(TextChoices):
    OWED = "owed", "应办未办"
    ASKED = "asked", "纠正申请待审查"
    REFUSED = "refused", "纠正申请已驳回"
    DONE = "done", "已办理"
    VOID = "void", "登记已撤销"


class ApplicationState(TextChoices):
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已提交"
    DISCARDED = "discarded", "已放弃"


class CaseState(TextChoices):
    """Where a repair case stands, as the staff see it; cases.states holds everything else about a state."""

    SUBMITTED = "submitted", "待受理"
    SUPPLEMENT = "supplement", "待补正"
    LAPSED = "lapsed", "视为撤回"
    PENDING_DECLINE = "pending_decline", "待审核不予受理"
    NOT_ACCEPTED = "not_accepted", "不予受理"
    ACCEPTED = "accepted", "审查中"
    PENDING_REVIEW = "pending_review", "待复核"
    RETURNED = "returned", "退回承办"
    PENDING_SIGN = "pending_sign", "待签发"
    REJECTED = "rejected", "不予修复"
    APPROVED = "approved", "待用印出具"
    CERTIFIED = "certified", "已出具证明"
    PUSHED = "pushed", "已推送牵头部门"
    PUSH_RETURNED = "push_returned", "推送被退回更正"
    RECEIVED = "received", "牵头部门已签收"
    PENDING_DISTRIBUTION = "pending_distribution", "待审核转推"
    DISTRIBUTED = "distributed", "已转推各单位"
    RECOGNIZING = "recognizing", "互认中"
    RECOGNIZED_ALL = "recognized_all", "全部认可"
    CLOSED_WITH_REFUSALS = "closed_with_refusals", "各单位已反馈"
    WITHDRAWN = "withdrawn", "已撤回"
    REVOKED = "revoked", "修复已撤销"


class Phase(TextChoices):
    """The part of the flow that a case is in; a column of the office's board."""

    ACCEPTANCE = "acceptance", "受理"
    EXAMINATION = "examination", "审查"
    ISSUE = "issue", "出具证明"
    PUSH = "push", "推送转推"
    RECOGNITION = "recognition", "互认"
    DONE = "done", "互认完成"
    ENDED = "ended", "未修复"


class NoticeAction(TextChoices):
    PREPARE_NOTICE = "prepare_notice", "登记措施并制作告知书"
    SERVE_NOTICE = "serve_notice", "送达告知书"
    WITHDRAW_NOTICE = "withdraw_notice", "撤回导入并作废告知书"
    REISSUE_NOTICE = "reissue_notice", "更正后重新制作告知书"


class DutyAction(TextChoices):
    RECORD_DUTY = "record_duty", "登记应办名单操作"
    PERFORM_DUTY = "perform_duty", "登记已办理"
    VOID_DUTY = "void_duty", "撤销登记"
    ASK_DUTY = "ask_duty", "申请纠正名单信息"
    RECORD_ASKED = "record_asked", "登记书面纠正申请"
    GRANT_DUTY = "grant_duty", "纠正申请成立"
    REFUSE_DUTY = "refuse_duty", "驳回纠正申请"


class MandateAction(TextChoices):
    """How somebody comes to act for an enterprise, and how that ends."""

    REQUEST = "request_mandate", "申请代表企业办理"
    CONFIRM = "confirm_mandate", "法院确认授权"
    CONFIRM_AS_REPRESENTATIVE = "confirm_mandate_as_representative", "法定代表人确认授权"
    REFUSE = "refuse_mandate", "法院不予确认"
    REFUSE_AS_REPRESENTATIVE = "refuse_mandate_as_representative", "法定代表人不予确认"
    TAKE_BACK = "take_back_mandate", "撤回申请"
    GIVE_UP = "give_up_mandate", "放弃授权"
    REVOKE = "revoke_mandate", "法院撤销授权"


class ApplicationAction(TextChoices):
    START_DRAFT = "start_draft", "开始填写"
    CALL_SIGNER = "call_signer", "生成法定代表人签署链接"
    SIGN = "sign", "签署承诺书"
    VOID_SIGNATURE = "void_signature", "签署失效"
    SUBMIT = "submit", "提交申请"
    DISCARD_DRAFT = "discard_draft", "放弃草稿"
    HAND_OVER = "hand_over", "移交经办"
    TAKE_OVER = "take_over", "接手经办"


class CaseAction(TextChoices):
    """What a person or the system does with a case; every row of its table is one of these."""

    OPEN_CASE = "open_case", "立修复案件"
    REQUEST_SUPPLEMENT = "request_supplement", "一次性告知补正"
    ANSWER_SUPPLEMENT = "answer_supplement", "提交补正"
    LAPSE = "lapse", "逾期视为撤回"
    LAPSE_BY_HAND = "lapse_by_hand", "决定视为撤回"
    PROPOSE_DECLINE = "propose_decline", "提出不予受理"
    CONFIRM_DECLINE = "confirm_decline", "同意不予受理"
    RETURN_DECLINE = "return_decline", "退回受理岗"
    ACCEPT = "accept", "受理"
    VERIFY_MATERIALS = "verify_materials", "登记材料核实结果"
    SUBMIT_EXAMINATION = "submit_examination", "提交审查意见"
    RETURN_BY_REVIEWER = "return_by_reviewer", "退回承办"
    PASS_REVIEW = "pass_review", "复核通过"
    RETURN_BY_SIGNER = "return_by_signer", "签发人退回"
    REJECT = "reject", "决定不予修复"
    APPROVE = "approve", "决定准予修复"
    ISSUE_CERTIFICATE = "issue_certificate", "用印出具证明"
    RECORD_LIST_OPERATION = "record_list_operation", "登记名单操作"
    END_LIST_OPERATION = "end_list_operation", "名单信息已依法删除，不再操作"
    REPORT_LIST_DIFFERENCE = "report_list_difference", "报告名单操作不符"
    ANSWER_LIST_DIFFERENCE = "answer_list_difference", "答复名单操作不符"
    PUSH = "push", "推送牵头部门"
    RETURN_PUSH = "return_push", "退回更正"
    PUSH_AGAIN = "push_again", "更正后再推送"
    RECEIVE_PUSH = "receive_push", "签收"
    PROPOSE_DISTRIBUTION = "propose_distribution", "提交转推"
    RETURN_DISTRIBUTION = "return_distribution", "退回经办"
    DISTRIBUTE = "distribute", "同意转推"
    BEGIN_RECOGNIZING = "begin_recognizing", "进入互认"
    CLOSE_RECOGNIZED = "close_recognized", "全部认可"
    CLOSE_WITH_REFUSALS = "close_with_refusals", "各单位反馈完毕（有单位未认可）"
    SUSPEND_EXAMINATION = "suspend_examination", "中止审查"
    EXCLUDE_DAYS = "exclude_days", "扣除期间"
    RESUME_EXAMINATION = "resume_examination", "恢复计时"
    PROPOSE_EXTENSION = "propose_extension", "提出延长审查期限"
    APPROVE_EXTENSION = "approve_extension", "同意延长审查期限"
    REFUSE_EXTENSION = "refuse_extension", "不同意延长审查期限"
    WITHDRAW = "withdraw", "撤回申请"
    FILE_OBJECTION = "file_objection", "提出异议"
    RECORD_OBJECTION = "record_objection", "登记书面异议"
    UPHOLD_OBJECTION = "uphold_objection", "异议成立，撤销原决定"
    DISMISS_OBJECTION = "dismiss_objection", "驳回异议"
    PROPOSE_REVOCATION = "propose_revocation", "提出撤销信用修复"
    ANSWER_REVOCATION = "answer_revocation", "提交陈述申辩"
    END_HEARING = "end_hearing", "陈述申辩期满"
    REVIEW_REVOCATION = "review_revocation", "复核撤销"
    DROP_REVOCATION = "drop_revocation", "不予撤销"
    REVOKE = "revoke", "决定撤销信用修复"
    PUSH_REVOCATION = "push_revocation", "推送撤销通知"
    RECEIVE_REVOCATION = "receive_revocation", "签收撤销通知"
    FORWARD_REVOCATION = "forward_revocation", "转推撤销通知"
    CORRECT_RECORD = "correct_record", "更正登记信息"
    ORDER_REPLACEMENT = "order_replacement", "签发更正"
    SUPERSEDE = "supersede", "用印出具替代证明"
    SUPERSEDE_DISTRIBUTED = "supersede_distributed", "用印出具替代证明并补推"
    PUSH_REPLACEMENT = "push_replacement", "推送替代证明"
    RECEIVE_REPLACEMENT = "receive_replacement", "签收替代证明"
    FORWARD_REPLACEMENT = "forward_replacement", "转推替代证明"


class Replacement(TextChoices):
    """How far a certificate that says something wrong has been replaced; empty where none is wrong."""

    CALLED = "called", "证明所载有误，待院长签发更正"
    ORDERED = "ordered", "更正已签发，待用印出具替代证明"
    SEALED = "sealed", "替代证明已出具，待推送"
    PUSHED = "pushed", "替代证明已推送，待牵头部门签收"
    RECEIVED = "received", "替代证明已签收，待转推各单位"


class Variant(TextChoices):
    """The two kinds of applicant in the measures."""

    NOT_YET_LISTED = "not_yet_listed", "应当纳入、尚未纳入"
    LISTED = "listed", "已经纳入"


class CertificateType(TextChoices):
    WITHHELD = "A", "暂不采取信用惩戒"
    SUSPENDED = "B", "暂停信用惩戒"
    FULFILLED = "C", "履行完毕"
    PERFORMED_UNLISTED = "D", "主动履行"


CONDITIONAL_TYPES = (CertificateType.WITHHELD, CertificateType.SUSPENDED)


class CertificateStatus(TextChoices):
    VALID = "valid", "有效"
    REVOKED = "revoked", "已撤销"
    REPLACED = "replaced", "已被替代"


class CorrectedRecord(TextChoices):
    """What of the court's record is corrected."""

    ENTERPRISE = "enterprise", "被执行企业"
    ENFORCEMENT = "enforcement", "执行案件"
    LISTING = "listing", "名单记录"
    MEASURE = "measure", "执行措施"
    NOTICE = "notice", "告知书送达"


class CorrectionKind(TextChoices):
    """Why a fact reads otherwise: it was recorded wrongly, or the registry has changed the enterprise since."""

    MISTAKE = "mistake", "登记有误"
    RENAMED = "renamed", "企业名称变更"
    MERGED = "merged", "企业被合并"
    DEREGISTERED = "deregistered", "企业已注销"
    BRANCH = "branch", "企业系分支机构"


class BasisKind(TextChoices):
    """Kinds of instrument that ground an enforcement (执行依据)."""

    JUDGMENT = "judgment", "判决书"
    RULING = "ruling", "裁定书"
    MEDIATION = "mediation", "调解书"
    ARBITRAL_AWARD = "arbitral_award", "仲裁裁决书"
    NOTARIAL_DEBT = "notarial_debt", "公证债权文书"
    PAYMENT_ORDER = "payment_order", "支付令"
    ADMINISTRATIVE = "administrative", "行政决定（非诉执行）"


class PerformanceStatus(TextChoices):
    NONE = "none", "全部未履行"
    PARTIAL = "partial", "部分履行"
    FULL = "full", "全部履行"


class MeasureKind(TextChoices):
    FREEZE = "freeze", "冻结账户"
    SEIZE = "seize", "查封扣押财产"
    SPENDING_ORDER = "spending_order", "限制消费"
    LISTING = "listing", "纳入失信被执行人名单"
    EXIT_RESTRICTION = "exit_restriction", "限制出境"
    TRANSFER = "transfer", "划拨存款"
    FINE = "fine", "罚款"
    DETENTION = "detention", "拘留"
    OTHER = "other", "其他执行措施"


class ServiceManner(TextChoices):
    """Manners of service in the Civil Procedure Law."""

    DIRECT = "direct", "直接送达"
    LEFT = "left", "留置送达"
    ELECTRONIC = "electronic", "电子送达"
    ENTRUSTED = "entrusted", "委托送达"
    POST = "post", "邮寄送达"
    FORWARDED = "forwarded", "转交送达"
    PUBLIC = "public", "公告送达"


NOT_IN_LIST = "未纳入失信被执行人名单"  # of a debtor without an entry


class ListingState(TextChoices):
    PROPOSED = "proposed", "拟纳入"
    WITHHELD = "withheld", "暂不发布"
    LISTED = "listed", "已纳入"
    SHIELDED = "shielded", "已屏蔽"
    TERM_SHORTENED = "term_shortened", "已缩短期限"
    DELETED = "deleted", "已删除"
    REVOKED = "revoked", "已撤销"


STILL_LISTED = (ListingState.LISTED, ListingState.SHIELDED, ListingState.TERM_SHORTENED)


class TermKind(TextChoices):
    NONE = "none", "无固定期限"
    FIXED = "fixed", "有纳入期限"


class EntryEffect(TextChoices):
    """What a decision does to the entry in the list; cases.effects says which goes with what."""

    WITHHOLD_LISTING = "withhold_listing", "暂不纳入"
    WITHHOLD_PUBLICATION = "withhold_publication", "暂不发布"
    SHIELD = "shield", "屏蔽"
    SHORTEN = "shorten", "缩短期限"
    MAINTAIN = "maintain", "维持"
    DELETE = "delete", "删除"
    DELETE_EARLY = "delete_early", "提前删除"
    ALREADY_DELETED = "already_deleted", "此前已经删除"
    NO_ENTRY = "no_entry", "没有名单记录"


class ListOperationKind(TextChoices):
    """What the operator does in the court's own system."""

    WITHHOLD = "withhold", "暂不发布"
    SHIELD = "shield", "屏蔽"
    SHORTEN = "shorten", "缩短期限"
    DELETE = "delete", "删除"


class DutyKind(TextChoices):
    """What the court owes to the list by itself, whether or not somebody applies."""

    DELETE = "delete", "删除"
    RESTORE = "restore", "恢复显示"
    REVOKE = "revoke", "撤销"
    CORRECT = "correct", "更正"


class DutyGround(TextChoices):
    """Why; those of art. 10 in their order, then the end of a term, the end of a repair, and art. 9."""

    PERFORMED = "performed", "已经履行义务或者已经执行完毕"
    SETTLED = "settled", "达成执行和解协议且已履行完毕"
    CREDITOR = "creditor", "申请执行人书面申请删除，本院审查同意"
    NO_PROPERTY = "no_property", "终结本次执行后，两次以上查询未发现可供执行财产且没有财产线索"
    STAYED = "stayed", "因审判监督或者破产程序，裁定中止执行"
    NOT_ENFORCED = "not_enforced", "裁定不予执行"
    ENDED = "ended", "裁定终结执行"
    TERM_END = "term_end", "纳入期限届满"
    SHIELD_END = "shield_end", "屏蔽期限届满或者修复被撤销"
    WRONGLY_LISTED = "wrongly_listed", "不应纳入名单"
    INACCURATE = "inaccurate", "名单信息不准确"


class MeasureEffect(TextChoices):
    """What a decision does to a measure other than the list; cases.effects says which goes with what."""

    MAINTAIN = "maintain", "维持"
    LIFT = "lift", "解除"
    LIFT_UNTIL = "lift_until", "暂时解除"
    RELEASE_PART = "release_part", "部分解除"


class RepairGround(TextChoices):
    """Why the applicant asks (正当事由)."""

    FULFILLED = "fulfilled", "已全部履行"
    SETTLED_FULFILLED = "settled_fulfilled", "和解协议已履行完毕"
    PLAN = "plan", "部分履行并有明确履行计划"
    GUARANTEE = "guarantee", "已提供充分有效担保"
    CREDITOR_CONSENT = "creditor_consent", "申请执行人书面同意"
    PROCEDURE = "procedure", "中止、不予或终结执行"
    OTHER = "other", "其他正当事由"


class CommitmentSigner(TextChoices):
    """Who signs the commitment letter in a region."""

    AGENT = "agent", "办理的人"
    REPRESENTATIVE = "legal_representative", "法定代表人"


class Channel(TextChoices):
    """How an application came in."""

    WEB = "web", "网页"
    QR = "qr", "扫码"


class MaterialKind(TextChoices):
    PERFORMANCE_PROOF = "performance_proof", "履行证明材料"
    CAPACITY_PROOF = "capacity_proof", "履行能力或担保材料"
    CREDITOR_CONSENT = "creditor_consent", "申请执行人的书面同意"
    OTHER_PROOF = "other_proof", "其他证明材料"


class Verification(TextChoices):
    """What the body that issued a lost material answered the court."""

    CONFIRMED = "confirmed", "出具单位确认属实"
    CONTRADICTED = "contradicted", "出具单位称不属实"
    UNKNOWN = "unknown", "出具单位无法确认"


class Finding(TextChoices):
    """The handling judge's answer to one guard."""

    CLEAR = "clear", "未发现"
    FOUND = "found", "存在"


class GuardKind(TextChoices):
    CONDITION = "condition", "必备条件"
    HARD = "hard", "禁止情形"
    SOFT = "soft", "需说明情形"


class Recommendation(TextChoices):
    APPROVE = "approve", "建议准予修复"
    REJECT = "reject", "建议不予修复"
