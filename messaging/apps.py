from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "messaging"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from messaging.services import tell_post  # noqa: PLC0415 - models must be loaded first
        from notices.services import clerks_are_told_by  # noqa: PLC0415 - as above

        clerks_are_told_by(tell_post)
