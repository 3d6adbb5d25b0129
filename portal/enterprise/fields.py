"""Form fields of the enterprise's pages, beside those of every page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings

from portal.shell.fields import Line as PlainText
from portal.shell.fields import Mobile as MobileNumber
from portal.shell.fields import Name, Prose, Uscc
from words.files import accepted

__all__ = ("LongText", "MobileNumber", "Name", "PlainText", "ProofFile", "Uscc")


class LongText(Prose):
    """A section of a statement, with a counter."""

    def __init__(self, *, rows: int = 6, **options: Any) -> None:
        options.setdefault("max_length", 2000)
        super().__init__(widget=forms.Textarea(attrs={"rows": rows, "data-counter": options["max_length"]}), **options)


class ProofFile(forms.FileField):
    """One file; its name and its content are judged by `cases.files`."""

    widget = forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"})

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", f"{accepted(settings.UPLOAD_FILE_MAX_BYTES)}。系统按文件内容识别类型，改名的文件不能通过。")
        messages = {
            "required": "请先选择要上传的文件。",
            "max_length": "文件名太长，请改短后重新上传。",
            **options.pop("error_messages", {}),
        }
        # An empty file is refused by the same check, and in the same words, as a wrong one.
        super().__init__(allow_empty_file=True, max_length=120, error_messages=messages, **options)
