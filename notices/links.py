"""The addresses that papers and messages carry. A released one works for as long as paper lasts: see tests/notices/test_links.py."""

from __future__ import annotations

from django.conf import settings


def public_url(path: str) -> str:
    """The absolute address of a path. The host comes from the settings, never from a request: it ends up on paper."""
    return f"{settings.PUBLIC_BASE_URL.rstrip('/')}/{path.lstrip('/')}"


def is_public_url(url: str) -> bool:
    return url.startswith(public_url("/"))


def notice(token: str) -> str:
    """Where the enterprise on which a notice was served begins its application."""
    return public_url(f"/n/{token}/")


def progress() -> str:
    """Where anybody with a query code sees how far an application is."""
    return public_url("/progress/")


def enterprise_desk() -> str:
    return public_url("/enterprise/")


def enterprise_case(case_id: int) -> str:
    return public_url(f"/enterprise/cases/{case_id}/")


def creditor(token: str) -> str:
    """Where the creditor of a case answers the court's letter."""
    return public_url(f"/c/{token}/")


def certificate(verify_code: str) -> str:
    """Where anybody sees whether a certificate is in force."""
    return public_url(f"/v/{verify_code}/")
