"""The district whose pages a visitor sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from departments.models import Region

if TYPE_CHECKING:
    from django.http import HttpRequest


def region_of(request: HttpRequest) -> Region | None:
    """Return the installation's region, read once a request; None before the first load_region."""
    if not hasattr(request, "_portal_region"):
        request._portal_region = Region.objects.order_by("pk").first()  # type: ignore[attr-defined]  # noqa: SLF001 - kept on the request
    found: Region | None = request._portal_region  # type: ignore[attr-defined]  # noqa: SLF001
    return found
