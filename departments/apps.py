from django.apps import AppConfig


class DepartmentsConfig(AppConfig):
    name = "departments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from departments.kept import departments, regions  # noqa: PLC0415 - models must be loaded first
        from departments.models import Department, Region  # noqa: PLC0415 - as above
        from ledger.kept import answer_from_copies  # noqa: PLC0415 - as above

        answer_from_copies({Region: regions, Department: departments})
