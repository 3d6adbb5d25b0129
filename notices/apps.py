from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from notices.fonts import complaint  # noqa: PLC0415 - no model may be imported before the apps are ready
        from procedure.texts import complain  # noqa: PLC0415 - as above

        complain(complaint)
