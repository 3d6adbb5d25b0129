"""Where PDFs lie: under MEDIA_ROOT, under random names, never at a public address."""

from __future__ import annotations

import errno
import os
import secrets
from pathlib import Path

from django.conf import settings

FOLDER = "documents"


def path_of(name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / FOLDER / Path(name).name


def write(name: str, content: bytes) -> None:
    write_whole(path_of(name), content)


def write_whole(path: Path, content: bytes) -> None:
    """Store a file so that it is whole or absent after a power cut, before any row refers to it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # A name of its own: the draft of a writer that was killed must not stop the next one.
    draft = path.with_suffix(f".{secrets.token_hex(4)}.part")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        # What a full disk broke off takes room that is needed.
        draft.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read(name: str) -> bytes:
    """Raises FileNotFoundError when that one file is gone, another OSError when the folder itself is: a disk that is not mounted."""
    path = path_of(name)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        if not path.parent.is_dir():
            raise OSError(errno.EIO, "the folder of papers is not there") from None
        raise


def discard(name: str) -> None:
    path_of(name).unlink(missing_ok=True)
