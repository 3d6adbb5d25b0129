from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "deadlines"
    verbose_name = "期限"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from deadlines.models import DeadlineRule  # noqa: PLC0415 - models must be loaded first
        from deadlines.selectors import rules_by_key  # noqa: PLC0415 - as above
        from deadlines.services import compare_every_night, compare_rungs  # noqa: PLC0415 - as above
        from ledger.kept import answer_from_copies  # noqa: PLC0415 - as above

        answer_from_copies({DeadlineRule: rules_by_key})
        compare_every_night(compare_rungs)
