import django.db.models.deletion
import django_fsm
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_tables"),
        ("departments", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "leg",
                    models.CharField(
                        choices=[("court_to_bureau", "法院推送牵头部门"), ("bureau_to_unit", "牵头部门转推成员单位")],
                        max_length=20,
                        verbose_name="环节",
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=1, verbose_name="轮次")),
                (
                    "channel",
                    models.CharField(
                        choices=[("platform", "平台待办"), ("offline", "线下函件")], default="platform", max_length=10, verbose_name="渠道"
                    ),
                ),
                ("payload", models.BinaryField(verbose_name="推送内容")),
                ("payload_sha256", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[("sent", "待签收"), ("received", "已签收"), ("returned", "已退回更正")],
                        default="sent",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("sent_at", models.DateTimeField(verbose_name="推送时间")),
                ("received_at", models.DateTimeField(blank=True, null=True, verbose_name="签收时间")),
                ("receipt_number", models.CharField(blank=True, max_length=60, verbose_name="回执编号")),
                ("returned_at", models.DateTimeField(blank=True, null=True, verbose_name="退回时间")),
                ("return_reason", models.CharField(blank=True, max_length=1000, verbose_name="退回原因")),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="deliveries", to="cases.case")),
                (
                    "certificate",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="deliveries", to="cases.certificate"),
                ),
                (
                    "department",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="deliveries", to="departments.department"),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "推送",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Recognition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[
                            ("awaiting_receipt", "待签收"),
                            ("received", "待反馈"),
                            ("proposed", "待单位审核"),
                            ("recognized", "已认可"),
                            ("partial", "部分认可"),
                            ("refused", "不予认可"),
                            ("consultation", "会商中"),
                            ("refused_upheld", "会商维持原意见"),
                            ("escalated", "已报领导小组"),
                        ],
                        max_length=20,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                ("state_seq", models.PositiveIntegerField(default=0)),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[("recognized", "认可"), ("partial", "部分认可"), ("refused", "不予认可")],
                        max_length=12,
                        verbose_name="反馈结果",
                    ),
                ),
                ("no_related_restriction", models.BooleanField(default=False, verbose_name="本单位无关联限制")),
                ("measures_lifted", models.CharField(blank=True, max_length=2000, verbose_name="已解除或调整的事项")),
                ("items_refused", models.CharField(blank=True, max_length=2000, verbose_name="未认可的事项")),
                ("legal_basis", models.CharField(blank=True, max_length=500, verbose_name="法律依据")),
                ("reason", models.CharField(blank=True, max_length=2000, verbose_name="理由")),
                ("guidance", models.CharField(blank=True, max_length=2000, verbose_name="给企业的办理指引")),
                ("received_at", models.DateTimeField(blank=True, null=True, verbose_name="签收时间")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="反馈时间")),
                ("consultation_note", models.CharField(blank=True, max_length=2000, verbose_name="会商意见")),
                ("consulted_at", models.DateTimeField(blank=True, null=True, verbose_name="会商办结时间")),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="recognitions", to="cases.case")),
                (
                    "certificate",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="recognitions", to="cases.certificate"),
                ),
                (
                    "delivery",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="recognition", to="recognition.delivery"
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="recognitions", to="departments.department"
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "互认",
                "ordering": ("department__position", "pk"),
            },
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(condition=models.Q(("channel__in", ["platform", "offline"])), name="delivery_channel_known"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(fields=("certificate", "leg", "department", "round"), name="delivery_once_per_round"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                condition=models.Q(("receipt_number", ""), _negated=True), fields=("receipt_number",), name="delivery_receipt_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "received"), _negated=True),
                    models.Q(
                        ("received_at__isnull", False), ("received_by__isnull", False), models.Q(("receipt_number", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="delivery_received_has_receipt",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "returned"), _negated=True),
                    models.Q(("returned_at__isnull", False), models.Q(("return_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="delivery_returned_has_reason",
                violation_error_message="退回必须写明数据缺陷。",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(("received_at__isnull", True), ("received_at__gte", models.F("sent_at")), _connector="OR"),
                name="delivery_received_after_sent",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["sent", "received", "returned"]), ("leg__in", ["court_to_bureau", "bureau_to_unit"])),
                name="delivery_values_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="recognition",
            constraint=models.CheckConstraint(
                condition=models.Q(("result__in", ["recognized", "partial", "refused", ""])), name="recognition_result_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="recognition",
            constraint=models.UniqueConstraint(fields=("certificate", "department"), name="recognition_once_per_unit"),
        ),
        migrations.AddConstraint(
            model_name="recognition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "awaiting_receipt",
                            "received",
                            "proposed",
                            "recognized",
                            "partial",
                            "refused",
                            "consultation",
                            "refused_upheld",
                            "escalated",
                        ],
                    )
                ),
                name="recognition_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="recognition",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("awaiting_receipt",)), ("received_at__isnull", False), _connector="OR"),
                name="recognition_received_before_answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="recognition",
            constraint=models.CheckConstraint(
                condition=models.Q(("answered_at__isnull", True), ("answered_at__gte", models.F("received_at")), _connector="OR"),
                name="recognition_answer_after_receipt",
            ),
        ),
        migrations.AddConstraint(
            model_name="recognition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("awaiting_receipt", "received", "proposed")),
                    models.Q(
                        ("answered_at__isnull", False),
                        ("approved_by__isnull", False),
                        ("proposed_by__isnull", False),
                        models.Q(("result", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="recognition_answer_approved",
            ),
        ),
        migrations.AddConstraint(
            model_name="recognition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by__isnull", True), models.Q(("approved_by", models.F("proposed_by")), _negated=True), _connector="OR"
                ),
                name="recognition_two_people",
                violation_error_message="提出与审核必须是两个人。",
            ),
        ),
        migrations.AddConstraint(
            model_name="recognition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("result__in", ("partial", "refused")), _negated=True),
                    models.Q(
                        models.Q(("legal_basis", ""), _negated=True),
                        models.Q(("reason", ""), _negated=True),
                        models.Q(("guidance", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="recognition_refusal_has_grounds",
                violation_error_message="部分认可或不予认可必须写明法律依据、理由和给企业的指引。",
            ),
        ),
        migrations.AddConstraint(
            model_name="recognition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("result", "partial"), _negated=True), models.Q(("items_refused", ""), _negated=True), _connector="OR"
                ),
                name="recognition_partial_names_items",
                violation_error_message="部分认可必须写明哪些事项未认可。",
            ),
        ),
        migrations.AddConstraint(
            model_name="recognition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("result", "recognized"), _negated=True),
                    ("no_related_restriction", True),
                    models.Q(("measures_lifted", ""), _negated=True),
                    _connector="OR",
                ),
                name="recognition_names_effect",
                violation_error_message="请写明已解除或调整的事项，或者勾选“本单位无关联限制”。",
            ),
        ),
        migrations.AddConstraint(
            model_name="recognition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("refused_upheld", "escalated")), _negated=True),
                    models.Q(models.Q(("consultation_note", ""), _negated=True), ("consulted_at__isnull", False)),
                    _connector="OR",
                ),
                name="recognition_consulted_has_note",
            ),
        ),
    ]
