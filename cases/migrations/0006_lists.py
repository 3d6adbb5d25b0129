import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_lists"),
        ("cases", "0005_sweeps"),
        ("departments", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="case",
            name="case_of_court",
        ),
        migrations.RemoveIndex(
            model_name="case",
            name="case_of_bureau",
        ),
        migrations.RemoveIndex(
            model_name="case",
            name="case_of_enterprise",
        ),
        migrations.AlterField(
            model_name="case",
            name="court",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="court_cases", to="departments.department"
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="enterprise",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="accounts.enterprise"
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="region",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="departments.region"
            ),
        ),
        migrations.AlterField(
            model_name="enforcementcase",
            name="court",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="enforcement_cases", to="departments.department"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["court", "due_on", "-opened_at", "id"], name="case_of_court"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["court", "state", "due_on", "-opened_at", "id"], name="case_of_court_by_state"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(
                    ("state__in", ("lapsed", "not_accepted", "rejected", "recognized_all", "closed_with_refusals", "withdrawn")),
                    _negated=True,
                ),
                fields=["court", "due_on", "id"],
                include=("state", "acceptance_officer", "handler", "reviewer", "signer"),
                name="case_of_court_open",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("list_due_on__isnull", False)), fields=["court", "list_due_on"], name="case_of_court_to_list"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("certificate__isnull", False)), fields=["court", "list_due_on", "-id"], name="case_of_court_certified"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(
                    (
                        "state__in",
                        (
                            "pushed",
                            "push_returned",
                            "received",
                            "pending_distribution",
                            "distributed",
                            "recognizing",
                            "recognized_all",
                            "closed_with_refusals",
                        ),
                    )
                ),
                fields=["bureau", "due_on", "-id"],
                include=("state", "distribution_proposer"),
                name="case_of_bureau",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(
                    (
                        "state__in",
                        (
                            "pushed",
                            "push_returned",
                            "received",
                            "pending_distribution",
                            "distributed",
                            "recognizing",
                            "recognized_all",
                            "closed_with_refusals",
                        ),
                    )
                ),
                fields=["bureau", "state", "due_on", "-id"],
                name="case_of_bureau_by_state",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["region", "due_on", "-id"], name="case_of_region"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["region", "state", "due_on", "-id"], name="case_of_region_by_state"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["region", "state", "due_on", "-changed_at", "id"], name="case_of_board"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["enterprise", "-opened_at", "-id"], name="case_of_enterprise"),
        ),
        migrations.AddIndex(
            model_name="enforcementcase",
            index=models.Index(fields=["court", "-filed_on", "-id"], name="enforcement_case_by_day"),
        ),
    ]
