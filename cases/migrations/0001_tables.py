import django.contrib.postgres.fields
import django.db.models.deletion
import django_fsm
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
        ("departments", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=80, unique=True, verbose_name="决定书编号")),
                ("is_approval", models.BooleanField(verbose_name="准予")),
                (
                    "reason_codes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("not_performed", "未积极履行生效法律文书确定的义务"),
                                ("evades_debt", "存在逃避债务行为"),
                                ("avoids_enforcement", "存在规避执行行为"),
                                ("able_but_refuses", "有履行能力而拒不履行"),
                                ("false_material", "材料或承诺不真实"),
                                ("spending_order_breach", "违反限制消费令尚未纠正"),
                                ("no_just_cause", "缺少正当事由"),
                                ("plan_not_feasible", "履行计划不明确或不可行"),
                                ("other", "其他"),
                            ],
                            max_length=30,
                        ),
                        default=list,
                        size=None,
                        verbose_name="不予修复事由",
                    ),
                ),
                ("reason_text", models.CharField(max_length=2000, verbose_name="理由")),
                ("legal_basis", models.CharField(max_length=500, verbose_name="依据")),
                ("guidance", models.CharField(blank=True, max_length=2000, verbose_name="修复指引")),
                ("remedy", models.CharField(blank=True, max_length=1000, verbose_name="救济途径")),
                ("reapply_on", models.DateField(blank=True, null=True, verbose_name="最早可再次申请")),
                ("signed_at", models.DateTimeField(verbose_name="签发时间")),
            ],
            options={
                "verbose_name": "决定",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="EnforcementCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=60, verbose_name="执行案号")),
                ("filed_on", models.DateField(verbose_name="立案日期")),
                (
                    "basis_kind",
                    models.CharField(
                        choices=[
                            ("judgment", "判决书"),
                            ("ruling", "裁定书"),
                            ("mediation", "调解书"),
                            ("arbitral_award", "仲裁裁决书"),
                            ("notarial_debt", "公证债权文书"),
                            ("payment_order", "支付令"),
                            ("administrative", "行政决定（非诉执行）"),
                        ],
                        max_length=20,
                        verbose_name="执行依据类型",
                    ),
                ),
                ("basis_number", models.CharField(max_length=80, verbose_name="执行依据文号")),
                ("basis_issuer", models.CharField(max_length=80, verbose_name="执行依据制作单位")),
                ("obligation", models.CharField(max_length=500, verbose_name="确定的义务")),
                ("amount_fen", models.BigIntegerField(verbose_name="执行标的（分）")),
                ("performed_fen", models.BigIntegerField(default=0, verbose_name="已履行（分）")),
                (
                    "performance",
                    models.CharField(
                        choices=[("none", "全部未履行"), ("partial", "部分履行"), ("full", "全部履行")],
                        default="none",
                        max_length=10,
                        verbose_name="履行情况",
                    ),
                ),
                ("creditor", models.CharField(max_length=100, verbose_name="申请执行人")),
                ("handler_name", models.CharField(blank=True, max_length=60, verbose_name="执行承办人")),
                ("handler_phone", models.CharField(blank=True, max_length=40, verbose_name="承办电话")),
                ("is_concluded", models.BooleanField(default=False, verbose_name="已结案")),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
            ],
            options={
                "verbose_name": "执行案件",
                "ordering": ("-filed_on", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="GuardRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, verbose_name="代码")),
                ("position", models.PositiveSmallIntegerField(verbose_name="排序")),
                (
                    "kind",
                    models.CharField(
                        choices=[("condition", "必备条件"), ("hard", "禁止情形"), ("soft", "需说明情形")],
                        max_length=10,
                        verbose_name="性质",
                    ),
                ),
                ("text", models.CharField(max_length=200, verbose_name="内容")),
                ("help", models.CharField(blank=True, max_length=300, verbose_name="怎样核查")),
                ("law", models.CharField(blank=True, max_length=200, verbose_name="依据")),
                ("local_rule_pending", models.BooleanField(default=False, verbose_name="待本地细则")),
                ("version", models.PositiveIntegerField(verbose_name="版本")),
                ("is_current", models.BooleanField(default=True, verbose_name="现行")),
            ],
            options={
                "verbose_name": "审查规则",
                "ordering": ("position", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Listing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "拟纳入"),
                            ("withheld", "暂不纳入"),
                            ("listed", "已纳入"),
                            ("shielded", "已屏蔽"),
                            ("term_shortened", "已缩短期限"),
                            ("deleted", "已删除"),
                        ],
                        max_length=20,
                        verbose_name="名单状态",
                    ),
                ),
                (
                    "situations",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), default=list, size=None, verbose_name="纳入情形"
                    ),
                ),
                ("decision_number", models.CharField(blank=True, max_length=80, verbose_name="决定书文号")),
                ("listed_on", models.DateField(blank=True, null=True, verbose_name="纳入日期")),
                (
                    "term_kind",
                    models.CharField(
                        choices=[("none", "无固定期限"), ("fixed", "有纳入期限")], default="none", max_length=10, verbose_name="期限类型"
                    ),
                ),
                ("term_end", models.DateField(blank=True, null=True, verbose_name="纳入期限止")),
            ],
            options={
                "verbose_name": "名单记录",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="ListOperation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("withhold", "暂不纳入"), ("shield", "屏蔽"), ("shorten", "缩短期限"), ("delete", "删除")],
                        max_length=12,
                        verbose_name="操作",
                    ),
                ),
                ("performed_on", models.DateField(verbose_name="操作日期")),
                ("system_receipt", models.CharField(max_length=80, verbose_name="办案系统返回编号")),
                ("new_term_end", models.DateField(blank=True, null=True, verbose_name="缩短后的截止日")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="说明")),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
            ],
            options={
                "verbose_name": "名单操作",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Material",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slot", models.PositiveSmallIntegerField(verbose_name="序号")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("performance_proof", "履行证明材料"),
                            ("capacity_proof", "履行能力或担保材料"),
                            ("other_proof", "其他证明材料"),
                        ],
                        max_length=20,
                        verbose_name="材料",
                    ),
                ),
                ("original_name", models.CharField(blank=True, max_length=120, verbose_name="文件名")),
                ("stored_name", models.CharField(blank=True, max_length=80)),
                ("content_type", models.CharField(blank=True, max_length=60)),
                ("size", models.PositiveIntegerField(default=0, verbose_name="字节数")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="校验值")),
                ("is_lost", models.BooleanField(default=False, verbose_name="材料遗失，请求核实")),
                ("issuer", models.CharField(blank=True, max_length=100, verbose_name="出具单位")),
                ("lost_note", models.CharField(blank=True, max_length=300, verbose_name="材料说明")),
                ("uploaded_at", models.DateTimeField(verbose_name="上传时间")),
                ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="移除时间")),
            ],
            options={
                "verbose_name": "证明材料",
                "ordering": ("slot", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Measure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("freeze", "冻结账户"),
                            ("seize", "查封扣押财产"),
                            ("spending_order", "限制消费"),
                            ("listing", "纳入失信被执行人名单"),
                            ("exit_restriction", "限制出境"),
                            ("other", "其他执行措施"),
                        ],
                        max_length=20,
                        verbose_name="措施",
                    ),
                ),
                ("detail", models.CharField(blank=True, max_length=300, verbose_name="内容")),
                ("document_number", models.CharField(blank=True, max_length=80, verbose_name="文书号")),
                ("taken_on", models.DateField(verbose_name="采取日期")),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
            ],
            options={
                "verbose_name": "执行措施",
                "ordering": ("taken_on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="MeasureDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "effect",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("withhold", "暂不采取"),
                            ("suspend", "暂停"),
                            ("lift", "解除"),
                            ("shield", "屏蔽"),
                            ("delete", "删除"),
                            ("shorten", "缩短期限"),
                            ("maintain", "维持"),
                        ],
                        max_length=10,
                        verbose_name="处理",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="说明")),
            ],
            options={
                "verbose_name": "措施处理",
                "ordering": ("measure_id",),
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=80, unique=True, verbose_name="告知书编号")),
                ("token", models.CharField(max_length=43, unique=True)),
                ("submission_token", models.CharField(max_length=43, unique=True)),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[("prepared", "待送达"), ("served", "已告知")], max_length=20, protected=True, verbose_name="状态"
                    ),
                ),
                ("state_seq", models.PositiveIntegerField(default=0)),
                ("prepared_at", models.DateTimeField(verbose_name="制作时间")),
                (
                    "manner",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("direct", "直接送达"),
                            ("left", "留置送达"),
                            ("electronic", "电子送达"),
                            ("entrusted", "委托送达"),
                            ("post", "邮寄送达"),
                            ("forwarded", "转交送达"),
                            ("public", "公告送达"),
                        ],
                        max_length=12,
                        verbose_name="送达方式",
                    ),
                ),
                ("served_on", models.DateField(blank=True, null=True, verbose_name="送达日期")),
                ("receiver", models.CharField(blank=True, max_length=60, verbose_name="签收人")),
                ("electronic_consent", models.BooleanField(default=False, verbose_name="受送达人同意电子送达")),
                ("receipt_name", models.CharField(blank=True, max_length=120, verbose_name="送达回证文件名")),
                ("receipt_file", models.CharField(blank=True, max_length=80)),
                ("receipt_sha256", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "verbose_name": "主动告知书",
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField(verbose_name="轮次")),
                ("capacity", models.CharField(blank=True, max_length=2000, verbose_name="履行能力")),
                ("cooperation", models.CharField(blank=True, max_length=2000, verbose_name="配合执行情况")),
                ("related_cases_checked", models.BooleanField(default=False, verbose_name="已核查关联案件")),
                ("related_cases_note", models.CharField(blank=True, max_length=2000, verbose_name="关联案件说明")),
                ("covers_all_cases", models.BooleanField(default=False, verbose_name="全部涉本院案件均已履行")),
                (
                    "recommendation",
                    models.CharField(
                        blank=True,
                        choices=[("approve", "建议准予修复"), ("reject", "建议不予修复")],
                        max_length=10,
                        verbose_name="处理建议",
                    ),
                ),
                (
                    "certificate_type",
                    models.CharField(
                        blank=True,
                        choices=[("A", "暂不采取信用惩戒"), ("B", "暂停信用惩戒"), ("C", "履行完毕"), ("D", "主动履行")],
                        max_length=1,
                        verbose_name="证明类型",
                    ),
                ),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="有效期至")),
                ("conditions", models.CharField(blank=True, max_length=1000, verbose_name="效力条件")),
                ("opinion", models.CharField(blank=True, max_length=2000, verbose_name="审查意见")),
                ("saved_at", models.DateTimeField(verbose_name="保存时间")),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="提交时间")),
                ("review_note", models.CharField(blank=True, max_length=2000, verbose_name="复核意见")),
            ],
            options={
                "verbose_name": "审查",
                "ordering": ("case_id", "round"),
            },
        ),
        migrations.CreateModel(
            name="ReviewItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "finding",
                    models.CharField(blank=True, choices=[("clear", "未发现"), ("found", "存在")], max_length=10, verbose_name="核查结果"),
                ),
                ("evidence", models.CharField(blank=True, max_length=500, verbose_name="依据与说明")),
            ],
            options={
                "verbose_name": "核查事项",
                "ordering": ("rule__position", "pk"),
            },
        ),
        migrations.CreateModel(
            name="SupplementItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("what", models.CharField(max_length=200, verbose_name="需要补充什么")),
                ("why", models.CharField(max_length=500, verbose_name="为什么需要")),
                ("how", models.CharField(max_length=500, verbose_name="怎样取得")),
                ("answer", models.CharField(blank=True, max_length=2000, verbose_name="企业说明")),
            ],
            options={
                "verbose_name": "补正事项",
                "ordering": ("request_id", "position"),
            },
        ),
        migrations.CreateModel(
            name="SupplementRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField(verbose_name="轮次")),
                ("requested_at", models.DateTimeField(verbose_name="告知时间")),
                ("due_on", models.DateField(verbose_name="补正期限")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="补正时间")),
            ],
            options={
                "verbose_name": "补正通知",
                "ordering": ("case_id", "round"),
            },
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(verbose_name="创建时间")),
                ("saved_at", models.DateTimeField(verbose_name="保存时间")),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[("draft", "草稿"), ("submitted", "已提交"), ("discarded", "已放弃")],
                        max_length=20,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                ("state_seq", models.PositiveIntegerField(default=0)),
                ("channel", models.CharField(choices=[("web", "网页"), ("qr", "扫码")], default="web", max_length=10, verbose_name="来源")),
                ("submission_token", models.CharField(max_length=43, unique=True)),
                ("query_code", models.CharField(max_length=16, unique=True, verbose_name="查询码")),
                (
                    "ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("fulfilled", "已全部履行"),
                            ("settled_fulfilled", "和解协议已履行完毕"),
                            ("plan", "部分履行并有明确履行计划"),
                            ("guarantee", "已提供充分有效担保"),
                            ("creditor_consent", "申请执行人书面同意"),
                            ("procedure", "中止、不予或终结执行"),
                            ("other", "其他正当事由"),
                        ],
                        max_length=20,
                        verbose_name="修复事由",
                    ),
                ),
                ("ground_note", models.CharField(blank=True, max_length=2000, verbose_name="事由说明")),
                ("performance", models.CharField(blank=True, max_length=2000, verbose_name="履行情况或履行计划")),
                ("contact_phone", models.CharField(blank=True, max_length=20, verbose_name="联系人手机")),
                ("duties_performed", models.CharField(blank=True, max_length=2000, verbose_name="履行义务情况")),
                ("wrongs_corrected", models.CharField(blank=True, max_length=2000, verbose_name="纠正失信行为情况")),
                ("prevention", models.CharField(blank=True, max_length=2000, verbose_name="防止再次失信的措施")),
                ("contribution", models.CharField(blank=True, max_length=2000, verbose_name="行业贡献")),
                ("public_good", models.CharField(blank=True, max_length=2000, verbose_name="社会公益")),
                ("commitment_agreed", models.BooleanField(default=False, verbose_name="已阅读并同意信用承诺书")),
                ("commitment_public", models.BooleanField(default=False, verbose_name="同意公开信用承诺")),
                ("signatory", models.CharField(blank=True, max_length=60, verbose_name="承诺签署人")),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="提交时间")),
                (
                    "created_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "enterprise",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="applications", to="accounts.enterprise"),
                ),
            ],
            options={
                "verbose_name": "信用修复申请",
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=80, unique=True, verbose_name="修复案号")),
                (
                    "variant",
                    models.CharField(
                        choices=[("not_yet_listed", "应当纳入、尚未纳入"), ("listed", "已经纳入")], max_length=20, verbose_name="申请类型"
                    ),
                ),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[
                            ("submitted", "待受理"),
                            ("supplement", "待补正"),
                            ("lapsed", "视为撤回"),
                            ("pending_decline", "待审核不予受理"),
                            ("not_accepted", "不予受理"),
                            ("accepted", "审查中"),
                            ("pending_review", "待复核"),
                            ("returned", "退回承办"),
                            ("pending_sign", "待签发"),
                            ("rejected", "不予修复"),
                            ("approved", "待用印出具"),
                            ("certified", "已出具证明"),
                            ("pushed", "已推送牵头部门"),
                            ("push_returned", "推送被退回更正"),
                            ("received", "牵头部门已签收"),
                            ("pending_distribution", "待审核转推"),
                            ("distributed", "已转推各单位"),
                            ("recognizing", "互认中"),
                            ("recognized_all", "全部认可"),
                            ("closed_with_refusals", "互认办结"),
                            ("withdrawn", "已撤回"),
                        ],
                        max_length=20,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                ("state_seq", models.PositiveIntegerField(default=0)),
                ("opened_at", models.DateTimeField(verbose_name="提交时间")),
                ("changed_at", models.DateTimeField(verbose_name="最近办理时间")),
                ("supplement_rounds", models.PositiveSmallIntegerField(default=0, verbose_name="补正次数")),
                (
                    "decline_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("other_court", "不属本院执行案件"),
                            ("not_dishonesty", "不属失信被执行人信用修复事项"),
                            ("natural_person", "申请主体为自然人"),
                            ("barred", "仍在限制再次申请期间"),
                        ],
                        max_length=20,
                        verbose_name="不予受理事由",
                    ),
                ),
                ("decline_note", models.CharField(blank=True, max_length=2000, verbose_name="不予受理说明")),
                ("decline_channel", models.CharField(blank=True, max_length=500, verbose_name="正确渠道")),
                ("return_note", models.CharField(blank=True, max_length=2000, verbose_name="退回意见")),
                (
                    "acceptance_officer",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="cases.application"),
                ),
                (
                    "bureau",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bureau_cases", to="departments.department"
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="court_cases", to="departments.department"),
                ),
                (
                    "distribution_approver",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "distribution_proposer",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="accounts.enterprise"),
                ),
                (
                    "handler",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handled_cases",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("region", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="departments.region")),
                (
                    "reviewer",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "signer",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "信用修复案件",
                "ordering": ("-opened_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "type",
                    models.CharField(
                        choices=[("A", "暂不采取信用惩戒"), ("B", "暂停信用惩戒"), ("C", "履行完毕"), ("D", "主动履行")],
                        max_length=1,
                        verbose_name="类型",
                    ),
                ),
                (
                    "variant",
                    models.CharField(
                        choices=[("not_yet_listed", "应当纳入、尚未纳入"), ("listed", "已经纳入")], max_length=20, verbose_name="申请类型"
                    ),
                ),
                ("number", models.CharField(max_length=80, unique=True, verbose_name="证明编号")),
                ("verify_code", models.CharField(max_length=43, unique=True, verbose_name="验真码")),
                ("issued_on", models.DateField(verbose_name="出具日")),
                ("issued_at", models.DateTimeField(verbose_name="用印时间")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="有效期至")),
                ("conditions", models.CharField(blank=True, max_length=1000, verbose_name="效力条件")),
                (
                    "scope_fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None, verbose_name="适用事项"
                    ),
                ),
                ("covers_all_cases", models.BooleanField(default=False, verbose_name="涵盖全部涉本院案件")),
                ("legal_basis", models.CharField(max_length=500, verbose_name="依据")),
                (
                    "status",
                    models.CharField(
                        choices=[("valid", "有效"), ("revoked", "已撤销"), ("replaced", "已被替代")],
                        default="valid",
                        max_length=10,
                        verbose_name="效力",
                    ),
                ),
                ("status_on", models.DateField(blank=True, null=True, verbose_name="效力变更日")),
                ("status_reason", models.CharField(blank=True, max_length=500, verbose_name="变更原因")),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="certificates", to="cases.case")),
            ],
            options={
                "verbose_name": "信用修复证明",
                "ordering": ("-pk",),
            },
        ),
    ]
