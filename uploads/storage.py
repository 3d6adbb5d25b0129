"""Where uploads lie: under random names that say nothing, never at a public address."""

from __future__ import annotations

import re
import secrets
import unicodedata
from pathlib import Path

from django.conf import settings

from notices.fonts import is_printable
from words.characters import seen
from words.lists import shortened

NAME_AT_MOST = 120


def new_name() -> str:
    return f"{secrets.token_hex(16)}.bin"


def file_path(stored_name: str) -> Path:
    """Where a stored file lies; a name that is not one of ours is refused."""
    if not re.fullmatch(r"[0-9a-f]{32}\.[a-z]{3}", stored_name):
        msg = "not a stored name"
        raise ValueError(msg)
    return Path(settings.MEDIA_ROOT) / "uploads" / stored_name[:2] / stored_name


def clean_name(name: str) -> str:
    """The name for display only, as papers print it: no path, no controls, "_" for what no paper can show, at most 120 characters."""
    base = seen(name.replace("\\", "/").rsplit("/", 1)[-1])
    visible = "".join(_shown(char) for char in base if unicodedata.category(char) not in {"Cc", "Cf", "Cs"}).strip()
    stem, dot, extension = visible.rpartition(".")
    if dot and len(visible) > NAME_AT_MOST:
        visible = f"{shortened(stem, NAME_AT_MOST - len(extension) - 1)}.{extension}"
    return shortened(visible, NAME_AT_MOST) or "未命名文件"


def _shown(char: str) -> str:
    return char if is_printable(char) else "_"
