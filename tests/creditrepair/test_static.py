import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def manifest(tmp_path_factory):
    from django.test import override_settings

    folder = tmp_path_factory.mktemp("static")
    # WhiteNoise's own storage does the same and then compresses, which takes ten seconds.
    storages = settings.STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}}
    with override_settings(STATIC_ROOT=folder, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["tabler-nodes-*.json"])
    return json.loads((folder / "staticfiles.json").read_text())["paths"]


def test_every_file_that_a_page_names_is_collected_under_its_hash(manifest):
    named = set()
    for template in (ROOT / "templates").rglob("*.html"):
        named |= set(re.findall(r"\{% static ['\"]([^'\"]+)['\"] %\}", template.read_text()))
    assert "css/portal.css" in named
    assert named <= set(manifest)
    assert all(re.search(r"\.[0-9a-f]{12}\.", manifest[name]) for name in named)


def test_nothing_is_fetched_from_elsewhere():
    """Every address in our own files is of this site; a font or script from outside would tell strangers who visits."""
    outside = re.compile(r"(?:src|href|url\(|@import)\s*=?\s*['\"(]?\s*(?:https?:)?//", re.IGNORECASE)
    for folder, pattern in (("templates", "*.html"), ("static/css", "*.css"), ("static/js", "*.js")):
        for path in (ROOT / folder).rglob(pattern):
            found = [line for line in path.read_text().splitlines() if outside.search(line) and "w3.org" not in line]
            assert not found, path
