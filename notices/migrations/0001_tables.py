import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
        ("cases", "0001_tables"),
        ("departments", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(blank=True, max_length=30, verbose_name="岗位")),
                ("subject", models.CharField(max_length=120, verbose_name="标题")),
                ("body", models.CharField(max_length=2000, verbose_name="内容")),
                ("sent_at", models.DateTimeField(verbose_name="时间")),
                ("dedup_key", models.CharField(max_length=120, unique=True)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="messages", to="cases.case"
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="departments.department",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="accounts.enterprise",
                    ),
                ),
            ],
            options={
                "verbose_name": "消息",
                "ordering": ("-sent_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="MessageReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("read_at", models.DateTimeField(verbose_name="阅读时间")),
                ("message", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="readings", to="notices.message")),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="NumberPattern",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=30, verbose_name="文书")),
                ("pattern", models.CharField(max_length=80, verbose_name="格式")),
                (
                    "region",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="number_patterns", to="departments.region"),
                ),
            ],
            options={
                "verbose_name": "文书编号格式",
                "ordering": ("region_id", "kind"),
            },
        ),
        migrations.CreateModel(
            name="NumberSeries",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=30, verbose_name="文书")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("last", models.PositiveIntegerField(default=0, verbose_name="已用到")),
                (
                    "region",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="number_series", to="departments.region"),
                ),
            ],
            options={
                "verbose_name": "文书编号",
                "ordering": ("region_id", "kind", "year"),
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("D01", "信用修复主动告知书"),
                            ("D01R", "送达回证"),
                            ("D02", "信用修复申请表"),
                            ("D03", "信用承诺书"),
                            ("D02R", "提交回执"),
                            ("D04", "补正通知书"),
                            ("D05", "受理通知书"),
                            ("D06", "不予受理通知书"),
                            ("D06L", "视为撤回通知书"),
                            ("D06W", "撤回确认书"),
                            ("D11", "审查报告"),
                            ("D12A", "准予信用修复决定书"),
                            ("D12R", "不予信用修复决定书"),
                            ("D13", "信用修复证明"),
                            ("D14", "信用修复告知书（致各单位）"),
                            ("D15", "信息推送函"),
                            ("D16", "转推函"),
                            ("D17", "互认反馈表"),
                            ("D18", "不予认可函"),
                            ("D19", "会商纪要"),
                            ("D30", "互认结果通知书"),
                        ],
                        max_length=6,
                        verbose_name="文书",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="标题")),
                ("number", models.CharField(blank=True, max_length=80, verbose_name="文书编号")),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("court", "法院内部"),
                            ("enterprise", "企业与法院"),
                            ("units", "各单位与法院"),
                            ("all", "企业、各单位与法院"),
                        ],
                        max_length=12,
                        verbose_name="可见范围",
                    ),
                ),
                ("template_version", models.CharField(max_length=20, verbose_name="模板版本")),
                ("snapshot", models.BinaryField(verbose_name="快照")),
                ("snapshot_sha256", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "制作中"),
                            ("ready", "已生成"),
                            ("refused", "无法制作：缺字"),
                            ("needs_human", "制作失败，待人工处理"),
                        ],
                        default="pending",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("file_name", models.CharField(blank=True, max_length=80, verbose_name="存放名")),
                ("pdf_sha256", models.CharField(blank=True, max_length=64, verbose_name="PDF校验值")),
                ("size", models.PositiveIntegerField(default=0, verbose_name="字节数")),
                ("page_count", models.PositiveSmallIntegerField(default=0, verbose_name="页数")),
                ("fonts", models.JSONField(default=list, verbose_name="所用字体")),
                ("failure", models.CharField(blank=True, max_length=500, verbose_name="失败原因")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="制作次数")),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("lease_token", models.UUIDField(blank=True, null=True)),
                ("created_at", models.DateTimeField(verbose_name="形成时间")),
                ("created_by", models.CharField(max_length=100, verbose_name="经办")),
                ("rendered_at", models.DateTimeField(blank=True, null=True, verbose_name="生成时间")),
                (
                    "application",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="documents", to="cases.application"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="documents", to="cases.case"
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="departments.department",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="documents", to="cases.notice"
                    ),
                ),
            ],
            options={
                "verbose_name": "文书",
                "ordering": ("pk",),
                "indexes": [
                    models.Index(fields=["state", "lease_until"], name="document_queue"),
                    models.Index(fields=["case", "id"], name="document_of_case"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True), fields=("number",), name="document_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ready"), _negated=True),
                            models.Q(
                                models.Q(("file_name", ""), _negated=True),
                                models.Q(("pdf_sha256", ""), _negated=True),
                                ("page_count__gte", 1),
                                ("rendered_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="document_ready_has_pdf",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("refused", "needs_human")), _negated=True),
                            models.Q(("failure", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="document_failure_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("case__isnull", False), ("notice__isnull", False), ("application__isnull", False), _connector="OR"
                        ),
                        name="document_belongs_somewhere",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "D01",
                                    "D01R",
                                    "D02",
                                    "D03",
                                    "D02R",
                                    "D04",
                                    "D05",
                                    "D06",
                                    "D06L",
                                    "D06W",
                                    "D11",
                                    "D12A",
                                    "D12R",
                                    "D13",
                                    "D14",
                                    "D15",
                                    "D16",
                                    "D17",
                                    "D18",
                                    "D19",
                                    "D30",
                                ],
                            ),
                            ("state__in", ["pending", "ready", "refused", "needs_human"]),
                            ("audience__in", ["court", "enterprise", "units", "all"]),
                        ),
                        name="document_values_known",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["enterprise", "-sent_at"], name="message_of_enterprise"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["department", "role", "-sent_at"], name="message_of_post"),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("department__isnull", True), ("enterprise__isnull", False)),
                    models.Q(("department__isnull", False), ("enterprise__isnull", True)),
                    _connector="OR",
                ),
                name="message_has_one_receiver",
            ),
        ),
        migrations.AddConstraint(
            model_name="messagereading",
            constraint=models.UniqueConstraint(fields=("message", "user"), name="message_read_once"),
        ),
        migrations.AddConstraint(
            model_name="numberpattern",
            constraint=models.UniqueConstraint(fields=("region", "kind"), name="number_pattern_once"),
        ),
        migrations.AddConstraint(
            model_name="numberpattern",
            constraint=models.CheckConstraint(
                condition=models.Q(("pattern__contains", "{year}"), ("pattern__contains", "{n}")),
                name="number_pattern_has_places",
                violation_error_message="编号格式必须含有 {year} 和 {n}。",
            ),
        ),
        migrations.AddConstraint(
            model_name="numberseries",
            constraint=models.UniqueConstraint(fields=("region", "kind", "year"), name="number_series_once_a_year"),
        ),
    ]
