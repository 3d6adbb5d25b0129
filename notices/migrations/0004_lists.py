from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_lists"),
        ("cases", "0006_lists"),
        ("departments", "0001_tables"),
        ("notices", "0003_sweeps"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="message",
            name="message_of_enterprise",
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["enterprise", "-sent_at", "-id"], name="message_of_enterprise"),
        ),
    ]
