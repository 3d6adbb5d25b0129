from django.db import migrations, models

RUNS_OVER = models.Q(status="running", breached_on__isnull=False)
REGION = """
ALTER TABLE deadlines_clock ADD COLUMN region_id bigint;
ALTER TABLE deadlines_clock DISABLE TRIGGER USER;
UPDATE deadlines_clock AS clock SET region_id = rule.region_id FROM deadlines_deadlinerule AS rule WHERE rule.id = clock.rule_id;
ALTER TABLE deadlines_clock ENABLE TRIGGER USER;
ALTER TABLE deadlines_clock ALTER COLUMN region_id SET NOT NULL;
ALTER TABLE deadlines_clock ADD CONSTRAINT deadlines_clock_region
    FOREIGN KEY (region_id) REFERENCES departments_region (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE deadlines_deadlinerule ADD CONSTRAINT deadlines_rule_id_region UNIQUE (id, region_id);
ALTER TABLE deadlines_clock ADD CONSTRAINT deadlines_clock_rule_region
    FOREIGN KEY (rule_id, region_id) REFERENCES deadlines_deadlinerule (id, region_id);
"""
NO_REGION = """
ALTER TABLE deadlines_clock DROP CONSTRAINT deadlines_clock_rule_region;
ALTER TABLE deadlines_deadlinerule DROP CONSTRAINT deadlines_rule_id_region;
ALTER TABLE deadlines_clock DROP COLUMN region_id;
"""


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0006_overdue_index"), ("departments", "0001_tables")]

    operations = [
        migrations.RemoveIndex("clock", "deadlines_clock_overdue"),
        migrations.RunSQL(
            REGION,
            NO_REGION,
            state_operations=[
                migrations.AddField(
                    "clock",
                    "region",
                    models.ForeignKey("departments.Region", models.PROTECT, related_name="+", verbose_name="地区", db_index=False),
                    preserve_default=False,
                ),
            ],
        ),
        migrations.AddIndex("clock", models.Index(fields=("region", "due_on", "id"), condition=RUNS_OVER, name="deadlines_clock_overdue")),
        migrations.AddIndex(
            "clock", models.Index(fields=("region", "obligor", "due_on", "id"), condition=RUNS_OVER, name="deadlines_clock_overdue_of")
        ),
    ]
