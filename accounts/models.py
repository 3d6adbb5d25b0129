from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin, UserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django_fsm import FSMField

from accounts.enums import AgentKind, EnterpriseStatus, MandateConfirmation, MandateOrigin, MandateState
from accounts.uscc import InvalidUscc, parse_uscc
from ledger.constraints import known, plain


def validate_uscc(value: str) -> None:
    """Model validator around :func:`accounts.uscc.parse_uscc`: class and structure."""
    try:
        parse_uscc(value)
    except InvalidUscc as error:
        raise ValidationError(str(error)) from error


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. What they may do follows from their posts and mandates, never from flags here."""

    username = models.CharField(
        "用户名",
        max_length=60,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": "这个用户名已有人使用，请换一个。"},
    )
    full_name = models.CharField("姓名", max_length=60)
    email = models.EmailField("电子邮箱", blank=True)
    phone = models.CharField("手机号码", max_length=20, blank=True)
    is_active = models.BooleanField("启用", default=True)
    is_staff = models.BooleanField(default=False)
    # Counted up when the account is disabled: sessions from before do not come back when it is enabled again.
    sessions_ended = models.PositiveIntegerField(default=0)
    date_joined = models.DateTimeField("开户时间", auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        verbose_name = "用户"
        ordering = ("pk",)
        constraints = (plain("full_name", "user_full_name_plain"),)

    def __str__(self) -> str:
        return self.full_name or self.username

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session has to know, by each key of the installation: the password, and that the account was not disabled since."""
        known = f"{self.password} {self.sessions_ended}"
        return salted_hmac("accounts.User.sessions", known, secret=secret, algorithm="sha256").hexdigest()


class Enterprise(models.Model):
    """A judgment debtor or applicant, one row per unified social credit code."""

    uscc = models.CharField(
        "统一社会信用代码",
        max_length=18,
        unique=True,
        validators=[validate_uscc],
        error_messages={"unique": "该统一社会信用代码已登记。"},
    )
    # What a second look at the licence said where the check character does not fit; the database wants it then.
    uscc_reason = models.CharField("代码核对说明", max_length=300, blank=True)
    name = models.CharField("企业名称", max_length=100)
    former_names = models.CharField("曾用名", max_length=300, blank=True)
    address = models.CharField("住所", max_length=200, blank=True)
    legal_representative = models.CharField("法定代表人", max_length=60, blank=True)
    contact_phone = models.CharField("联系电话", max_length=20, blank=True)
    is_state_owned = models.BooleanField("国有企业", default=False)
    status = models.CharField("登记状态", max_length=20, choices=EnterpriseStatus, default=EnterpriseStatus.ACTIVE)
    # As the registry's extract names them: they need not be on file here.
    merged_into = models.CharField("合并后的企业", max_length=100, blank=True)
    head_office = models.CharField("所属企业", max_length=100, blank=True)
    members = models.ManyToManyField(User, through="Mandate", through_fields=("enterprise", "user"), related_name="enterprises")

    class Meta:
        verbose_name = "企业"
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(uscc__regex=r"^[0-9A-HJ-NPQRTUWXY]{18}$"),
                name="enterprise_uscc_alphabet",
                violation_error_message="统一社会信用代码含有不允许的字符。",
            ),
            models.CheckConstraint(condition=Q(status__in=EnterpriseStatus.values), name="enterprise_status_known"),
            plain("name", "enterprise_name_plain"),
            plain("former_names", "enterprise_former_names_plain"),
            plain("legal_representative", "enterprise_representative_plain"),
            models.CheckConstraint(
                condition=Q(status="merged") & ~Q(merged_into="") | ~Q(status="merged") & Q(merged_into=""),
                name="enterprise_merged_names_successor",
                violation_error_message="被合并的企业须写明合并后的企业，其他企业不写。",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Mandate(models.Model):
    """A person's authority to act for an enterprise, with its ground and its term."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="mandates")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="mandates")
    kind = models.CharField("身份", max_length=30, choices=AgentKind, default=AgentKind.STAFF)
    origin = models.CharField("依据", max_length=20, choices=MandateOrigin)
    state = FSMField("状态", max_length=20, choices=MandateState, protected=True)
    state_seq = models.PositiveIntegerField(default=0)
    # Settled when the request is made: what the region sets, and the court for whoever was refused or whose mandate is over.
    confirmation = models.CharField("由谁核实", max_length=20, choices=MandateConfirmation, default=MandateConfirmation.COURT)
    reason = models.CharField("说明", max_length=300, blank=True)
    requested_at = models.DateTimeField("提出时间")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("核实时间", null=True, blank=True)
    valid_from = models.DateField("生效日期", null=True, blank=True)
    valid_until = models.DateField("失效日期", null=True, blank=True)
    ended_at = models.DateTimeField("终止时间", null=True, blank=True)

    class Meta:
        verbose_name = "授权"
        ordering = ("pk",)
        indexes = (
            models.Index(fields=("requested_at", "id"), condition=Q(state=MandateState.REQUESTED), name="mandate_requested"),
            models.Index(fields=("-id",), condition=Q(state=MandateState.ACTIVE), name="mandate_active"),
        )
        constraints = (
            known("kind", AgentKind, "mandate_kind_known"),
            models.UniqueConstraint(
                fields=("user", "enterprise"),
                condition=Q(state__in=("requested", "active")),
                name="mandate_one_open_per_person",
                violation_error_message="您已提交过加入该企业的申请。",
            ),
            models.CheckConstraint(
                condition=~Q(state="active") | Q(valid_from__isnull=False, decided_at__isnull=False),
                name="mandate_active_has_start",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="mandate_term_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("ended", "revoked"), ended_at__isnull=False)
                | Q(state__in=("requested", "active", "refused", "withdrawn"), ended_at__isnull=True),
                name="mandate_over_has_moment",
            ),
            models.UniqueConstraint(
                fields=("enterprise",),
                condition=Q(state="active", kind="legal_representative"),
                name="mandate_one_legal_representative",
                violation_error_message="该企业已有一名确认过的法定代表人；法定代表人已变更的，请先撤销原来的授权。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=MandateState.values)
                & Q(origin__in=MandateOrigin.values)
                & Q(confirmation__in=MandateConfirmation.values),
                name="mandate_values_known",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("user")),
                name="mandate_not_decided_by_self",
                violation_error_message="不能核实自己的授权。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} / {self.enterprise}"
