from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_guards")]

    operations = [
        migrations.AddField("certificate", "title", models.CharField("名称", max_length=120, default=""), preserve_default=False),
        migrations.AddField("certificate", "effect", models.CharField("证明内容", max_length=500, default=""), preserve_default=False),
        migrations.AddField("certificate", "scope", models.CharField("效力范围", max_length=1000, default=""), preserve_default=False),
        migrations.AddField("certificate", "validity", models.CharField("有效期", max_length=120, default=""), preserve_default=False),
        migrations.AddConstraint(
            "certificate",
            models.CheckConstraint(
                condition=~models.Q(title="") & ~models.Q(effect="") & ~models.Q(scope="") & ~models.Q(validity=""),
                name="certificate_has_its_words",
            ),
        ),
    ]
