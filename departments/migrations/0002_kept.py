from django.db import migrations

from ledger.sql import renews_edition


class Migration(migrations.Migration):
    dependencies = [("departments", "0001_tables"), ("ledger", "0003_edition")]

    operations = [
        migrations.RunSQL(*renews_edition("departments_region")),
        migrations.RunSQL(*renews_edition("departments_department")),
    ]
