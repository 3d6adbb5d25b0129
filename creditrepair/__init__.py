"""The project: settings, environment, URLs, Celery and the servers of the demo. No business rule lives here."""

from creditrepair.celery import app as celery_app

__all__ = ("celery_app",)
