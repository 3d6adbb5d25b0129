from django.db import migrations, models

# A paper cannot be served before it was made; the legal day is that of Shanghai.
SERVED_AFTER_PREPARED = """
ALTER TABLE cases_notice ADD CONSTRAINT notice_served_after_prepared
    CHECK (served_on IS NULL OR served_on >= (prepared_at AT TIME ZONE 'Asia/Shanghai')::date);
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_text_capped_values_known")]

    operations = [
        migrations.AddConstraint(
            model_name="enforcementcase",
            constraint=models.CheckConstraint(
                condition=models.Q(performance="none", performed_fen=0)
                | models.Q(performance__in=("partial", "full"), performed_fen__gt=0),
                name="enforcement_case_performance_fits",
                violation_error_message="履行情况与已履行金额不一致，请核对。",
            ),
        ),
        migrations.RunSQL(SERVED_AFTER_PREPARED, "ALTER TABLE cases_notice DROP CONSTRAINT notice_served_after_prepared"),
    ]
