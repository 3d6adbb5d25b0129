from django.db.models import TextChoices


class PeriodKind(TextChoices):
    """How long a period of assessment is."""

    MONTH = "month", "月度"
    QUARTER = "quarter", "季度"
    YEAR = "year", "年度"


class Measure(TextChoices):
    """What the portal can measure; a region says which of it counts, with which parameters and weight."""

    ON_TIME = "on_time", "按期率"
    LATE_DAYS = "late_days", "超期天数"
    OWN_DAYS = "own_days", "平均用时"
    OVERTURNED = "overturned", "经会商改为认可的比例"
    RETURNED = "returned", "推送被退回的比例"


class Grade(TextChoices):
    """What a yearly score suggests; the leading group decides."""

    COMMENDED = "commended", "建议列入评优评先考虑范围"
    QUALIFIED = "qualified", "合格，不列入评优评先考虑范围"
    BELOW = "below", "不合格，不列入评优评先考虑范围"
    NOT_SCORED = "not_scored", "没有可评的事项，不评分"


class AssessmentState(TextChoices):
    """How far the assessment of a period has come."""

    COUNTING = "counting", "正在计算"
    DRAFT = "draft", "拟定中"
    OPEN = "open", "各单位核对中"
    LOCKED = "locked", "已锁定"


class AssessmentAction(TextChoices):
    """What the office does with the assessment of a period, and the system that counts it."""

    DRAW_UP = "draw_up_assessment", "编制考核评价"
    RECALCULATE = "recalculate_assessment", "重新计算"
    COUNT = "count_assessment", "计算完成"
    SHOW = "show_assessment", "送各单位核对"
    LOCK = "lock_assessment", "锁定并印发通报"
    LOCK_YEAR = "lock_year_assessment", "锁定并印发年度通报"


class ScorecardState(TextChoices):
    """How far one unit's card has come."""

    DRAFT = "draft", "拟定中"
    OPEN = "open", "待核对"
    CONFIRMED = "confirmed", "已确认"
    APPEALED = "appealed", "申诉待处理"
    RULED = "ruled", "申诉已处理"
    LOCKED = "locked", "已锁定"


class ScorecardAction(TextChoices):
    """What happens to one unit's card."""

    ADD_CARD = "add_card", "编制评分表"
    SHOW_CARD = "show_card", "送单位核对"
    CONFIRM = "confirm_card", "确认无异"
    APPEAL = "appeal_card", "提出申诉"
    UPHOLD = "uphold_appeal", "采纳申诉"
    DISMISS = "dismiss_appeal", "不采纳申诉"
    LOCK_CARD = "lock_card", "锁定评分表"
