from django.db import migrations

from ledger.sql import append_only, guard_state


class Migration(migrations.Migration):
    dependencies = [("mechanism", "0001_tables"), ("ledger", "0002_guards")]

    operations = [
        migrations.RunSQL(*guard_state("mechanism_groupmember", "group_member")),
        migrations.RunSQL(*guard_state("mechanism_meeting", "meeting")),
        migrations.RunSQL(*guard_state("mechanism_invitation", "invitation")),
        migrations.RunSQL(*guard_state("mechanism_actionitem", "action_item")),
        migrations.RunSQL(*guard_state("mechanism_registerentry", "register_entry")),
        # A draft of the minutes that was laid before people stays as it was; the next one is another row.
        migrations.RunSQL(*append_only("mechanism_minutes")),
        migrations.RunSQL(*append_only("mechanism_resolution")),
    ]
