"""Bring a fresh database to where a district begins: schema, cache table, page assets, the region. A process of its own."""

from __future__ import annotations

import os
import sys
from io import StringIO
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "creditrepair.settings")

import django
from django.conf import settings
from django.core.management import call_command


def main(region_file: str) -> None:
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("grant_rights", verbosity=0)
    collect_names()
    call_command("load_region", region_file, "--yes", stdout=StringIO())


def collect_names() -> None:
    """The hashed names that pages print; nobody fetches the files here, so the slow compression is left out."""
    assets = {**settings.STORAGES["staticfiles"], "BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": assets}
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["tabler-nodes-*.json"])


if __name__ == "__main__":
    main(sys.argv[1])
