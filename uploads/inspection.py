"""Asks the child about one file, and waits for it so long."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from notices.fonts import tool_environment

CHILD_SCRIPT = Path(__file__).with_name("child.py")
# What a file does to the process that reads it, as against what befalls that process from outside.
ITS_OWN_FAULT = {-signal.SIGXCPU, -signal.SIGSEGV, -signal.SIGABRT, -signal.SIGBUS, -signal.SIGFPE, -signal.SIGILL}


class NotJudgedError(Exception):
    """No verdict on this file yet: time ran out, or the process that looked at it was lost."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`refused` is a code of `uploads.verdicts`, or empty; `copy` are the bytes for readers where the original is not for them."""

    refused: str = ""
    about: str = ""
    left_out: list[str] = field(default_factory=list)
    copy: bytes = b""


def inspect(path: Path, content_type: str, seconds: float) -> Verdict:
    """Raises NotJudgedError when the child did not answer in time or was killed from outside, OSError when it cannot start."""
    with path.open("rb") as file, tempfile.TemporaryFile() as answer:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own file
            (sys.executable, "-I", "-B", str(CHILD_SCRIPT), content_type),
            stdin=file,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            env=tool_environment(),
            cwd="/",
            start_new_session=True,
        )
        try:
            code = process.wait(max(seconds, 0.0))
        except subprocess.TimeoutExpired as slow:
            raise NotJudgedError("took too long") from slow
        finally:
            process.kill()
            process.wait()
        if code in ITS_OWN_FAULT:
            return Verdict(refused="too_complex")
        if code != 0:
            raise NotJudgedError(f"ended with {code}")
        answer.seek(0)
        return _read(answer.read())


def _read(answer: bytes) -> Verdict:
    line, end, copy = answer.partition(b"\n")
    if not end:
        raise NotJudgedError("said nothing")
    reply: dict[str, Any] = json.loads(line)
    return Verdict(reply.get("refused", ""), reply.get("about", ""), reply.get("left_out", []), copy)
