"""The renderer as a process of its own: reads jobs from stdin, answers on stdout, knows nothing of the portal.

Started by `notices.pdf` as a plain script with an almost empty environment, so a flaw in the layout engine meets no
database address, no key and no Django. Each message is four bytes of length and JSON. It ends when stdin ends.
"""

import base64
import gc
import io
import json
import logging
import os
import resource
import signal
import struct
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, BinaryIO, ClassVar, NamedTuple, TypedDict

import pydyf
import weasyprint.pdf
from fontTools.cffLib import CFFFontSet
from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.pdf.fonts import Font
from weasyprint.text.ffi import ffi, harfbuzz
from weasyprint.text.ffi import harfbuzz_subset as hb_subset
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

MEMORY_BYTES = 1536 * 1024 * 1024
CPU_SECONDS_PER_JOB = 40
OPEN_FILES = 64
# People wait for pages; while both have work, the web server comes first.
NICENESS = 5
NOTDEF = ".notdef glyph"
# One release has one style sheet; the second place is for the release that replaces it.
STYLES_KEPT = 2
MESSAGE_AT_MOST = 500
# How an OpenType file with such outlines begins.
WHOLE_FILE = b"OTTO"


class Job(TypedDict):
    html: str
    css: str
    assets: dict[str, str]
    identifier: str


class AssetFetcher(URLFetcher):
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
            message = record.getMessage()
            found.append(message if len(message) <= MESSAGE_AT_MOST else f"{message[:MESSAGE_AT_MOST]}…（共{len(message)}字）")


@contextmanager
def listening() -> Iterator[LogListener]:
    listener = LogListener()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(listener)
    try:
        yield listener
    finally:
        logger.removeHandler(listener)


class Style(NamedTuple):
    """A parsed style sheet, the fonts that papers in it have loaded, and what the engine said about it."""

    sheet: CSS
    fonts: FontConfiguration
    heard: LogListener


@lru_cache(STYLES_KEPT)
def parsed_style(text: str) -> Style:
    with listening() as heard:
        sheet = CSS(string=text, url_fetcher=AssetFetcher({}))
    return Style(sheet, FontConfiguration(), heard)


def view_of(hb_face: Any) -> Any:
    """Look into a font file where it lies; the engine would copy its 26 MB for each font of each paper."""
    return _bytes_of(harfbuzz.hb_face_reference_blob(hb_face))


def _bytes_of(hb_blob: Any) -> Any:
    length = ffi.new("unsigned int *")
    data = harfbuzz.hb_blob_get_data(hb_blob, length)
    return ffi.buffer(ffi.gc(data, lambda _data: harfbuzz.hb_blob_destroy(hb_blob)), length[0])


def tag_of(table: str) -> int:
    return int(harfbuzz.hb_tag_from_string(table.encode(), -1))


def add_to(hb_set: Any, values: Iterable[int]) -> None:
    ordered = sorted(values)
    harfbuzz.hb_set_add_sorted_array(hb_set, ffi.new("hb_codepoint_t[]", ordered), len(ordered))


def codes_of(hb_face: Any) -> list[int]:
    """Return the codes under which a page finds the outlines, in their order; nothing for a font that has no such codes."""
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(outlines_of(hb_face)), None)
    return [0, *(int(name.removeprefix("cid")) for name in fonts[0].charset[1:])] if hasattr(fonts[0], "ROS") else []


def outlines_of(hb_face: Any) -> bytes:
    return bytes(_bytes_of(harfbuzz.hb_face_reference_table(hb_face, tag_of("CFF "))))


class PaperFont(Font):
    """Embeds the outlines of the glyphs that are used and nothing else.

    The engine leaves an empty place for each of the 65,535 glyphs of a Chinese font: 400 kB and a tenth of a second a paper.
    A font keyed by CID needs no places, because its own table leads from the code on the page to the glyph.
    """

    # Whether the codes of a face are its glyphs' own numbers. The face is kept, so that its address stays its own.
    known: ClassVar[dict[int, tuple[Any, bool]]] = {}
    is_bare = False

    @property
    def type(self) -> str:
        return "otf" if self.is_bare else str(super().type)

    def clean(self, to_unicode: dict[int, str], hinting: bool) -> None:  # noqa: FBT001 - the engine's signature
        if to_unicode and not self.missing and self._is_keyed_by_glyph():
            face = self._subset_face(to_unicode)
            if face and set(to_unicode) <= set(codes_of(face)):
                self.file_content, self.is_bare = outlines_of(face), True
                return
        super().clean(to_unicode, hinting)
        self.file_content = bytes(self.file_content)

    def _is_keyed_by_glyph(self) -> bool:
        if "CFF " not in self.tables or self.png or self.svg or self.colr:
            return False
        address = int(ffi.cast("uintptr_t", self.hb_face))
        if address not in self.known:
            self.known[address] = (self.hb_face, codes_of(self.hb_face) == list(range(self.glyph_count)))
        return self.known[address][1]

    def _subset_face(self, glyphs: Iterable[int]) -> Any:
        order = ffi.gc(hb_subset.hb_subset_input_create_or_fail(), hb_subset.hb_subset_input_destroy)
        hb_subset.hb_subset_input_set_flags(order, hb_subset.HB_SUBSET_FLAGS_DESUBROUTINIZE | hb_subset.HB_SUBSET_FLAGS_NO_HINTING)
        add_to(hb_subset.hb_subset_input_glyph_set(order), glyphs)
        dropped = hb_subset.hb_subset_input_set(order, hb_subset.HB_SUBSET_SETS_DROP_TABLE_TAG)
        add_to(dropped, (tag_of(table) for table in self.tables if table != "CFF "))
        return ffi.gc(hb_subset.hb_subset_or_fail(self.hb_face, order), harfbuzz.hb_face_destroy)


def declare_bare_fonts(_document: Document, pdf: pydyf.PDF) -> None:
    """Say of bare outlines that they are; the engine takes them for a whole OpenType file."""
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream) and item.extra.get("Subtype") == "/OpenType" and item.stream[0][:4] != WHOLE_FILE:
            item.extra["Subtype"] = "/CIDFontType0C"


weasyprint.pdf.stream.Font = PaperFont
weasyprint.pdf.fonts.get_hb_object_data = view_of


def render(job: Job) -> dict[str, Any]:
    style = parsed_style(job["css"])
    with listening() as heard:
        fetcher = AssetFetcher(job["assets"])
        document = HTML(string=job["html"], url_fetcher=fetcher).render(font_config=style.fonts, stylesheets=[style.sheet])
        content = document.write_pdf(finisher=declare_bare_fonts, pdf_variant="pdf/ua-1", pdf_identifier=bytes.fromhex(job["identifier"]))
    if errors := style.heard.errors + heard.errors:
        return {"error": "; ".join(errors)}
    fonts = {font.name.decode().partition("+")[2].replace("-", " ") for font in document.fonts.values()}
    return {
        "pdf": base64.b64encode(content).decode(),
        "pages": len(document.pages),
        "fonts": sorted(fonts),
        "missing": sorted(heard.missing),
        "warnings": style.heard.warnings + heard.warnings,
    }


def answer(job: Job) -> dict[str, Any]:
    try:
        return render(job)
    except BaseException as failure:  # noqa: BLE001 - FatalURLFetchingError is no Exception; the parent decides
        return {"error": type(failure).__name__, "is_of_machine": isinstance(failure, OSError)}


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
        # A layout is one large cycle, to be thrown away at once; what outlives it is the style, not worth another look.
        gc.collect()
        gc.freeze()


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Libraries may print; only answers may reach the parent.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
