"""Each file on disk against the digest in its row, which the ledger has proved before."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import connection

from ledger.proof.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.proof.findings import Report

CHUNK: Final = 2000
BLOCK: Final = 1 << 20
# A refused file is not kept. A paper that was made again to other bytes has its file in the row of the damage.
FILES: Final = """
    SELECT 'uploads_upload:' || id, '上传文件', original_name, 'uploads/' || left(stored_name, 2) || '/' || stored_name, sha256
    FROM uploads_upload WHERE state <> 'refused'
    UNION ALL
    SELECT 'uploads_upload:' || id, '供查看的副本', original_name, 'uploads/' || left(copy_name, 2) || '/' || copy_name, copy_sha256
    FROM uploads_upload WHERE state <> 'refused' AND copy_name <> ''
    UNION ALL
    SELECT 'notices_document:' || document.id, '文书', trim(document.title || ' ' || document.number),
        'documents/' || coalesce(mended.file_name, document.file_name), coalesce(mended.pdf_sha256, document.pdf_sha256)
    FROM notices_document AS document LEFT JOIN LATERAL (
        SELECT file_name, pdf_sha256 FROM notices_damage
        WHERE document_id = document.id AND mended_at IS NOT NULL ORDER BY id DESC LIMIT 1
    ) AS mended ON true
    WHERE document.state = 'ready'
"""


def compare_files(report: Report) -> None:
    root = Path(settings.MEDIA_ROOT)
    for where, label, title, path, digest in _named():
        report.files += 1
        try:
            found = digest_of(root / path)
        except OSError:
            report.add(Finding("file", where, None, f"{label}“{title}”的文件 {path} 读不出来或者已经不在"))
            continue
        if found != digest:
            report.add(
                Finding("file", where, None, f"{label}“{title}”的文件 {path} 已被改动：校验值应为 {digest[:12]}…，现为 {found[:12]}…")
            )


def digest_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _named() -> Iterator[tuple[str, str, str, str, str]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(FILES)
        while chunk := cursor.fetchmany(CHUNK):
            yield from chunk
