import django.contrib.auth.models
import django.contrib.auth.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="Enterprise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "uscc",
                    models.CharField(
                        error_messages={"unique": "该统一社会信用代码已登记。"},
                        max_length=18,
                        unique=True,
                        validators=[accounts.models.validate_uscc],
                        verbose_name="统一社会信用代码",
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="企业名称")),
                ("former_names", models.CharField(blank=True, max_length=300, verbose_name="曾用名")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="住所")),
                ("legal_representative", models.CharField(blank=True, max_length=60, verbose_name="法定代表人")),
                ("contact_phone", models.CharField(blank=True, max_length=20, verbose_name="联系电话")),
                ("is_state_owned", models.BooleanField(default=False, verbose_name="国有企业")),
                (
                    "status",
                    models.CharField(
                        choices=[("active", "存续"), ("bankruptcy", "破产程序中"), ("deregistered", "注销")],
                        default="active",
                        max_length=20,
                        verbose_name="登记状态",
                    ),
                ),
            ],
            options={
                "verbose_name": "企业",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        error_messages={"unique": "这个用户名已有人使用，请换一个。"},
                        max_length=60,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="用户名",
                    ),
                ),
                ("full_name", models.CharField(max_length=60, verbose_name="姓名")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="电子邮箱")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="手机号码")),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                ("is_staff", models.BooleanField(default=False)),
                ("date_joined", models.DateTimeField(auto_now_add=True, verbose_name="开户时间")),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "用户",
                "ordering": ("pk",),
            },
            managers=[
                ("objects", django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name="Mandate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("legal_representative", "法定代表人"), ("staff", "经办人"), ("lawyer", "代理律师")],
                        default="staff",
                        max_length=30,
                        verbose_name="身份",
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[("notice", "凭送达的告知书加入"), ("court", "经法院核实加入")], max_length=20, verbose_name="依据"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("requested", "待法院核实"), ("active", "有效"), ("refused", "未予确认"), ("ended", "已终止")],
                        max_length=20,
                        verbose_name="状态",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("requested_at", models.DateTimeField(verbose_name="提出时间")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="核实时间")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="生效日期")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="失效日期")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="mandates", to="accounts.enterprise"),
                ),
                (
                    "user",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="mandates", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "verbose_name": "授权",
                "ordering": ("pk",),
            },
        ),
        migrations.AddField(
            model_name="enterprise",
            name="members",
            field=models.ManyToManyField(
                related_name="enterprises", through="accounts.Mandate", through_fields=("enterprise", "user"), to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["legal_representative", "staff", "lawyer"])), name="mandate_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("requested", "active"))),
                fields=("user", "enterprise"),
                name="mandate_one_open_per_person",
                violation_error_message="您已提交过加入该企业的申请。",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "active"), _negated=True),
                    models.Q(("decided_at__isnull", False), ("valid_from__isnull", False)),
                    _connector="OR",
                ),
                name="mandate_active_has_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_until__isnull", True), ("valid_until__gte", models.F("valid_from")), _connector="OR"),
                name="mandate_term_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["requested", "active", "refused", "ended"]), ("origin__in", ["notice", "court"])),
                name="mandate_values_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True), models.Q(("decided_by", models.F("user")), _negated=True), _connector="OR"
                ),
                name="mandate_not_decided_by_self",
                violation_error_message="不能核实自己的授权。",
            ),
        ),
        migrations.AddConstraint(
            model_name="enterprise",
            constraint=models.CheckConstraint(
                condition=models.Q(("uscc__regex", "^[0-9A-HJ-NPQRTUWXY]{18}$")),
                name="enterprise_uscc_alphabet",
                violation_error_message="统一社会信用代码含有不允许的字符。",
            ),
        ),
        migrations.AddConstraint(
            model_name="enterprise",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["active", "bankruptcy", "deregistered"])), name="enterprise_status_known"
            ),
        ),
    ]
