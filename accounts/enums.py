from django.db.models import TextChoices


class EnterpriseStatus(TextChoices):
    """Registration status of an enterprise."""

    ACTIVE = "active", "存续"
    BANKRUPTCY = "bankruptcy", "破产程序中"
    DEREGISTERED = "deregistered", "注销"
    MERGED = "merged", "被合并"


class MandateState(TextChoices):
    """How far an agent's authority to act for an enterprise has come."""

    REQUESTED = "requested", "待核实"
    ACTIVE = "active", "有效"
    REFUSED = "refused", "未予确认"
    WITHDRAWN = "withdrawn", "已撤回"
    ENDED = "ended", "已终止"
    REVOKED = "revoked", "已撤销"


class MandateOrigin(TextChoices):
    """What the mandate rests on."""

    NOTICE = "notice", "凭送达的告知书申请，经核实加入"
    COURT = "court", "按统一社会信用代码申请，经核实加入"


class MandateConfirmation(TextChoices):
    """Who may confirm a request: always the court, and where the region says so the legal representative's own account."""

    COURT = "court", "法院"
    REPRESENTATIVE = "representative", "法定代表人或者法院"


class AgentKind(TextChoices):
    """In what capacity a person acts for the enterprise."""

    LEGAL_REPRESENTATIVE = "legal_representative", "法定代表人"
    STAFF = "staff", "经办人"
    LAWYER = "lawyer", "代理律师"
