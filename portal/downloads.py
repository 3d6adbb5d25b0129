"""The one door to stored files: permission first, then as an attachment that can do nothing (rule R48)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import structlog
from django.http import FileResponse, Http404, HttpResponse
from django.views.decorators.http import require_safe

from cases.files import file_path
from cases.selectors import documents_visible_to, materials_visible_to
from notices.enums import DocumentState
from notices.services import pdf_content
from portal.policy import Audience, policy
from portal.views.errors import error_page

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from portal.policy import PortalRequest

PDF = "application/pdf"
NOT_YET = 409
log = structlog.get_logger(__name__)


@policy("download.document", Audience.SIGNED_IN)  # type: ignore[arg-type] # a streamed answer passes through as it is
@require_safe
def document(request: PortalRequest, pk: int) -> HttpResponseBase:
    """A paper once it is made; before that a page that says so."""
    found = documents_visible_to(request.actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    if found.state != DocumentState.READY:
        return error_page(request, NOT_YET, detail="文书正在制作，稍后刷新页面再下载。")
    log.info("document_downloaded", action="download", object=f"document:{pk}")
    name = f"{found.title}{found.number}.pdf"
    return guarded(HttpResponse(pdf_content(found), content_type=PDF), name, "document.pdf")


@policy("download.material", Audience.SIGNED_IN)  # type: ignore[arg-type] # a streamed answer passes through as it is
@require_safe
def material(request: PortalRequest, pk: int) -> HttpResponseBase:
    """What an enterprise handed in, bit by bit as it came."""
    found = materials_visible_to(request.actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    log.info("material_downloaded", action="download", object=f"material:{pk}")
    return stored_file(found.stored_name, found.content_type, found.original_name)


def stored_file(stored_name: str, content_type: str, display_name: str) -> HttpResponseBase:
    """An upload whose reader was checked by the caller."""
    try:
        content = file_path(stored_name).open("rb")
    except OSError as gone:
        log.exception("stored_file_missing", object=stored_name)
        raise Http404 from gone
    extension = stored_extension(content_type)
    return guarded(FileResponse(content, content_type=content_type), display_name, f"file.{extension}")


def stored_extension(content_type: str) -> str:
    return {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}.get(content_type, "bin")


def guarded(response: HttpResponseBase, name: str, plain_name: str) -> HttpResponseBase:
    """Never shown inside the portal's own pages, never kept by a cache, never read as another type."""
    response["Content-Disposition"] = f"attachment; filename=\"{plain_name}\"; filename*=UTF-8''{quote(name, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
