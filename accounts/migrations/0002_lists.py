from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_tables"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="mandate",
            index=models.Index(condition=models.Q(("state", "requested")), fields=["requested_at", "id"], name="mandate_requested"),
        ),
        migrations.AddIndex(
            model_name="mandate",
            index=models.Index(condition=models.Q(("state", "active")), fields=["-id"], name="mandate_active"),
        ),
    ]
