from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "supervision"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from deadlines.services import compare_every_night  # noqa: PLC0415 - models must be loaded first
        from supervision.tallies import compare_tallies  # noqa: PLC0415 - as above

        compare_every_night(compare_tallies)
