"""What a PDF may consist of, and the copy of it that consists of nothing else. Runs in the child; knows no Django.

What may be there stands in the lists of `uploads.pdf_lists`. Whatever is in none of them is left out of what readers get. Only what is made to run by itself refuses a file:
a program, a script other than the built-in formats of form fields, a command that starts something else.
"""

import re
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

import pikepdf
from PIL import Image

from uploads.kinds import HEADER_WITHIN, MAX_PAGES
from uploads.pdf_lists import (
    ACTION_KEYS,
    ACTIONS,
    ANNOTATIONS,
    AT_ONCE,
    FILES,
    MASKS,
    NAMES,
    PAGE,
    PLAYERS,
    PROGRAM_MAGIC,
    PROGRAM_NAMES,
    ROOT,
    STARTERS,
    WEB,
)

MAX_PIXELS = 200_000_000
# Less than the process may write.
COPY_AT_MOST = 60 * 1024 * 1024
# What one stream, and all together, may become when unpacked; a page of drawings has a few megabytes.
STREAM_AT_MOST = 100 * 1024 * 1024
STREAMS_AT_MOST = 400 * 1024 * 1024
# Bytes after the last %%EOF that printers' drivers leave.
TAIL_AT_MOST = 1024
BLANKS = b"\0\t\n\x0b\x0c\r \x1a"
FOREIGN_TAILS = (b"MZ", b"\x7fELF", b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"#!", b"\xca\xfe\xba\xbe")

# A script of nothing but these words calls only what every program for forms has built in.
_WORD = re.compile(r"AF[A-Z][A-Za-z_]*|new|Array|true|false|null")
_TOKEN = re.compile(r"""\s*(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[-+]?[\d.]+|[()\[\],;]|([A-Za-z_$][\w$]*))\s*""", re.DOTALL)
SCRIPT_AT_MOST = 4000


class Refused(Exception):
    """The file is not taken; `code` says for what, `about` names the thing."""

    def __init__(self, code: str, about: str = "") -> None:
        super().__init__(code)
        self.code, self.about = code, about[:60]


def judge_pdf(content: bytes) -> tuple[list[str], bytes]:
    """What is left out for readers, and their copy; nothing and no bytes for a file that holds only what is allowed."""
    body, left_out = _trimmed(content)
    try:
        with pikepdf.open(BytesIO(body)) as pdf:
            return _judge(pdf, left_out, body)
    except pikepdf.PasswordError as error:
        raise Refused("password") from error
    except (pikepdf.PdfError, ValueError, KeyError, TypeError, AttributeError, RuntimeError, NotImplementedError) as error:
        is_locked = any(word in str(error).lower() for word in ("encrypt", "random numbers"))
        raise Refused("foreign_lock" if is_locked else "damaged") from error


def _judge(pdf: pikepdf.Pdf, left_out: set[str], body: bytes) -> tuple[list[str], bytes]:
    pages = len(pdf.pages)
    if not 1 <= pages <= MAX_PAGES:
        raise Refused("pages", str(pages))
    search = Search(pdf)
    search.run()
    if pdf.get_warnings():
        if not _has_end(body):
            raise Refused("torn")
        left_out.add("repaired")
    left_out |= search.left_out
    if not left_out:
        return [], b""
    search.cut()
    copy = BytesIO()
    pdf.save(copy, deterministic_id=not pdf.is_encrypted)
    if copy.tell() > COPY_AT_MOST:
        raise Refused("bomb")
    return sorted(left_out), copy.getvalue()


def _trimmed(content: bytes) -> tuple[bytes, set[str]]:
    """The file up to its last mark of an end; what stands before the first mark of a beginning and after that one is left out."""
    left_out = set()
    if content.find(b"%PDF-", 0, HEADER_WITHIN + 5) > 0:
        left_out.add("lead")
    end = content.rfind(b"%%EOF")
    if end < 0:
        return content, left_out
    end += len(b"%%EOF")
    tail = content[end:].strip(BLANKS)
    if tail.startswith(FOREIGN_TAILS):
        raise Refused("another_file_behind")
    if re.search(rb"\d+\s+\d+\s+obj\b", tail):
        raise Refused("torn")
    if len(content) - end > TAIL_AT_MOST:
        left_out.add("tail")
        return content[:end] + b"\n", left_out
    return content, left_out


def _has_end(body: bytes) -> bool:
    return b"startxref" in body[-TAIL_AT_MOST * 2 :] and b"%%EOF" in body[-TAIL_AT_MOST * 2 :]


