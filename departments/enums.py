from django.db.models import TextChoices


class DepartmentKind(TextChoices):
    """What a department is in the mechanism; all three kinds answer as member units."""

    COURT = "court", "法院"
    BUREAU = "bureau", "信用体系牵头部门"
    MEMBER = "member", "成员单位"


class Channel(TextChoices):
    """How a push reaches a department (a letter on paper is sent by hand; the portal records it)."""

    PLATFORM = "platform", "平台待办"
    OFFLINE = "offline", "线下函件"
