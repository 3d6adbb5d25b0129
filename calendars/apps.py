from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "calendars"
    verbose_name = "放假安排和系统中断"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from calendars.subjects import CHANGE  # noqa: PLC0415 - models must be loaded first
        from procedure.subjects import register  # noqa: PLC0415 - as above

        register(CHANGE)
