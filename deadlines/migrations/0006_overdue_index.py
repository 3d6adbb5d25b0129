from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0005_sweeps")]

    operations = [
        migrations.RemoveIndex(model_name="clock", name="deadlines_clock_open_due"),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(("breached_on__isnull", False), ("status", "running")),
                fields=["due_on", "id"],
                name="deadlines_clock_overdue",
            ),
        ),
    ]
