from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from departments.enums import Channel, DepartmentKind
from ledger.constraints import known
from procedure.enums import Role


class Region(models.Model):
    """A district that runs the mechanism. Everything that differs between districts hangs on it as data."""

    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=60)
    division_code = models.CharField("行政区划代码", max_length=6)
    measures_title = models.CharField("实施办法名称", max_length=120)
    options = models.JSONField("开关与参数", default=dict)

    class Meta:
        verbose_name = "地区"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name

    @property
    def local_rules_confirmed(self) -> bool:
        """Whether the court has confirmed what the district set where no source does."""
        return bool(self.options.get("local_rules_confirmed_on"))


class RegionVersion(models.Model):
    """A region file as it was applied: the bytes, who applied it, and when."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版本")
    content = models.TextField("文件内容")
    sha256 = models.CharField(max_length=64)
    applied_at = models.DateTimeField("生效时间")
    applied_by = models.CharField("操作人", max_length=100)

    class Meta:
        verbose_name = "地区配置版本"
        ordering = ("region_id", "-number")
        constraints = (models.UniqueConstraint(fields=("region", "number"), name="region_version_number"),)

    def __str__(self) -> str:
        return f"{self.region} v{self.number}"


class Department(models.Model):
    """A court, bureau or member unit that takes part in the mechanism from one date to another."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="departments")
    code = models.SlugField("代码", max_length=40)
    name = models.CharField("名称", max_length=60)
    short_name = models.CharField("简称", max_length=20)
    kind = models.CharField("性质", max_length=10, choices=DepartmentKind)
    is_office = models.BooleanField("承担办公室职责", default=False)
    court_code = models.CharField("法院代字", max_length=10, blank=True)
    recognition_fields = ArrayField(models.CharField(max_length=40), verbose_name="认可事项", default=list)
    duty = models.CharField("职责", max_length=300, blank=True)
    # What the unit's own papers are numbered under (发文代字).
    mark = models.CharField("发文代字", max_length=12, blank=True)
    phone = models.CharField("办公电话", max_length=40, blank=True)
    address = models.CharField("办公地址", max_length=120, blank=True)
    channel = models.CharField("推送渠道", max_length=10, choices=Channel, default=Channel.PLATFORM)
    position = models.PositiveSmallIntegerField("排序", default=0)
    joined_on = models.DateField("加入日期")
    left_on = models.DateField("退出日期", null=True, blank=True)

    class Meta:
        verbose_name = "单位"
        ordering = ("region_id", "position", "pk")
        constraints = (
            known("channel", Channel, "department_channel_known"),
            models.UniqueConstraint(fields=("region", "code"), name="department_code_in_region"),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")),
                name="department_term_in_order",
            ),
            models.CheckConstraint(condition=Q(kind__in=DepartmentKind.values), name="department_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind="court") | ~Q(court_code=""),
                name="department_court_has_code",
                violation_error_message="法院必须填写法院代字。",
            ),
        )

    def __str__(self) -> str:
        return self.short_name


class Post(models.Model):
    """A role that a person holds in a department for a time."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField("岗位", max_length=30, choices=Role)
    title = models.CharField("职务", max_length=60, blank=True)
    office_phone = models.CharField("办公电话", max_length=40, blank=True)
    valid_from = models.DateField("任职起")
    valid_until = models.DateField("任职止", null=True, blank=True)
    # The moment at which an administrator ended it, within its last day.
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "岗位"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("user", "department", "role"),
                condition=Q(valid_until__isnull=True),
                name="post_once_per_person",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="post_role_known"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="post_term_in_order",
            ),
            models.CheckConstraint(condition=Q(ended_at__isnull=True) | Q(valid_until__isnull=False), name="post_ended_has_last_day"),
        )

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()}"
