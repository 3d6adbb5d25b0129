"""What a file is by its first bytes, and whether that may be handed in: what can be told without opening it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
EXTENSIONS = {
    PDF: ("pdf",),
    JPEG: ("jpg", "jpeg", "jpe", "jfif", "jfi", "jif", "pjpeg", "pjp"),
    PNG: ("png",),
}
LABELS = {PDF: "PDF", JPEG: "JPG", PNG: "PNG"}
PICTURES = (JPEG, PNG)
MAX_PAGES = 300
# A PDF may begin a little later: banks' printers put blank lines or a job ticket before it, and every reader looks so far.
HEADER_WITHIN = 1024
HEAD_BYTES = 4096
# What stands before the last extension of a program in disguise; 合同.v2.pdf has two dots and is none, and browsers print
# www.example.com or index.html under such a name.
PROGRAMS = frozenset(
    [
        "exe",
        "scr",
        "pif",
        "bat",
        "cmd",
        "msi",
        "msp",
        "dll",
        "cpl",
        "js",
        "jse",
        "vbs",
        "vbe",
        "wsf",
        "wsh",
        "ps1",
        "sh",
        "jar",
        "hta",
        "lnk",
        "reg",
        "apk",
        "dmg",
        "iso",
    ]
)


@dataclass(frozen=True, slots=True)
class Foreign:
    """A kind of file that is not taken, and how to make one of it that is."""

    name: str
    advice: str


_PRINT = "请用能打开它的软件另存为（导出）PDF 后上传"
HEIC = Foreign(
    "HEIC 照片（苹果等手机的默认格式）",
    "请在手机上转成 JPG 后上传：把照片截图，或者在“设置—相机—格式”里选“兼容性最佳”后重拍；也可以用手机自带的编辑功能另存为 JPG",
)
WEBP = Foreign("WebP 图片", "请用看图软件另存为 JPG 或 PNG，或者打开后截图再上传")
AVIF = Foreign("AVIF 图片", "请用看图软件另存为 JPG 或 PNG，或者打开后截图再上传")
PICTURE_ADVICE = "请用看图软件另存为 JPG 或 PNG 后上传"
GIF, BMP = Foreign("GIF 图片", PICTURE_ADVICE), Foreign("BMP 图片", PICTURE_ADVICE)
JPEG_2000, JPEG_XL, ICON = (Foreign(f"{kind} 图片", PICTURE_ADVICE) for kind in ("JPEG 2000", "JPEG XL", "ICO"))
TIFF = Foreign("TIFF 图片", "请用看图软件另存为 JPG，多页的打印成 PDF 后上传")
PHOTOSHOP = Foreign("Photoshop 图片", PICTURE_ADVICE)
OFD = Foreign("OFD 文件（电子发票、电子公文的格式）", "请用 OFD 阅读器打开后另存为（打印成）PDF 再上传")
OFFICE = Foreign("Word、Excel、WPS 等办公文档", "请用 WPS 或 Word 打开，另存为（导出）PDF 后上传")
RTF = Foreign("RTF 文档", "请用 WPS 或 Word 打开，另存为（导出）PDF 后上传")
ARCHIVE = Foreign("压缩包", "请解压后逐份上传")
VIDEO = Foreign("视频或者录音", "请截取能说明问题的画面，或者把内容写成文字说明")
PROGRAM = Foreign("程序", "请检查是否选错了文件")
WEB_PAGE = Foreign("网页或者 XML 数据", "请在浏览器中打开后打印成 PDF，电子发票请下载它的 PDF 版")
POSTSCRIPT = Foreign("PostScript 文件", _PRINT)
DJVU = Foreign("DjVu 文件", _PRINT)
TEXT = Foreign("文字文件", "请用 WPS 或 Word 打开，另存为（导出）PDF 后上传")

_MAGIC: tuple[tuple[bytes, str | Foreign], ...] = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF8", GIF),
    (b"BM", BMP),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
    (b"II+\0", TIFF),
    (b"MM\0+", TIFF),
    (b"8BPS", PHOTOSHOP),
    (b"\0\0\0\x0cjP  \r\n", JPEG_2000),
    (b"\xff\x4f\xff\x51", JPEG_2000),
    (b"\0\0\0\x0cJXL \r\n", JPEG_XL),
    (b"\xff\x0a", JPEG_XL),
    (b"\0\0\x01\0", ICON),
    (b"{\\rtf", RTF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OFFICE),
    (b"Rar!", ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", ARCHIVE),
    (b"\x1f\x8b", ARCHIVE),
    (b"BZh", ARCHIVE),
    (b"\xfd7zXZ\0", ARCHIVE),
    (b"MZ", PROGRAM),
    (b"\x7fELF", PROGRAM),
    (b"#!", PROGRAM),
    (b"\xfe\xed\xfa", PROGRAM),
    (b"\xcf\xfa\xed\xfe", PROGRAM),
    (b"\xca\xfe\xba\xbe", PROGRAM),
    (b"L\0\0\0\x01\x14\x02\0", PROGRAM),
    (b"%!PS", POSTSCRIPT),
    (b"AT&TFORM", DJVU),
    (b"ID3", VIDEO),
    (b"OggS", VIDEO),
    (b"\x1aE\xdf\xa3", VIDEO),
    (b"#!AMR", VIDEO),
)
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<svg", b"<script", b"<head", b"<body")
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
_AVIF_BRANDS = {b"avif", b"avis"}


def sniff(head: bytes) -> str | Foreign | None:
    """The content type of what may be handed in, the foreign kind that it is, or None for what nobody knows."""
    if kind := _container(head):
        return kind
    for magic, known in sorted(_MAGIC, key=lambda entry: -len(entry[0])):
        if head.startswith(magic):
            return known
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").lower()
    if start.startswith(_MARKUP):
        return WEB_PAGE
    if b"%PDF-" in head[: HEADER_WITHIN + 5]:
        return PDF
    return TEXT if _is_text(head) else None


def _container(head: bytes) -> Foreign | None:
    if head[4:8] == b"ftyp":
        brands = {head[8:12], *(head[at : at + 4] for at in range(16, 64, 4))}
        if brands & _AVIF_BRANDS:
            return AVIF
        return HEIC if brands & _HEIC_BRANDS else VIDEO
    if head.startswith(b"RIFF"):
        return WEBP if head[8:12] == b"WEBP" else VIDEO
    if head.startswith(b"PK\x03\x04"):
        if b"OFD.xml" in head:
            return OFD
        office = any(part in head for part in (b"[Content_Types].xml", b"word/", b"xl/", b"ppt/", b"mimetypeapplication/vnd."))
        return OFFICE if office else ARCHIVE
    return None


def _is_text(head: bytes) -> bool:
    if not head or b"\0" in head:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            head[:2000].decode(encoding)
        except UnicodeDecodeError as error:
            # The cut may go through a character.
            if error.start < len(head[:2000]) - 4:
                continue
        return True
    return False


def objection(name: str, head: bytes) -> str:
    """What speaks against a file by its name and its first bytes, and what to do; nothing for one that may be opened."""
    kind = sniff(head)
    if not isinstance(kind, str):
        if kind is None:
            return f"文件“{name}”不是PDF、JPG或PNG，请转换后上传（只改扩展名无效）。"
        return f"文件“{name}”是{kind.name}，不是PDF、JPG或PNG。{kind.advice}（只改扩展名无效）。"
    *others, extension = _as_read(name).split(".")
    fitting = [of for of, extensions in EXTENSIONS.items() if extension in extensions]
    # Phones and chats call a JPG .png and the other way round, and every reader opens it; a PDF is never meant by a picture's name.
    if fitting != [kind] and not (fitting and fitting[0] in PICTURES and kind in PICTURES):
        return f"文件“{name}”的内容是{LABELS[kind]}，与扩展名不一致，请改为.{EXTENSIONS[kind][0]}后上传。"
    if PROGRAMS.intersection(others):
        return f"文件“{name}”有两个扩展名，请去掉前一个后上传。"
    return ""


def _as_read(name: str) -> str:
    """A file's name as a person reads it: a phone's keyboard types ．ｐｄｆ, a chat puts blanks and unseen characters behind."""
    seen = "".join(char for char in unicodedata.normalize("NFKC", name) if unicodedata.category(char) != "Cf")
    return seen.replace("。", ".").rstrip(". ").lower()


def reading_name(name: str, content_type: str) -> str:
    """The name under which a reader gets it: its own, with an extension that opens what it is."""
    extension = name.lower().rpartition(".")[2]
    fitting = EXTENSIONS.get(content_type, ())
    return name if not fitting or extension in fitting else f"{name}.{fitting[0]}"


def known_as(head: bytes) -> str:
    """What a file is by its content, in words; the empty text for what nobody knows."""
    kind = sniff(head)
    return LABELS[kind] if isinstance(kind, str) else kind.name if kind else ""
