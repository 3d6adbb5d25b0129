from importlib import import_module

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "assessment"
    verbose_name = "考核评价"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from assessment.subjects import ASSESSMENT, SCORECARD  # noqa: PLC0415 - models must be loaded first
        from procedure.subjects import register  # noqa: PLC0415 - as above

        import_module("assessment.papers")
        register(ASSESSMENT)
        register(SCORECARD)
