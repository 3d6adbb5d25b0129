import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0002_links"),
        ("departments", "0001_tables"),
        ("recognition", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="DeadlineRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=8, verbose_name="期限代码")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("length", models.PositiveSmallIntegerField(verbose_name="长度")),
                ("unit", models.CharField(choices=[("WD", "工作日"), ("ND", "日"), ("MONTH", "个月")], max_length=5, verbose_name="单位")),
                (
                    "obligor",
                    models.CharField(
                        choices=[
                            ("COURT", "法院"),
                            ("BUREAU", "信用牵头部门"),
                            ("UNIT", "成员单位"),
                            ("ENTERPRISE", "企业"),
                            ("OFFICE", "领导小组办公室"),
                        ],
                        max_length=10,
                        verbose_name="义务主体",
                    ),
                ),
                ("starts_on", models.CharField(max_length=100, verbose_name="起算")),
                ("stops_on", models.CharField(max_length=100, verbose_name="办结")),
                ("law", models.CharField(max_length=300, verbose_name="依据")),
                ("local_rule_pending", models.BooleanField(default=False, verbose_name="待本地细则")),
                ("anchor", models.CharField(blank=True, max_length=40, verbose_name="起算点")),
                ("version", models.PositiveSmallIntegerField(verbose_name="版本")),
                ("valid_from", models.DateField(verbose_name="施行日期")),
                ("is_current", models.BooleanField(default=True, verbose_name="现行")),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deadline_rules",
                        to="departments.region",
                        verbose_name="地区",
                    ),
                ),
            ],
            options={
                "verbose_name": "期限规则",
                "verbose_name_plural": "期限规则",
                "ordering": ("region", "code", "version"),
            },
        ),
        migrations.CreateModel(
            name="Clock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=8, verbose_name="期限代码")),
                ("round", models.PositiveSmallIntegerField(default=1, verbose_name="轮次")),
                ("started_on", models.DateField(verbose_name="起算日（不计入）")),
                ("due_on", models.DateField(verbose_name="届满日")),
                ("calendar_version", models.CharField(max_length=120, verbose_name="日历版本")),
                ("provisional", models.BooleanField(default=False, verbose_name="暂定")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("running", "计时中"),
                            ("paused", "已中止计时"),
                            ("met", "按期完成"),
                            ("breached", "逾期完成"),
                            ("void", "已取消"),
                        ],
                        default="running",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("stopped_on", models.DateField(blank=True, null=True, verbose_name="办结日")),
                ("started_at", models.DateTimeField(help_text="使期限起算的那一步的时间", verbose_name="起算时间")),
                ("opened_at", models.DateTimeField(help_text="本行写入的时间", verbose_name="登记时间")),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clocks",
                        to="cases.case",
                        verbose_name="案件",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clocks",
                        to="cases.notice",
                        verbose_name="告知书",
                    ),
                ),
                (
                    "obligor",
                    models.ForeignKey(
                        blank=True,
                        help_text="空 = 企业",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clocks",
                        to="departments.department",
                        verbose_name="义务单位",
                    ),
                ),
                (
                    "recognition",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clocks",
                        to="recognition.recognition",
                        verbose_name="单位互认",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="clocks", to="deadlines.deadlinerule", verbose_name="规则"
                    ),
                ),
            ],
            options={
                "verbose_name": "期限",
                "verbose_name_plural": "期限",
                "ordering": ("due_on", "id"),
            },
        ),
        migrations.CreateModel(
            name="WorkCalendar",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年份")),
                ("version", models.PositiveSmallIntegerField(verbose_name="版本")),
                ("source_document", models.CharField(max_length=200, verbose_name="来源文件")),
                ("source_url", models.CharField(blank=True, max_length=300, verbose_name="来源网址")),
                ("source_sha256", models.CharField(max_length=64, verbose_name="来源摘要")),
                ("status", models.CharField(choices=[("official", "正式"), ("provisional", "暂定")], max_length=12, verbose_name="状态")),
                ("published_on", models.DateField(verbose_name="发布日期")),
                ("loaded_at", models.DateTimeField(verbose_name="导入时间")),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work_calendars",
                        to="departments.region",
                        verbose_name="地区",
                    ),
                ),
            ],
            options={
                "verbose_name": "工作日历",
                "verbose_name_plural": "工作日历",
                "ordering": ("region", "year", "version"),
            },
        ),
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("date", models.DateField(verbose_name="日期")),
                ("kind", models.CharField(choices=[("off", "放假"), ("work", "调休上班")], max_length=4, verbose_name="类型")),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="days",
                        to="deadlines.workcalendar",
                        verbose_name="工作日历",
                    ),
                ),
            ],
            options={
                "verbose_name": "日历例外日",
                "verbose_name_plural": "日历例外日",
                "ordering": ("date",),
            },
        ),
        migrations.CreateModel(
            name="ClockEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.PositiveSmallIntegerField(verbose_name="序号")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("start", "起算"),
                            ("pause", "中止"),
                            ("resume", "恢复"),
                            ("extend", "延长"),
                            ("stop", "办结"),
                            ("void", "取消"),
                            ("recalculate", "重新计算"),
                        ],
                        max_length=11,
                        verbose_name="类型",
                    ),
                ),
                ("effective_on", models.DateField(verbose_name="生效日")),
                ("days", models.PositiveSmallIntegerField(default=0, verbose_name="延长长度")),
                ("due_on", models.DateField(verbose_name="此后届满日")),
                ("recorded_at", models.DateTimeField(verbose_name="记录时间")),
                ("actor", models.CharField(max_length=100, verbose_name="办理人")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="事由")),
                ("law", models.CharField(blank=True, max_length=300, verbose_name="依据")),
                ("evidence", models.CharField(blank=True, max_length=300, verbose_name="证据")),
                (
                    "clock",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="deadlines.clock", verbose_name="期限"
                    ),
                ),
            ],
            options={
                "verbose_name": "期限事件",
                "verbose_name_plural": "期限事件",
                "ordering": ("clock", "seq"),
                "constraints": [
                    models.UniqueConstraint(fields=("clock", "seq"), name="deadlines_clock_event_seq"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["start", "pause", "resume", "extend", "stop", "void", "recalculate"])),
                        name="deadlines_clock_event_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("days__gt", 0), ("kind", "extend")),
                            models.Q(models.Q(("kind", "extend"), _negated=True), ("days", 0)),
                            _connector="OR",
                        ),
                        name="deadlines_clock_event_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "pause"), _negated=True),
                            models.Q(
                                models.Q(("reason", ""), _negated=True),
                                models.Q(("law", ""), _negated=True),
                                models.Q(("evidence", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="deadlines_clock_event_pause_why",
                        violation_error_message="中止计时须写明事由、依据和证据。",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="deadlinerule",
            constraint=models.UniqueConstraint(fields=("region", "code", "version"), name="deadlines_rule_version"),
        ),
        migrations.AddConstraint(
            model_name="deadlinerule",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_current", True)), fields=("region", "code"), name="deadlines_rule_one_current"
            ),
        ),
        migrations.AddConstraint(
            model_name="deadlinerule",
            constraint=models.CheckConstraint(condition=models.Q(("unit__in", ["WD", "ND", "MONTH"])), name="deadlines_rule_unit"),
        ),
        migrations.AddConstraint(
            model_name="deadlinerule",
            constraint=models.CheckConstraint(
                condition=models.Q(("obligor__in", ["COURT", "BUREAU", "UNIT", "ENTERPRISE", "OFFICE"])), name="deadlines_rule_obligor"
            ),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(("status__in", ("running", "paused"))), fields=["due_on"], name="deadlines_clock_open_due"
            ),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(("status__in", ("running", "paused"))), fields=["obligor", "due_on"], name="deadlines_clock_obligor_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("case__isnull", True), ("notice__isnull", False)),
                    models.Q(("case__isnull", False), ("notice__isnull", True)),
                    _connector="OR",
                ),
                name="deadlines_clock_one_subject",
                violation_error_message="一个期限只能属于一个案件或者一份告知书。",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ("met", "breached", "void")), ("stopped_on__isnull", False)),
                    models.Q(("status__in", ("running", "paused")), ("stopped_on__isnull", True)),
                    _connector="OR",
                ),
                name="deadlines_clock_stopped_or_open",
                violation_error_message="期限的办结日与状态不一致。",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_on__gte", models.F("started_on"))), name="deadlines_clock_due_after_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.UniqueConstraint(
                fields=("case", "notice", "recognition", "code", "obligor", "round"), name="deadlines_clock_round", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ("running", "paused"))),
                fields=("case", "notice", "recognition", "code", "obligor"),
                name="deadlines_clock_one_open",
                nulls_distinct=False,
                violation_error_message="同一期限已在计时。",
            ),
        ),
        migrations.AddConstraint(
            model_name="workcalendar",
            constraint=models.UniqueConstraint(fields=("region", "year", "version"), name="deadlines_calendar_version"),
        ),
        migrations.AddConstraint(
            model_name="workcalendar",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["official", "provisional"])), name="deadlines_calendar_status"
            ),
        ),
        migrations.AddConstraint(
            model_name="calendarday",
            constraint=models.UniqueConstraint(fields=("calendar", "date"), name="deadlines_calendar_day"),
        ),
        migrations.AddConstraint(
            model_name="calendarday",
            constraint=models.CheckConstraint(condition=models.Q(("kind__in", ["off", "work"])), name="deadlines_calendar_day_kind"),
        ),
    ]
