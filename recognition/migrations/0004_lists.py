from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_lists"),
        ("departments", "0001_tables"),
        ("recognition", "0003_due"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="recognition",
            index=models.Index(
                condition=models.Q(("state__in", ("awaiting_receipt", "received", "proposed"))),
                fields=["department", "due_on", "id"],
                include=("state", "proposed_by"),
                name="recognition_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="recognition",
            index=models.Index(
                condition=models.Q(("state__in", ("awaiting_receipt", "received", "proposed")), _negated=True),
                fields=["department", "-answered_at", "-id"],
                name="recognition_answered",
            ),
        ),
        migrations.AddIndex(
            model_name="recognition",
            index=models.Index(
                condition=models.Q(("state__in", ("awaiting_receipt", "received", "proposed")), _negated=True),
                fields=["department", "state", "-answered_at", "-id"],
                name="recognition_answered_by_state",
            ),
        ),
        migrations.AddIndex(
            model_name="recognition",
            index=models.Index(
                condition=models.Q(("state__in", ("partial", "refused", "consultation", "escalated"))),
                fields=["consultation_due_on", "id"],
                name="recognition_consulted",
            ),
        ),
    ]
