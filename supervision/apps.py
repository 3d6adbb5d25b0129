from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "supervision"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from deadlines.services import compare_every_night  # noqa: PLC0415 - models must be loaded first
        from supervision import recount  # noqa: PLC0415 - as above
        from supervision.tallies import compare_tallies  # noqa: PLC0415 - as above

        for comparison in (compare_tallies, recount.compare_dated_tallies, recount.compare_spent, recount.compare_reached):
            compare_every_night(comparison)
