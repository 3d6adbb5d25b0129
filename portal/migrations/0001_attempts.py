from django.db import migrations

# Unlogged: after a crash everybody may try anew, and no look-up waits for the disk. It is no model's table: nothing refers to it.
ATTEMPTS = """
CREATE UNLOGGED TABLE portal_attempt (key text PRIMARY KEY, times timestamptz[] NOT NULL, until timestamptz NOT NULL);
CREATE INDEX portal_attempt_until ON portal_attempt (until);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [migrations.RunSQL(ATTEMPTS, "DROP TABLE portal_attempt")]
