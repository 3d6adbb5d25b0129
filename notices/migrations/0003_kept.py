from django.db import migrations

from ledger.sql import renews_edition


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_guards"), ("ledger", "0003_edition")]

    operations = [migrations.RunSQL(*renews_edition("notices_numberpattern"))]
