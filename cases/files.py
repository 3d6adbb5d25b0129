"""Uploads: checked by content, stored under a random name, never overwritten (rules R43, R44, R46)."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import filetype
import pikepdf
from django.conf import settings
from PIL import Image, ImageFile

from notices.fonts import is_printable
from notices.storage import write_whole
from procedure.errors import InvalidInput
from words.characters import seen
from words.files import size as file_size
from words.lists import shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.core.files.uploadedfile import UploadedFile

MAX_PIXELS = 40_000_000
MAX_PAGES = 300
ALLOWED = {
    "application/pdf": ("pdf",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
}
NAME_AT_MOST = 120
# What stands before the last extension of a program in disguise; 合同.v2.pdf has two dots and is none.
PROGRAMS = {"exe", "scr", "com", "bat", "cmd", "msi", "js", "vbs", "ps1", "sh", "jar", "html", "htm", "svg", "php", "apk"}
ACTIVE_KEYS = {"/JS", "/JavaScript", "/AA", "/EF", "/EmbeddedFiles", "/RichMediaContent", "/XFA"}
ACTIVE_ACTIONS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition", "/RichMediaExecute"}
# Bytes after the last %%EOF of a PDF; printers' drivers leave a few, another file in disguise more.
TRAILING_AT_MOST = 1024


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A stored upload. ``size`` in bytes."""

    original_name: str
    stored_name: str
    content_type: str
    size: int
    sha256: str


def store_upload(upload: UploadedFile[bytes], field: str = "file") -> StoredFile:
    """Check and store an upload bit by bit as it came; InvalidInput says what to hand in instead."""
    name = clean_name(upload.name or "")
    if not upload.size:
        raise InvalidInput(field, f"文件“{name}”是空的，请重新选择。")
    if upload.size > settings.UPLOAD_FILE_MAX_BYTES:
        raise InvalidInput(field, f"文件“{name}”超过 {file_size(settings.UPLOAD_FILE_MAX_BYTES)}，请压缩或拆分后上传。")
    content = upload.read(settings.UPLOAD_FILE_MAX_BYTES + 1)
    content_type = _checked_type(name, content, field)
    stored_name = f"{secrets.token_hex(16)}.bin"
    # On disk before the row that names it is committed: a row never points to nothing.
    write_whole(file_path(stored_name), content)
    return StoredFile(name, stored_name, content_type, len(content), hashlib.sha256(content).hexdigest())


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


def file_path(stored_name: str) -> Path:
    """Where a stored file lies; a name that is not one of ours is refused."""
    if not re.fullmatch(r"[0-9a-f]{32}\.[a-z]{3}", stored_name):
        msg = "not a stored name"
        raise ValueError(msg)
    return Path(settings.MEDIA_ROOT) / "uploads" / stored_name[:2] / stored_name


def _checked_type(name: str, content: bytes, field: str) -> str:
    kind = filetype.guess(content)
    content_type = kind.mime if kind else ""
    if content_type not in ALLOWED:
        raise InvalidInput(field, f"文件“{name}”不是PDF、JPG或PNG，请转换后上传（只改扩展名无效）。")
    *others, extension = name.lower().split(".")
    if extension not in ALLOWED[content_type]:
        expected = ALLOWED[content_type][0]
        raise InvalidInput(field, f"文件“{name}”的内容是{expected.upper()}，与扩展名不一致，请改为.{expected}后上传。")
    if PROGRAMS.intersection(others):
        raise InvalidInput(field, f"文件“{name}”有两个扩展名，请去掉前一个后上传。")
    if content_type == "application/pdf":
        _check_pdf(name, content, field)
    else:
        _check_image(name, content, field)
    return content_type


def _check_pdf(name: str, content: bytes, field: str) -> None:
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            encrypted, pages = pdf.is_encrypted, len(pdf.pages)
            active = any(_is_active(part) for part in pdf.objects)
    except pikepdf.PasswordError as error:
        raise InvalidInput(field, f"文件“{name}”有密码，请去掉密码后上传。") from error
    except (pikepdf.PdfError, ValueError) as error:
        raise InvalidInput(field, f"文件“{name}”已损坏，打不开，请重新生成后上传。") from error
    if encrypted:
        raise InvalidInput(field, f"文件“{name}”已加密，请去掉密码和权限限制后上传。")
    if active or len(content) - content.rfind(b"%%EOF") > TRAILING_AT_MOST:
        raise InvalidInput(field, f"文件“{name}”含有脚本、附件或自动操作，请打印为普通PDF后上传。")
    if not 1 <= pages <= MAX_PAGES:
        raise InvalidInput(field, f"文件“{name}”应为1至{MAX_PAGES}页，现为{pages}页。")


def _is_active(part: pikepdf.Object) -> bool:
    """Whether an object, or one written inside it, acts by itself or carries a file. Others are asked on their own."""
    if isinstance(part, pikepdf.Array):
        return any(_is_active(item) for item in _inside(part.as_list()))
    if not isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
        return False
    entries = part.as_dict() if isinstance(part, pikepdf.Dictionary) else part.stream_dict.as_dict()
    if not ACTIVE_KEYS.isdisjoint(entries) or str(entries.get("/S", "")) in ACTIVE_ACTIONS:
        return True
    return any(_is_active(item) for item in _inside(entries.values()))


def _inside(items: Iterable[Any]) -> Iterator[pikepdf.Object]:
    return (item for item in items if isinstance(item, pikepdf.Object) and not item.is_indirect)


def _check_image(name: str, content: bytes, field: str) -> None:
    # The layout engine lets torn pictures pass, for the whole process, once it is imported.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(BytesIO(content)) as image:
            if image.width * image.height > MAX_PIXELS:
                raise InvalidInput(field, f"图片“{name}”太大（超过4000万像素），请缩小后上传。")
            image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise InvalidInput(field, f"图片“{name}”太大（超过4000万像素），请缩小后上传。") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise InvalidInput(field, f"图片“{name}”已损坏，打不开，请重新拍摄或扫描后上传。") from error
