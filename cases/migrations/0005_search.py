from django.db import migrations

from accounts.grams import indexed


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_due"), ("accounts", "0002_search")]

    operations = [
        migrations.RunSQL(*indexed("cases_enforcementcase", "number")),
        migrations.RunSQL(*indexed("cases_case", "number")),
        migrations.RunSQL(*indexed("cases_certificate", "number")),
    ]
