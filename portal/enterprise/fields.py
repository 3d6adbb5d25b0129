"""Form fields of the enterprise's pages, beside those of every page."""

from __future__ import annotations

from typing import Any

from django import forms

from portal.shell.fields import Line as PlainText
from portal.shell.fields import Mobile as MobileNumber
from portal.shell.fields import Name, Prose, Uscc

__all__ = ("LongText", "MobileNumber", "Name", "PlainText", "Uscc")


class LongText(Prose):
    """A section of a statement, with a counter."""

    def __init__(self, *, rows: int = 6, **options: Any) -> None:
        options.setdefault("max_length", 2000)
        super().__init__(widget=forms.Textarea(attrs={"rows": rows, "data-counter": options["max_length"]}), **options)
