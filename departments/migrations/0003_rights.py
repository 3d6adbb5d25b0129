from django.db import migrations

from departments.held import FORGET, HOLD_AND_READ


class Migration(migrations.Migration):
    dependencies = [("departments", "0002_kept"), ("accounts", "0002_search")]

    operations = [migrations.RunSQL(HOLD_AND_READ, FORGET)]
