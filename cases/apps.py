from importlib import import_module

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cases.selectors.due import compare_due_dates  # noqa: PLC0415 - models must be loaded first
        from cases.selectors.unnotified import compare_unnotified  # noqa: PLC0415 - as above
        from cases.subjects import APPLICATION, CASE, CONSULTATION, DUTY, MANDATE, NOTICE, SERVICE  # noqa: PLC0415 - as above
        from deadlines.services import compare_every_night  # noqa: PLC0415 - as above
        from procedure.subjects import register  # noqa: PLC0415 - as above

        # Every kind of paper is registered before one is asked for.
        import_module("cases.papers")
        for subject in (MANDATE, NOTICE, DUTY, APPLICATION, CASE, SERVICE, CONSULTATION):
            register(subject)
        compare_every_night(compare_due_dates)
        compare_every_night(compare_unnotified)
