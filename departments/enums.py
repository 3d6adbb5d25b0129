from django.db.models import TextChoices


class DepartmentKind(TextChoices):
    """What a department is in the mechanism; all three kinds answer as member units."""

    COURT = "court", "法院"
    BUREAU = "bureau", "信用体系牵头部门"
    MEMBER = "member", "成员单位"


class Role(TextChoices):
    """What a person does; held as a post in a department. Segregation of duties is checked per case."""

    ACCEPTANCE_OFFICER = "acceptance_officer", "立案受理岗"
    HANDLING_JUDGE = "handling_judge", "承办法官"
    REVIEWING_JUDGE = "reviewing_judge", "复核法官"
    SIGNING_PRESIDENT = "signing_president", "签发院长"
    LIST_OPERATOR = "list_operator", "名单操作员"
    BUREAU_HANDLER = "bureau_handler", "牵头部门经办"
    BUREAU_APPROVER = "bureau_approver", "牵头部门审核"
    MEMBER_LIAISON = "member_liaison", "单位联络员"
    MEMBER_APPROVER = "member_approver", "单位审核人"
    OFFICE = "office", "领导小组办公室"
    LEADER = "leader", "领导小组领导"
    ADMINISTRATOR = "administrator", "系统管理员"
    ENTERPRISE_AGENT = "enterprise_agent", "企业经办人"
    SYSTEM = "system", "系统"


COURT_ROLES = (
    Role.ACCEPTANCE_OFFICER,
    Role.HANDLING_JUDGE,
    Role.REVIEWING_JUDGE,
    Role.SIGNING_PRESIDENT,
    Role.LIST_OPERATOR,
)
BUREAU_ROLES = (Role.BUREAU_HANDLER, Role.BUREAU_APPROVER)
MEMBER_ROLES = (Role.MEMBER_LIAISON, Role.MEMBER_APPROVER)


class Channel(TextChoices):
    """How a push reaches a department (a letter on paper is sent by hand; the portal records it)."""

    PLATFORM = "platform", "平台待办"
    OFFLINE = "offline", "线下函件"


class Leg(TextChoices):
    """The two hops of a push."""

    COURT_TO_BUREAU = "court_to_bureau", "法院推送牵头部门"
    BUREAU_TO_UNIT = "bureau_to_unit", "牵头部门转推成员单位"


class DeliveryState(TextChoices):
    """A push as the receiver's answer leaves it."""

    SENT = "sent", "待签收"
    RECEIVED = "received", "已签收"
    RETURNED = "returned", "已退回更正"


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


class RecognitionResult(TextChoices):
    """What a unit answers."""

    RECOGNIZED = "recognized", "认可"
    PARTIAL = "partial", "部分认可"
    REFUSED = "refused", "不予认可"
