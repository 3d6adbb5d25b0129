from django.db.models import TextChoices


class OrderKind(TextChoices):
    """How hard the office presses."""

    URGE = "urge", "催办单"
    OVERSIGHT = "oversight", "督办单"


class OrderState(TextChoices):
    """How far an order has come."""

    ISSUED = "issued", "待答复"
    ANSWERED = "answered", "已答复，待审核"
    RETURNED = "returned", "答复被退回"
    ESCALATED = "escalated", "逾期未答复，已报责任领导"
    ACCEPTED = "accepted", "答复已采纳"
    RAISED = "raised", "已转为督办"
    DONE = "done", "所催事项已办结或者不再超期"
    WITHDRAWN = "withdrawn", "已收回"


class OrderAction(TextChoices):
    """What the office, the unit or the system does with an order."""

    ISSUE_URGE = "issue_urge", "发出催办单"
    ISSUE_OVERSIGHT = "issue_oversight", "发出督办单"
    ANSWER_ORDER = "answer_order", "答复"
    ACCEPT_ANSWER = "accept_answer", "采纳答复"
    SEND_BACK_ANSWER = "send_back_answer", "退回答复"
    RAISE_ORDER = "raise_order", "转为督办"
    ESCALATE_ORDER = "escalate_order", "报告责任领导"
    CLOSE_ORDER = "close_order", "所催事项办结"
    WITHDRAW_ORDER = "withdraw_order", "收回"


class ComplaintState(TextChoices):
    """How far an enterprise's complaint has come."""

    FILED = "filed", "待办公室答复"
    REPLIED = "replied", "办公室已答复"


class ComplaintAction(TextChoices):
    """What the enterprise and the office do."""

    FILE_COMPLAINT = "file_complaint", "反映"
    REPLY_COMPLAINT = "reply_complaint", "答复企业"
