import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Region",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="代码")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("division_code", models.CharField(max_length=6, verbose_name="行政区划代码")),
                ("measures_title", models.CharField(max_length=120, verbose_name="实施办法名称")),
                ("options", models.JSONField(default=dict, verbose_name="开关与参数")),
            ],
            options={
                "verbose_name": "地区",
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="Department",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, verbose_name="代码")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("short_name", models.CharField(max_length=20, verbose_name="简称")),
                (
                    "kind",
                    models.CharField(
                        choices=[("court", "法院"), ("bureau", "信用体系牵头部门"), ("member", "成员单位")],
                        max_length=10,
                        verbose_name="性质",
                    ),
                ),
                ("is_office", models.BooleanField(default=False, verbose_name="承担办公室职责")),
                ("court_code", models.CharField(blank=True, max_length=10, verbose_name="法院代字")),
                (
                    "recognition_fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None, verbose_name="认可事项"
                    ),
                ),
                ("duty", models.CharField(blank=True, max_length=300, verbose_name="职责")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="办公电话")),
                ("address", models.CharField(blank=True, max_length=120, verbose_name="办公地址")),
                (
                    "channel",
                    models.CharField(
                        choices=[("platform", "平台待办"), ("offline", "线下函件")],
                        default="platform",
                        max_length=10,
                        verbose_name="推送渠道",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="排序")),
                ("joined_on", models.DateField(verbose_name="加入日期")),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="退出日期")),
                (
                    "region",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="departments", to="departments.region"),
                ),
            ],
            options={
                "verbose_name": "单位",
                "ordering": ("region_id", "position", "pk"),
            },
        ),
        migrations.CreateModel(
            name="RegionVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="版本")),
                ("content", models.TextField(verbose_name="文件内容")),
                ("sha256", models.CharField(max_length=64)),
                ("applied_at", models.DateTimeField(verbose_name="生效时间")),
                ("applied_by", models.CharField(max_length=100, verbose_name="操作人")),
                (
                    "region",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="departments.region"),
                ),
            ],
            options={
                "verbose_name": "地区配置版本",
                "ordering": ("region_id", "-number"),
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("acceptance_officer", "立案受理岗"),
                            ("handling_judge", "承办法官"),
                            ("reviewing_judge", "复核法官"),
                            ("signing_president", "签发院长"),
                            ("list_operator", "名单操作员"),
                            ("bureau_handler", "牵头部门经办"),
                            ("bureau_approver", "牵头部门审核"),
                            ("member_liaison", "单位联络员"),
                            ("member_approver", "单位审核人"),
                            ("office", "领导小组办公室"),
                            ("leader", "领导小组领导"),
                            ("administrator", "系统管理员"),
                            ("enterprise_agent", "企业经办人"),
                            ("system", "系统"),
                        ],
                        max_length=30,
                        verbose_name="岗位",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=60, verbose_name="职务")),
                ("office_phone", models.CharField(blank=True, max_length=40, verbose_name="办公电话")),
                ("valid_from", models.DateField(verbose_name="任职起")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="任职止")),
                (
                    "department",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="posts", to="departments.department"),
                ),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="posts", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "verbose_name": "岗位",
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("valid_until__isnull", True)),
                        fields=("user", "department", "role"),
                        name="post_once_per_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "acceptance_officer",
                                    "handling_judge",
                                    "reviewing_judge",
                                    "signing_president",
                                    "list_operator",
                                    "bureau_handler",
                                    "bureau_approver",
                                    "member_liaison",
                                    "member_approver",
                                    "office",
                                    "leader",
                                    "administrator",
                                    "enterprise_agent",
                                    "system",
                                ],
                            )
                        ),
                        name="post_role_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__isnull", True), ("valid_until__gte", models.F("valid_from")), _connector="OR"),
                        name="post_term_in_order",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="department",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ["platform", "offline"])), name="department_channel_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="department",
            constraint=models.UniqueConstraint(fields=("region", "code"), name="department_code_in_region"),
        ),
        migrations.AddConstraint(
            model_name="department",
            constraint=models.CheckConstraint(
                condition=models.Q(("left_on__isnull", True), ("left_on__gte", models.F("joined_on")), _connector="OR"),
                name="department_term_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="department",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["court", "bureau", "member"])), name="department_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="department",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "court"), _negated=True), models.Q(("court_code", ""), _negated=True), _connector="OR"
                ),
                name="department_court_has_code",
                violation_error_message="法院必须填写法院代字。",
            ),
        ),
        migrations.AddConstraint(
            model_name="regionversion",
            constraint=models.UniqueConstraint(fields=("region", "number"), name="region_version_number"),
        ),
    ]
