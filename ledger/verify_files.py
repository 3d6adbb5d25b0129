"""The auditor's reading of the stored files: every paper and every upload against its digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from ledger.findings import Finding

# A paper that was made again has its file with the damage that was mended last. Refused uploads are not kept.
FILES = """
    SELECT 'document:' || paper.id, 'documents', coalesce(again.file_name, paper.file_name), coalesce(again.pdf_sha256, paper.pdf_sha256)
    FROM notices_document AS paper LEFT JOIN LATERAL (
        SELECT file_name, pdf_sha256 FROM notices_damage
        WHERE document_id = paper.id AND mended_at IS NOT NULL ORDER BY id DESC LIMIT 1
    ) AS again ON true WHERE paper.state = 'ready'
    UNION ALL SELECT 'upload:' || id, 'uploads/' || left(stored_name, 2), stored_name, sha256 FROM uploads_upload WHERE state <> 'refused'
    UNION ALL SELECT 'upload:' || id, 'uploads/' || left(copy_name, 2), copy_name, copy_sha256 FROM uploads_upload WHERE copy_name <> ''
"""


def damaged_files() -> Iterator[Finding | None]:
    """For each file what is wrong with it, or nothing."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(FILES)
        while chunk := cursor.fetchmany(500):
            for where, folder, name, digest in chunk:
                yield _damage(where, Path(settings.MEDIA_ROOT) / folder / Path(name).name, digest)


def _damage(where: str, path: Path, digest: str) -> Finding | None:
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return Finding("file", where, None, f"存放的文件 {path.name} 丢失")
    return None if found == digest else Finding("file", where, None, f"存放的文件 {path.name} 与校验值不符")
