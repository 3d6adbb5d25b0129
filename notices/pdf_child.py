"""The renderer as a process of its own: reads jobs from stdin, answers on stdout, knows nothing of the portal.

Started by `notices.pdf` as a plain script with an almost empty environment, so a flaw in the layout engine meets no
database address, no key and no Django. Each message is four bytes of length and JSON. It ends when stdin ends.
"""

import base64
import gc
import json
import logging
import os
import resource
import signal
import struct
import sys
from typing import Any, BinaryIO, TypedDict

from weasyprint import CSS, HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

MEMORY_BYTES = 1536 * 1024 * 1024
CPU_SECONDS_PER_JOB = 40
OPEN_FILES = 64
NOTDEF = ".notdef glyph"


class Job(TypedDict):
    html: str
    css: str
    assets: dict[str, str]
    identifier: str


class AssetFetcher(URLFetcher):  # type: ignore[misc]  # the library is untyped
    """Serves the drawings that came with the job, under `asset:NAME`. Any other address aborts the whole document."""

    def __init__(self, assets: dict[str, str]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self.assets = assets

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        scheme, _, name = url.partition(":")
        if scheme != "asset" or name not in self.assets:
            message = "address refused"
            raise ValueError(message)
        return URLFetcherResponse(url, self.assets[name].encode(), {"Content-Type": "image/svg+xml", **(headers or {})})


class LogListener(logging.Handler):
    """WeasyPrint tells missing glyphs and unusable styles only in its log."""

    def __init__(self) -> None:
        super().__init__(level=logging.WARNING)
        self.missing: set[int] = set()
        self.warnings: list[str] = []
        self.errors: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.msg.startswith(NOTDEF) and isinstance(record.args, tuple):
            self.missing.add(int(str(record.args[1])))
        else:
            # The engine's errors are drawings that it left out: a paper without its seal must not exist.
            found = self.errors if record.levelno >= logging.ERROR else self.warnings
            found.append(record.getMessage()[:500])


def render(job: Job) -> dict[str, Any]:
    listener = LogListener()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(listener)
    try:
        fetcher = AssetFetcher(job["assets"])
        style = CSS(string=job["css"], url_fetcher=fetcher)
        document = HTML(string=job["html"], url_fetcher=fetcher).render(stylesheets=[style])
        content = document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=bytes.fromhex(job["identifier"]))
    finally:
        logger.removeHandler(listener)
    if listener.errors:
        return {"error": "; ".join(listener.errors)}
    fonts = {font.name.decode().partition("+")[2].replace("-", " ") for font in document.fonts.values()}
    return {
        "pdf": base64.b64encode(content).decode(),
        "pages": len(document.pages),
        "fonts": sorted(fonts),
        "missing": sorted(listener.missing),
        "warnings": listener.warnings,
    }


def answer(job: Job) -> dict[str, Any]:
    try:
        return render(job)
    except BaseException as failure:  # noqa: BLE001 - FatalURLFetchingError is no Exception; the parent decides
        return {"error": type(failure).__name__}


def limit_job() -> None:
    """Give the next job its own CPU time; the kernel kills the process beyond it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + CPU_SECONDS_PER_JOB
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))


def serve(jobs: BinaryIO, answers: BinaryIO) -> None:
    while header := jobs.read(4):
        job = json.loads(jobs.read(struct.unpack(">I", header)[0]))
        limit_job()
        reply = json.dumps(answer(job)).encode()
        answers.write(struct.pack(">I", len(reply)) + reply)
        answers.flush()
        # A layout is one large cycle that holds whole font files; left to itself it piles up to 800 MB.
        gc.collect()


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Libraries may print; only answers may reach the parent.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