class Search:
    """Walks everything that can be reached from the document, without recursion, and notes what is to be cut."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pdf = pdf
        self.left_out: set[str] = set()
        self.cuts: list[tuple[Any, str]] = []
        self.pages_with_strange_annotations: list[Any] = []
        self.unpacked = 0

    def run(self) -> None:
        root = self.pdf.Root
        self._root(root)
        for page in self.pdf.pages:
            self._page(page.obj, _entries(page.obj))
        waiting: list[Any] = [root]
        seen: set[tuple[int, int]] = set()
        while waiting:
            thing = waiting.pop()
            if thing.is_indirect:
                if thing.objgen in seen:
                    continue
                seen.add(thing.objgen)
            if isinstance(thing, pikepdf.Array):
                waiting.extend(_objects(thing.as_list()))
                continue
            entries = _entries(thing)
            if isinstance(thing, pikepdf.Stream):
                self._stream(thing, entries)
            self._dictionary(thing, entries)
            waiting.extend(_objects(entries.values()))

    def cut(self) -> None:
        for thing, key in self.cuts:
            if key in thing:
                del thing[key]
        for page in self.pages_with_strange_annotations:
            page.Annots = pikepdf.Array([one for one in page.Annots if str(_entries(one).get("/Subtype", "")) in ANNOTATIONS])

    def _cut(self, thing: Any, key: str, note: str) -> None:
        self.left_out.add(note)
        self.cuts.append((thing, key))

    def _root(self, root: Any) -> None:
        entries = _entries(root)
        if "/Collection" in entries:
            raise Refused("portfolio")
        for key in entries.keys() - ROOT:
            self._cut(root, key, "files" if key == "/AF" else "actions" if key == "/AA" else "other")
        names = _entries(entries.get("/Names"))
        for key in names.keys() - NAMES:
            self._cut(entries["/Names"], key, "files" if key == "/EmbeddedFiles" else "actions")
        form = _entries(entries.get("/AcroForm"))
        if "/XFA" in form:
            if not len(form.get("/Fields", ())) or entries.get("/NeedsRendering"):
                raise Refused("dynamic_form")
            self._cut(entries["/AcroForm"], "/XFA", "dynamic_form")

    def _dictionary(self, thing: Any, entries: dict[str, Any]) -> None:
        self._refuse_what_runs(entries)
        for key in ACTION_KEYS & entries.keys():
            allowed = AT_ONCE if key == "/OpenAction" else ACTIONS
            if any(_is_strange(one, allowed) for one in _one_or_many(entries[key])):
                self._cut(thing, key, "actions")
        # A font may be called AA or EF as well: only what is one counts.
        if isinstance(entries.get("/AA"), pikepdf.Dictionary) and any(_is_action(one) for one in _entries(entries["/AA"]).values()):
            self._cut(thing, "/AA", "actions")
        if _is_file(thing):
            self._files(entries)
        for key in FILES & entries.keys():
            if _is_file(thing) or any(_is_file(one) for one in _one_or_many(entries[key])):
                self._cut(thing, key, "files")

    def _page(self, page: Any, entries: dict[str, Any]) -> None:
        for key in entries.keys() - PAGE - {"/AA", *FILES}:
            self._cut(page, key, "other")
        for stream in _one_or_many(entries.get("/Contents")):
            if isinstance(stream, pikepdf.Stream):
                self._unpack(stream, _filters(_entries(stream)))
        listed = entries.get("/Annots")
        if not isinstance(listed, pikepdf.Array):
            return
        kinds = {str(_entries(one).get("/Subtype", "")) for one in listed.as_list()} - ANNOTATIONS
        if kinds:
            self.pages_with_strange_annotations.append(page)
            self.left_out.add("players" if kinds & PLAYERS else "files" if "/FileAttachment" in kinds else "other")

    def _refuse_what_runs(self, entries: dict[str, Any]) -> None:
        act = _act(entries)
        if act in STARTERS and entries.keys() & {"/F", "/Win", "/Unix", "/Mac"}:
            raise Refused("launch")
        if act and "/JS" in entries and not _is_built_in(entries["/JS"]):
            raise Refused("script")

    def _files(self, entries: dict[str, Any]) -> None:
        """An attached file of data is left out; a program is told, because somebody meant it to be started."""
        names = [str(entries[key]) for key in ("/UF", "/F") if isinstance(entries.get(key), pikepdf.String)]
        for stream in _entries(entries.get("/EF")).values():
            if not isinstance(stream, pikepdf.Stream):
                continue
            begins = _beginning(stream)
            if begins.startswith(PROGRAM_MAGIC) or any(PROGRAM_NAMES.search(name) for name in names):
                raise Refused("program", names[0] if names else "")

    def _stream(self, stream: Any, entries: dict[str, Any]) -> None:
        if "/F" in entries:
            self._cut(stream, "/F", "other")
        filters = _filters(entries)
        if str(entries.get("/Subtype", "")) == "/Image":
            self._picture(stream, entries, filters)
        else:
            self._unpack(stream, filters)

    def _picture(self, stream: Any, entries: dict[str, Any], filters: list[str]) -> None:
        width, height = (int(entries[key]) if isinstance(entries.get(key), int) else 0 for key in ("/Width", "/Height"))
        if filters == ["/DCTDecode"]:
            try:
                with Image.open(BytesIO(stream.read_raw_bytes()), formats=("JPEG",)) as image:
                    width, height = max(width, image.width), max(height, image.height)
            except (OSError, SyntaxError):
                pass
        if width * height > MAX_PIXELS:
            raise Refused("bomb")

    def _unpack(self, stream: Any, filters: list[str]) -> None:
        if not filters or not set(filters) <= {"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"}:
            return
        self.unpacked += _unpacked_size(stream, filters)
        if self.unpacked > STREAMS_AT_MOST:
            raise Refused("bomb")


def _unpacked_size(stream: Any, filters: list[str]) -> int:
    if set(filters) <= {"/FlateDecode", "/Fl"}:
        raw = stream.read_raw_bytes()
        for position in range(len(filters)):
            last = position == len(filters) - 1
            size, raw = _inflated(raw, keep=not last)
        return size
    size = len(stream.read_bytes())
    if size > STREAM_AT_MOST:
        raise Refused("bomb")
    return size


def _inflated(raw: bytes, *, keep: bool) -> tuple[int, bytes]:
    """How long a packed text is, without ever holding more of it than asked for."""
    machine, size, parts = zlib.decompressobj(), 0, []
    try:
        while raw:
            part = machine.decompress(raw, 1 << 20)
            size += len(part)
            if size > STREAM_AT_MOST:
                raise Refused("bomb")
            if keep:
                parts.append(part)
            raw = machine.unconsumed_tail
    except zlib.error:
        # Readers show what can be unpacked.
        pass
    return size, b"".join(parts)


def _beginning(stream: Any) -> bytes:
    filters = _filters(_entries(stream))
    raw: bytes = stream.read_raw_bytes()
    if filters and filters[0] in {"/FlateDecode", "/Fl"}:
        try:
            raw = zlib.decompressobj().decompress(raw, 1 << 12)
        except zlib.error:
            return b""
    return raw[: 1 << 12]


def _is_built_in(script: Any) -> bool:
    """Whether a script is nothing but the formats that every program for forms offers: a date, an amount, a sum."""
    if isinstance(script, pikepdf.Stream):
        _unpacked_size(script, _filters(_entries(script)))
        text = script.read_bytes().decode("latin-1")
    elif isinstance(script, pikepdf.String):
        text = str(script)
    else:
        return False
    return len(text) <= SCRIPT_AT_MOST and _calls_only_formats(text)


def _calls_only_formats(text: str) -> bool:
    if not text.lstrip().startswith("AF"):
        return False
    position = 0
    while position < len(text):
        token = _TOKEN.match(text, position)
        if token is None or token.end() == position or (token[1] and not _WORD.fullmatch(token[1])):
            return False
        position = token.end()
    return True


def _entries(thing: Any) -> dict[str, Any]:
    if isinstance(thing, pikepdf.Stream):
        return dict(thing.stream_dict.as_dict())
    return dict(thing.as_dict()) if isinstance(thing, pikepdf.Dictionary) else {}


def _filters(entries: dict[str, Any]) -> list[str]:
    return [str(one) for one in _one_or_many(entries.get("/Filter"))]


def _act(entries: dict[str, Any]) -> str:
    """What an action does; nothing for what is no action. The masks of drawings have such an entry too."""
    act = entries.get("/S")
    return str(act) if isinstance(act, pikepdf.Name) and str(act) not in MASKS else ""


def _is_action(thing: Any) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and bool(_act(_entries(thing)))


def _is_strange(action: Any, allowed: frozenset[str]) -> bool:
    """Whether it is an action that is in no list, or leads to no page of the web."""
    if not _is_action(action):
        return False
    entries = _entries(action)
    act = _act(entries)
    return act not in allowed or (act == "/URI" and WEB.match(str(entries.get("/URI", ""))) is None)


def _is_file(thing: Any) -> bool:
    """Whether it speaks of a file: it has a file's name, or its type."""
    entries = _entries(thing)
    named = any(isinstance(entries.get(key), pikepdf.String) for key in ("/F", "/UF"))
    return "/EF" in entries and (named or str(entries.get("/Type", "")) in {"/Filespec", "/F"})


def _one_or_many(thing: Any) -> list[Any]:
    if thing is None:
        return []
    return list(thing.as_list()) if isinstance(thing, pikepdf.Array) else [thing]


def _objects(things: Iterable[Any]) -> Iterator[Any]:
    return (thing for thing in things if isinstance(thing, pikepdf.Array | pikepdf.Dictionary | pikepdf.Stream))
