from importlib import import_module

from django.apps import AppConfig


class MechanismConfig(AppConfig):
    name = "mechanism"
    verbose_name = "领导小组"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mechanism.subjects import ACTION_ITEM, ENTRY, INVITATION, MEETING, MEMBER  # noqa: PLC0415 - models must be loaded first
        from procedure.subjects import register  # noqa: PLC0415 - as above

        import_module("mechanism.papers")
        for subject in (MEMBER, MEETING, INVITATION, ACTION_ITEM, ENTRY):
            register(subject)
