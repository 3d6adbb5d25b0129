from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "creditrepair"
    verbose_name = "信用修复协同平台"

    def ready(self) -> None:
        from creditrepair import checks  # noqa: F401, PLC0415 - registers the checks
