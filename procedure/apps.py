from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class ProcedureConfig(AppConfig):
    name = "procedure"
    verbose_name = "办理流程"

    def ready(self) -> None:
        # Django sends the signal only for apps with models; the rows go into a table of the ledger.
        post_migrate.connect(_register_transitions, sender=apps.get_app_config("ledger"))


def _register_transitions(**_kwargs: Any) -> None:
    """The ledger accepts the rows of the tables of this release, and no others."""
    from ledger.services import register_transitions  # noqa: PLC0415 - models must be loaded first
    from procedure.subjects import ledger_rows  # noqa: PLC0415 - as above

    register_transitions(ledger_rows())
