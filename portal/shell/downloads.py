"""The one door to stored files: permission first, then as an attachment that can do nothing (rule R48)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from urllib.parse import quote

import structlog
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.selectors import documents_visible_to, materials_visible_to
from ledger import timekeeping
from notices.enums import DocumentState
from notices.services import note_damage, pdf_content
from notices.services.documents import DocumentDamagedError
from portal.shell.policy import Audience, policy
from uploads.kinds import reading_name
from uploads.storage import file_path

if TYPE_CHECKING:
    from notices.models import Document
    from portal.shell.policy import PortalRequest
    from uploads.models import Upload

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXTENSIONS = {PDF: "pdf", XLSX: "xlsx", "image/jpeg": "jpg", "image/png": "png"}
log = structlog.get_logger(__name__)


@policy("download.document", Audience.SIGNED_IN)
@require_safe
def document(request: PortalRequest, pk: int) -> HttpResponse:
    """A paper once it is made; before that a page that says so."""
    found = documents_visible_to(request.actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return paper(request, found)


def paper(request: PortalRequest, found: Document) -> HttpResponse:
    """Serve a paper whose reader the caller has checked."""
    if found.state != DocumentState.READY:
        context = {"title": "文书还没有生成", "detail": f"“{found.title}”{found.get_state_display()}，生成后即可下载。"}
        return render(request, "download/unavailable.html", context, status=409)
    try:
        content = pdf_content(found)
    except DocumentDamagedError as damaged:
        return _being_made_again(request, found, damaged)
    log.info("file_downloaded", action="download", object=f"document:{found.pk}")
    return attachment(content, PDF, f"{found.title}{found.number}.pdf")


@policy("download.material", Audience.SIGNED_IN)
@require_safe
def material(request: PortalRequest, pk: int) -> HttpResponse:
    """What an enterprise handed in: bit by bit as it came, or the copy without what is not for readers."""
    found = materials_visible_to(request.actor).filter(pk=pk).first()
    if found is None or found.upload is None:
        raise Http404
    return uploaded_file(request, found.upload, subject=f"material:{pk}")


def uploaded_file(request: PortalRequest, upload: Upload, *, subject: str) -> HttpResponse:
    """Serve an upload whose reader the caller has checked. One that is not judged, or was refused, is served to nobody."""
    if not upload.is_usable:
        raise Http404
    return stored_file(
        request,
        upload.copy_name or upload.stored_name,
        sha256=upload.copy_sha256 or upload.sha256,
        content_type=upload.content_type,
        name=reading_name(upload.original_name, upload.content_type),
        subject=subject,
    )


def stored_file(request: PortalRequest, stored_name: str, *, sha256: str, content_type: str, name: str, subject: str) -> HttpResponse:
    """Serve an upload whose reader the caller has checked; ``subject`` names it in the log.

    It is evidence: what differs from its digest is not served at all. That takes the whole file.
    """
    try:
        content = file_path(stored_name).read_bytes()
    except OSError:
        return _damaged(request, subject)
    if hashlib.sha256(content).hexdigest() != sha256:
        return _damaged(request, subject)
    log.info("file_downloaded", action="download", object=subject)
    return attachment(content, content_type, name)


def attachment(content: bytes, content_type: str, name: str) -> HttpResponse:
    """Never shown inside the portal's own pages, never kept by a cache, never read as another type."""
    response = HttpResponse(content, content_type=content_type)
    plain = f"file.{EXTENSIONS.get(content_type, 'bin')}"
    response["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


def _being_made_again(request: PortalRequest, found: Document, damaged: DocumentDamagedError) -> HttpResponse:
    note_damage(found, damaged, at=timekeeping.now())
    detail = f"“{found.title}”存放的文件丢失或者与登记的校验值不一致，已经记录，正在按冻结的原文重新制作。请过一分钟再下载。"
    response = render(request, "download/unavailable.html", {"title": "文件正在重新制作", "detail": detail}, status=503)
    response["Retry-After"] = "30"
    return response


def _damaged(request: PortalRequest, subject: str) -> HttpResponse:
    log.error("stored_file_damaged", action="download", object=subject)
    context = {"title": "文件暂时无法读取", "detail": "存放的文件与登记的校验值不一致，或者读不到，已经记录。请联系受理法院。"}
    return render(request, "download/unavailable.html", context, status=500)
