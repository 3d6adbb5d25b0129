from importlib import import_module

from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "oversight"
    verbose_name = "催办督办"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from oversight.subjects import COMPLAINT, ORDER  # noqa: PLC0415 - models must be loaded first
        from procedure.subjects import register  # noqa: PLC0415 - as above

        import_module("oversight.papers")
        register(ORDER)
        register(COMPLAINT)
