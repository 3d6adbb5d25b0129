from django.db import migrations

from ledger.sql import renews_edition


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0002_guards"), ("ledger", "0003_edition")]

    operations = [
        migrations.RunSQL(*renews_edition("deadlines_deadlinerule")),
        migrations.RunSQL(*renews_edition("deadlines_ladderrung")),
        migrations.RunSQL(*renews_edition("deadlines_workcalendar")),
        migrations.RunSQL(*renews_edition("deadlines_calendarday")),
    ]
