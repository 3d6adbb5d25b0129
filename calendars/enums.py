from django.db.models import TextChoices


class ChangeKind(TextChoices):
    """What moves the limits of a whole region at once."""

    ARRANGEMENT = "arrangement", "放假安排"
    OUTAGE = "outage", "系统中断"


class ChangeState(TextChoices):
    PROPOSED = "proposed", "待另一人核对"
    REFUSED = "refused", "已退回"
    APPROVED = "approved", "已核对，正在重新计算"
    APPLIED = "applied", "已生效"


class ChangeAction(TextChoices):
    PROPOSE_ARRANGEMENT = "propose_arrangement", "导入放假安排"
    PROPOSE_OUTAGE = "propose_outage", "登记系统中断"
    APPROVE_CHANGE = "approve_change", "核对无误，生效"
    REFUSE_CHANGE = "refuse_change", "退回，不生效"
    APPLY_CHANGE = "apply_change", "重新计算期限"
