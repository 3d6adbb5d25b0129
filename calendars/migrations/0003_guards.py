from django.db import migrations

from ledger.sql import guard_state


class Migration(migrations.Migration):
    dependencies = [("calendars", "0002_links"), ("ledger", "0002_guards")]

    operations = [migrations.RunSQL(*guard_state("calendars_change", "change"))]
