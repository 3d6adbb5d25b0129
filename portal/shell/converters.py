"""What an address may hold. Anything else is no address of ours, and so the same 404 as a wrong code."""

from __future__ import annotations

from django.urls import register_converter
from django.urls.converters import StringConverter


class CodeConverter(StringConverter):
    """A token or verification code as ``secrets.token_urlsafe`` writes it; no odd character comes as far as the database."""

    regex = r"[\w-]{1,64}"


register_converter(CodeConverter, "code")
