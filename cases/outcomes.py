"""Words of what is brought against a decision and of taking one back; the rest stands in cases.enums."""

from django.db.models import TextChoices


class ObjectionStage(TextChoices):
    """How far a written objection against a rejection has come; empty where there was none."""

    OPEN = "open", "异议正在审查"
    UPHELD = "upheld", "异议成立"
    DISMISSED = "dismissed", "异议已驳回"


class RevocationStage(TextChoices):
    """How far the revocation of a repair has come; empty where none is under way."""

    PROPOSED = "proposed", "拟撤销信用修复，正在听取企业陈述申辩"
    HEARD = "heard", "陈述申辩已经结束，待复核"
    REVIEWED = "reviewed", "撤销已经复核，待院长决定"
    DECIDED = "decided", "信用修复已撤销，撤销通知待推送"
    PUSHED = "pushed", "撤销通知已推送，待牵头部门签收"
    RECEIVED = "received", "撤销通知已签收，待转推各单位"


class RevocationGround(TextChoices):
    BREACH = "breach", "违反证明载明的条件或者信用承诺"
    FALSE_MATERIAL = "false_material", "提交虚假材料或者作虚假承诺"


class RevocationOutcome(TextChoices):
    OPEN = "open", "正在办理"
    REVOKED = "revoked", "已撤销信用修复"
    DROPPED = "dropped", "不予撤销"
