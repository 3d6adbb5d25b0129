from django.db.models import TextChoices


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
OVERSEERS = (Role.OFFICE, Role.LEADER)
