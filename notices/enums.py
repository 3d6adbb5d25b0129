from django.db.models import TextChoices


class DocumentKind(TextChoices):
    """Kinds of paper; the codes D01… are those of the document catalogue in docs/architecture.md."""

    PROACTIVE_NOTICE = "D01", "信用修复主动告知书"
    SERVICE_RECEIPT = "D01R", "送达回证"
    APPLICATION_FORM = "D02", "信用修复申请表"
    COMMITMENT = "D03", "信用承诺书"
    SUBMISSION_RECEIPT = "D02R", "提交回执"
    SUPPLEMENT_NOTICE = "D04", "补正通知书"
    ACCEPTANCE_NOTICE = "D05", "受理通知书"
    DECLINE_NOTICE = "D06", "不予受理通知书"
    LAPSE_NOTICE = "D06L", "视为撤回通知书"
    WITHDRAWAL_NOTICE = "D06W", "撤回确认书"
    SUSPENSION_NOTICE = "D05S", "中止审查通知书"
    CREDITOR_LETTER = "D08", "征询申请执行人意见函"
    EXAMINATION_REPORT = "D11", "审查报告"
    APPROVAL_DECISION = "D12A", "准予信用修复决定书"
    REJECTION_DECISION = "D12R", "不予信用修复决定书"
    CERTIFICATE = "D13", "信用修复证明"
    ADVICE_TO_UNITS = "D14", "信用修复告知书（致各单位）"
    PUSH_LETTER = "D15", "信息推送函"
    DISTRIBUTION_LETTER = "D16", "转推函"
    RECOGNITION_REPLY = "D17", "互认反馈表"
    REFUSAL_LETTER = "D18", "不予认可函"
    CONSULTATION_MINUTES = "D19", "会商纪要"
    MEETING_MINUTES = "D19M", "会议纪要"
    URGE_ORDER = "D20", "催办单"
    OVERSIGHT_ORDER = "D21", "督办单"
    BULLETIN = "D22", "考核评价通报"
    REVOCATION_DECISION = "D28", "撤销信用修复决定书"
    REVOCATION_NOTICE = "D28N", "信用修复撤销通知书（致各单位）"
    OBJECTION_DISMISSAL = "D29", "驳回异议决定书"
    OBJECTION_UPHELD = "D29U", "异议成立决定书"
    LIST_CORRECTION = "D29L", "名单信息纠正申请决定书"
    RECOGNITION_RESULT = "D30", "互认结果通知书"
    ANNUAL_ASSESSMENT = "D33", "年度考核评价表"


class DocumentState(TextChoices):
    """How far the worker has come with a paper."""

    PENDING = "pending", "制作中"
    READY = "ready", "已生成"
    REFUSED = "refused", "无法制作：缺字"
    NEEDS_HUMAN = "needs_human", "制作失败，待人工处理"


class Audience(TextChoices):
    """Who may open a paper besides the court that made it."""

    COURT = "court", "法院内部"
    ENTERPRISE = "enterprise", "企业与法院"
    UNITS = "units", "各单位与法院"
    ALL = "all", "企业、各单位与法院"
