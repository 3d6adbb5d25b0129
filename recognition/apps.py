from importlib import import_module

from django.apps import AppConfig


class RecognitionConfig(AppConfig):
    name = "recognition"
    verbose_name = "互认"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from procedure.subjects import register  # noqa: PLC0415 - models must be loaded first
        from recognition.subjects import RECOGNITION  # noqa: PLC0415 - as above

        import_module("recognition.papers")
        register(RECOGNITION)
