import secrets
from typing import Any

from django.db import migrations, models


def fill(apps: Any, _editor: Any) -> None:
    for notice in apps.get_model("cases", "Notice").objects.order_by("pk"):
        notice.submission_token = secrets.token_urlsafe(16)
        notice.save(update_fields=("submission_token",))


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_guards")]

    operations = [
        migrations.AddField("notice", "submission_token", models.CharField(max_length=43, default="")),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField("notice", "submission_token", models.CharField(max_length=43, unique=True)),
    ]
