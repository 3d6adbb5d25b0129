from django.apps import AppConfig


class DepartmentsConfig(AppConfig):
    name = "departments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from departments.actors import under_the_lock  # noqa: PLC0415 - models must be loaded first
        from departments.kept import departments, regions  # noqa: PLC0415 - models must be loaded first
        from departments.models import Department, Region  # noqa: PLC0415 - as above
        from ledger.kept import answer_from_copies  # noqa: PLC0415 - as above
        from procedure.actors import rights_are_read_by  # noqa: PLC0415 - as above

        rights_are_read_by(under_the_lock)
        answer_from_copies({Region: regions, Department: departments})
