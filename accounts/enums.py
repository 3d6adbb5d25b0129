from django.db.models import TextChoices


class EnterpriseStatus(TextChoices):
    """Registration status of an enterprise."""

    ACTIVE = "active", "存续"
    BANKRUPTCY = "bankruptcy", "破产程序中"
    DEREGISTERED = "deregistered", "注销"
    MERGED = "merged", "被合并"


class MandateState(TextChoices):
    """How far an agent's authority to act for an enterprise has come."""

    REQUESTED = "requested", "待法院核实"
    ACTIVE = "active", "有效"
    REFUSED = "refused", "未予确认"
    ENDED = "ended", "已终止"


class MandateOrigin(TextChoices):
    """What the mandate rests on."""

    NOTICE = "notice", "凭送达的告知书加入"
    COURT = "court", "经法院核实加入"


class AgentKind(TextChoices):
    """In what capacity a person acts for the enterprise."""

    LEGAL_REPRESENTATIVE = "legal_representative", "法定代表人"
    STAFF = "staff", "经办人"
    LAWYER = "lawyer", "代理律师"
