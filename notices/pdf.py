"""The one door to the layout engine: a template and its context in, a tagged PDF out."""

from __future__ import annotations

import atexit
import base64
import hashlib
import json
import os
import re
import select
import signal
import struct
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

import structlog
from django.conf import settings
from django.template.loader import get_template, render_to_string

from notices.fonts import font_css, tool_environment

if TYPE_CHECKING:
    from collections.abc import Mapping

CHILD_SCRIPT = Path(__file__).with_name("pdf_child.py")
STYLE_TEMPLATE = "paper/paper.css"
RENDER_SECONDS = 45
JOBS_PER_CHILD = 200
# What the kernel sends for what a process does itself: too much processor time, a broken memory access.
OWN_SIGNALS = frozenset({signal.SIGXCPU, signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGILL, signal.SIGFPE})
DYING_SECONDS = 5
WORKED_SECONDS = 15
KEPT_AS_WRITTEN = re.compile(r'(<span\s+class="free"\s*>.*?</span\s*>|<[^>]*>)', re.DOTALL)
LINE_BREAK = re.compile(r"\s*\n\s*")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class RenderedPdf:
    """A finished PDF. `fonts` are the faces really embedded, stand-ins included."""

    content: bytes
    sha256: str
    page_count: int
    fonts: tuple[str, ...]


class RenderingFailedError(Exception):
    """The layout engine failed, ran out of memory or time, or died."""


class RendererLostError(RenderingFailedError):
    """The renderer was killed, stopped or short of something: a matter of the machine, not of the paper."""


class MissingGlyphError(Exception):
    """Some characters have no glyph in any installed font; such a paper must not exist."""

    def __init__(self, characters: set[str]) -> None:
        super().__init__(" ".join(f"U+{ord(character):04X}" for character in sorted(characters)))
        self.characters = characters


class StyleFlawError(Exception):
    """The layout engine complained about our own style sheet or template."""


class _Child:
    """One renderer process and the two pipes to it."""

    def __init__(self) -> None:
        self.jobs = 0
        self.worked_before = 0.0
        self.owner = os.getpid()
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own file
            (sys.executable, "-I", str(CHILD_SCRIPT)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=tool_environment(),
            cwd="/",
        )
        self.questions = cast("IO[bytes]", self.process.stdin)
        self.answers = cast("IO[bytes]", self.process.stdout)

    def usable(self) -> bool:
        # After a fork the pipes are shared with the parent process and must be left to it.
        return self.owner == os.getpid() and self.jobs < JOBS_PER_CHILD and self.process.poll() is None

    def ask(self, job: Mapping[str, object], seconds: float) -> dict[str, Any]:
        self.jobs += 1
        self.worked_before = self._processor_seconds()
        deadline = time.monotonic() + seconds
        message = json.dumps(job).encode()
        self.questions.write(struct.pack(">I", len(message)) + message)
        self.questions.flush()
        (length,) = struct.unpack(">I", self._read(4, deadline))
        reply: dict[str, Any] = json.loads(self._read(length, deadline))
        return reply

    def _read(self, length: int, deadline: float) -> bytes:
        pipe = self.answers.fileno()
        received = bytearray()
        while len(received) < length:
            ready, _, _ = select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))
            chunk = os.read(pipe, min(length - len(received), 1 << 20)) if ready else b""
            if not chunk:
                raise self._died() if ready else self._took_too_long()
            received += chunk
        return bytes(received)

    def _died(self) -> RenderingFailedError:
        """A signal that its own work brought about is the paper's; any other came from outside."""
        code = self.process.wait(DYING_SECONDS)
        return (RenderingFailedError if -code in OWN_SIGNALS else RendererLostError)("renderer died")

    def _took_too_long(self) -> RenderingFailedError:
        """A renderer that was stopped, or that the machine gave no time, has hardly worked."""
        has_worked = self._processor_seconds() - self.worked_before >= WORKED_SECONDS
        return (RenderingFailedError if has_worked else RendererLostError)("renderer took too long")

    def _processor_seconds(self) -> float:
        try:
            fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        if self.owner == os.getpid():
            self.process.kill()
            self.process.communicate()


class _Renderer:
    """Keeps one warm child per thread: starting one costs most of a second, a page a twentieth of that."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.child: _Child | None = None

    def ask(self, job: Mapping[str, object], seconds: float) -> dict[str, Any]:
        with self.lock:
            if self.child is None or not self.child.usable():
                self.close()
                self.child = _Child()
            try:
                reply = self.child.ask(job, seconds)
            except RenderingFailedError:
                self.close()
                raise
            except (OSError, ValueError, subprocess.TimeoutExpired) as failure:
                self.close()
                raise RendererLostError(str(failure) or type(failure).__name__) from failure
            if "error" in reply:
                # Whatever went wrong may have left the process short of memory: the next job gets a fresh one.
                self.close()
                raise (RendererLostError if reply.get("is_of_machine") else RenderingFailedError)(reply["error"])
            return reply

    def close(self) -> None:
        if self.child is not None:
            self.child.close()
            self.child = None

    def forget_after_fork(self) -> None:
        self.lock = threading.Lock()
        self.child = None


def restart_renderer() -> None:
    """Let the next job start a new process, which sees fonts installed since."""
    with renderer().lock:
        renderer().close()


_renderers = threading.local()


def renderer() -> _Renderer:
    """The one of this thread: papers that are made side by side do not wait for each other."""
    found: _Renderer | None = getattr(_renderers, "own", None)
    if found is None:
        found = _renderers.own = _Renderer()
        atexit.register(found.close)
        os.register_at_fork(after_in_child=found.forget_after_fork)
    return found


def close_gaps(html: str) -> str:
    """Drop the line breaks of the template's own layout: between Chinese characters each would print as a blank.

    Tags stay as they are, and so does a person's text in `<span class="free">`, whose line breaks are meant.
    """
    parts = KEPT_AS_WRITTEN.split(html)
    parts[::2] = [LINE_BREAK.sub("", text) for text in parts[::2]]
    return "".join(parts)


def render_pdf(
    template: str,
    context: Mapping[str, object],
    assets: Mapping[str, str] | None = None,
    *,
    seconds: float = RENDER_SECONDS,
) -> RenderedPdf:
    """Render a paper; `assets` are SVG drawings that the template shows as `asset:NAME`.

    Raises MissingGlyphError, RenderingFailedError, and under test StyleFlawError.
    """
    html = close_gaps(render_to_string(template, dict(context)))
    css = font_css() + "\n" + style_source()
    job = {
        "html": html,
        "css": css,
        "assets": dict(assets or {}),
        "identifier": hashlib.sha256(html.encode("utf-8", "replace")).hexdigest()[:32],
    }
    reply = renderer().ask(job, seconds)
    if reply["missing"]:
        raise MissingGlyphError({chr(code_point) for code_point in reply["missing"]})
    if reply["warnings"]:
        log.warning("pdf_style_flaw", object=template, reason=reply["warnings"])
        if settings.APP_ENV == "test":
            raise StyleFlawError(reply["warnings"])
    content = base64.b64decode(reply["pdf"])
    return RenderedPdf(content, hashlib.sha256(content).hexdigest(), reply["pages"], tuple(reply["fonts"]))


def style_source() -> str:
    source: str = get_template(STYLE_TEMPLATE).template.source  # type: ignore[attr-defined]  # the Django backend keeps it
    return source
