"""Tabler's outline icons, inlined from the vendored node list (names as on its own site)."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from pathlib import Path

logger = structlog.get_logger()

NODES_FILE = "static/vendor/icons/tabler-nodes-outline.json"


class UnknownIconError(LookupError):
    """No such icon, or the front-end assets are not installed."""


def svg(name: str, label: str = "") -> SafeString:
    """Return the icon as inline SVG. An unknown name raises while developing and is left out in production."""
    try:
        shapes = _shapes(name)
    except UnknownIconError:
        if settings.DEBUG or settings.APP_ENV == "test":
            raise
        logger.warning("icon_unknown", icon=name)
        return SafeString("")
    role = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true" focusable="false"'
    return SafeString(
        f'<svg class="icon" {role} width="24" height="24" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
        f' stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">{shapes}</svg>'
    )


def nodes_path() -> Path:
    """Where the installed node list lies."""
    path: Path = settings.BASE_DIR / NODES_FILE
    return path


@lru_cache(maxsize=256)
def _shapes(name: str) -> str:
    # One name is picked out of the 2 MB file, so that a worker does not keep 5,000 icons in memory.
    try:
        text = nodes_path().read_text(encoding="utf-8")
    except FileNotFoundError as error:
        message = f"icon file missing: {NODES_FILE}"
        raise UnknownIconError(message) from error
    # A key is followed by a list; attributes of the same name ("x") are followed by a string.
    found = re.search(rf'"{re.escape(name)}":\s*(?=\[)', text)
    if found is None:
        message = f"unknown icon {name!r}"
        raise UnknownIconError(message)
    nodes, _ = json.JSONDecoder().raw_decode(text, found.end())
    return "".join(
        f"<{tag} " + " ".join(f'{key}="{escape(str(value))}"' for key, value in attributes.items()) + "/>" for tag, attributes in nodes
    )
