from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="AllowedTransition",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("entity", models.CharField(max_length=30, verbose_name="对象类型")),
                ("action", models.CharField(max_length=60, verbose_name="动作")),
                ("from_state", models.CharField(blank=True, max_length=40, verbose_name="原状态")),
                ("to_state", models.CharField(max_length=40, verbose_name="新状态")),
            ],
            options={
                "verbose_name": "允许的状态变更",
                "verbose_name_plural": "允许的状态变更",
                "ordering": ("entity", "action", "from_state", "to_state"),
                "constraints": [
                    models.UniqueConstraint(fields=("entity", "action", "from_state", "to_state"), name="ledger_allowed_transition")
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stream", models.CharField(max_length=80, verbose_name="账本")),
                ("seq", models.PositiveBigIntegerField(verbose_name="序号")),
                ("at", models.DateTimeField(verbose_name="发生时间")),
                ("recorded_at", models.DateTimeField(verbose_name="记录时间")),
                ("actor", models.CharField(max_length=100, verbose_name="办理人")),
                ("action", models.CharField(max_length=60, verbose_name="动作")),
                ("object", models.CharField(max_length=80, verbose_name="对象")),
                ("entity", models.CharField(max_length=30, null=True, verbose_name="状态对象类型")),
                ("from_state", models.CharField(blank=True, max_length=40, null=True, verbose_name="原状态")),
                ("to_state", models.CharField(max_length=40, null=True, verbose_name="新状态")),
                ("body_bytes", models.BinaryField(verbose_name="内容")),
                ("body_sha", models.CharField(max_length=64, verbose_name="内容摘要")),
                ("prev_hash", models.CharField(max_length=64, verbose_name="前一行摘要")),
                ("hash", models.CharField(max_length=64, verbose_name="本行摘要")),
                ("alg", models.CharField(max_length=12, verbose_name="摘要算法")),
            ],
            options={
                "verbose_name": "账本记录",
                "verbose_name_plural": "账本记录",
                "ordering": ("stream", "seq"),
                "indexes": [
                    models.Index(condition=models.Q(("entity__isnull", False)), fields=["object", "seq"], name="ledger_event_states")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("stream", "seq"), name="ledger_event_seq"),
                    models.UniqueConstraint(fields=("stream", "prev_hash"), name="ledger_event_no_fork"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("entity__isnull", True), ("from_state__isnull", True), ("to_state__isnull", True)),
                            models.Q(("entity__isnull", False), ("from_state__isnull", False), ("to_state__isnull", False)),
                            _connector="OR",
                        ),
                        name="ledger_event_state_is_whole",
                    ),
                    models.CheckConstraint(condition=models.Q(("seq__gte", 1)), name="ledger_event_seq_from_one"),
                ],
            },
        ),
    ]
