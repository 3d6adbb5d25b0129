from django.db.models import TextChoices


class Leg(TextChoices):
    """The two hops of a push."""

    COURT_TO_BUREAU = "court_to_bureau", "法院推送牵头部门"
    BUREAU_TO_UNIT = "bureau_to_unit", "牵头部门转推成员单位"


class DeliveryState(TextChoices):
    """A push as the receiver's answer leaves it."""

    SENT = "sent", "待签收"
    RECEIVED = "received", "已签收"
    RETURNED = "returned", "已退回更正"
    SUPERSEDED = "superseded", "未签收，已被后来的推送取代"


class PushedFact(TextChoices):
    """What of a push the bureau can find wrong, as the letter and its data name it."""

    ENTERPRISE_NAME = "enterprise_name", "企业名称"
    USCC = "uscc", "统一社会信用代码"
    CASE_NUMBER = "case_number", "执行案号"
    MEASURES = "measures", "措施及其处理"
    CERTIFICATE = "certificate", "证明编号、类型或者出具日"
    VALIDITY = "validity", "有效期"
    FILE = "file", "证明文件打不开或者校验值不符"


class RecognitionState(TextChoices):
    """A member unit's way from the push to its answer."""

    AWAITING_RECEIPT = "awaiting_receipt", "待签收"
    RECEIVED = "received", "待反馈"
    PROPOSED = "proposed", "待单位审核"
    RECOGNIZED = "recognized", "已认可"
    PARTIAL = "partial", "部分认可"
    REFUSED = "refused", "不予认可"
    CONSULTATION = "consultation", "会商中"
    REFUSED_UPHELD = "refused_upheld", "会商维持原意见"
    ESCALATED = "escalated", "已报领导小组"
    ENDED = "ended", "证明已撤销，不再反馈"


class RecognitionResult(TextChoices):
    """What a unit answers."""

    RECOGNIZED = "recognized", "认可"
    PARTIAL = "partial", "部分认可"
    REFUSED = "refused", "不予认可"


class RecognitionAction(TextChoices):
    """What a unit, the office or the system does with a unit's answer."""

    OPEN_RECOGNITION = "open_recognition", "转推到单位"
    RECEIVE_DELIVERY = "receive_delivery", "单位签收"
    PROPOSE_ANSWER = "propose_answer", "拟写反馈"
    RETURN_ANSWER = "return_answer", "退回联络员"
    RECOGNIZE = "recognize", "认可"
    RECOGNIZE_PARTLY = "recognize_partly", "部分认可"
    REFUSE = "refuse", "不予认可"
    OPEN_CONSULTATION = "open_consultation", "召集会商"
    CONVENE_AGAIN = "convene_again", "再次召集会商"
    CALL_OFF_CONSULTATION = "call_off_consultation", "会商会议取消"
    CONSULT_RECOGNIZE = "consult_recognize", "会商改为认可"
    CONSULT_UPHOLD = "consult_uphold", "会商维持"
    CONSULT_ESCALATE = "consult_escalate", "上报领导小组"
    SEND_REPLACEMENT = "send_replacement", "补推替代证明到单位"
    SIGN_FOR_REPLACEMENT = "sign_for_replacement", "签收替代证明"
    END_RECOGNITION = "end_recognition", "证明撤销，不再反馈"
    SEND_REVOCATION = "send_revocation", "发送撤销通知到单位"
    SIGN_FOR_REVOCATION = "sign_for_revocation", "签收撤销通知"
