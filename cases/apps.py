from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CasesConfig(AppConfig):
    name = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(_register_transitions, sender=self)


def _register_transitions(**_kwargs: Any) -> None:
    """The ledger accepts the rows of the table of this release, and no others."""
    from cases.workflow import ledger_rows  # noqa: PLC0415 - models must be loaded first
    from ledger.services import register_transitions  # noqa: PLC0415

    register_transitions(ledger_rows())
