from importlib import import_module

from django.apps import AppConfig


class RecognitionConfig(AppConfig):
    name = "recognition"
    verbose_name = "互认"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from deadlines.services import compare_every_night  # noqa: PLC0415 - models must be loaded first
        from procedure.subjects import register  # noqa: PLC0415 - as above
        from recognition.selectors import compare_due_dates  # noqa: PLC0415 - as above
        from recognition.subjects import RECOGNITION  # noqa: PLC0415 - as above

        import_module("recognition.papers")
        register(RECOGNITION)
        compare_every_night(compare_due_dates)
