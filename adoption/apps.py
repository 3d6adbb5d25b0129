from django.apps import AppConfig


class AdoptionConfig(AppConfig):
    name = "adoption"
    default_auto_field = "django.db.models.BigAutoField"
