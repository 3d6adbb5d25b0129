"""Why a decision went as it did, what is brought against it, and taking one back; the rest stands in cases.enums."""

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


class RejectionReason(TextChoices):
    """Codes under which reasons of a rejection are counted."""

    NOT_PERFORMED = "not_performed", "未积极履行生效法律文书确定的义务"
    EVADES_DEBT = "evades_debt", "存在逃避债务行为"
    AVOIDS_ENFORCEMENT = "avoids_enforcement", "存在规避执行行为"
    ABLE_BUT_REFUSES = "able_but_refuses", "有履行能力而拒不履行"
    FALSE_MATERIAL = "false_material", "材料或承诺不真实"
    SPENDING_ORDER_BREACH = "spending_order_breach", "违反限制消费令尚未纠正"
    NO_JUST_CAUSE = "no_just_cause", "缺少正当事由"
    PLAN_NOT_FEASIBLE = "plan_not_feasible", "履行计划不明确或不可行"
    OTHER = "other", "其他"


class DeclineReason(TextChoices):
    """Why an application is not accepted; each has its channel in DECLINE_CHANNELS of the region's options."""

    OTHER_COURT = "other_court", "不属本院执行案件"
    NOT_DISHONESTY = "not_dishonesty", "不属失信被执行人信用修复事项"
    NATURAL_PERSON = "natural_person", "申请主体为自然人"
    BARRED = "barred", "仍在限制再次申请期间"


class Hold(TextChoices):
    """Why the limit of an examination does not run; empty while it does."""

    SUSPENDED = "suspended", "已中止审查"
    EXCLUDED = "excluded", "正在扣除期间"


class HoldGround(TextChoices):
    RETRIAL = "retrial", "执行依据进入审判监督程序"
    BANKRUPTCY = "bankruptcy", "法院已受理企业破产申请"
    CRIMINAL = "criminal", "涉嫌犯罪，刑事程序尚未了结"
    HEARING = "hearing", "组织听证"
    EXPERT = "expert", "委托鉴定或者征求专家意见"
    OTHER_COURT = "other_court", "委托其他法院协助核查"


# These suspend the examination itself; during the others it goes on, and their days are not charged.
SUSPENDING = (HoldGround.RETRIAL, HoldGround.BANKRUPTCY, HoldGround.CRIMINAL)


class ExtensionOutcome(TextChoices):
    OPEN = "open", "待另一人决定"
    APPROVED = "approved", "已同意延长"
    REFUSED = "refused", "不同意延长"
    MOOT = "moot", "案件已有结果，不再决定"
