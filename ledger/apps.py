from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "ledger"
    verbose_name = "过程账本"
    default_auto_field = "django.db.models.BigAutoField"
