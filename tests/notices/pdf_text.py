"""Reads back what a PDF really shows, through the fonts' own tables, with no tool from outside."""

import io
import re

import pikepdf

PAGE_NUMBER = re.compile(r"—\d+—")
CODE = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")


def text_of(content: bytes) -> str:
    """All text of a PDF without white space and page numbers, in the order in which it is painted."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        text = "".join(_page_text(page) for page in pdf.pages)
    return PAGE_NUMBER.sub("", re.sub(r"\s", "", text))


def _page_text(page: pikepdf.Page) -> str:
    tables = {name: _table(font) for name, font in page.Resources.get("/Font", {}).items()}
    table: dict[int, str] = {}
    shown = []
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            table = tables[str(operands[0])]
        elif str(operator) in {"Tj", "TJ"}:
            strings = operands[0] if str(operator) == "TJ" else operands
            for string in strings:
                if isinstance(string, pikepdf.String):
                    codes = bytes(string)
                    shown += [table.get(int.from_bytes(codes[at : at + 2], "big"), "?") for at in range(0, len(codes), 2)]
    return "".join(shown)


def _table(font: pikepdf.Object) -> dict[int, str]:
    pairs = CODE.findall(font.ToUnicode.read_bytes())
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}


def facts_of(content: bytes) -> dict[str, object]:
    """What a PDF carries besides its text."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        names = pdf.Root.get("/Names", {})
        return {
            "language": str(pdf.Root.get("/Lang", "")),
            "tagged": bool(pdf.Root.get("/MarkInfo", {}).get("/Marked", False)),
            "ua": b"pdfuaid" in pdf.Root.Metadata.read_bytes(),
            "attachments": "/EmbeddedFiles" in names or len(pdf.attachments),
            "scripts": "/JavaScript" in names or "/OpenAction" in pdf.Root or "/AA" in pdf.Root,
            "links": sum(len(page.get("/Annots", [])) for page in pdf.pages),
            "pages": len(pdf.pages),
        }
